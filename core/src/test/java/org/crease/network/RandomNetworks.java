package org.crease.network;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.crease.oracle.FunctionOracle;
import org.crease.oracle.Oracle;

/** Networks for the tests: normal weights of variance 2/fan-in, standard normal biases. */
public final class RandomNetworks {
    private RandomNetworks() {}

    /** ReLUs in the hidden layers; {@code widths} are n_in, n₁, …, n_out. */
    public static ReluNetwork draw(RandomGenerator random, int... widths) {
        List<Layer> layers = new ArrayList<>();
        for (int k = 1; k < widths.length; k++) {
            double[] weights = normal(widths[k] * widths[k - 1], Math.sqrt(2.0 / widths[k - 1]), random);
            double[] bias = normal(widths[k], 1, random);
            layers.add(
                    k < widths.length - 1
                            ? Layer.relu(widths[k], widths[k - 1], weights, bias)
                            : Layer.linear(widths[k], widths[k - 1], weights, bias));
        }
        return new ReluNetwork(layers);
    }

    /** As {@link #draw}, with slopes below zero between −0.5 and 0.5 in the hidden layers. */
    public static ReluNetwork drawLeaky(RandomGenerator random, int... widths) {
        ReluNetwork network = draw(random, widths);
        List<Layer> layers = new ArrayList<>(network.layers());
        for (int k = 0; k < layers.size() - 1; k++) {
            double[] slopes = new double[layers.get(k).outputs()];
            for (int i = 0; i < slopes.length; i++) {
                slopes[i] = random.nextDouble() - 0.5;
            }
            layers.set(k, layers.get(k).withNegativeSlopes(slopes));
        }
        return new ReluNetwork(layers);
    }

    /** The network behind the keyhole. */
    public static Oracle oracle(ReluNetwork network) {
        return new FunctionOracle(network.inputs(), network.outputs(), network::evaluate);
    }

    private static double[] normal(int size, double deviation, RandomGenerator random) {
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
            values[i] = deviation * random.nextGaussian();
        }
        return values;
    }
}
