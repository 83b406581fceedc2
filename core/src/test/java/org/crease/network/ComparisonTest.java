package org.crease.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private final SplittableRandom random = new SplittableRandom(1);
    private final ReluNetwork truth = network(6, 8, 7, 3);

    @Test
    void aPermutedAndScaledCopyIsIsomorphicToTheLastDigits() {
        Comparison comparison = compare(shuffled(truth));
        assertThat(comparison.isomorphic()).isTrue();
        for (Comparison.LayerScore layer : comparison.layers()) {
            assertThat(layer.missing() + layer.extra()).isZero();
            assertThat(layer.maxRowError().orElseThrow()).isLessThan(1e-14);
            assertThat(layer.maxBiasError().orElseThrow()).isLessThan(1e-14);
        }
        assertThat(comparison.output().orElseThrow().maxRowError()).isLessThan(1e-14);
        assertThat(comparison.functional().maxRel()).isLessThan(1e-13);
    }

    @Test
    void aNetworkEqualsItselfWithoutALogarithmOfZero() {
        Comparison comparison = compare(truth);
        assertThat(comparison.isomorphic()).isTrue();
        assertThat(comparison.layers().getFirst().maxRowError()).hasValue(0);
        assertThat(comparison.layers().getFirst().logWeightError()).isEmpty();
        assertThat(comparison.functional().maxAbs()).isZero();
    }

    @Test
    void aTurnedRowIsReportedByItsAngle() {
        double angle = 1e-4;
        ReluNetwork unit = Isomorphism.unitRows(truth);
        Vector row = unit.layers().getFirst().row(2);
        Vector across = Vector.direction(6, random).orthogonalTo(row).unit();
        Vector turned = row.times(Math.cos(angle)).plus(Math.sin(angle), across);
        Comparison.LayerScore layer =
                compare(shuffled(withRow(unit, 0, 2, turned))).layers().getFirst();
        double chord = 2 * Math.sin(angle / 2);
        assertThat(layer.maxRowError().orElseThrow()).isCloseTo(chord, within(1e-12));
        assertThat(layer.logWeightError().orElseThrow()).isCloseTo(Math.log(chord / Math.sqrt(8)), within(1e-6));
        assertThat(layer.maxBiasError().orElseThrow()).isLessThan(1e-14);
    }

    @Test
    void aMovedBiasIsReportedInUnitsOfItsRowAndIsNoIsomorphismIfLarge() {
        ReluNetwork unit = Isomorphism.unitRows(truth);
        Comparison little =
                compare(shuffled(withBias(unit, 1, 3, unit.layers().get(1).bias(3) + 1e-5)));
        assertThat(little.layers().get(1).maxBiasError().orElseThrow()).isCloseTo(1e-5, within(1e-12));
        assertThat(little.isomorphic()).isTrue();
        assertThat(compare(withBias(unit, 1, 3, 5)).isomorphic()).isFalse();
    }

    @Test
    void aNeuronThatIsNotThereIsMissingAndTheLayerAboveIsComparedWithoutIt() {
        Comparison comparison = compare(without(truth, 0, 4));
        assertThat(comparison.isomorphic()).isFalse();
        Comparison.LayerScore first = comparison.layers().getFirst();
        assertThat(List.of(first.matched(), first.missing(), first.extra())).containsExactly(7, 1, 0);
        Comparison.LayerScore second = comparison.layers().get(1);
        assertThat(List.of(second.matched(), second.missing(), second.extra())).containsExactly(7, 0, 0);
        assertThat(second.maxRowError().orElseThrow()).isLessThan(1e-14);
    }

    @Test
    void whatKeepsNetworksFromBeingIsomorphicIsNamed() {
        assertThat(compare(shuffled(truth)).differences()).isEmpty();
        assertThat(compare(without(truth, 0, 4)).differences())
                .containsExactly("layer 1: 1 missing, 0 extra, rows being the same below a distance of 0.01");
        ReluNetwork unit = Isomorphism.unitRows(truth);
        assertThat(compare(withBias(unit, 1, 3, 50)).differences())
                .singleElement()
                .asString()
                .matches("layer 2: a bias is off by [\\d.]+, more than 0.51");
        assertThat(compare(withBias(truth, 2, 0, 50)).differences())
                .singleElement()
                .asString()
                .startsWith("output layer: a bias is off by ");
        Vector row = truth.layers().get(2).row(1).times(1.1);
        assertThat(compare(withRow(truth, 2, 1, row)).differences())
                .containsExactly("output layer: a row is off by 0.1, more than 0.01");
        assertThat(compare(network(6, 8, 3)).differences())
                .containsExactly(
                        "hidden layers are 1, not 2",
                        "layer 1: 8 missing, 8 extra, rows being the same below a distance of 0.01");
    }

    @Test
    void aNeuronTooManyIsExtra() {
        Comparison comparison = Comparison.of(truth, without(truth, 1, 0), samples(6), Alignment.MATCH_TOLERANCE);
        Comparison.LayerScore second = comparison.layers().get(1);
        assertThat(List.of(second.matched(), second.missing(), second.extra())).containsExactly(6, 0, 1);
        assertThat(comparison.output()).isEmpty();
        assertThat(comparison.isomorphic()).isFalse();
    }

    @Test
    void unrelatedNetworksHaveNothingInCommon() {
        Comparison comparison = compare(network(6, 8, 7, 3));
        assertThat(comparison.isomorphic()).isFalse();
        assertThat(comparison.layers()).allSatisfy(layer -> {
            assertThat(layer.matched()).isZero();
            assertThat(layer.maxRowError()).isEmpty();
        });
        assertThat(comparison.output()).isEmpty();
    }

    @Test
    void aFlippedSignIsNoMatch() {
        Vector row = truth.layers().getFirst().row(0);
        Comparison comparison = compare(withRow(truth, 0, 0, row.negated()));
        assertThat(comparison.layers().getFirst().missing()).isEqualTo(1);
    }

    @Test
    void networksOfDifferentDepthAreComparedAsFarAsBothGo() {
        Comparison comparison = compare(new ReluNetwork(
                List.of(truth.layers().getFirst(), network(8, 3).layers().getFirst())));
        assertThat(comparison.layers()).hasSize(1);
        assertThat(comparison.layers().getFirst().matched()).isEqualTo(8);
        assertThat(comparison.output()).isEmpty();
        assertThat(comparison.isomorphic()).isFalse();
    }

    @Test
    void parallelNeuronsArePairedByTheirBiases() {
        ReluNetwork line = new ReluNetwork(List.of(
                Layer.relu(3, 1, new double[] {1, 1, -1}, new double[] {0.5, -2, 1}),
                Layer.linear(1, 3, new double[] {1, 2, 3}, new double[] {0})));
        ReluNetwork swapped = Isomorphism.permute(line, 0, new int[] {1, 2, 0});
        assertThat(Comparison.of(swapped, line, samples(1), 1e-2).isomorphic()).isTrue();
    }

    @Test
    void slopesBelowZeroArePartOfTheNetwork() {
        List<Layer> layers = new ArrayList<>(truth.layers());
        layers.set(0, layers.getFirst().withNegativeSlopes(0, 0, 0, 0.1, 0, 0, 0, 0));
        assertThat(compare(new ReluNetwork(layers)).isomorphic()).isFalse();
    }

    @Test
    void networksOfOtherDimensionsAreRefused() {
        assertThatThrownBy(() -> compare(network(5, 8, 3)))
                .hasMessage("networks must have the same number of inputs, got 5 and 6");
        assertThatThrownBy(() -> compare(network(6, 8, 2)))
                .hasMessage("networks must have the same number of outputs, got 2 and 3");
    }

    private Comparison compare(ReluNetwork found) {
        return Comparison.of(found, truth, samples(6), Alignment.MATCH_TOLERANCE);
    }

    private Points samples(int dimension) {
        return Points.of(IntStream.range(0, 100)
                .mapToObj(i -> Vector.gaussian(dimension, random))
                .toList());
    }

    private ReluNetwork network(int... widths) {
        List<Layer> layers = new ArrayList<>();
        for (int k = 1; k < widths.length; k++) {
            double[] weights = normal(widths[k] * widths[k - 1]);
            double[] bias = normal(widths[k]);
            layers.add(
                    k == widths.length - 1
                            ? Layer.linear(widths[k], widths[k - 1], weights, bias)
                            : Layer.relu(widths[k], widths[k - 1], weights, bias));
        }
        return new ReluNetwork(layers);
    }

    private double[] normal(int size) {
        return Vector.gaussian(size, random).toArray();
    }

    private ReluNetwork shuffled(ReluNetwork network) {
        ReluNetwork result = network;
        for (int k = 0; k < network.hidden().size(); k++) {
            int width = network.hidden().get(k).outputs();
            int shift = 1 + random.nextInt(width - 1);
            result = Isomorphism.permute(
                    result,
                    k,
                    IntStream.range(0, width).map(i -> (i + shift) % width).toArray());
            double[] factors = Arrays.stream(normal(width)).map(Math::exp).toArray();
            result = Isomorphism.scale(result, k, factors);
        }
        return result;
    }

    private static ReluNetwork withRow(ReluNetwork network, int k, int neuron, Vector row) {
        return changed(network, k, neuron, row, network.layers().get(k).bias(neuron));
    }

    private static ReluNetwork withBias(ReluNetwork network, int k, int neuron, double bias) {
        return changed(network, k, neuron, network.layers().get(k).row(neuron), bias);
    }

    private static ReluNetwork changed(ReluNetwork network, int k, int neuron, Vector row, double bias) {
        Layer layer = network.layers().get(k);
        double[] weights = new double[layer.outputs() * layer.inputs()];
        double[] biases = new double[layer.outputs()];
        for (int i = 0; i < layer.outputs(); i++) {
            double[] values = (i == neuron ? row : layer.row(i)).toArray();
            System.arraycopy(values, 0, weights, i * layer.inputs(), layer.inputs());
            biases[i] = i == neuron ? bias : layer.bias(i);
        }
        List<Layer> layers = new ArrayList<>(network.layers());
        layers.set(k, Layer.relu(layer.outputs(), layer.inputs(), weights, biases));
        return new ReluNetwork(layers);
    }

    private static ReluNetwork without(ReluNetwork network, int k, int neuron) {
        Layer layer = network.layers().get(k);
        Layer above = network.layers().get(k + 1);
        int[] kept =
                IntStream.range(0, layer.outputs()).filter(i -> i != neuron).toArray();
        double[] weights = IntStream.range(0, above.outputs())
                .boxed()
                .flatMapToDouble(i -> Arrays.stream(kept).mapToDouble(j -> above.weight(i, j)))
                .toArray();
        double[] bias =
                IntStream.range(0, above.outputs()).mapToDouble(above::bias).toArray();
        double[] slopes = IntStream.range(0, above.outputs())
                .mapToDouble(above::negativeSlope)
                .toArray();
        List<Layer> layers = new ArrayList<>(network.layers());
        layers.set(k, Layer.relu(Arrays.stream(kept).mapToObj(layer::neuron).toList()));
        layers.set(
                k + 1, Layer.relu(above.outputs(), kept.length, weights, bias).withNegativeSlopes(slopes));
        return new ReluNetwork(layers);
    }
}
