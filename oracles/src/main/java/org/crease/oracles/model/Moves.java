package org.crease.oracles.model;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/** The operators that give numbers another shape, for constants and for what depends on the question. */
final class Moves {
    private Moves() {}

    static Value flatten(OnnxNode node) {
        Value x = node.value(0);
        int axis = Shapes.axis(node.integer("axis", 1), x.shape().length);
        int rows = Shapes.size(Arrays.copyOf(x.shape(), axis));
        return x.reshaped(rows, rows == 0 ? 0 : x.size() / rows);
    }

    static Value reshape(OnnxNode node) {
        Value x = node.value(0);
        long[] asked = node.integers("shape").orElseGet(() -> node.tensor(1).integers());
        return x.reshaped(Shapes.resolve(asked, x.shape()));
    }

    static Value squeeze(OnnxNode node) {
        Value x = node.value(0);
        int[] shape = x.shape();
        Optional<long[]> axes = axes(node);
        boolean[] gone = new boolean[shape.length];
        for (int d = 0; d < shape.length; d++) {
            int axis = d;
            gone[d] = axes.isEmpty()
                    ? shape[d] == 1
                    : Arrays.stream(axes.get()).anyMatch(a -> Shapes.axis(a, shape.length) == axis);
            if (gone[d] && shape[d] != 1) {
                throw node.wrong("axis " + d + " must have size 1, got " + shape[d]);
            }
        }
        return x.reshaped(IntStream.range(0, shape.length)
                .filter(d -> !gone[d])
                .map(d -> shape[d])
                .toArray());
    }

    static Value unsqueeze(OnnxNode node) {
        Value x = node.value(0);
        long[] axes = axes(node).orElseThrow(() -> node.wrong("must have axes, got none"));
        int rank = x.shape().length + axes.length;
        boolean[] added = new boolean[rank];
        for (long a : axes) {
            int axis = Shapes.axis(a, rank);
            if (axis == rank || added[axis]) {
                throw node.wrong("axes must be distinct and below " + rank + ", got " + Arrays.toString(axes));
            }
            added[axis] = true;
        }
        int[] shape = new int[rank];
        int from = 0;
        for (int d = 0; d < rank; d++) {
            shape[d] = added[d] ? 1 : x.shape()[from++];
        }
        return x.reshaped(shape);
    }

    /** An attribute before operator set 13, an input since. */
    private static Optional<long[]> axes(OnnxNode node) {
        return node.integers("axes")
                .or(() -> node.optional(1).map(axes -> node.tensor(1).integers()));
    }

    static Value transpose(OnnxNode node) {
        Value x = node.value(0);
        int rank = x.shape().length;
        int[] order = node.integers("perm")
                .map(perm -> Arrays.stream(perm).mapToInt(d -> (int) d).toArray())
                .orElseGet(() -> IntStream.range(0, rank).map(d -> rank - 1 - d).toArray());
        if (!Arrays.equals(
                Arrays.stream(order).sorted().toArray(),
                IntStream.range(0, rank).toArray())) {
            throw node.wrong("perm must order " + rank + " dimensions, got " + Arrays.toString(order));
        }
        return x instanceof Tensor tensor ? tensor.transposed(order) : x.reshaped(moved(node, x.shape(), order));
    }

    /** A shape with its last two dimensions exchanged, for a signal. */
    static int[] swapped(OnnxNode node, int... shape) {
        int rank = shape.length;
        if (rank < 2) {
            throw node.wrong("must transpose a matrix, got shape " + Arrays.toString(shape));
        }
        int[] order = IntStream.range(0, rank).toArray();
        order[rank - 1] = rank - 2;
        order[rank - 2] = rank - 1;
        return moved(node, shape, order);
    }

    /** Numbers keep their places only if the dimensions that are not 1 keep their order. */
    private static int[] moved(OnnxNode node, int[] shape, int... order) {
        int[] wide = Arrays.stream(order).filter(d -> shape[d] != 1).toArray();
        for (int d = 1; d < wide.length; d++) {
            if (wide[d] < wide[d - 1]) {
                throw node.wrong("must keep the order of the dimensions that are not 1 of " + Arrays.toString(shape)
                        + ", got " + Arrays.toString(order));
            }
        }
        return Arrays.stream(order).map(d -> shape[d]).toArray();
    }
}
