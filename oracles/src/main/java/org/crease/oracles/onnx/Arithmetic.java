package org.crease.oracles.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The numbers in a tensor, and the way between them and {@code double}. */
enum Arithmetic {
    FLOAT32(0x1p-23),
    FLOAT64(0x1p-52);

    private final double epsilon;

    Arithmetic(double epsilon) {
        this.epsilon = epsilon;
    }

    /** The distance from 1 to the next larger number. */
    double epsilon() {
        return epsilon;
    }

    /** The arithmetic of a tensor type; empty for types that are not floating point or are shorter than 32 bits. */
    static Optional<Arithmetic> of(OnnxJavaType type) {
        return switch (type) {
            case FLOAT -> Optional.of(FLOAT32);
            case DOUBLE -> Optional.of(FLOAT64);
            default -> Optional.empty();
        };
    }

    /** A tensor of this shape that holds {@code values} from {@code from} (inclusive) to {@code to} (exclusive). */
    OnnxTensor tensor(OrtEnvironment environment, double[] values, int from, int to, long[] shape) throws OrtException {
        if (this == FLOAT64) {
            return OnnxTensor.createTensor(environment, DoubleBuffer.wrap(Arrays.copyOfRange(values, from, to)), shape);
        }
        float[] floats = new float[to - from];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[from + i];
        }
        return OnnxTensor.createTensor(environment, FloatBuffer.wrap(floats), shape);
    }

    /** All values of a tensor of this arithmetic, row-major. */
    double[] values(OnnxTensor tensor) {
        if (this == FLOAT64) {
            DoubleBuffer buffer = tensor.getDoubleBuffer();
            double[] values = new double[buffer.remaining()];
            buffer.get(values);
            return values;
        }
        FloatBuffer buffer = tensor.getFloatBuffer();
        double[] values = new double[buffer.remaining()];
        for (int i = 0; i < values.length; i++) {
            values[i] = buffer.get();
        }
        return values;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
