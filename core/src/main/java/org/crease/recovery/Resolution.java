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
        /** Answers are multiples of a power of ten. */
        DECIMALS,
        /** The same question has different answers. */
        NOISY
    }

    private final Kind kind;
    private final double[] floor;
    private final double[] growth;
    private final double magnitude;

    /**
     * @param floor η at the origin, by output
     * @param growth by how much η grows with each unit of ‖x‖, by output
     * @param magnitude the largest |f| met at the scale of the data
     */
    Resolution(Kind kind, double[] floor, double[] growth, double magnitude) {
        this.kind = kind;
        this.floor = floor.clone();
        this.growth = growth.clone();
        this.magnitude = magnitude;
    }

    public Kind kind() {
        return kind;
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

    /** {@link #eta()} over the largest |f| met at the scale of the data; 1 if f is zero there, and at most 1. */
    public double relative() {
        return magnitude > 0 ? Math.min(1, eta() / magnitude) : 1;
    }
}
