package org.crease.recovery.arrangement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.network.ReluNetwork;
import org.junit.jupiter.api.Test;

/** Weights that no crossing showed are such that their neuron does not switch where it cannot. */
class KeptSidesTest {
    /** h₀ = x, h₁ = y, h₂ = x − 10. */
    private static final ReluNetwork BELOW = new ReluNetwork(List.of(Layer.relu(List.of(
            new AffineForm(Vector.of(1, 0), 0),
            new AffineForm(Vector.of(0, 1), 0),
            new AffineForm(Vector.of(1, 0), -10)))));

    /** z = x − 5 + w ReLU(x − 10), met at x = 5: on where h₂ switches, whatever w is. */
    private static Neuron neuron(double weight) {
        Spot spot = new Spot(Vector.of(5, 1), 0, Vector.axis(2, 0), null, null, List.of());
        return new Neuron(
                new AffineForm(Vector.of(1, 0, weight), -5), Set.of(2), Set.of(), 1e-9, Vector.zero(4), List.of(spot));
    }

    @Test
    void aNeuronIsOnBehindABoundaryWhereItIsOnBeforeIt() {
        Neuron wrong = neuron(-3);
        Vector far = Vector.of(20, 0);
        assertThat(wrong.row().dot(Neuron.activations(far, BELOW))).isNegative();
        assertThat(wrong.isOnAt(far, BELOW)).isTrue();
    }

    private static KeptSides of(Neuron neuron) {
        return new KeptSides(neuron, neuron.seen(BELOW));
    }

    /** z stays on at x = 20 as long as 15 + 10 w > 0, and any positive w does as well as −1. */
    @Test
    void otherRowsAreAsFarFromItsOwnAsSidesAllow() {
        List<Vector> below = List.of(BELOW.preactivations(Vector.of(20, 0)).getLast());
        List<Vector> others = of(neuron(-1)).others(below, 2, new SplittableRandom(1));
        assertThat(others).hasSize(2).allSatisfy(row -> {
            assertThat(row.get(0)).isEqualTo(1);
            assertThat(row.get(3)).isEqualTo(-5);
        });
        assertThat(others.stream().mapToDouble(row -> row.get(2)).min().getAsDouble())
                .isCloseTo(-1.5, within(1e-6));
        assertThat(others.stream().mapToDouble(row -> row.get(2)).max().getAsDouble())
                .isGreaterThan(5);
    }
}
