package org.crease.recovery.arrangement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.network.ReluNetwork;
import org.junit.jupiter.api.Test;

/** f = 2 ReLU(z), 3 ReLU(z) with z = x − 5 + w ReLU(x − 10), of which w is open. */
class ToldActivationsTest {
    private static final ReluNetwork BELOW = new ReluNetwork(List.of(
            Layer.relu(List.of(new AffineForm(Vector.of(1, 0), 0), new AffineForm(Vector.of(1, 0), -10)))));

    private static final Vector OUTPUTS = Vector.of(2, 3);

    private static final double EXACT = 1e-9;

    private static Neuron neuron(double weight) {
        Spot spot = new Spot(Vector.of(5, 1), 0, Vector.axis(2, 0), null, null, List.of());
        return new Neuron(
                new AffineForm(Vector.of(1, weight), -5), Set.of(1), Set.of(), 1e-9, Vector.zero(3), List.of(spot));
    }

    private static double activation(Neuron neuron, Vector below) {
        return Math.max(0, neuron.row().dot(Neuron.activations(below)));
    }

    /** Seed 1: what a neuron taken to have one weight leaves of f where it has another, at 40 places with x between 10 and 30. */
    private static List<ToldActivations.Rest> rests(double taken, double weight) {
        SplittableRandom random = new SplittableRandom(1);
        return IntStream.range(0, 40)
                .mapToObj(i -> Vector.of(10 + 20 * random.nextDouble(), random.nextGaussian()))
                .map(x -> {
                    Vector below = BELOW.preactivations(x).getLast();
                    double lacks = activation(neuron(weight), below) - activation(neuron(taken), below);
                    double unit = x.norm() + 1;
                    return new ToldActivations.Rest(below, OUTPUTS.times(lacks / unit), unit);
                })
                .toList();
    }

    private static ToldActivations of(double taken) {
        return new ToldActivations(neuron(taken), false, OUTPUTS, neuron(taken).seen(BELOW));
    }

    @Test
    void whereANeuronIsOnWhatItLacksIsAnEquation() {
        Neuron told = of(-4).by(rests(-4, 0.3), EXACT).orElseThrow();
        assertThat(told.row().get(1)).isCloseTo(0.3, within(1e-9));
        assertThat(told.open()).isEmpty();
    }

    @Test
    void aNeuronThatWasTakenToBeOnAndIsOffIsKeptOff() {
        // with w = −40 it switches at x = 10.13
        List<ToldActivations.Rest> off = rests(0.3, -40).stream()
                .filter(rest -> rest.below().get(0) > 10.2)
                .toList();
        Neuron told = of(0.3).by(off, EXACT).orElseThrow();
        assertThat(off)
                .allSatisfy(rest -> assertThat(activation(told, rest.below())).isZero());
        assertThat(told.open()).containsExactly(1);
    }

    @Test
    void whatAnotherNeuronDoesIsNotTakenForIt() {
        List<ToldActivations.Rest> other = rests(-4, 0.3).stream()
                .map(rest ->
                        new ToldActivations.Rest(rest.below(), rest.value().plus(0.1, Vector.of(-3, 2)), rest.unit()))
                .toList();
        assertThat(of(-4).by(other, EXACT)).isEmpty();
    }
}
