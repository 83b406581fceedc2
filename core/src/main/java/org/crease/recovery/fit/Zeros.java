package org.crease.recovery.fit;

import java.util.Optional;
import java.util.random.RandomGenerator;
import org.crease.geometry.Vector;
import org.crease.network.ReluNetwork;
import org.crease.recovery.SearchSpace;

/** Points of the boundary of a neuron whose network is known; computed, not asked. */
public final class Zeros {
    /** Enough to halve any interval of doubles down to neighbours. */
    private static final int HALVINGS = 60;

    private Zeros() {}

    /**
     * A zero of output {@code neuron} between two random points at about the given distance from the origin; empty if it has the
     * same sign at both.
     */
    public static Optional<Vector> random(
            ReluNetwork network, int neuron, double distance, SearchSpace space, RandomGenerator random) {
        return between(network, neuron, space.pointAt(distance, random), space.pointAt(distance, random));
    }

    /** A zero of output {@code neuron} between two points; empty if it has the same sign at both. */
    public static Optional<Vector> between(ReluNetwork network, int neuron, Vector a, Vector b) {
        boolean atA = isPositive(network, neuron, a);
        if (atA == isPositive(network, neuron, b)) {
            return Optional.empty();
        }
        double low = 0;
        double high = 1;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (isPositive(network, neuron, a.plus(middle, b.minus(a))) == atA) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return Optional.of(a.plus(low, b.minus(a)));
    }

    private static boolean isPositive(ReluNetwork network, int neuron, Vector x) {
        return network.preactivations(x).getLast().get(neuron) > 0;
    }
}
