package org.crease.recovery.fit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.crease.network.Layer;
import org.crease.network.ReluNetwork;

/**
 * The parameters of a network as one array: layer by layer, neuron by neuron, its weights and then its bias. Knows which of them
 * are held, and the gauge: a hidden row may grow by any factor if what leaves the neuron shrinks by it.
 */
final class PolishParameters {
    /**
     * A neuron and its place in the array.
     *
     * @param offset of its first weight; its bias follows the last
     * @param inputs number of its weights
     * @param length of its row where the gauge fixes it; 0 where nothing is to be fixed: an output, or a weight held at a value
     *     other than 0 that a change of length would change
     */
    record Neuron(int layer, int index, int offset, int inputs, double length) {
        boolean hasGauge() {
            return length > 0;
        }

        int bias() {
            return offset + inputs;
        }

        int end() {
            return offset + inputs + 1;
        }
    }

    private final ReluNetwork start;
    private final List<List<Neuron>> layers = new ArrayList<>();
    private final double[] startValues;
    private final boolean[] held;
    /** 1 / error², of what is known without answers. */
    private final double[] precisions;

    PolishParameters(ReluNetwork start, ToDoubleFunction<Polish.Weight> known) {
        this.start = start;
        this.held = new boolean[start.parameters()];
        this.precisions = new double[start.parameters()];
        int offset = 0;
        for (int k = 0; k < start.layers().size(); k++) {
            Layer layer = start.layers().get(k);
            for (int i = 0; i < layer.outputs(); i++) {
                for (int j = 0; j <= layer.inputs(); j++) {
                    double error = known.applyAsDouble(new Polish.Weight(k, i, j));
                    held[offset] = error == 0;
                    precisions[offset++] = error > 0 ? 1 / (error * error) : 0;
                }
            }
        }
        Predicate<Polish.Weight> isHeld = weight -> known.applyAsDouble(weight) == 0;
        offset = 0;
        for (int k = 0; k < start.layers().size(); k++) {
            Layer layer = start.layers().get(k);
            List<Neuron> neurons = new ArrayList<>();
            for (int i = 0; i < layer.outputs(); i++) {
                neurons.add(new Neuron(k, i, offset, layer.inputs(), gaugedLength(k, i, isHeld)));
                offset += layer.inputs() + 1;
            }
            layers.add(neurons);
        }
        this.startValues = valuesOfStart();
    }

    private double gaugedLength(int k, int i, Predicate<Polish.Weight> isHeld) {
        if (k == start.layers().size() - 1) {
            return 0;
        }
        Layer layer = start.layers().get(k);
        for (int j = 0; j < layer.inputs(); j++) {
            if (layer.weight(i, j) != 0 && isHeld.test(new Polish.Weight(k, i, j))) {
                return 0;
            }
        }
        Layer above = start.layers().get(k + 1);
        for (int o = 0; o < above.outputs(); o++) {
            if (above.weight(o, i) != 0 && isHeld.test(new Polish.Weight(k + 1, o, i))) {
                return 0;
            }
        }
        return layer.row(i).norm();
    }

    int size() {
        return held.length;
    }

    /** How many can be told from answers at best: neither held nor gauge. */
    int free() {
        int free = 0;
        for (boolean h : held) {
            free += h ? 0 : 1;
        }
        return free - (int) all().stream().filter(Neuron::hasGauge).count();
    }

    boolean isHeld(int parameter) {
        return held[parameter];
    }

    double negativeSlope(Neuron neuron) {
        return start.layers().get(neuron.layer()).negativeSlope(neuron.index());
    }

    /** The neurons by layer, the last of them the outputs. */
    List<List<Neuron>> layers() {
        return layers;
    }

    List<Neuron> all() {
        return layers.stream().flatMap(List::stream).toList();
    }

    /** The neurons of the layer above, whose weights on {@code neuron} are at {@code offset() + neuron.index()}. */
    List<Neuron> above(Neuron neuron) {
        return layers.get(neuron.layer() + 1);
    }

    /** 1 / error² of a parameter, 0 if nothing is known of it without answers. */
    double precision(int parameter) {
        return precisions[parameter];
    }

    /** By how much each parameter pulls back to the start, times its precision. */
    double[] pull(double[] values) {
        double[] pull = new double[values.length];
        for (int a = 0; a < pull.length; a++) {
            pull[a] = precisions[a] * (startValues[a] - values[a]);
        }
        return pull;
    }

    /** Σ (change / error)², of what is known without answers. */
    double strain(double[] values) {
        double sum = 0;
        for (int a = 0; a < values.length; a++) {
            sum += precisions[a] * (values[a] - startValues[a]) * (values[a] - startValues[a]);
        }
        return sum;
    }

    double[] values() {
        return startValues.clone();
    }

    private double[] valuesOfStart() {
        double[] values = new double[held.length];
        for (Neuron n : all()) {
            Layer layer = start.layers().get(n.layer());
            for (int j = 0; j < n.inputs(); j++) {
                values[n.offset() + j] = layer.weight(n.index(), j);
            }
            values[n.bias()] = layer.bias(n.index());
        }
        return values;
    }

    ReluNetwork network(double[] values) {
        List<Layer> result = new ArrayList<>();
        for (List<Neuron> neurons : layers) {
            int outputs = neurons.size();
            int inputs = neurons.getFirst().inputs();
            double[] weights = new double[outputs * inputs];
            double[] bias = new double[outputs];
            double[] slopes = new double[outputs];
            for (Neuron n : neurons) {
                System.arraycopy(values, n.offset(), weights, n.index() * inputs, inputs);
                bias[n.index()] = values[n.bias()];
                slopes[n.index()] = negativeSlope(n);
            }
            result.add(Layer.relu(outputs, inputs, weights, bias).withNegativeSlopes(slopes));
        }
        return new ReluNetwork(result);
    }

    /** {@code values + step}, its rows brought back to their lengths without a change of the function. */
    double[] moved(double[] values, double[] step) {
        double[] moved = new double[values.length];
        for (int a = 0; a < moved.length; a++) {
            moved[a] = values[a] + step[a];
        }
        for (Neuron n : all()) {
            double length = n.hasGauge() ? rowLength(moved, n) : 0;
            if (length > 0) {
                stretch(moved, n, n.length() / length);
            }
        }
        return moved;
    }

    private void stretch(double[] values, Neuron n, double factor) {
        for (int a = n.offset(); a < n.end(); a++) {
            values[a] *= factor;
        }
        for (Neuron up : above(n)) {
            values[up.offset() + n.index()] /= factor;
        }
    }

    private static double rowLength(double[] values, Neuron n) {
        double sum = 0;
        for (int a = n.offset(); a < n.bias(); a++) {
            sum += values[a] * values[a];
        }
        return Math.sqrt(sum);
    }
}
