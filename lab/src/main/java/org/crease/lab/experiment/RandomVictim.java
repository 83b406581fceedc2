package org.crease.lab.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.crease.network.Layer;
import org.crease.network.ReluNetwork;

/**
 * Networks as the paper's §6 draws them, before any training: independent normal weights of variance 2/fan-in in every layer,
 * independent standard normal biases.
 */
public final class RandomVictim {
    private static final long MOST_PARAMETERS = 100_000_000;

    private RandomVictim() {}

    /**
     * Draws a network.
     *
     * @param widths n_in, n₁, …, n_out: at least two, all positive
     * @param seed the same seed gives the same network, bit for bit
     */
    public static ReluNetwork draw(List<Integer> widths, long seed) {
        check(widths);
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        List<Layer> layers = new ArrayList<>();
        for (int k = 1; k < widths.size(); k++) {
            int inputs = widths.get(k - 1);
            int outputs = widths.get(k);
            double[] weights = normal(outputs * inputs, Math.sqrt(2.0 / inputs), random);
            double[] bias = normal(outputs, 1, random);
            boolean last = k == widths.size() - 1;
            layers.add(
                    last ? Layer.linear(outputs, inputs, weights, bias) : Layer.relu(outputs, inputs, weights, bias));
        }
        return new ReluNetwork(layers);
    }

    private static void check(List<Integer> widths) {
        if (widths.size() < 2 || widths.stream().anyMatch(width -> width < 1)) {
            throw new IllegalArgumentException("widths must be at least 2 positive numbers, got " + widths);
        }
        long parameters = 0;
        for (int k = 1; k < widths.size(); k++) {
            parameters += (widths.get(k - 1) + 1L) * widths.get(k);
        }
        if (parameters > MOST_PARAMETERS) {
            throw new IllegalArgumentException(
                    "widths must make at most " + MOST_PARAMETERS + " parameters, got " + parameters);
        }
    }

    private static double[] normal(int size, double deviation, RandomGenerator random) {
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
            values[i] = deviation * random.nextGaussian();
        }
        return values;
    }
}
