package org.crease.oracles.model;

/** What a name in an ONNX graph stands for, once the batch dimension is fixed at one question. */
sealed interface Value permits Tensor, Signal {
    /** The dimensions, outermost first; empty for a scalar. Callers do not change the array. */
    int[] shape();

    /** The same numbers in the same order under another shape of the same size. */
    Value reshaped(int... shape);

    /** How many numbers there are. */
    default int size() {
        return Shapes.size(shape());
    }
}
