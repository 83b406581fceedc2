package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.crease.geometry.Cell;
import org.crease.geometry.Vector;
import org.crease.recovery.arrangement.Ground.Look;
import org.crease.recovery.arrangement.Ground.Probe;
import org.crease.recovery.arrangement.PairedPlaces.Way;

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

    /** So many must meet it. */
    private static final int LEAST = 2;

    /** Where answers are coarse, one direction in so many may miss it. */
    private static final int FEW = 3;

    private static final int ROUNDS = 8;

    /** A round that leaves more than this share of an error hardly helps. */
    private static final double HARDLY = 0.8;

    /** By how much farther the next goes then: a weak kink is met so inexactly that nearer places tell nothing. */
    private static final double LONGER = 3;

    private FlatPiece() {}

    /**
     * Looks at places of the piece around a point, in directions at right angles to each other.
     *
     * @param places how many; at most one fewer than there are inputs
     * @return the point, its normal as the places show it if they are as many as that; empty if the piece is not flat
     */
    static Optional<BoundaryPoint> around(BoundaryPoint point, Cell cell, int places, Ground ground) {
        double size = ground.sizeAt(point.position());
        if (ground.isCoarse()) {
            return paired(point, cell, ground);
        }
        List<Vector> tangents =
                new Tangents(point.normal(), ground.random()).from(0, Math.min(places, ground.inputs() - 1));
        List<Probe> probes = new ArrayList<>();
        List<Vector> ways = new ArrayList<>();
        for (Vector tangent : tangents) {
            double ahead = ground.room(cell, point.position(), tangent, -1, size);
            double back = ground.room(cell, point.position(), tangent.negated(), -1, size);
            Vector way = tangent.times(OUT * (ahead > back ? ahead : -back));
            if (way.norm() > 1e-5 * size) {
                double wide = Math.max(WINDOW, 8 * point.tilt()) * way.norm();
                Vector x = point.position().plus(1, way);
                Probe probe = ground.probe(cell, x, point.normal(), wide);
                if (probe.window() < wide) {
                    continue; // a facet is too near to tell its kink from the boundary's
                }
                probes.add(probe);
                ways.add(way);
            }
        }
        List<Look> looks = ground.look(probes);
        List<Optional<Kink>> kinks = looks.stream().map(Look::kink).toList();
        // where f is constant, all that is behind the boundary is dead
        long dead = looks.stream().filter(Look::isFlat).count();
        long met = kinks.stream().flatMap(Optional::stream).count();
        long missing = probes.size() - met - dead;
        if (missing > Math.max(1, (met + missing) / MISSES) || met < Math.min(LEAST, probes.size() - 1)) {
            return Optional.empty();
        }
        if (met < probes.size() || probes.size() < ground.inputs() - 1) {
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

    /** As {@link #around}, with places on both sides of the point, farther and farther away as the normal gets better. */
    private static Optional<BoundaryPoint> paired(BoundaryPoint point, Cell cell, Ground ground) {
        BoundaryPoint current = point;
        double longer = 1;
        double before = 0;
        for (int round = 0; round < ROUNDS; round++) {
            PairedPlaces places = new PairedPlaces(current, ground);
            List<Way> ways = ways(current, cell, longer, places, ground);
            double reach = ways.stream().mapToDouble(Way::distance).sum();
            List<Way> silent = places.ask(ways);
            if (silent.size() > Math.max(1, ways.size() / FEW)) {
                return longer > 1 ? Optional.of(current) : Optional.empty();
            }
            Optional<BoundaryPoint> better = places.turned(ground.inputs() - 1);
            boolean hardly = better.isEmpty() || better.get().tilt() > HARDLY * current.tilt();
            current = better.orElse(current);
            if (hardly && !(reach > before)) {
                return Optional.of(current);
            }
            longer = hardly ? longer * LONGER : longer;
            before = hardly ? reach : 0;
        }
        return Optional.of(current);
    }

    /** Directions in which nothing known is in the way, and how far to go: not so far that the boundary may have left its window. */
    private static List<Way> ways(BoundaryPoint point, Cell cell, double longer, PairedPlaces places, Ground ground) {
        double size = ground.sizeAt(point.position());
        double grain = ground.grainAt(point.position());
        double reach = longer * grain * size / point.tilt();
        Tangents tangents = new Tangents(point.normal(), ground.random());
        List<Way> ways = new ArrayList<>();
        for (Vector tangent : tangents.from(0, tangents.count())) {
            double ahead = ground.room(cell, point.position(), tangent, -1, size);
            double back = ground.room(cell, point.position(), tangent.negated(), -1, size);
            double distance = Math.min(reach, OUT * Math.min(ahead, back));
            double wide = places.window(distance);
            Vector there = point.position().plus(distance, tangent);
            Vector opposite = point.position().plus(-distance, tangent);
            boolean free = ground.probe(cell, there, point.normal(), wide).window() >= wide
                    && ground.probe(cell, opposite, point.normal(), wide).window() >= wide;
            if (free && distance > grain * size) {
                ways.add(new Way(tangent, distance));
            }
        }
        return ways;
    }
}
