package org.crease.oracles.model;

import java.util.Locale;

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

    /** The nearest number to a decimal. */
    public abstract double parse(String decimal);

    /** {@code "float32"} or {@code "float64"}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
