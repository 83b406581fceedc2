package org.crease.geometry;

import java.util.Optional;

/**
 * An axis-parallel box, edges included; a bound may be infinite. The domain of a recovery is one: all of ℝⁿ is
 * {@link #unbounded}.
 *
 * @param low the smallest value of each coordinate
 * @param high the largest value of each coordinate, greater than {@code low}
 */
public record Box(Vector low, Vector high) {
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

    public int dimension() {
        return low.dimension();
    }

    public boolean contains(Vector x) {
        for (int i = 0; i < x.dimension(); i++) {
            if (!(x.get(i) >= low.get(i) && x.get(i) <= high.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Whether every bound is infinite. */
    public boolean isUnbounded() {
        for (int i = 0; i < dimension(); i++) {
            if (!Double.isInfinite(low.get(i)) || !Double.isInfinite(high.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** The part of a segment that lies inside; empty if nothing (or a single point) does. */
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
        // rounding in origin + t·direction may step over the edge by an ulp: stay that much inside
        double margin = 4
                * Math.ulp(Math.max(Math.abs(from), Math.abs(to))
                        + segment.origin().norm());
        if (from > segment.from()) {
            from += margin;
        }
        if (to < segment.to()) {
            to -= margin;
        }
        return from < to ? Optional.of(new Segment(segment.origin(), segment.direction(), from, to)) : Optional.empty();
    }
}
