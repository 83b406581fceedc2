package org.crease.recovery;

import java.util.Arrays;
import org.crease.geometry.Vector;

/**
 * The absolute error η of one answer, by output and by place: {@code floor + growth · ‖x‖}. Measured before anything else
 * ({@link MeasureResolution}); every tolerance is a multiple of it.
 */
public final class Resolution {
    /** What the size of η says about how answers are computed. */
    public enum Kind {
        FLOAT64,
        FLOAT32,
        /** Answers have fewer digits than float64 and do not show why: they went through logarithms, say. */
        COARSE,
        /** Answers are multiples of a power of ten. */
        DECIMALS,
        /** The same question has different answers. */
        NOISY
    }

    /** Relative errors of float64 arithmetic are smaller, those of float32 larger. */
    static final double COARSE = 1e-10;

    /** η in standard errors: twice the largest of a few dozen second differences. */
    public static final double BOUND = 8;

    private final Kind kind;
    private final double[] floor;
    private final double[] growth;
    private final double relative;
    private final double slope;
    private final double repeatError;

    /**
     * @param floor η at the origin, by output
     * @param growth by how much η grows with each unit of ‖x‖, by output
     * @param relative the largest η over the largest |f| at the same distance
     * @param slope the largest |f| over the distance from the origin
     * @param repeatError see {@link #repeatError()}
     */
    Resolution(Kind kind, double[] floor, double[] growth, double relative, double slope, double repeatError) {
        this.kind = kind;
        this.floor = floor.clone();
        this.growth = growth.clone();
        this.relative = relative;
        this.slope = slope;
        this.repeatError = repeatError;
    }

    public Kind kind() {
        return kind;
    }

    /**
     * By how much answers to the same question differ: the standard deviation of one answer, of the worst output; 0 if they were the
     * same.
     */
    public double repeatError() {
        return repeatError;
    }

    /** η of one output at a distance from the origin. */
    public double eta(int output, double radius) {
        return floor[output] + growth[output] * radius;
    }

    /** η of every output at a place. */
    public double[] eta(Vector x) {
        double radius = x.norm();
        double[] eta = new double[floor.length];
        for (int o = 0; o < eta.length; o++) {
            eta[o] = eta(o, radius);
        }
        return eta;
    }

    /** The largest η at the origin over the outputs: the one number for a report. */
    public double eta() {
        return Arrays.stream(floor).max().orElse(0);
    }

    /** Whether answers have so few digits that short steps tell nothing; those of float64 arithmetic have more. */
    public boolean isCoarse() {
        return relative > COARSE;
    }

    /**
     * The standard error of one answer at a place, the largest over the outputs. η bounds thousands of errors of coarse answers, but
     * what float64 is off by is hardly random.
     */
    public double standardError(Vector x) {
        return isCoarse() ? largest(x) / BOUND : largest(x);
    }

    /**
     * η at a place, over what f may change on the way there from the origin: noise of one size everywhere is small where f is large.
     *
     * @param size the distance from the origin, and no less than the scale of the data
     */
    public double relativeAt(Vector x, double size) {
        return slope > 0 ? Math.min(1, largest(x) / (slope * size)) : 1;
    }

    /** η at a place, of the worst output. */
    private double largest(Vector x) {
        return Arrays.stream(eta(x)).max().orElseThrow();
    }

    /** The largest η over the largest |f| at the same distance, of all distances; at most 1. */
    public double relative() {
        return relative;
    }
}
