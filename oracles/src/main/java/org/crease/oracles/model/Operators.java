package org.crease.oracles.model;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/** What each operator does to a question's value; the operators that move numbers without changing them are in {@link Moves}. */
final class Operators {
    private static final String KNOWN = "Add, Cast, Constant, Conv, Div, Dropout, Flatten, Gemm, Identity, LeakyRelu, "
            + "MatMul, Mul, Neg, PRelu, Relu, Reshape, Squeeze, Sub, Transpose, Unsqueeze";
    /** The default of LeakyRelu's alpha, a float32 in the standard. */
    private static final double DEFAULT_ALPHA = 0.01f;

    private Operators() {}

    /** @throws UnreadableModelException if the operator, or this use of it, is not part of a fully connected ReLU network */
    static Value apply(OnnxNode node) {
        return switch (node.operator()) {
            case "Identity", "Dropout" -> node.value(0);
            case "Cast" -> cast(node);
            case "Constant" -> constant(node);
            case "Flatten" -> Moves.flatten(node);
            case "Reshape" -> Moves.reshape(node);
            case "Squeeze" -> Moves.squeeze(node);
            case "Unsqueeze" -> Moves.unsqueeze(node);
            case "Transpose" -> Moves.transpose(node);
            case "Relu" -> activated(node.signal(0), Tensor.scalar(0));
            case "LeakyRelu" -> activated(node.signal(0), Tensor.scalar(node.real("alpha", DEFAULT_ALPHA)));
            case "PRelu" -> activated(node.signal(0), node.tensor(1));
            case "Neg" -> node.signal(0).negated();
            case "Add" -> elementwise(node, Signal::shifted);
            case "Mul" -> elementwise(node, Signal::scaled);
            case "Sub" -> subtract(node);
            case "Div" -> divide(node);
            case "MatMul" -> matMul(node);
            case "Gemm" -> gemm(node);
            case "Conv" -> conv(node);
            default ->
                throw new UnreadableModelException("operator must be one of " + KNOWN + ", got " + node.operator());
        };
    }

    private static Value cast(OnnxNode node) {
        int to = (int) node.integer("to", TensorProto.DataType.UNDEFINED_VALUE);
        boolean real = to == TensorProto.DataType.FLOAT_VALUE || to == TensorProto.DataType.DOUBLE_VALUE;
        boolean integer = to == TensorProto.DataType.INT32_VALUE || to == TensorProto.DataType.INT64_VALUE;
        if (node.value(0) instanceof Tensor tensor && (real || integer)) {
            return to == TensorProto.DataType.FLOAT_VALUE ? tensor.toFloat32() : tensor;
        }
        if (real) {
            return node.value(0);
        }
        throw node.wrong("target must be FLOAT or DOUBLE, got " + TensorProto.DataType.forNumber(to));
    }

    private static Tensor constant(OnnxNode node) {
        Optional<AttributeProto> value = node.attribute("value");
        if (value.isPresent()) {
            return Tensor.of(value.get().getT());
        }
        if (node.attribute("value_float").isPresent()) {
            return Tensor.scalar(node.real("value_float", 0));
        }
        if (node.attribute("value_int").isPresent()) {
            return Tensor.scalar((double) node.integer("value_int", 0));
        }
        return Tensor.of(node.integers("value_ints")
                .map(ints -> Arrays.stream(ints).asDoubleStream().toArray())
                .orElseThrow(
                        () -> node.wrong("must have a value, a value_int, value_ints or a value_float, got none")));
    }

    private static Signal activated(Signal z, Tensor slopes) {
        return z.activated(slopes.broadcastTo(z.shape()));
    }

    /** A signal and a constant in either order. */
    private static Signal elementwise(OnnxNode node, BiFunction<Signal, double[], Signal> operation) {
        if (node.attribute("axis").isPresent()) {
            // before operator set 7, constants could be lined up with any axis
            throw node.wrong("axis must be absent, got " + node.integer("axis", 0));
        }
        boolean swapped = node.value(0) instanceof Tensor;
        if (!swapped && node.value(1) instanceof Signal) {
            throw node.wrong("must have one constant operand, got two that depend on the model's input");
        }
        Signal signal = node.signal(swapped ? 1 : 0);
        Tensor constant = node.tensor(swapped ? 0 : 1);
        int[] shape = Shapes.broadcast(signal.shape(), constant.shape());
        if (Shapes.size(shape) != signal.size()) {
            throw node.wrong("constant must broadcast to " + Arrays.toString(signal.shape()) + ", got shape "
                    + Arrays.toString(constant.shape()));
        }
        return operation.apply(signal.reshaped(shape), constant.broadcastTo(shape));
    }

    private static Signal subtract(OnnxNode node) {
        if (node.value(0) instanceof Signal a && node.value(1) instanceof Signal b) {
            return a.minusLeak(b)
                    .orElseThrow(() -> node.wrong(
                            "must have one constant operand or spell out a leaky ReLU, got another difference"));
        }
        boolean fromConstant = node.value(0) instanceof Tensor;
        return elementwise(
                node,
                (signal, c) -> fromConstant
                        ? signal.negated().shifted(c)
                        : signal.shifted(Arrays.stream(c).map(v -> -v).toArray()));
    }

    private static Signal divide(OnnxNode node) {
        node.signal(0);
        return elementwise(
                node,
                (signal, c) -> signal.scaled(Arrays.stream(c).map(v -> 1 / v).toArray()));
    }

    private static Signal matMul(OnnxNode node) {
        if (node.value(0) instanceof Tensor w) {
            Signal x = node.signal(1);
            int rank = x.shape().length;
            int m = matrixRows(node, w, x.size());
            if (rank > 1 && x.shape()[rank - 1] != 1) {
                throw node.wrong("must multiply one column, got shape " + Arrays.toString(x.shape()));
            }
            int[] shape = rank == 0 ? new int[] {m} : x.shape().clone();
            shape[rank > 1 ? rank - 2 : 0] = m;
            return x.multiplied(m, w.values()).reshaped(shape);
        }
        Signal x = oneRow(node, node.signal(0));
        Tensor right = node.tensor(1);
        Tensor w = right.shape().length == 1 ? right.reshaped(right.size(), 1) : right;
        if (w.shape().length < 2) {
            throw node.wrong("must multiply by a matrix, got a scalar");
        }
        Tensor transposed = matrix(w).transposed(1, 0);
        int m = matrixRows(node, transposed, x.size());
        int[] shape = x.shape().clone();
        shape[shape.length - 1] = m;
        return x.multiplied(m, transposed.values())
                .reshaped(right.shape().length == 1 ? Arrays.copyOf(shape, shape.length - 1) : shape);
    }

    private static Signal gemm(OnnxNode node) {
        boolean column = node.integer("transA", 0) != 0;
        Signal x = node.signal(0);
        if (column) {
            x = x.reshaped(Moves.swapped(node, x.shape()));
        }
        x = oneRow(node, x);
        Tensor b = matrix(node.tensor(1));
        Tensor w = node.integer("transB", 0) != 0 ? b : b.transposed(1, 0);
        int m = matrixRows(node, w, x.size());
        double alpha = node.real("alpha", 1);
        double beta = node.real("beta", 1);
        Signal product = x.multiplied(
                        m, Arrays.stream(w.values()).map(v -> alpha * v).toArray())
                .reshaped(1, m);
        if (node.optional(2).isEmpty()) {
            return product;
        }
        double[] c = node.tensor(2).broadcastTo(1, m);
        return product.shifted(Arrays.stream(c).map(v -> beta * v).toArray());
    }

    /** A convolution whose kernel is as large as what it sees is a fully connected layer. */
    private static Signal conv(OnnxNode node) {
        Signal x = node.signal(0);
        Tensor kernel = node.tensor(1);
        int[] seen = x.shape();
        int[] k = kernel.shape();
        boolean covers = k.length >= 3
                && k.length == seen.length
                && seen[0] == 1
                && Arrays.equals(k, 1, k.length, seen, 1, seen.length);
        if (!covers) {
            throw node.wrong("kernel must cover its whole input of shape " + Arrays.toString(seen) + ", got "
                    + Arrays.toString(k));
        }
        String padding =
                node.attribute("auto_pad").map(a -> a.getS().toStringUtf8()).orElse("NOTSET");
        if (!node.isAll("pads", 0) || padding.startsWith("SAME")) {
            throw node.wrong("must have no padding, got " + padding + " "
                    + Arrays.toString(node.integers("pads").orElse(new long[0])));
        }
        if (!node.isAll("dilations", 1) || node.integer("group", 1) != 1) {
            throw node.wrong(
                    "must have one group and no dilation, got group " + node.integer("group", 1) + ", dilations "
                            + Arrays.toString(node.integers("dilations").orElse(new long[0])));
        }
        int m = k[0];
        int[] shape = IntStream.range(0, k.length).map(d -> d == 1 ? m : 1).toArray();
        Signal z = x.multiplied(m, kernel.values()).reshaped(shape);
        return node.optional(2).isEmpty() ? z : z.shifted(node.tensor(2).broadcastTo(m));
    }

    private static Signal oneRow(OnnxNode node, Signal x) {
        int rank = x.shape().length;
        if (rank == 0 || x.shape()[rank - 1] != x.size()) {
            throw node.wrong("must multiply one row, got shape " + Arrays.toString(x.shape()));
        }
        return x;
    }

    /** A constant of shape [1, …, 1, rows, columns] without its leading ones. */
    private static Tensor matrix(Tensor w) {
        int rank = w.shape().length;
        int last = rank > 1 ? w.shape()[rank - 1] * w.shape()[rank - 2] : -1;
        if (last != w.size()) {
            throw new UnreadableModelException("weights must be one matrix, got shape " + Arrays.toString(w.shape()));
        }
        return w.reshaped(w.shape()[rank - 2], w.shape()[rank - 1]);
    }

    /** The rows of a matrix that must have this many columns. */
    private static int matrixRows(OnnxNode node, Tensor w, int columns) {
        Tensor matrix = w.shape().length == 1 ? w.reshaped(1, w.size()) : matrix(w);
        if (matrix.shape()[1] != columns) {
            throw node.wrong("weights must have " + columns + " inputs, got " + matrix.shape()[1]);
        }
        return matrix.shape()[0];
    }
}
