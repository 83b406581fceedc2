package org.crease.oracles.http;

import java.util.Arrays;
import java.util.Optional;
import org.crease.oracles.model.Arithmetic;

/** The protocol's name for the arithmetic of a tensor. */
public enum Datatype {
    FP32(Arithmetic.FLOAT32),
    FP64(Arithmetic.FLOAT64);

    private final Arithmetic arithmetic;

    Datatype(Arithmetic arithmetic) {
        this.arithmetic = arithmetic;
    }

    /** The datatype of a name in the protocol; empty for all but {@code FP32} and {@code FP64}. */
    public static Optional<Datatype> named(String name) {
        return Arrays.stream(values())
                .filter(datatype -> datatype.name().equals(name))
                .findFirst();
    }

    /** What its numbers are. */
    public Arithmetic arithmetic() {
        return arithmetic;
    }
}
