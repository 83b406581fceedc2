package org.crease.geometry;

import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * An axis-parallel box, edges included; a bound may be infinite. The domain of a recovery is one: all of ℝⁿ is
 * {@link #unbounded}.
 *
 * @param low the smallest value of each coordinate
 * @param high the largest value of each coordinate, greater than {@code low}
 */
public record Box(Vector low, Vector high) implements Region {
    public Box {
        if (low.dimension() != high.dimension()) {
            throw new IllegalArgumentException(
                    "box bounds must have the same dimension, got " + low.dimension() + " and " + high.dimension());
        }
        for (int i = 0; i < low.dimension(); i++) {
            if (!(low.get(i) < high.get(i))) {
                throw new IllegalArgumentException("box bound high[" + i + "] must exceed low[" + i + "] = "
                        + low.get(i) + ", got " + high.get(i));
            }
        }
    }

    public static Box unbounded(int dimension) {
        return cube(dimension, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    }

    /** The box whose every coordinate lies between {@code low} and {@code high}. */
    public static Box cube(int dimension, double low, double high) {
        double[] l = new double[dimension];
        double[] h = new double[dimension];
        java.util.Arrays.fill(l, low);
        java.util.Arrays.fill(h, high);
        return new Box(Vector.owning(l), Vector.owning(h));
    }

    @Override
    public int dimension() {
        return low.dimension();
    }

    @Override
    public boolean contains(Vector x) {
        for (int i = 0; i < x.dimension(); i++) {
            if (!(x.get(i) >= low.get(i) && x.get(i) <= high.get(i))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public Box bounds() {
        return this;
    }

    /** The point that is nearest to the origin. */
    public Vector nearest() {
        double[] x = new double[dimension()];
        for (int i = 0; i < x.length; i++) {
            x[i] = Math.clamp(0.0, low.get(i), high.get(i));
        }
        return Vector.of(x);
    }

    /** The middle; along a coordinate that is not bounded on both sides, as {@link #nearest}. */
    @Override
    public Vector middle() {
        double[] x = nearest().toArray();
        for (int i = 0; i < x.length; i++) {
            double mean = low.get(i) / 2 + high.get(i) / 2;
            x[i] = Double.isFinite(mean) ? mean : x[i];
        }
        return Vector.of(x);
    }

    /** The box around the same middle with edges so many times as long; its bounds must be finite. */
    @Override
    public Box scaled(double share) {
        Vector middle = middle();
        return new Box(middle.plus(share, low.minus(middle)), middle.plus(share, high.minus(middle)));
    }

    /** Whether every bound is infinite. */
    @Override
    public boolean isUnbounded() {
        for (int i = 0; i < dimension(); i++) {
            if (!Double.isInfinite(low.get(i)) || !Double.isInfinite(high.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Whether every bound is finite. */
    @Override
    public boolean isBounded() {
        for (int i = 0; i < dimension(); i++) {
            if (Double.isInfinite(low.get(i)) || Double.isInfinite(high.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** The part of a segment that lies inside; empty if nothing (or a single point) does. */
    @Override
    public Optional<Segment> clip(Segment segment) {
        double from = segment.from();
        double to = segment.to();
        for (int i = 0; i < dimension(); i++) {
            double o = segment.origin().get(i);
            double d = segment.direction().get(i);
            if (d == 0) {
                if (o < low.get(i) || o > high.get(i)) {
                    return Optional.empty();
                }
                continue;
            }
            double a = (low.get(i) - o) / d;
            double b = (high.get(i) - o) / d;
            from = Math.max(from, Math.min(a, b));
            to = Math.min(to, Math.max(a, b));
        }
        if (!(from < to)) {
            return Optional.empty();
        }
        from = inside(segment, from, to);
        to = inside(segment, to, from);
        return from < to ? Optional.of(new Segment(segment.origin(), segment.direction(), from, to)) : Optional.empty();
    }

    @Override
    public Vector draw(double radius, RandomGenerator random) {
        Vector direction = Vector.direction(dimension(), random);
        if (isUnbounded()) {
            return direction.times(radius);
        }
        double[] x = new double[dimension()];
        for (int i = 0; i < x.length; i++) {
            // as near to the origin as the radius says, where the box allows it
            double from = Math.max(Math.min(Math.max(low.get(i), -radius), high.get(i) - radius), low.get(i));
            double to = Math.min(high.get(i), from + 2 * radius);
            // rounding may step over the edge
            x[i] = Math.min(from + (to - from) * random.nextDouble(), to);
        }
        return Vector.of(x);
    }

    /**
     * The first of ever longer steps from {@code t} towards {@code end} that lies inside. Rounding in origin + t·direction may
     * step over the edge; it keeps order along each coordinate, so that all is inside between two ends that are.
     */
    private double inside(Segment segment, double t, double end) {
        // a segment makes its direction a unit vector once more, which may change its last bits
        Vector direction = segment.direction().unit();
        double size = Math.max(Math.abs(t), segment.origin().norm());
        double step = Math.copySign(Math.ulp(size), end - t);
        double s = t;
        while ((end - s) * step > 0 && !contains(segment.origin().plus(s, direction))) {
            s += step;
            step *= 2;
        }
        return s;
    }
}
