package org.crease.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.junit.jupiter.api.Test;

class EvaluationTest {
    private final SplittableRandom random = new SplittableRandom(10);

    @Test
    void answersAreThoseOfANaiveTripleLoop() {
        for (int trial = 0; trial < 300; trial++) {
            int[] widths = {1 + random.nextInt(9), 1 + random.nextInt(9), 1 + random.nextInt(9), 1 + random.nextInt(4)};
            ReluNetwork network = RandomNetworks.drawLeaky(random, widths);
            Vector x = Vector.gaussian(widths[0], random).times(10);
            double[] naive = naive(network, x.toArray(), false);
            // each sum of at most 9 products errs by less than 10 ε of the sum of their sizes, in each of 3 layers
            double[] size = naive(network, x.toArray(), true);
            Vector answer = network.evaluate(Points.of(x)).get(0);
            for (int o = 0; o < naive.length; o++) {
                assertThat(answer.get(o)).isCloseTo(naive[o], within(60 * Math.ulp(1.0) * size[o]));
            }
        }
    }

    @Test
    void aPointHasTheSameAnswerInAnyBatchBitForBit() {
        ReluNetwork network = RandomNetworks.drawLeaky(random, 7, 9, 6, 3);
        List<Vector> xs =
                random.ints(40).mapToObj(i -> Vector.gaussian(7, random)).toList();
        Points answers = network.evaluate(Points.of(xs));
        for (int i = 0; i < xs.size(); i++) {
            assertThat(network.evaluate(Points.of(xs.get(i))).get(0)).isEqualTo(answers.get(i));
            assertThat(network.preactivations(xs.get(i)).getLast()).isEqualTo(answers.get(i));
        }
    }

    @Test
    void theReluOfAnEmptyBatchIsAnEmptyBatch() {
        ReluNetwork network = RandomNetworks.draw(random, 3, 2, 1);
        assertThat(network.evaluate(Points.of(0, 3, new double[0])).size()).isZero();
    }

    @Test
    void twoLayersByHand() {
        ReluNetwork network = new ReluNetwork(List.of(
                Layer.relu(2, 2, new double[] {1, -1, 2, 0}, new double[] {0.5, -1})
                        .withNegativeSlopes(0, 0.1),
                Layer.linear(1, 2, new double[] {3, 10}, new double[] {-2})));
        assertThat(network.evaluate(Points.of(Vector.of(1, 0), Vector.of(0, 1), Vector.of(-1, -1)))
                        .toArray())
                .containsExactly(3 * 1.5 + 10 - 2, 10 * -0.1 - 2, 3 * 0.5 + 10 * (-3 * 0.1) - 2);
        assertThat(network.widths()).containsExactly(2, 2, 1);
        assertThat(network.parameters()).isEqualTo(9);
    }

    @Test
    void layersThatDoNotFitAreRefused() {
        Layer twoToTwo = Layer.relu(2, 2, new double[4], new double[2]);
        Layer threeToOne = Layer.linear(1, 3, new double[3], new double[1]);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ReluNetwork(List.of(twoToTwo, threeToOne)))
                .withMessage("layer 2 must have 2 inputs, got 3");
        assertThatIllegalArgumentException().isThrownBy(() -> new ReluNetwork(List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> Layer.relu(2, 2, new double[3], new double[2]));
        assertThatIllegalArgumentException().isThrownBy(() -> twoToTwo.withNegativeSlopes(1, 1, 1));
    }

    @Test
    void laterChangesOfTheArraysThatALayerWasMadeOfDoNotShow() {
        double[] weights = {1, 2};
        double[] bias = {3};
        double[] slopes = {0.5};
        Layer layer = Layer.relu(1, 2, weights, bias).withNegativeSlopes(slopes);
        weights[0] = bias[0] = slopes[0] = 99;
        assertThat(layer)
                .isEqualTo(
                        Layer.relu(1, 2, new double[] {1, 2}, new double[] {3}).withNegativeSlopes(0.5));
    }

    private static double[] naive(ReluNetwork network, double[] x, boolean sizes) {
        double[] below = sizes ? Vector.of(x).toArray() : x;
        for (int j = 0; sizes && j < below.length; j++) {
            below[j] = Math.abs(below[j]);
        }
        for (Layer layer : network.layers()) {
            double[] above = new double[layer.outputs()];
            for (int i = 0; i < above.length; i++) {
                double z = sizes ? Math.abs(layer.bias(i)) : layer.bias(i);
                for (int j = 0; j < below.length; j++) {
                    z += (sizes ? Math.abs(layer.weight(i, j)) : layer.weight(i, j)) * below[j];
                }
                above[i] = Math.max(z, 0) + layer.negativeSlope(i) * Math.min(z, 0);
            }
            below = above;
        }
        return below;
    }
}
