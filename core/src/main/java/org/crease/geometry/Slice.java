package org.crease.geometry;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * A plane of some dimension through a box, as far as it lies inside, in coordinates u of its own: the point {@code origin + Σ u_j · ways_j} must be in
 * the box. In a box of many dimensions such a slice reaches several times as far as the largest cube in it.
 *
 * @param box what it lies in
 * @param origin the point with coordinates 0
 * @param ways one step along each coordinate, none of them shortened by others: Σ u_j · ways_j is at least as long as u
 * @param middle the coordinates of the box's middle, which must lie on the plane
 */
public record Slice(Box box, Vector origin, List<Vector> ways, Vector middle) implements Region {
    /** The ends of what is clipped stay so far inside, as a share of its length, that rounding does not step over the edge. */
    private static final double INSIDE = 1e-9;

    public Slice {
        ways = List.copyOf(ways);
        if (ways.size() != middle.dimension()) {
            throw new IllegalArgumentException(
                    "ways must number as many as coordinates " + middle.dimension() + ", got " + ways.size());
        }
    }

    @Override
    public int dimension() {
        return ways.size();
    }

    private Vector up(Vector u) {
        return origin.plus(u, ways);
    }

    @Override
    public boolean contains(Vector u) {
        return box.contains(up(u));
    }

    /** No tighter than the box's size says. */
    @Override
    public Box bounds() {
        double half = box.high().distanceTo(box.low()) / 2;
        double[] reach = new double[dimension()];
        Arrays.fill(reach, half);
        return new Box(middle.minus(Vector.of(reach)), middle.plus(Vector.of(reach)));
    }

    /** The sides of the box beyond which a place lies, the farthest {@code most}, as forms that are positive there and nowhere inside. */
    public List<AffineForm> beyond(Vector u, int most) {
        Vector x = up(u);
        return IntStream.range(0, x.dimension())
                .boxed()
                .filter(i -> outside(x, i) > 0)
                .sorted(Comparator.comparingDouble(i -> -outside(x, i)))
                .limit(most)
                .map(i -> side(i, x.get(i) > box.high().get(i)))
                .toList();
    }

    private double outside(Vector x, int i) {
        return Math.max(x.get(i) - box.high().get(i), box.low().get(i) - x.get(i));
    }

    private AffineForm side(int i, boolean isHigh) {
        Vector gradient = Vector.of(ways.stream().mapToDouble(way -> way.get(i)).toArray());
        return isHigh
                ? new AffineForm(gradient, origin.get(i) - box.high().get(i))
                : new AffineForm(gradient.negated(), box.low().get(i) - origin.get(i));
    }

    @Override
    public boolean isUnbounded() {
        return box.isUnbounded();
    }

    @Override
    public boolean isBounded() {
        return box.isBounded();
    }

    @Override
    public Optional<Segment> clip(Segment segment) {
        Vector way = Vector.zero(origin.dimension()).plus(segment.direction(), ways);
        double length = way.norm();
        if (!(length > 0)) {
            return contains(segment.at(segment.from())) ? Optional.of(segment) : Optional.empty();
        }
        return box.clip(new Segment(up(segment.origin()), way, segment.from() * length, segment.to() * length))
                .map(inside -> {
                    double edge = INSIDE * inside.length() / length;
                    double from = Math.max(segment.from(), inside.from() / length + edge);
                    double to = Math.min(segment.to(), inside.to() / length - edge);
                    return from < to ? new Segment(segment.origin(), segment.direction(), from, to) : null;
                });
    }

    @Override
    public Slice scaled(double share) {
        return new Slice(box.scaled(share), origin, ways, middle);
    }

    /** In a random direction from the middle, evenly between there and the edge: a place drawn evenly from all of it would always be near the edge. */
    @Override
    public Vector draw(double radius, RandomGenerator random) {
        Vector direction = Vector.direction(dimension(), random);
        double reach =
                clip(new Segment(middle, direction, 0, radius)).map(Segment::to).orElse(0.0);
        return middle.plus(reach * random.nextDouble(), direction);
    }
}
