package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Vector;
import org.crease.network.ReluNetwork;
import org.crease.recovery.fit.Zeros;

/**
 * Values for weights that no crossing showed. If the boundary of z does not meet that of its input i, and i is off all along the
 * former, then z has one sign all along the latter, and keeps it wherever i is on. The weight with which it does so stands for the true
 * one: what it lacks is a linear share of the input, or nothing at all.
 */
final class Fillers {
    /** Places on B_i at which the sign of z is looked up. */
    private static final int PLACES = 24;

    /** Lines that are tried for these. */
    private static final int LINES = 4 * PLACES;

    /** Lengths of the steps from there into the side where the input is on, relative to the size of the place. */
    private static final double[] STEPS = {0.01, 0.1, 1, 10};

    /** Of a row of length one, the least that a filler is, and the largest that one can have to be. */
    private static final double LEAST = 1e-3;

    private static final double LARGEST = 3;

    /** A filler is so many times what the places demand: others may demand more. */
    private static final double SPARE = 2;

    private final ReluNetwork below;
    private final List<Neuron> inputs;
    private final Ground ground;
    /** For each input, preactivations at places on its boundary, and beyond. */
    private final Map<Integer, Places> places = new HashMap<>();

    private record Places(List<Vector> on, List<Vector> beyond) {}

    /**
     * @param below the layers below
     * @param inputs the neurons of the last of them
     */
    Fillers(ReluNetwork below, List<Neuron> inputs, Ground ground) {
        this.below = below;
        this.inputs = List.copyOf(inputs);
        this.ground = ground;
    }

    /** A neuron with fillers where its weights are open, as far as it can have them. */
    Neuron fill(Neuron z) {
        double[] row = z.form().gradient().toArray();
        Set<Integer> filled = new HashSet<>();
        for (int i : z.open()) {
            filler(z, i).ifPresent(value -> {
                row[i] = value;
                filled.add(i);
            });
        }
        return new Neuron(
                new AffineForm(Vector.of(row), z.form().constant()),
                z.open(),
                filled,
                z.freedom(),
                z.accuracy(),
                z.errors(),
                z.spots());
    }

    /** Empty if the input is on where z was seen, or z has both signs where it switches. */
    private Optional<Double> filler(Neuron z, int i) {
        Vector seen = below.preactivations(z.spots().getFirst().position()).getLast();
        if (seen.get(i) > 0) {
            return Optional.empty(); // what is open is a combination
        }
        Places at = places.computeIfAbsent(i, this::places);
        Predicate<Vector> alone = h -> z.open().stream().allMatch(j -> j == i || h.get(j) > 0 == seen.get(j) > 0);
        double[] on =
                at.on().stream().filter(alone).mapToDouble(h -> value(z, h)).toArray();
        long plus = Arrays.stream(on).filter(v -> v > 0).count();
        if (on.length == 0 || Math.min(plus, on.length - plus) > 0) {
            return Optional.empty();
        }
        double side = plus > 0 ? 1 : -1;
        double least = at.beyond().stream()
                .filter(alone)
                .mapToDouble(h -> -side * value(z, h) / h.get(i))
                .reduce(LEAST, Math::max);
        // a weight that would have to be so large has been crossed where nobody looked
        return least > LARGEST ? Optional.empty() : Optional.of(side * SPARE * least);
    }

    /** On random lines; where these do not meet the boundary, near where it was met. */
    private Places places(int input) {
        Places places = new Places(new ArrayList<>(), new ArrayList<>());
        for (int tries = 0; tries < LINES && places.on().size() < PLACES; tries++) {
            Zeros.random(below, input, ground.farDistance(), ground.space(), ground.random())
                    .ifPresent(x -> add(x, input, places));
        }
        boolean isMissed = places.on().isEmpty() && !inputs.get(input).isLinear();
        for (int tries = 0; isMissed && tries < LINES && places.on().size() < PLACES; tries++) {
            inputs.get(input).place(below, input, tries, ground).ifPresent(x -> add(x, input, places));
        }
        return places;
    }

    private void add(Vector x, int input, Places places) {
        places.on().add(below.preactivations(x).getLast());
        for (double step : STEPS) {
            Vector way = Vector.direction(x.dimension(), ground.random()).times(step * ground.sizeAt(x));
            for (Vector y : List.of(x.plus(1, way), x.plus(-1, way))) {
                Vector h = below.preactivations(y).getLast();
                if (h.get(input) > 0) {
                    places.beyond().add(h);
                }
            }
        }
    }

    /** z where the preactivations below are {@code h}, without its open shares. */
    private static double value(Neuron z, Vector h) {
        double sum = z.form().constant();
        for (int j = 0; j < h.dimension(); j++) {
            sum += z.open().contains(j) ? 0 : z.form().gradient().get(j) * Math.max(0, h.get(j));
        }
        return sum;
    }
}
