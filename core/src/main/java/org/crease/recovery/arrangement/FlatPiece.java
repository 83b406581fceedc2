package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.crease.geometry.Cell;
import org.crease.geometry.Vector;
import org.crease.recovery.arrangement.Ground.Probe;

/**
 * The flat piece of a boundary in one cell of the known layers. A boundary of the next layer is flat there; that of a deeper one
 * bends where nothing known does. Four questions a place.
 */
final class FlatPiece {
    /** How far out the places are, as a share of the room in the cell. */
    private static final double OUT = 0.7;

    /** Half the width in which the boundary must be met, as a share of the distance. */
    private static final double WINDOW = 1e-4;

    /** One place in so many, and one at least, may miss it: other boundaries are about. */
    private static final int MISSES = 8;

    private FlatPiece() {}

    /**
     * Looks at places of the piece around a point, in directions at right angles to each other.
     *
     * @param places how many; at most one fewer than there are inputs
     * @return the point, its normal as the places show it if they are as many as that; empty if the piece is not flat
     */
    static Optional<BoundaryPoint> around(BoundaryPoint point, Cell cell, int places, Ground ground) {
        double size = ground.sizeAt(point.position());
        List<Vector> tangents = tangents(point.normal(), Math.min(places, ground.inputs() - 1), ground);
        List<Probe> probes = new ArrayList<>();
        List<Vector> ways = new ArrayList<>();
        for (Vector tangent : tangents) {
            double ahead = ground.room(cell, point.position(), tangent, -1, size);
            double back = ground.room(cell, point.position(), tangent.negated(), -1, size);
            Vector way = tangent.times(OUT * (ahead > back ? ahead : -back));
            if (way.norm() > 1e-5 * size) {
                double wide = Math.max(WINDOW, 8 * point.tilt()) * way.norm();
                Vector x = point.position().plus(1, way);
                double window = Ground.clear(cell, x, point.normal(), wide);
                if (window < wide) {
                    continue; // a facet is too near to tell its kink from the boundary's
                }
                probes.add(new Probe(x, point.normal(), window));
                ways.add(way);
            }
        }
        List<Optional<Kink>> kinks = ground.locate(probes);
        long missing = kinks.stream().filter(Optional::isEmpty).count();
        if (missing > Math.max(1, probes.size() / MISSES)) {
            return Optional.empty();
        }
        if (missing > 0 || probes.size() < ground.inputs() - 1) {
            return Optional.of(point);
        }
        Vector normal = point.normal();
        double tilt = 0;
        for (int i = 0; i < ways.size(); i++) {
            Kink kink = kinks.get(i).orElseThrow();
            double length = ways.get(i).norm();
            normal = normal.plus(-kink.t() / (length * length), ways.get(i));
            tilt += Math.pow((kink.error() + point.error()) / length, 2);
        }
        double sharp = Math.sqrt(tilt);
        return Optional.of(
                sharp < point.tilt()
                        ? new BoundaryPoint(point.position(), point.error(), normal.unit(), sharp)
                        : point);
    }

    /** Directions along the boundary, at right angles to each other. */
    private static List<Vector> tangents(Vector normal, int count, Ground ground) {
        List<Vector> tangents = new ArrayList<>();
        while (tangents.size() < count) {
            Vector direction =
                    Vector.direction(normal.dimension(), ground.random()).orthogonalTo(normal);
            for (Vector tangent : tangents) {
                direction = direction.orthogonalTo(tangent);
            }
            if (direction.norm() > 1e-3) {
                tangents.add(direction.unit().orthogonalTo(normal).unit());
            }
        }
        return tangents;
    }
}
