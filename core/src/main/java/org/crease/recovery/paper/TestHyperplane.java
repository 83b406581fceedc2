package org.crease.recovery.paper;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.crease.geometry.Points;
import org.crease.geometry.Segment;
import org.crease.geometry.Vector;
import org.crease.oracle.Oracle;
import org.crease.recovery.Resolution;
import org.crease.recovery.SearchSpace;

/**
 * TestHyperplane (§4.1): whether a whole hyperplane belongs to the boundary, asked at points of it far from where it was
 * inferred, on short segments across it.
 *
 * <p>Points around which f is constant do not count: all that is behind the first layer is dead there.
 *
 * <p>The points lie at distances from the origin spread over the scales of the search, since a deeper boundary may be flat
 * over a whole cone far out, or over the whole of a cell near the data.
 *
 * @param points far points asked
 * @param share of the points that must be kinks
 * @param halfLength of a segment, as a share of the distance of its point from the origin or of the scale
 */
public record TestHyperplane(int points, double share, double halfLength) {
    /**
     * Deep boundaries pass two far points in eight, seldom more; first-layer ones miss where all that is behind them is
     * dead, seldom more than one in eight.
     */
    public static final TestHyperplane DEFAULTS = new TestHyperplane(16, 0.75, 1e-3);

    private static final String ACCOUNT = "TestHyperplane";

    /** Checks the settings. */
    public TestHyperplane {
        if (points < 1 || !(share > 0 && share <= 1)) {
            throw new IllegalArgumentException(
                    "points must be at least 1 and share in (0, 1], got " + points + " and " + share);
        }
    }

    /**
     * The far points at which {@code candidate} was seen to be a boundary; empty if it fails the test, or is known too
     * roughly to be tested. Stops asking as soon as the share is out of reach.
     */
    public Optional<List<Vector>> farPointsOf(
            LocalHyperplane candidate,
            double radius,
            Oracle oracle,
            Resolution resolution,
            SearchSpace space,
            RandomGenerator random) {
        Oracle charged = oracle.chargedTo(ACCOUNT);
        int allowed = (int) Math.floor(points * (1 - share));
        List<Vector> seen = new ArrayList<>();
        int asked = 0;
        int tries = 0;
        for (; asked < points && tries < 2 * points; tries++) {
            Vector y = farPoint(candidate, radius, space, random);
            Optional<Vector> kink = kinkAt(candidate, y, charged, resolution, space);
            kink.ifPresent(seen::add);
            if (kink.isPresent() || !isSilent(y, charged, resolution, space, random)) {
                asked++;
            }
            if (asked - seen.size() > allowed) {
                return Optional.empty();
            }
        }
        // a deeper boundary may be flat up to where all is dead: too many silent points prove nothing
        return asked >= share * tries ? Optional.of(seen) : Optional.empty();
    }

    /** Whether f is constant around y: nothing that happens in the first layer shows there, so y says nothing. */
    private boolean isSilent(
            Vector y, Oracle oracle, Resolution resolution, SearchSpace space, RandomGenerator random) {
        double half = halfLength * Math.max(y.norm(), space.scale());
        List<Vector> around = new ArrayList<>(List.of(y));
        for (int i = 0; i < 2; i++) {
            space.domain()
                    .clip(Segment.around(y, Vector.direction(y.dimension(), random), half))
                    .ifPresent(segment -> around.add(segment.at(segment.to())));
        }
        Points answers = oracle.ask(Points.of(around));
        double[] eta = resolution.eta(y);
        for (int i = 1; i < answers.size(); i++) {
            for (int o = 0; o < eta.length; o++) {
                if (Math.abs(answers.get(i, o) - answers.get(0, o)) > 2 * eta[o]) {
                    return false;
                }
            }
        }
        return true;
    }

    private static Vector farPoint(
            LocalHyperplane candidate, double radius, SearchSpace space, RandomGenerator random) {
        double near = space.scale() * Math.sqrt(space.domain().dimension());
        for (int tries = 0; tries < 64; tries++) {
            double distance = near * Math.pow(Math.max(1, radius / near), random.nextDouble());
            Vector y = candidate.plane().project(space.pointAt(distance, random));
            if (space.domain().contains(y)) {
                return y;
            }
        }
        return candidate.point().position(); // the plane cuts off no more than a corner of the domain
    }

    private Optional<Vector> kinkAt(
            LocalHyperplane candidate, Vector y, Oracle oracle, Resolution resolution, SearchSpace space) {
        double bound = candidate.errorAt(y.distanceTo(candidate.point().position()));
        double half = halfLength * Math.max(y.norm(), space.scale());
        Optional<Segment> segment =
                space.domain().clip(Segment.around(y, candidate.plane().normal(), half));
        if (segment.isEmpty() || 16 * bound > half) {
            return Optional.empty();
        }
        return PointsOnLine.ACROSS_A_BOUNDARY.find(oracle, resolution, segment.get()).stream()
                .filter(kink -> kink.single() && Math.abs(kink.t()) <= kink.error() + bound)
                .map(kink -> segment.get().at(kink.t()))
                .findFirst();
    }
}
