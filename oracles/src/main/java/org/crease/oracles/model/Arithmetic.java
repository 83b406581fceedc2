package org.crease.oracles.model;

import java.util.Locale;
import org.crease.geometry.Box;
import org.crease.geometry.Vector;

/**
 * The numbers that a model computes with, and the ways to them from {@code double} and from decimals. A decimal is read straight into them, since float32 by way
 * of float64 would be rounded twice.
 */
public enum Arithmetic {
    FLOAT32(0x1p-23) {
        @Override
        public double nearest(double value) {
            return (float) value;
        }

        @Override
        double atLeast(double bound) {
            float nearest = (float) bound;
            return nearest < bound ? Math.nextUp(nearest) : nearest;
        }

        @Override
        public double parse(String decimal) {
            return Float.parseFloat(decimal);
        }
    },
    FLOAT64(0x1p-52) {
        @Override
        public double nearest(double value) {
            return value;
        }

        @Override
        double atLeast(double bound) {
            return bound;
        }

        @Override
        public double parse(String decimal) {
            return Double.parseDouble(decimal);
        }
    };

    private final double epsilon;

    Arithmetic(double epsilon) {
        this.epsilon = epsilon;
    }

    /** The one with fewer digits. */
    public static Arithmetic shorter(Arithmetic a, Arithmetic b) {
        return a.epsilon > b.epsilon ? a : b;
    }

    /** The distance from 1 to the next larger number. */
    public double epsilon() {
        return epsilon;
    }

    /** The nearest number to {@code value}; infinite where that is too large. */
    public abstract double nearest(double value);

    /** The smallest number that is not below {@code bound}. */
    abstract double atLeast(double bound);

    /**
     * The part of a box that no point leaves by being rounded to such numbers: that between such numbers.
     *
     * @throws UnreadableModelException if there are not two of them along each coordinate
     */
    public Box inside(Box box) {
        double[] low = box.low().toArray();
        double[] high = box.high().toArray();
        for (int i = 0; i < low.length; i++) {
            low[i] = atLeast(low[i]);
            high[i] = -atLeast(-high[i]);
            if (!(low[i] < high[i])) {
                throw new UnreadableModelException("domain must hold at least two numbers of " + this
                        + " along each input, got " + box.low().get(i) + " to "
                        + box.high().get(i) + " along input " + i);
            }
        }
        return new Box(Vector.of(low), Vector.of(high));
    }

    /** The nearest number to a decimal. */
    public abstract double parse(String decimal);

    /** {@code "float32"} or {@code "float64"}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
