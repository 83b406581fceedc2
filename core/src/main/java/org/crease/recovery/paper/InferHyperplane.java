package org.crease.recovery.paper;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.crease.geometry.Hyperplane;
import org.crease.geometry.Segment;
import org.crease.geometry.Vector;
import org.crease.oracle.Oracle;
import org.crease.recovery.Resolution;
import org.crease.recovery.SearchSpace;
import org.crease.recovery.fit.LeastSquares;

/**
 * InferHyperplane (§4.1): the local hyperplane at a boundary point, by linear regression on points of many small segments
 * around it.
 *
 * <p>The segments are parallel to the line on which the point was found, since that line is known to cross the boundary; a
 * segment that does not hold exactly one kink is left out. If the points do not lie on one plane within their errors, the
 * neighbourhood held a second boundary or a bend, and a smaller one is tried.
 *
 * @param spare points beyond the n that fix a plane in ℝⁿ; they are the check
 * @param reach radius of the first neighbourhood, as a share of the gap to the next boundary seen
 * @param shrink radius of the next neighbourhood over that of the last
 * @param attempts neighbourhoods tried
 */
public record InferHyperplane(int spare, double reach, double shrink, int attempts) {
    /** Four points beyond n leave no room for chance; a boundary seen at g along a line is rarely nearer than g/5 to a ball. */
    public static final InferHyperplane DEFAULTS = new InferHyperplane(4, 0.03, 0.15, 4);

    private static final String ACCOUNT = "InferHyperplane";

    /** Checks the settings. */
    public InferHyperplane {
        if (spare < 1 || attempts < 1) {
            throw new IllegalArgumentException(
                    "spare points and attempts must be at least 1, got " + spare + " and " + attempts);
        }
    }

    /** The local hyperplane at {@code p}; empty if no neighbourhood held a single flat piece. */
    public Optional<LocalHyperplane> at(
            BoundaryPoint p, Oracle oracle, Resolution resolution, SearchSpace space, RandomGenerator random) {
        Oracle charged = oracle.chargedTo(ACCOUNT);
        double radius = reach * p.gap();
        for (int attempt = 0; attempt < attempts; attempt++, radius *= shrink) {
            if (!(radius > 64 * p.error())) {
                break;
            }
            Optional<LocalHyperplane> found = fit(p, radius, charged, resolution, space, random);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private Optional<LocalHyperplane> fit(
            BoundaryPoint p,
            double radius,
            Oracle oracle,
            Resolution resolution,
            SearchSpace space,
            RandomGenerator random) {
        int n = oracle.inputs();
        int wanted = n + spare;
        List<Vector> points = new ArrayList<>(List.of(p.position()));
        double error = p.error();
        for (int tries = 0; points.size() < wanted && tries < 3 * wanted + 8; tries++) {
            Vector centre =
                    p.position().plus(radius, Vector.direction(n, random).orthogonalTo(p.across()));
            Optional<Segment> segment = space.domain().clip(Segment.around(centre, p.across(), 8 * radius));
            if (segment.isEmpty()
                    || !space.domain().contains(segment.get().at(segment.get().from()))) {
                continue;
            }
            List<Kink> kinks = PointsOnLine.ACROSS_A_BOUNDARY.find(oracle, resolution, segment.get());
            if (kinks.size() == 1 && kinks.getFirst().single()) {
                points.add(segment.get().at(kinks.getFirst().t()));
                error = Math.max(error, kinks.getFirst().error());
            }
            if (tries >= wanted && points.size() < tries / 3) {
                return Optional.empty();
            }
        }
        if (points.size() < wanted) {
            return Optional.empty();
        }
        Hyperplane plane = LeastSquares.plane(points);
        double cosine = Math.abs(plane.normal().dot(p.across()));
        for (Vector point : points) {
            if (Math.abs(plane.distance(point)) > error * cosine + 4 * Math.ulp(point.norm())) {
                return Optional.empty();
            }
        }
        double tilt = (error * cosine + Math.ulp(p.position().norm())) * Math.sqrt(n) / radius;
        BoundaryPoint foot = new BoundaryPoint(plane.project(p.position()), p.across(), error, p.gap());
        return Optional.of(new LocalHyperplane(plane, foot, points, radius, tilt));
    }
}
