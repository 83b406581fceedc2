package org.crease.recovery.paper;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.crease.geometry.Segment;
import org.crease.geometry.Vector;
import org.crease.recovery.SearchSpace;

/**
 * "Sampling boundary points" (§4.1): random segments of fixed, long length, tangent at their midpoints to a sphere of fixed,
 * large radius, so that they stay away from the origin, where boundaries are close to each other.
 *
 * @param radii of the spheres in units of scale · √n, taken in turn
 * @param halfLength of a segment in units of its sphere's radius
 */
public record TangentLines(List<Double> radii, double halfLength) {
    /**
     * A line forty radii long to both sides meets a plane through the middle with probability (2/π)·atan 40 ≈ 0.98. From far
     * out the planes of the first layer look as if all went through the origin, so one radius shows all of them.
     */
    public static final TangentLines FAR = new TangentLines(List.of(100.0), 40);

    /** As {@link #FAR}, and nearer: deeper boundaries may be bounded. */
    public static final TangentLines AT_ALL_SCALES = new TangentLines(List.of(100.0, 10.0, 1.0), 40);

    /** Checks the settings. */
    public TangentLines {
        radii = List.copyOf(radii);
        if (radii.isEmpty() || !radii.stream().allMatch(r -> r > 0) || !(halfLength > 0)) {
            throw new IllegalArgumentException(
                    "radii and half length must be positive, got " + radii + " and " + halfLength);
        }
    }

    /** The largest distance from the origin that a line reaches. */
    public double farthest(SearchSpace space) {
        double largest = radii.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        return largest
                * Math.hypot(1, halfLength)
                * space.scale()
                * Math.sqrt(space.domain().dimension());
    }

    /** The {@code index}-th line. In a bounded domain a random chord of it. */
    public Segment sample(int index, SearchSpace space, RandomGenerator random) {
        int n = space.domain().dimension();
        double radius = radii.get(index % radii.size()) * space.scale() * Math.sqrt(n);
        while (true) {
            Vector midpoint = space.pointAt(radius, random);
            Vector normal = midpoint.unit();
            Vector direction = space.domain().isUnbounded()
                    ? Vector.direction(n, random).orthogonalTo(normal)
                    : Vector.direction(n, random);
            Optional<Segment> line = space.domain().clip(Segment.around(midpoint, direction, halfLength * radius));
            if (line.isPresent()) {
                return line.get();
            }
        }
    }
}
