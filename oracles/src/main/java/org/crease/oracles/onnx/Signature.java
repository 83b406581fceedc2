package org.crease.oracles.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.util.Arrays;
import java.util.Map;
import org.crease.oracles.model.Arithmetic;
import org.crease.oracles.model.UnreadableModelException;

/** What a model declares of its one input and its one output. */
final class Signature {
    /** So many that their bytes can still be counted by an int. */
    private static final int MOST_INPUTS = Integer.MAX_VALUE / Double.BYTES;

    private final String inputName;
    private final long[] inputShape;
    private final Arithmetic inputArithmetic;
    private final Arithmetic outputArithmetic;

    private Signature(String inputName, long[] inputShape, Arithmetic input, Arithmetic output) {
        this.inputName = inputName;
        this.inputShape = inputShape;
        this.inputArithmetic = input;
        this.outputArithmetic = output;
    }

    /**
     * Reads what a session declares.
     *
     * @throws UnreadableModelException if there is more than one input or output, or one is of another type or shape
     */
    static Signature of(OrtSession session) throws OrtException {
        NodeInfo input = only("inputs", session.getInputInfo());
        NodeInfo output = only("outputs", session.getOutputInfo());
        TensorInfo tensor = tensor("input", input);
        long[] shape = tensor.getShape();
        for (int d = 0; d < shape.length; d++) {
            // A dynamic first dimension is the batch; where it is the only one, a question would have no dimension.
            if (shape[d] < 1 && (d > 0 || shape.length == 1)) {
                throw new UnreadableModelException("model input dimensions after a batch dimension must be fixed and"
                        + " positive, got " + Arrays.toString(shape));
            }
        }
        if (inputsOf(shape) > MOST_INPUTS) {
            throw new UnreadableModelException(
                    "model input must have at most " + MOST_INPUTS + " numbers, got " + Arrays.toString(shape));
        }
        return new Signature(
                input.getName(), shape, arithmetic("input", tensor), arithmetic("output", tensor("output", output)));
    }

    private static NodeInfo only(String what, Map<String, NodeInfo> nodes) {
        if (nodes.size() != 1) {
            throw new UnreadableModelException("model " + what + " must number 1, got " + nodes.size() + " ("
                    + String.join(", ", nodes.keySet()) + ")");
        }
        return nodes.values().iterator().next();
    }

    private static TensorInfo tensor(String what, NodeInfo node) {
        if (node.getInfo() instanceof TensorInfo tensor) {
            return tensor;
        }
        throw new UnreadableModelException("model " + what + " must be a tensor, got " + node.getInfo());
    }

    private static Arithmetic arithmetic(String what, TensorInfo tensor) {
        OnnxJavaType type = tensor.type;
        return Tensors.arithmetic(type)
                .orElseThrow(() ->
                        new UnreadableModelException("model " + what + " type must be FLOAT or DOUBLE, got " + type));
    }

    /** The product of the fixed dimensions; saturates instead of overflowing. */
    private static double inputsOf(long[] shape) {
        return Arrays.stream(shape).filter(d -> d > 0).asDoubleStream().reduce(1, (a, b) -> a * b);
    }

    String inputName() {
        return inputName;
    }

    /** The numbers in one question: all dimensions but a dynamic first one. */
    int inputs() {
        return (int) inputsOf(inputShape);
    }

    /** Whether the model declares that it takes any number of questions at once. */
    boolean hasDynamicBatch() {
        return inputShape.length > 1 && inputShape[0] < 1;
    }

    /** The input's shape for {@code questions} questions; without a dynamic batch, the declared one. */
    long[] shapeFor(int questions) {
        long[] shape = inputShape.clone();
        if (hasDynamicBatch()) {
            shape[0] = questions;
        }
        return shape;
    }

    /** The shorter of the input's and the output's arithmetic, as text. */
    String arithmetic() {
        return Arithmetic.shorter(inputArithmetic, outputArithmetic).toString();
    }

    Arithmetic inputArithmetic() {
        return inputArithmetic;
    }

    Arithmetic outputArithmetic() {
        return outputArithmetic;
    }
}
