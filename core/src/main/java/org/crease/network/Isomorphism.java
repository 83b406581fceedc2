package org.crease.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** The isomorphisms of §3.1, and the one representative that they lead every network to. */
public final class Isomorphism {
    private Isomorphism() {}

    /**
     * p_{k,σ}(𝒩): reorders a hidden layer, with the weights that leave it.
     *
     * @param layer from 0, not the output layer
     * @param order neuron i of the result is neuron {@code order[i]} of {@code network}
     */
    public static ReluNetwork permute(ReluNetwork network, int layer, int[] order) {
        checkHidden(network, layer);
        List<Layer> layers = new ArrayList<>(network.layers());
        layers.set(layer, layers.get(layer).permuted(order));
        layers.set(layer + 1, layers.get(layer + 1).inputsPermuted(order));
        return new ReluNetwork(layers);
    }

    /**
     * s_{z,c}(𝒩) for every z of a hidden layer: multiplies what leads into neuron i by {@code factors[i]} and divides what
     * leaves it by the same.
     *
     * @param layer from 0, not the output layer
     * @param factors all positive
     */
    public static ReluNetwork scale(ReluNetwork network, int layer, double[] factors) {
        checkHidden(network, layer);
        for (double factor : factors) {
            if (!(factor > 0)) {
                throw new IllegalArgumentException("scaling factor must be positive, got " + factor);
            }
        }
        List<Layer> layers = new ArrayList<>(network.layers());
        layers.set(
                layer, layers.get(layer).scaled(factors, ones(layers.get(layer).inputs())));
        double[] inverse = Arrays.stream(factors).map(c -> 1 / c).toArray();
        layers.set(
                layer + 1,
                layers.get(layer + 1).scaled(ones(layers.get(layer + 1).outputs()), inverse));
        return new ReluNetwork(layers);
    }

    /** Every hidden row of length one (rows that are all zero stay as they are); order and function unchanged. */
    public static ReluNetwork unitRows(ReluNetwork network) {
        ReluNetwork result = network;
        for (int k = 0; k < network.layers().size() - 1; k++) {
            Layer layer = result.layers().get(k);
            double[] factors = IntStream.range(0, layer.outputs())
                    .mapToDouble(i -> layer.row(i).norm())
                    .map(norm -> norm > 0 ? 1 / norm : 1)
                    .toArray();
            result = scale(result, k, factors);
        }
        return result;
    }

    /** Unit rows, and the neurons of each hidden layer in the lexicographic order of their rows, then of their biases. */
    public static Canonical canonical(ReluNetwork network) {
        ReluNetwork result = unitRows(network);
        List<List<Integer>> orders = new ArrayList<>();
        for (int k = 0; k < network.layers().size() - 1; k++) {
            Layer layer = result.layers().get(k);
            Comparator<Integer> byRow = (a, b) ->
                    Arrays.compare(layer.row(a).toArray(), layer.row(b).toArray());
            int[] order = IntStream.range(0, layer.outputs())
                    .boxed()
                    .sorted(byRow.thenComparingDouble(layer::bias))
                    .mapToInt(Integer::intValue)
                    .toArray();
            result = permute(result, k, order);
            orders.add(Arrays.stream(order).boxed().toList());
        }
        return new Canonical(result, orders);
    }

    /**
     * The canonical form of a network.
     *
     * @param orders for each hidden layer, the old index of each neuron
     */
    public record Canonical(ReluNetwork network, List<List<Integer>> orders) {}

    private static double[] ones(int size) {
        double[] ones = new double[size];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static void checkHidden(ReluNetwork network, int layer) {
        int last = network.layers().size() - 2;
        if (layer < 0 || layer > last) {
            throw new IllegalArgumentException("layer must be a hidden one, 0 to " + last + ", got " + layer);
        }
    }
}
