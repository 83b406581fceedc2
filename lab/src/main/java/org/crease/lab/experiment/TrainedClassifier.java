package org.crease.lab.experiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.network.ReluNetwork;

/**
 * A classifier of Gaussian blobs, as somebody would train one: cross-entropy of a softmax, stochastic gradient descent with momentum, He's
 * weights to begin with. Each class is three blobs of standard deviation 0.5 around standard normal centres. The weights are float32 numbers, as
 * in the models that people have.
 *
 * @param network its logits
 * @param accuracy the share of fresh samples of the blobs that it names right
 */
public record TrainedClassifier(ReluNetwork network, double accuracy) {
    private static final int BLOBS = 3;
    private static final double SPREAD = 0.5;
    private static final int SAMPLES = 4096;
    private static final int BATCH = 32;
    private static final int EPOCHS = 30;
    private static final double RATE = 0.02;
    private static final double MOMENTUM = 0.9;

    /** Samples, and the class of each. */
    private record Samples(Points x, List<Integer> classes) {}

    /**
     * Trains one.
     *
     * @param widths inputs, hidden layers, classes: at least three, of two classes at least
     * @param seed of the blobs, the weights and the order of the samples: the same gives the same network, bit for bit
     */
    public static TrainedClassifier train(List<Integer> widths, long seed) {
        if (widths.size() < 3 || widths.stream().anyMatch(width -> width < 1) || widths.getLast() < 2) {
            throw new IllegalArgumentException(
                    "widths must be inputs, hidden layers and at least 2 classes, got " + widths);
        }
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        List<Vector> centres = new ArrayList<>();
        for (int i = 0; i < BLOBS * widths.getLast(); i++) {
            centres.add(Vector.gaussian(widths.getFirst(), random));
        }
        Samples samples = draw(centres, widths.getLast(), random);
        Descent descent = new Descent(widths, random);
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            for (int step = 0; step < SAMPLES / BATCH; step++) {
                descent.step(samples, random);
            }
        }
        ReluNetwork network = descent.network();
        Samples fresh = draw(centres, widths.getLast(), random);
        Points logits = network.evaluate(fresh.x());
        int right = 0;
        for (int i = 0; i < SAMPLES; i++) {
            right += largest(logits.get(i)) == fresh.classes().get(i) ? 1 : 0;
        }
        return new TrainedClassifier(network, (double) right / SAMPLES);
    }

    private static Samples draw(List<Vector> centres, int classes, RandomGenerator random) {
        List<Vector> x = new ArrayList<>();
        List<Integer> of = new ArrayList<>();
        for (int i = 0; i < SAMPLES; i++) {
            int blob = random.nextInt(centres.size());
            of.add(blob % classes);
            Vector centre = centres.get(blob);
            x.add(centre.plus(SPREAD, Vector.gaussian(centre.dimension(), random)));
        }
        return new Samples(Points.of(x), of);
    }

    private static int largest(Vector v) {
        int best = 0;
        for (int i = 1; i < v.dimension(); i++) {
            best = v.get(i) > v.get(best) ? i : best;
        }
        return best;
    }

    /** Weights on their way: layer k has widths[k + 1] rows of widths[k] weights and a bias. */
    private static final class Descent {
        private final int[] widths;
        private final double[][] weights;
        private final double[][] speed;

        Descent(List<Integer> widths, RandomGenerator random) {
            this.widths = widths.stream().mapToInt(Integer::intValue).toArray();
            int layers = this.widths.length - 1;
            weights = new double[layers][];
            speed = new double[layers][];
            for (int k = 0; k < layers; k++) {
                int row = this.widths[k] + 1;
                weights[k] = new double[this.widths[k + 1] * row];
                speed[k] = new double[weights[k].length];
                for (int i = 0; i < weights[k].length; i++) {
                    boolean isBias = i % row == row - 1;
                    weights[k][i] = isBias ? 0 : Math.sqrt(2.0 / this.widths[k]) * random.nextGaussian();
                }
            }
        }

        void step(Samples samples, RandomGenerator random) {
            double[][] slope =
                    Arrays.stream(weights).map(w -> new double[w.length]).toArray(double[][]::new);
            for (int b = 0; b < BATCH; b++) {
                int i = random.nextInt(SAMPLES);
                addSlope(samples.x().get(i).toArray(), samples.classes().get(i), slope);
            }
            for (int k = 0; k < weights.length; k++) {
                for (int i = 0; i < weights[k].length; i++) {
                    speed[k][i] = MOMENTUM * speed[k][i] - RATE * slope[k][i] / BATCH;
                    weights[k][i] += speed[k][i];
                }
            }
        }

        /** Forward and back. */
        private void addSlope(double[] x, int of, double[][] slope) {
            double[][] below = new double[weights.length + 1][];
            below[0] = x;
            for (int k = 0; k < weights.length; k++) {
                boolean last = k == weights.length - 1;
                below[k + 1] = new double[widths[k + 1]];
                for (int o = 0; o < widths[k + 1]; o++) {
                    int row = o * (widths[k] + 1);
                    double z = weights[k][row + widths[k]];
                    for (int j = 0; j < widths[k]; j++) {
                        z += weights[k][row + j] * below[k][j];
                    }
                    below[k + 1][o] = last ? z : Math.max(z, 0);
                }
            }
            double[] back = softmax(below[weights.length]);
            back[of] -= 1;
            for (int k = weights.length - 1; k >= 0; k--) {
                double[] further = new double[widths[k]];
                for (int o = 0; o < widths[k + 1]; o++) {
                    int row = o * (widths[k] + 1);
                    for (int j = 0; j < widths[k]; j++) {
                        slope[k][row + j] += back[o] * below[k][j];
                        further[j] += below[k][j] > 0 ? back[o] * weights[k][row + j] : 0;
                    }
                    slope[k][row + widths[k]] += back[o];
                }
                back = further;
            }
        }

        /** With an exponential that is the same on every machine. */
        private static double[] softmax(double[] z) {
            double largest = Arrays.stream(z).max().orElseThrow();
            double[] p = Arrays.stream(z).map(v -> StrictMath.exp(v - largest)).toArray();
            double sum = Arrays.stream(p).sum();
            return Arrays.stream(p).map(v -> v / sum).toArray();
        }

        ReluNetwork network() {
            List<Layer> layers = new ArrayList<>();
            for (int k = 0; k < weights.length; k++) {
                int n = widths[k];
                int m = widths[k + 1];
                double[] w = new double[m * n];
                double[] b = new double[m];
                for (int o = 0; o < m; o++) {
                    for (int j = 0; j < n; j++) {
                        w[o * n + j] = (float) weights[k][o * (n + 1) + j];
                    }
                    b[o] = (float) weights[k][o * (n + 1) + n];
                }
                layers.add(k == weights.length - 1 ? Layer.linear(m, n, w, b) : Layer.relu(m, n, w, b));
            }
            return new ReluNetwork(layers);
        }
    }
}
