package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.crease.geometry.Vector;
import org.crease.recovery.arrangement.PairedPlaces.Way;

/**
 * The normal of a boundary that may be a whole hyperplane, from places of it farther and farther away: where answers are coarse, gradients
 * beside one kink do not tell enough.
 */
final class WholePlane {
    /** The farthest places, in units of the size of the place. */
    private static final double FARTHEST = 4;

    private static final double NEAREST = 0.02;

    /** Shares of the distance at which a direction is tried in turn. */
    private static final double[] SHARES = {1, 0.6, 0.35};

    /** Directions tried first: if most of them show nothing, the boundary has bent away. */
    private static final int GLANCE = 8;

    private static final int ROUNDS = 8;

    /** A round that leaves more than this share of an error is the last. */
    private static final double HARDLY = 0.8;

    private final Ground ground;

    WholePlane(Ground ground) {
        this.ground = ground;
    }

    /** The point with a normal that is as good as the answers allow; empty where the plane does not go on around it. */
    Optional<BoundaryPoint> through(BoundaryPoint point) {
        BoundaryPoint current = point;
        double size = ground.sizeAt(point.position());
        for (int round = 0; round < ROUNDS; round++) {
            double reach = Math.clamp(ground.grain() * size / current.tilt(), NEAREST * size, FARTHEST * size);
            Optional<BoundaryPoint> better = at(current, reach);
            if (better.isEmpty()) {
                return better;
            }
            double turned = better.get().normal().minus(current.normal()).norm();
            boolean agree = turned <= current.tilt();
            boolean exhausted = reach >= FARTHEST * size || better.get().tilt() > HARDLY * current.tilt();
            current = better.get();
            if (agree && exhausted) {
                return better;
            }
        }
        return Optional.empty();
    }

    /** The normal as places at a distance show it. */
    private Optional<BoundaryPoint> at(BoundaryPoint point, double reach) {
        Tangents tangents = new Tangents(point.normal(), ground.random());
        int glance = Math.min(GLANCE, tangents.count());
        PairedPlaces places = new PairedPlaces(point, ground);
        List<Vector> open = ask(places, tangents.from(0, glance), reach);
        if (2 * open.size() > glance) {
            return Optional.empty();
        }
        open.addAll(tangents.from(glance, tangents.count()));
        for (double share : SHARES) {
            open = ask(places, open, share * reach);
        }
        return places.turned(tangents.count());
    }

    private static List<Vector> ask(PairedPlaces places, List<Vector> directions, double distance) {
        return new ArrayList<>(places
                .ask(directions.stream().map(d -> new Way(d, distance)).toList())
                .stream()
                .map(Way::direction)
                .toList());
    }
}
