package org.crease.recovery.arrangement;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.crease.geometry.Box;
import org.crease.geometry.Segment;
import org.crease.geometry.Vector;
import org.crease.recovery.SearchSpace;

/**
 * Where kinks are searched: random lines at several distances from the origin, since boundaries live at every scale. Planes of
 * the first layer reach to infinity, bounded pieces sit near the data.
 *
 * @param radii distances of the midpoints in units of scale · √n, taken in turn
 * @param reach half length of a line, in units of the larger of its midpoint's distance and scale · √n
 */
record Lines(List<Double> radii, double reach) {
    /** A line that reaches thirty times as far as it passes the middle meets 98 of 100 planes. */
    static final Lines DEFAULTS = new Lines(List.of(1.0, 0.3, 10.0, 2.0, 0.5, 40.0), 30);

    /** How far beside a corner, as a share of each side: on an edge of the box there are no steps both ways. */
    private static final double BESIDE = 0.1;

    Lines {
        radii = List.copyOf(radii);
        if (radii.isEmpty() || !radii.stream().allMatch(r -> r > 0) || !(reach > 0)) {
            throw new IllegalArgumentException("radii and reach must be positive, got " + radii + " and " + reach);
        }
    }

    /**
     * The {@code index}-th line, clipped to the domain. In a bounded one it leads from one random point to another: in a box of many
     * dimensions a random direction leads from nearly every point to an edge at once. Every second one leads from near one corner of it to near another: a neuron
     * that is on in one corner alone is met between random points of one line in dozens.
     */
    Segment sample(int index, SearchSpace space, RandomGenerator random) {
        int n = space.domain().dimension();
        double near = space.scale() * Math.sqrt(n);
        double radius = radii.get(index % radii.size()) * near;
        if (index % 2 == 1 && space.domain() instanceof Box box && box.isBounded()) {
            return Segment.between(nearCorner(box, random), nearCorner(box, random));
        }
        while (true) {
            Vector x = space.pointAt(radius, random);
            Vector direction = space.domain().isUnbounded()
                    ? Vector.direction(n, random)
                    : space.pointAt(radius, random).minus(x);
            Segment line = Segment.around(x, direction, reach * Math.max(radius, near));
            Optional<Segment> inside = space.domain().clip(line);
            if (inside.isPresent()) {
                return inside.get();
            }
        }
    }

    private static Vector nearCorner(Box box, RandomGenerator random) {
        return Vector.of(IntStream.range(0, box.dimension())
                .mapToDouble(i -> {
                    double aside = BESIDE * random.nextDouble();
                    double low = box.low().get(i);
                    double high = box.high().get(i);
                    return low + (random.nextBoolean() ? aside : 1 - aside) * (high - low);
                })
                .toArray());
    }
}
