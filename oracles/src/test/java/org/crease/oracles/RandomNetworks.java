package org.crease.oracles;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.crease.geometry.Points;
import org.crease.network.Layer;
import org.crease.network.ReluNetwork;

/** Seeded networks and questions. */
public final class RandomNetworks {
    private RandomNetworks() {}

    /** ReLU layers of these widths and a linear last one, with standard normal weights over √inputs. */
    public static ReluNetwork relu(long seed, int... widths) {
        Random random = new Random(seed);
        List<Layer> layers = new ArrayList<>();
        for (int k = 1; k < widths.length; k++) {
            double scale = 1 / Math.sqrt(widths[k - 1]);
            double[] weights = random.doubles(1L * widths[k] * widths[k - 1], -2, 2)
                    .map(w -> w * scale)
                    .toArray();
            double[] bias = random.doubles(widths[k], -1, 1).toArray();
            layers.add(
                    k + 1 < widths.length
                            ? Layer.relu(widths[k], widths[k - 1], weights, bias)
                            : Layer.linear(widths[k], widths[k - 1], weights, bias));
        }
        return new ReluNetwork(layers);
    }

    /** The same with slopes below zero drawn from [−1, 1] in all but the last layer. */
    public static ReluNetwork leaky(long seed, int... widths) {
        Random random = new Random(seed + 1);
        List<Layer> layers = new ArrayList<>(relu(seed, widths).layers());
        for (int k = 0; k + 1 < layers.size(); k++) {
            layers.set(
                    k,
                    layers.get(k)
                            .withNegativeSlopes(random.doubles(layers.get(k).outputs(), -1, 1)
                                    .toArray()));
        }
        return new ReluNetwork(layers);
    }

    public static Points questions(long seed, int size, int dimension) {
        return Points.of(
                size,
                dimension,
                new Random(seed).doubles(1L * size * dimension, -2, 2).toArray());
    }

    /** max |a − b|. */
    public static double distance(Points a, Points b) {
        double[] x = a.toArray();
        double[] y = b.toArray();
        double largest = x.length == y.length ? 0 : Double.POSITIVE_INFINITY;
        for (int i = 0; i < Math.min(x.length, y.length); i++) {
            largest = Math.max(largest, Math.abs(x[i] - y[i]));
        }
        return largest;
    }
}
