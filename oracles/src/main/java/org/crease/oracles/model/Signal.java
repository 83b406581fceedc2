package org.crease.oracles.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.crease.network.Layer;
import org.crease.network.ReluNetwork;

/**
 * A value that depends on the question: the layers that lead to it, and the affine map after the last of them, whose
 * activation has not been seen yet. Immutable, so that a branch of the graph costs nothing and is noticed where it joins.
 */
final class Signal implements Value {
    private final List<Layer> layers;
    private final Affine open;
    private final int[] shape;

    private Signal(List<Layer> layers, Affine open, int... shape) {
        this.layers = layers;
        this.open = open;
        this.shape = shape;
    }

    /** The question itself. */
    static Signal input(int... shape) {
        return new Signal(List.of(), Affine.identity(Shapes.size(shape)), shape);
    }

    @Override
    public int[] shape() {
        return shape;
    }

    @Override
    public Signal reshaped(int... newShape) {
        return new Signal(layers, open, newShape);
    }

    Signal shifted(double... c) {
        return new Signal(layers, open.shifted(c), shape);
    }

    Signal scaled(double... s) {
        return new Signal(layers, open.scaled(s), shape);
    }

    Signal negated() {
        double[] s = new double[size()];
        Arrays.fill(s, -1);
        return scaled(s);
    }

    /** The flattened signal multiplied by {@code w}, [rows][size], row-major. */
    Signal multiplied(int rows, double[] w) {
        return new Signal(layers, open.then(rows, w), rows);
    }

    /** After an activation with these slopes below zero, one for each number. */
    Signal activated(double... slopes) {
        List<Layer> more = new ArrayList<>(layers);
        more.add(closed().withNegativeSlopes(slopes));
        return new Signal(List.copyOf(more), Affine.identity(size()), shape);
    }

    private Layer closed() {
        return Layer.linear(open.outputs(), open.inputs(), open.matrix(), open.shift());
    }

    /**
     * {@code this − other}, if that is a leaky ReLU spelt out as max(z, 0) − a · max(−z, 0), the way {@link OnnxWriter} does;
     * empty if it is anything else.
     */
    Optional<Signal> minusLeak(Signal other) {
        int last = layers.size() - 1;
        if (layers.isEmpty()
                || other.layers.size() != layers.size()
                || !open.isIdentity()
                || !other.open.isScaling()
                || !layers.subList(0, last).equals(other.layers.subList(0, last))
                || !areOpposite(layers.get(last), other.layers.get(last))) {
            return Optional.empty();
        }
        List<Layer> joined = new ArrayList<>(layers.subList(0, last));
        joined.add(layers.get(last).withNegativeSlopes(other.open.diagonal()));
        return Optional.of(new Signal(List.copyOf(joined), open, shape));
    }

    /** Whether these are relu(z) and relu(−z). */
    private static boolean areOpposite(Layer a, Layer b) {
        if (a.outputs() != b.outputs()) {
            return false;
        }
        for (int i = 0; i < a.outputs(); i++) {
            boolean same = a.bias(i) == -b.bias(i) && a.negativeSlope(i) == 0 && b.negativeSlope(i) == 0;
            for (int j = 0; same && j < a.inputs(); j++) {
                same = a.weight(i, j) == -b.weight(i, j);
            }
            if (!same) {
                return false;
            }
        }
        return true;
    }

    /** The network whose output this is. */
    ReluNetwork network() {
        List<Layer> all = new ArrayList<>(layers);
        if (layers.isEmpty() || !open.isIdentity()) {
            all.add(closed());
        }
        for (int k = 0; k < all.size(); k++) {
            checkFinite(all.get(k), k + 1);
        }
        return new ReluNetwork(all);
    }

    private static void checkFinite(Layer layer, int number) {
        for (int i = 0; i < layer.outputs(); i++) {
            double sum = layer.bias(i) + layer.negativeSlope(i);
            for (int j = 0; j < layer.inputs(); j++) {
                // 0 · NaN and 0 · ∞ are NaN, so that one sum tells for the whole row
                sum += 0 * layer.weight(i, j);
            }
            if (!Double.isFinite(sum)) {
                throw new UnreadableModelException(
                        "weights of layer " + number + " must be finite, got one in row " + i + " that is not");
            }
        }
    }
}
