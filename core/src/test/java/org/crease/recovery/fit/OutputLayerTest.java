package org.crease.recovery.fit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.network.RandomNetworks;
import org.crease.network.ReluNetwork;
import org.crease.oracle.Oracle;
import org.crease.recovery.MeasureResolution;
import org.crease.recovery.Resolution;
import org.crease.recovery.SearchSpace;
import org.junit.jupiter.api.Test;

/** The hidden layers are handed over exact, but for the sides of the last. */
class OutputLayerTest {
    private final SplittableRandom random = new SplittableRandom(7);

    /** The hidden layers with every second neuron of the last one turned round, and neuron {@code left} left out (−1: none). */
    private static ReluNetwork sidesOpen(ReluNetwork truth, int left) {
        List<Layer> layers = new ArrayList<>(truth.hidden());
        Layer last = layers.removeLast();
        List<AffineForm> neurons = new ArrayList<>();
        for (int i = 0; i < last.outputs(); i++) {
            AffineForm neuron = last.neuron(i);
            if (i != left) {
                neurons.add(
                        i % 2 == 0 ? neuron : new AffineForm(neuron.gradient().negated(), -neuron.constant()));
            }
        }
        layers.add(Layer.relu(neurons));
        return new ReluNetwork(layers);
    }

    private OutputLayer fit(ReluNetwork truth, ReluNetwork known) {
        return OutputLayer.fit(
                RandomNetworks.oracle(truth),
                resolution(truth),
                SearchSpace.all(truth.inputs()),
                known,
                Collections.nCopies(known.outputs(), List.of()),
                random);
    }

    private Resolution resolution(ReluNetwork truth) {
        Oracle oracle = RandomNetworks.oracle(truth);
        MeasureResolution.Outcome outcome =
                MeasureResolution.DEFAULTS.measure(oracle, SearchSpace.all(truth.inputs()), random);
        return ((MeasureResolution.Measured) outcome).resolution();
    }

    private double largestDifference(ReluNetwork truth, OutputLayer output) {
        List<Layer> layers = new ArrayList<>(output.hidden());
        layers.add(output.output());
        ReluNetwork found = new ReluNetwork(layers);
        double worst = 0;
        for (int i = 0; i < 2000; i++) {
            Points x = Points.of(Vector.gaussian(truth.inputs(), random).times(3));
            worst = Math.max(
                    worst, found.evaluate(x).get(0).distanceTo(truth.evaluate(x).get(0)));
        }
        return worst;
    }

    /** Twenty networks: where neurons are turned, what is linear stands for them; with all weights polished, the signs take its place. */
    @Test
    void linearUnitsOfAPolishedNetworkGiveWayToSigns() {
        for (int seed = 0; seed < 20; seed++) {
            ReluNetwork truth = RandomNetworks.draw(new SplittableRandom(seed), 5, 8, 6, 2);
            ReluNetwork polished = withUnits(sidesOpen(truth, -1), truth);
            List<Vector> x = Stream.generate(() -> Vector.gaussian(5, random).times(3))
                    .limit(5000)
                    .toList();
            OutputLayer signed = OutputLayer.signed(
                            Points.of(x),
                            truth.evaluate(Points.of(x)),
                            resolution(truth),
                            SearchSpace.all(5),
                            polished,
                            2 * truth.outputs())
                    .orElseThrow();
            assertThat(signed.linearUnits()).isZero();
            assertThat(largestDifference(truth, signed)).as("seed %d", seed).isLessThan(1e-9);
        }
    }

    /** The same function with every second neuron turned: for each output a pair of units is what is linear beside them. */
    private static ReluNetwork withUnits(ReluNetwork turned, ReluNetwork truth) {
        List<Layer> layers = new ArrayList<>(turned.layers());
        Layer last = layers.removeLast();
        Layer output = truth.outputLayer();
        int n = last.outputs();
        int m = output.outputs();
        List<AffineForm> neurons = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            neurons.add(last.neuron(i));
        }
        double[] weights = new double[m * (n + 2 * m)];
        double[] bias = new double[m];
        for (int o = 0; o < m; o++) {
            AffineForm rest = new AffineForm(Vector.zero(last.inputs()), 0);
            bias[o] = output.bias(o);
            for (int i = 0; i < n; i++) {
                weights[o * (n + 2 * m) + i] = output.weight(o, i);
                if (i % 2 == 1) { // ReLU(z) = ReLU(−z) + z
                    Vector gradient = rest.gradient()
                            .plus(-output.weight(o, i), last.neuron(i).gradient());
                    bias[o] -= output.weight(o, i) * last.neuron(i).constant();
                    rest = new AffineForm(gradient, 0);
                }
            }
            neurons.add(rest);
            neurons.add(new AffineForm(rest.gradient().negated(), 0));
            weights[o * (n + 2 * m) + n + 2 * o] = 1;
            weights[o * (n + 2 * m) + n + 2 * o + 1] = -1;
        }
        layers.add(Layer.relu(neurons));
        layers.add(Layer.linear(m, n + 2 * m, weights, bias));
        return new ReluNetwork(layers);
    }

    /** Of 200 random networks 189 have a certificate. */
    @Test
    void theSidesOfTheLastLayerComeOutOfTheOutput() {
        ReluNetwork truth = RandomNetworks.draw(random, 6, 7, 6, 2);
        OutputLayer output = fit(truth, sidesOpen(truth, -1));
        assertThat(output.fits(resolution(truth))).isTrue();
        assertThat(output.signCertificate().orElseThrow()).isLessThan(1e-8);
        assertThat(output.linearUnits()).isZero();
        assertThat(largestDifference(truth, output)).isLessThan(1e-9);
    }

    @Test
    void aFewSignsMoreThanEquationsAreFoundByTrying() {
        ReluNetwork truth = RandomNetworks.draw(random, 2, 6, 1);
        OutputLayer output = fit(truth, sidesOpen(truth, -1));
        assertThat(output.signCertificate()).isPresent();
        assertThat(output.linearUnits()).isZero();
        assertThat(largestDifference(truth, output)).isLessThan(1e-9);
    }

    @Test
    void twoEquationsTellTwentySignsByTrying() {
        ReluNetwork truth = RandomNetworks.draw(random, 2, 20, 1);
        OutputLayer output = fit(truth, sidesOpen(truth, -1));
        assertThat(output.signCertificate()).isPresent();
        assertThat(output.linearUnits()).isZero();
        assertThat(largestDifference(truth, output)).isLessThan(1e-9);
    }

    @Test
    void whereSignsAreUndeterminedAPairOfLinearUnitsMakesUpForThem() {
        ReluNetwork truth = RandomNetworks.draw(random, 2, 30, 1);
        OutputLayer output = fit(truth, sidesOpen(truth, -1));
        assertThat(output.signCertificate()).isEmpty();
        assertThat(output.linearUnits()).isEqualTo(2);
        assertThat(largestDifference(truth, output)).isLessThan(1e-9);
    }

    @Test
    void aNeuronThatIsAlwaysOnIsALinearUnitAndTheOtherSignsAreFoundAllTheSame() {
        ReluNetwork truth = withANeuronThatIsAlwaysOn();
        OutputLayer output = fit(truth, sidesOpen(truth, 4));
        assertThat(output.fits(resolution(truth))).isTrue();
        assertThat(output.linearUnits()).isEqualTo(1);
        assertThat(output.signCertificate()).isPresent();
        assertThat(largestDifference(truth, output)).isLessThan(1e-9);
    }

    /** The search beside linear parts took a run that was stopped a quarter of a minute. */
    @Test
    void aQuickFitIsAsGoodButDoesNotSearchForSignsBesideALinearPart() {
        ReluNetwork truth = withANeuronThatIsAlwaysOn();
        Points x = Points.of(
                Stream.generate(() -> Vector.gaussian(truth.inputs(), random).times(3))
                        .limit(400)
                        .toList());
        OutputLayer output = OutputLayer.fit(
                x,
                truth.evaluate(x),
                resolution(truth),
                SearchSpace.all(truth.inputs()),
                sidesOpen(truth, 4),
                List.of(),
                0,
                random);
        assertThat(output.signCertificate()).isEmpty();
        assertThat(output.fits(resolution(truth))).isTrue();
        assertThat(largestDifference(truth, output)).isLessThan(1e-9);
    }

    private ReluNetwork withANeuronThatIsAlwaysOn() {
        ReluNetwork drawn = RandomNetworks.draw(random, 6, 6, 5, 5);
        List<AffineForm> neurons = new ArrayList<>();
        Layer second = drawn.layers().get(1);
        for (int i = 0; i < second.outputs(); i++) {
            neurons.add(second.neuron(i));
        }
        // weights on activations, which are never negative, and a bias: on wherever one looks
        neurons.set(4, new AffineForm(Vector.of(0.3, 0.1, 0.4, 0.2, 0.5, 0.6), 1));
        return new ReluNetwork(List.of(drawn.layers().get(0), Layer.relu(neurons), drawn.outputLayer()));
    }

    @Test
    void aMissingLayerDoesNotFit() {
        ReluNetwork truth = RandomNetworks.draw(random, 6, 7, 6, 2);
        ReluNetwork tooShort = new ReluNetwork(truth.layers().subList(0, 1));
        assertThat(fit(truth, tooShort).fits(resolution(truth))).isFalse();
    }

    @Test
    void aMissingNeuronThatSwitchesDoesNotFit() {
        ReluNetwork truth = RandomNetworks.draw(random, 6, 7, 6, 2);
        assertThat(fit(truth, sidesOpen(truth, 2)).fits(resolution(truth))).isFalse();
    }
}
