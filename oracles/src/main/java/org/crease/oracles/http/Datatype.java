package org.crease.oracles.http;

import java.util.Arrays;
import java.util.Optional;

/**
 * The numbers in a tensor of the protocol, and the way between them and decimals. Both ways are exact: a decimal is read
 * straight into its datatype, since float32 by way of float64 would be rounded twice.
 */
public enum Datatype {
    /** float32. */
    FP32("float32", 0x1p-23) {
        @Override
        public double of(double value) {
            return (float) value;
        }

        @Override
        double parse(String decimal) {
            return Float.parseFloat(decimal);
        }
    },
    /** float64. */
    FP64("float64", 0x1p-52) {
        @Override
        public double of(double value) {
            return value;
        }

        @Override
        double parse(String decimal) {
            return Double.parseDouble(decimal);
        }
    };

    private final String arithmetic;
    private final double epsilon;

    Datatype(String arithmetic, double epsilon) {
        this.arithmetic = arithmetic;
        this.epsilon = epsilon;
    }

    /** The datatype of a name in the protocol; empty for all but {@code FP32} and {@code FP64}. */
    public static Optional<Datatype> named(String name) {
        return Arrays.stream(values())
                .filter(datatype -> datatype.name().equals(name))
                .findFirst();
    }

    /** {@code "float32"} or {@code "float64"}. */
    public String arithmetic() {
        return arithmetic;
    }

    /** The distance from 1 to the next larger number. */
    double epsilon() {
        return epsilon;
    }

    /** The nearest number of this datatype; infinite where {@code value} is too large for it. */
    public abstract double of(double value);

    /** The number of this datatype nearest to a decimal. */
    abstract double parse(String decimal);
}
