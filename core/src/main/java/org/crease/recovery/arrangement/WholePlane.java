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

    /** How far out that is at least, in units of {@link Ground#near}: errors that are of one size everywhere turn a plane the less. */
    private static final double FAR = 30;

    private static final double NEAREST = 0.02;

    /** Shares of the distance at which a direction is tried in turn that shows nothing there. */
    private static final double[] SHARES = {0.6, 0.35};

    /** How far out in a bounded domain, so that the windows are inside too. */
    private static final double INSIDE = 0.95;

    /** Directions tried first: if most of them show nothing, the boundary has bent away. */
    private static final int GLANCE = 8;

    /** A normal that turns by more than so many of its errors follows another boundary. */
    private static final double ASTRAY = 4;

    private static final int ROUNDS = 16;

    /** A round that leaves more than this share of an error is the last. */
    private static final double HARDLY = 0.8;

    /** By how much farther the next goes then: a weak kink is met so inexactly that nearer places tell nothing. */
    private static final double LONGER = 3;

    /** How far off the plane may be at the farthest places, in units of the size of the place. */
    private static final double LOOSE = 3e-3;

    private final Ground ground;

    WholePlane(Ground ground) {
        this.ground = ground;
    }

    /** The point with a normal that is as good as the answers allow; empty where the plane does not go on around it. */
    Optional<BoundaryPoint> through(BoundaryPoint point) {
        BoundaryPoint current = point;
        double size = ground.sizeAt(point.position());
        double farthest = FARTHEST * Math.max(size, FAR * ground.near());
        double longer = 1;
        for (int round = 0; round < ROUNDS; round++) {
            double steady = ground.grainAt(current.position()) * size / current.tilt();
            double reach = Math.clamp(longer * steady, NEAREST * size, farthest);
            Optional<BoundaryPoint> better = at(current, reach);
            if (better.isEmpty()) {
                return better;
            }
            double turned = better.get().normal().minus(current.normal()).norm();
            if (turned > ASTRAY * current.tilt()) {
                return Optional.empty();
            }
            boolean agree = turned <= current.tilt();
            boolean hardly = better.get().tilt() > HARDLY * current.tilt();
            current = better.get();
            boolean exhausted = reach >= farthest || current.tilt() * reach > LOOSE * size;
            if (agree && hardly && exhausted) {
                return better;
            }
            longer = hardly ? longer * LONGER : Math.max(1, longer / LONGER);
        }
        return Optional.empty();
    }

    /** The normal as places at a distance show it. */
    private Optional<BoundaryPoint> at(BoundaryPoint point, double reach) {
        Tangents tangents = new Tangents(point.normal(), ground.random());
        int glance = Math.min(GLANCE, tangents.count());
        PairedPlaces places = new PairedPlaces(point, ground);
        List<Vector> open = ask(point, places, tangents.from(0, glance), reach);
        if (2 * open.size() > glance) {
            return Optional.empty();
        }
        open.addAll(ask(point, places, tangents.from(glance, tangents.count()), reach));
        for (double share : SHARES) {
            open = ask(point, places, open, share * reach);
        }
        return places.turned(tangents.count());
    }

    private List<Vector> ask(BoundaryPoint point, PairedPlaces places, List<Vector> directions, double distance) {
        List<Way> ways = directions.stream()
                .map(d -> new Way(d, Math.min(inDomain(point, d, distance), inDomain(point, d.negated(), distance))))
                .toList();
        return new ArrayList<>(places.ask(ways).stream().map(Way::direction).toList());
    }

    private double inDomain(BoundaryPoint point, Vector direction, double most) {
        double room = ground.room(point.position(), direction, most);
        return room < most ? INSIDE * room : most;
    }
}
