package org.crease.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.crease.network.ExactNetwork;
import org.crease.network.Layer;
import org.crease.network.RandomNetworks;
import org.crease.network.ReluNetwork;
import org.crease.oracle.CountingOracle;
import org.crease.oracle.NoisyOracle;
import org.crease.oracle.Oracle;
import org.crease.oracle.RoundedOracle;
import org.junit.jupiter.api.Test;

/** η against the true error, which is the distance from the same network computed with 34 digits. */
class ResolutionTest {
    private static final double[] DISTANCES = {0.3, 10, 1000};

    @Test
    void inFloat64EtaBoundsTheErrorAndIsNotAHundredTimesTooLarge() {
        assertBounded(largestErrorsOverEta(false));
    }

    @Test
    void inFloat32EtaBoundsTheErrorAndIsNotAHundredTimesTooLarge() {
        assertBounded(largestErrorsOverEta(true));
    }

    /**
     * Forty seeds, two outputs and three distances. η comes from five places in float64 and from a dozen in float32, the
     * largest error from forty others: in one case of fifty it may be a little larger. In 2280 such cases of other networks in
     * float64 none was, so that five of 240 have odds below 1e-3.
     */
    private static void assertBounded(List<Double> ratios) {
        assertThat(ratios).allSatisfy(ratio -> assertThat(ratio).isBetween(0.01, 1.5));
        assertThat(ratios.stream().filter(ratio -> ratio > 1).count()).isLessThanOrEqualTo(ratios.size() / 50);
    }

    /** One network of a hundred goes on to the study because its errors are scattered: four of fifty have odds of 2e-3. */
    @Test
    void aFloat64BoxIsMeasuredWithFewQuestions() {
        List<Long> counts = IntStream.range(0, 50)
                .mapToObj(seed -> questions(RandomNetworks.oracle(network(seed)), seed))
                .toList();
        assertThat(counts.stream().filter(count -> count > 120).count()).isLessThanOrEqualTo(3);
    }

    @Test
    void aFloat32BoxIsStudied() {
        for (int seed = 0; seed < 5; seed++) {
            assertThat(questions(TestOracles.float32(network(seed)), seed)).isBetween(600L, 700L);
        }
    }

    /**
     * A hundred networks, as far out as lines reach. Where second differences were zero at half of the places, steps used to be taken for too short, and
     * the next ones were so long that kinks counted as errors: two of a hundred were off by a factor of 10⁵.
     */
    @Test
    void answersRoundedToDecimalsErrByAsMuchFarAway() {
        for (int seed = 0; seed < 100; seed++) {
            Resolution resolution =
                    TestOracles.resolution(new RoundedOracle(RandomNetworks.oracle(network(seed)), 6), seed);
            assertThat(resolution.eta(0, 3000)).as("seed %d", seed).isBetween(1e-6, 4e-6);
        }
    }

    /**
     * A hundred networks. What the errors of a few dozen second differences are at the second distance by chance, more than at the first, used to be drawn
     * out to the last one: a hundred times as much in four of ten runs.
     */
    @Test
    void noiseOfOneSizeIsOfOneSizeFarAway() {
        for (int seed = 0; seed < 100; seed++) {
            Oracle noisy = new NoisyOracle(RandomNetworks.oracle(network(seed)), 1e-5, new SplittableRandom(seed));
            Resolution resolution = TestOracles.resolution(noisy, seed);
            assertThat(resolution.eta(0, 1)).as("seed %d", seed).isGreaterThan(5e-5);
            assertThat(resolution.eta(0, 3000)).as("seed %d", seed).isBetween(5e-5, 3 * resolution.eta(0, 1));
        }
    }

    private static ReluNetwork network(int seed) {
        return RandomNetworks.draw(new SplittableRandom(seed), 10, 20, 20, 1);
    }

    private static long questions(Oracle oracle, int seed) {
        CountingOracle counting = new CountingOracle(oracle);
        TestOracles.resolution(counting, seed);
        return counting.total();
    }

    /** Seeds 0 to 39; the largest error of 40 points at each of three distances, by output, in units of η. */
    private static List<Double> largestErrorsOverEta(boolean inFloat) {
        List<Double> ratios = new ArrayList<>();
        for (int seed = 0; seed < 40; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            ReluNetwork network = asFloat(RandomNetworks.draw(random, 5, 8, 6, 2));
            Oracle oracle = inFloat ? TestOracles.float32(network) : RandomNetworks.oracle(network);
            Resolution resolution = TestOracles.resolution(oracle, seed);
            for (double distance : DISTANCES) {
                double radius = distance * Math.sqrt(5);
                double[] errors = largestErrors(network, oracle, radius, random);
                for (int o = 0; o < 2; o++) {
                    ratios.add(errors[o] / resolution.eta(o, radius));
                }
            }
        }
        return ratios;
    }

    private static double[] largestErrors(ReluNetwork network, Oracle oracle, double radius, SplittableRandom random) {
        double[] largest = new double[network.outputs()];
        for (int i = 0; i < 40; i++) {
            Vector x = Vector.direction(network.inputs(), random).times(radius);
            BigDecimal[] truth = new ExactNetwork(network).evaluate(x);
            Vector answer = oracle.ask(Points.of(x)).get(0);
            for (int o = 0; o < largest.length; o++) {
                BigDecimal error = new BigDecimal(answer.get(o)).subtract(truth[o]);
                largest[o] = Math.max(largest[o], error.abs().doubleValue());
            }
        }
        return largest;
    }

    /** Weights that float32 holds exactly, so that the function sought is the same in both. */
    private static ReluNetwork asFloat(ReluNetwork network) {
        return new ReluNetwork(network.layers().stream()
                .map(layer -> {
                    double[] weights = new double[layer.outputs() * layer.inputs()];
                    double[] bias = new double[layer.outputs()];
                    double[] slopes = new double[layer.outputs()];
                    for (int i = 0; i < layer.outputs(); i++) {
                        bias[i] = (float) layer.bias(i);
                        slopes[i] = layer.negativeSlope(i);
                        for (int j = 0; j < layer.inputs(); j++) {
                            weights[i * layer.inputs() + j] = (float) layer.weight(i, j);
                        }
                    }
                    return Layer.relu(layer.outputs(), layer.inputs(), weights, bias)
                            .withNegativeSlopes(slopes);
                })
                .toList());
    }
}
