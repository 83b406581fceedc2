package org.crease.oracles.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.crease.oracles.model.Arithmetic;

/** The way between ONNX Runtime's tensors and {@code double}. */
final class Tensors {
    private Tensors() {}

    /** The arithmetic of a tensor type; empty for types that are not floating point or are shorter than 32 bits. */
    static Optional<Arithmetic> arithmetic(OnnxJavaType type) {
        return switch (type) {
            case FLOAT -> Optional.of(Arithmetic.FLOAT32);
            case DOUBLE -> Optional.of(Arithmetic.FLOAT64);
            default -> Optional.empty();
        };
    }

    /** A tensor of this shape that holds {@code values} from {@code from} (inclusive) to {@code to} (exclusive). */
    static OnnxTensor of(
            Arithmetic arithmetic, OrtEnvironment environment, double[] values, int from, int to, long[] shape)
            throws OrtException {
        if (arithmetic == Arithmetic.FLOAT64) {
            return OnnxTensor.createTensor(environment, DoubleBuffer.wrap(Arrays.copyOfRange(values, from, to)), shape);
        }
        float[] floats = new float[to - from];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[from + i];
        }
        return OnnxTensor.createTensor(environment, FloatBuffer.wrap(floats), shape);
    }

    /** All values of a tensor of this arithmetic, row-major. */
    static double[] values(Arithmetic arithmetic, OnnxTensor tensor) {
        if (arithmetic == Arithmetic.FLOAT64) {
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
}
