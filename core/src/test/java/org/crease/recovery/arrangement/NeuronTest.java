package org.crease.recovery.arrangement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.network.ReluNetwork;
import org.junit.jupiter.api.Test;

/** Measurements of neurons, compared. */
class NeuronTest {
    /** The coordinates of the plane, above zero. */
    private static final ReluNetwork BELOW =
            new ReluNetwork(List.of(Layer.relu(2, 2, new double[] {1, 0, 0, 1}, new double[2])));

    private static Neuron neuron(Set<Integer> open, double bias, double... row) {
        return new Neuron(
                new AffineForm(Vector.of(row), bias), open, Set.of(), 1e-12, Vector.zero(row.length + 1), List.of());
    }

    private static Neuron seenAt(Set<Integer> open, double... x) {
        Spot spot = new Spot(Vector.of(x), 1e-12, Vector.axis(2, 0), null, null, List.of());
        return new Neuron(
                new AffineForm(Vector.of(0.6, 0.8), -1), open, Set.of(), 1e-12, Vector.zero(3), List.of(spot));
    }

    @Test
    void theSameRowAndBiasResembleUpToTheSign() {
        Neuron neuron = neuron(Set.of(), 0.5, 0.6, 0, 0.8);
        assertThat(neuron.resembles(neuron(Set.of(), 0.5, 0.6, 0, 0.8))).isTrue();
        assertThat(neuron.resembles(neuron.turned())).isTrue();
        assertThat(neuron.turned().resembles(neuron)).isTrue();
        assertThat(neuron.isParallelTo(neuron.turned())).isTrue();
    }

    /** A bias of the other sign is another one, and so is the same with the row turned. */
    @Test
    void aNeuronWithAnotherBiasIsParallelOnly() {
        Neuron neuron = neuron(Set.of(), 0.5, 0.6, 0, 0.8);
        for (Neuron other : List.of(
                neuron(Set.of(), 0.51, 0.6, 0, 0.8),
                neuron(Set.of(), -0.5, 0.6, 0, 0.8),
                neuron(Set.of(), 0.5, -0.6, 0, -0.8))) {
            assertThat(neuron.isParallelTo(other)).isTrue();
            assertThat(neuron.resembles(other)).isFalse();
            assertThat(other.resembles(neuron)).isFalse();
        }
    }

    /** A row turned by 10⁻³ has another direction; one turned by 10⁻⁶ is the same, measured again. */
    @Test
    void aNeuronWithAnotherRowIsNotParallel() {
        Neuron neuron = neuron(Set.of(), 0.5, 1, 0, 0);
        assertThat(neuron.isParallelTo(neuron(Set.of(), 0.5, 1, 1e-3, 0))).isFalse();
        assertThat(neuron.resembles(neuron(Set.of(), 0.5, 1, 1e-3, 0))).isFalse();
        assertThat(neuron.resembles(neuron(Set.of(), 0.5, 1, 1e-6, 0))).isTrue();
    }

    /** It does not matter in which of the two a weight is open. */
    @Test
    void openWeightsAreNotCompared() {
        Neuron known = neuron(Set.of(), 0.5, 0.6, 0.8, 0.1);
        Neuron partly = neuron(Set.of(2), 0.5, 0.6, 0.8, 7);
        assertThat(known.resembles(partly)).isTrue();
        assertThat(partly.resembles(known)).isTrue();
        assertThat(known.isParallelTo(partly)).isTrue();
        assertThat(partly.isParallelTo(known)).isTrue();
        assertThat(known.resembles(neuron(Set.of(1), 0.5, 0.6, 0.8, 7))).isFalse();
        assertThat(known.resembles(neuron(Set.of(2), 0.4, 0.6, 0.8, 7))).isFalse();
    }

    @Test
    void rowsThatShareNoKnownWeightAreNotParallel() {
        assertThat(neuron(Set.of(0), 0.5, 0, 1).isParallelTo(neuron(Set.of(1), 0.5, 1, 0)))
                .isFalse();
    }

    @Test
    void neuronsOfLayersOfOtherWidthsAreNotParallel() {
        assertThat(neuron(Set.of(), 0, 1, 0).isParallelTo(neuron(Set.of(), 0, 1, 0, 0)))
                .isFalse();
    }

    @Test
    void aNeuronWithoutOpenWeightsIsKnownEverywhere() {
        assertThat(seenAt(Set.of(), 1, -1).isKnownAt(Vector.of(-1, 1), BELOW)).isTrue();
    }

    @Test
    void aNeuronIsKnownWhereItsOpenInputsAreOnThatSideWhereItWasSeen() {
        Neuron off = seenAt(Set.of(1), 1, -1);
        assertThat(off.isKnownAt(Vector.of(-3, -2), BELOW)).isTrue();
        assertThat(off.isKnownAt(Vector.of(1, 2), BELOW)).isFalse();
        Neuron on = seenAt(Set.of(1), 1, 1);
        assertThat(on.isKnownAt(Vector.of(-3, 2), BELOW)).isTrue();
        assertThat(on.isKnownAt(Vector.of(1, -2), BELOW)).isFalse();
        Neuron both = seenAt(Set.of(0, 1), 1, 1);
        assertThat(both.isKnownAt(Vector.of(3, 2), BELOW)).isTrue();
        assertThat(both.isKnownAt(Vector.of(-3, 2), BELOW)).isFalse();
    }

    /** Open along (1, 0, 0) and (0, 0.6, 0.8), the bias last: of two inputs, one alone, and the other with the bias. */
    private static Neuron openAlong(Set<Integer> filled, double weight) {
        return new Neuron(
                new AffineForm(Vector.of(weight, 0), 0),
                Set.of(0, 1),
                filled,
                List.of(Vector.of(1, 0, 0), Vector.of(0, 0.6, 0.8)),
                1e-12,
                Vector.of(7, 7, 0),
                List.of());
    }

    @Test
    void whatIsToldInOneDirectionLeavesTheOthersOpen() {
        Neuron told = openAlong(Set.of(), 0).told(List.of(Vector.of(0, 0.6, 0.8)), Vector.of(2.0), Vector.of(1e-9));
        assertThat(told.row()).isEqualTo(Vector.of(0, 1.2, 1.6));
        assertThat(told.open()).containsExactly(0);
        assertThat(told.freedom()).containsExactly(Vector.of(1, 0, 0));
        assertThat(told.errors()).isEqualTo(Vector.of(0, 0.6, 0.8).times(1e-9));
    }

    /** A filler that keeps a neuron off lacks nothing, and stays where it is. */
    @Test
    void whatIsNotInDoubtIsNotTold() {
        Neuron neuron = openAlong(Set.of(0), -3);
        assertThat(neuron.doubts()).containsExactly(Vector.of(0, 0.6, 0.8));
        Neuron told = neuron.told(neuron.doubts(), Vector.of(2.0), Vector.of(1e-9));
        assertThat(told.form().gradient()).isEqualTo(Vector.of(-3, 1.2));
        assertThat(told.open()).containsExactly(0);
        assertThat(told.filled()).containsExactly(0);
    }
}
