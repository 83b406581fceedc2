package org.crease.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.junit.jupiter.api.Test;

/** What "the same function" is held to: 1e-12 of the largest answer on points of norm about 10, some 1000 ε. */
class IsomorphismTest {
    private final SplittableRandom random = new SplittableRandom(12);

    @Test
    void reorderingAHiddenLayerLeavesTheFunctionUnchanged() {
        for (int trial = 0; trial < 50; trial++) {
            ReluNetwork network = RandomNetworks.drawLeaky(random, 4, 6, 5, 3);
            int layer = trial % 2;
            int[] order = order(network.layers().get(layer).outputs());
            ReluNetwork permuted = Isomorphism.permute(network, layer, order);
            assertSameFunction(permuted, network);
            for (int i = 0; i < order.length; i++) {
                assertThat(permuted.layers().get(layer).row(i))
                        .isEqualTo(network.layers().get(layer).row(order[i]));
                assertThat(permuted.layers().get(layer).negativeSlope(i))
                        .isEqualTo(network.layers().get(layer).negativeSlope(order[i]));
            }
        }
    }

    @Test
    void scalingByPowersOfTwoLeavesTheFunctionUnchangedBitForBit() {
        ReluNetwork network = RandomNetworks.drawLeaky(random, 4, 6, 5, 3);
        ReluNetwork scaled = Isomorphism.scale(network, 1, new double[] {2, 0.5, 1024, 0.125, 1});
        Points x = points(4);
        assertThat(scaled).isNotEqualTo(network);
        assertThat(scaled.evaluate(x)).isEqualTo(network.evaluate(x));
    }

    @Test
    void scalingByAnythingPositiveLeavesTheFunctionUnchanged() {
        for (int trial = 0; trial < 50; trial++) {
            ReluNetwork network = RandomNetworks.drawLeaky(random, 4, 6, 5, 3);
            assertSameFunction(Isomorphism.scale(network, 0, factors(6)), network);
        }
    }

    @Test
    void unitRowsHaveLengthOneAndTheFunctionIsUnchanged() {
        ReluNetwork network = RandomNetworks.drawLeaky(random, 4, 6, 5, 3);
        ReluNetwork unit = Isomorphism.unitRows(network);
        assertSameFunction(unit, network);
        for (Layer layer : unit.hidden()) {
            for (int i = 0; i < layer.outputs(); i++) {
                assertThat(layer.row(i).norm()).isCloseTo(1, within(1e-15));
            }
        }
    }

    @Test
    void aRowOfZerosStaysAsItIs() {
        ReluNetwork network = new ReluNetwork(List.of(
                Layer.relu(2, 2, new double[] {0, 0, 3, 4}, new double[] {7, 5}),
                Layer.linear(1, 2, new double[] {1, 1}, new double[] {0})));
        assertThat(Isomorphism.unitRows(network).layers().getFirst().neuron(0).constant())
                .isEqualTo(7);
        assertSameFunction(Isomorphism.canonical(network).network(), network);
    }

    @Test
    void whatIsNoHiddenLayerOrNoPositiveFactorIsRefused() {
        ReluNetwork network = RandomNetworks.draw(random, 4, 2, 3);
        assertThatIllegalArgumentException().isThrownBy(() -> Isomorphism.permute(network, 1, new int[] {0, 1, 2}));
        assertThatIllegalArgumentException().isThrownBy(() -> Isomorphism.permute(network, -1, new int[] {0}));
        assertThatIllegalArgumentException().isThrownBy(() -> Isomorphism.scale(network, 0, new double[] {1, -1}));
    }

    @Test
    void theCanonicalFormOfAnIsomorphicCopyIsTheSameUpToRounding() {
        for (int trial = 0; trial < 100; trial++) {
            ReluNetwork network = RandomNetworks.drawLeaky(random, 4, 6, 5, 3);
            ReluNetwork copy = network;
            for (int layer = 0; layer < 2; layer++) {
                int width = network.layers().get(layer).outputs();
                copy = Isomorphism.permute(Isomorphism.scale(copy, layer, factors(width)), layer, order(width));
            }
            ReluNetwork a = Isomorphism.canonical(network).network();
            ReluNetwork b = Isomorphism.canonical(copy).network();
            assertSameFunction(a, network);
            for (int k = 0; k < 3; k++) {
                Layer one = a.layers().get(k);
                Layer other = b.layers().get(k);
                for (int i = 0; i < one.outputs(); i++) {
                    assertThat(one.row(i).distanceTo(other.row(i)))
                            .isLessThan(1e-12 * (1 + one.row(i).norm()));
                    assertThat(one.bias(i)).isCloseTo(other.bias(i), within(1e-12 * (1 + Math.abs(one.bias(i)))));
                    assertThat(one.negativeSlope(i)).isEqualTo(other.negativeSlope(i));
                }
            }
        }
    }

    @Test
    void theOrdersOfTheCanonicalFormTellWhichOldNeuronEachOneWas() {
        ReluNetwork network = RandomNetworks.drawLeaky(random, 4, 6, 5, 3);
        Isomorphism.Canonical canonical = Isomorphism.canonical(network);
        ReluNetwork unit = Isomorphism.unitRows(network);
        List<List<Integer>> orders = canonical.orders();
        assertThat(orders).hasSize(2);
        for (int k = 0; k < 2; k++) {
            Layer layer = canonical.network().layers().get(k);
            for (int i = 0; i < layer.outputs(); i++) {
                int old = orders.get(k).get(i);
                assertThat(layer.bias(i)).isEqualTo(unit.layers().get(k).bias(old));
                for (int j = 0; j < layer.inputs(); j++) {
                    int oldInput = k == 0 ? j : orders.get(k - 1).get(j);
                    assertThat(layer.weight(i, j))
                            .isEqualTo(unit.layers().get(k).weight(old, oldInput));
                }
            }
        }
    }

    @Test
    void theNeuronsOfACanonicalLayerAreInLexicographicOrder() {
        for (Layer layer : Isomorphism.canonical(RandomNetworks.draw(random, 4, 9, 8, 1))
                .network()
                .hidden()) {
            for (int i = 1; i < layer.outputs(); i++) {
                assertThat(Arrays.compare(
                                layer.row(i - 1).toArray(), layer.row(i).toArray()))
                        .isNegative();
            }
        }
    }

    private void assertSameFunction(ReluNetwork a, ReluNetwork b) {
        Points x = points(a.inputs());
        double[] answers = a.evaluate(x).toArray();
        double[] expected = b.evaluate(x).toArray();
        double size = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        for (int i = 0; i < expected.length; i++) {
            assertThat(answers[i]).isCloseTo(expected[i], within(1e-12 * size));
        }
    }

    private Points points(int inputs) {
        return Points.of(IntStream.range(0, 20)
                .mapToObj(i -> Vector.gaussian(inputs, random).times(5))
                .toList());
    }

    private double[] factors(int size) {
        return IntStream.range(0, size)
                .mapToDouble(i -> Math.exp(random.nextGaussian()))
                .toArray();
    }

    private int[] order(int size) {
        int[] order = IntStream.range(0, size).toArray();
        for (int i = size - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int old = order[i];
            order[i] = order[j];
            order[j] = old;
        }
        return order;
    }
}
