package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.crease.network.ReluNetwork;
import org.crease.recovery.fit.LeastSquares;
import org.crease.recovery.fit.OpenShares;
import org.crease.recovery.fit.Zeros;

/**
 * Weights of the last hidden layer that no crossing showed. If the boundary of z does not meet that of i, then z has
 * one sign all along B_i, and i is off all along B_z. Where z is off there, the weight has no effect, and any value does that
 * keeps z off wherever i is on. Where z is on there, the weight reaches the output as a linear share of h_i: it is solved for.
 */
final class UntouchedWeights {
    /** Places on B_i at which the sign of z is looked up. */
    private static final int PLACES = 24;

    /** Of these, those that may show the other sign. */
    private static final double ODD = 0.1;

    private final FoundLayers found;
    private final Ground ground;
    private final List<Vector> places;
    private final List<Vector> answers;
    private final ReluNetwork below;

    UntouchedWeights(FoundLayers found, Ground ground, List<Vector> places, List<Vector> answers) {
        this.found = found;
        this.ground = ground;
        this.places = places;
        this.answers = answers;
        this.below = found.network(found.depth() - 1);
    }

    /** The last layer with weights that were open solved for; empty if there are none, or they cannot be. */
    Optional<List<Neuron>> solved() {
        List<Neuron> neurons = new ArrayList<>(found.layer(found.depth() - 1));
        List<Vector> phi =
                places.stream().map(x -> below.preactivations(x).getLast()).toList();
        List<Map<Integer, Double>> fillers = new ArrayList<>();
        Set<Integer> inputs = new HashSet<>();
        for (int z = 0; z < neurons.size(); z++) {
            Map<Integer, Double> filler = new TreeMap<>();
            for (int i : neurons.get(z).open()) {
                filler(neurons.get(z), i, phi).ifPresent(value -> filler.put(i, value));
            }
            fillers.add(filler);
            inputs.addAll(filler.keySet());
            neurons.set(z, with(neurons.get(z), filler, neurons.get(z).open()));
        }
        if (inputs.isEmpty()) {
            return Optional.empty();
        }
        return OpenShares.of(
                        Points.of(places),
                        Points.of(answers),
                        ground.resolution(),
                        ground.space(),
                        found.withLast(neurons),
                        inputs)
                .map(shares -> {
                    for (int i : inputs) {
                        assign(i, shares, neurons, fillers);
                    }
                    return neurons;
                });
    }

    /** A weight with which z keeps, wherever input i is on, the sign that it has where i switches; empty if it has both there. */
    private Optional<Double> filler(Neuron z, int i, List<Vector> phi) {
        Vector seen = below.preactivations(z.spots().getFirst().position()).getLast();
        if (seen.get(i) > 0) {
            return Optional.empty(); // on all along: what is open is a combination
        }
        int plus = 0;
        int all = 0;
        for (int tries = 0; tries < 4 * PLACES && all < PLACES; tries++) {
            double distance = ground.near() * Math.pow(30, ground.random().nextDouble() - 0.25);
            Optional<Vector> x = Zeros.random(below, i, distance, ground.space(), ground.random());
            if (x.isPresent()) {
                all++;
                plus += value(z, below.preactivations(x.get()).getLast()) > 0 ? 1 : 0;
            }
        }
        if (all == 0 || Math.min(plus, all - plus) > ODD * all) {
            return Optional.empty();
        }
        double sign = 2 * plus > all ? 1 : -1;
        double least = 0;
        for (Vector h : phi) {
            boolean alone = h.get(i) > 0 && z.open().stream().allMatch(j -> j == i || h.get(j) > 0 == seen.get(j) > 0);
            if (alone) {
                least = Math.max(least, -sign * value(z, h) / h.get(i));
            }
        }
        return Optional.of(sign * (least + 1e-3 * Math.abs(least)));
    }

    /** z where the preactivations below are {@code h}, without its open shares. */
    private static double value(Neuron z, Vector h) {
        double sum = z.form().constant();
        for (int j = 0; j < h.dimension(); j++) {
            sum += z.open().contains(j) ? 0 : z.form().gradient().get(j) * Math.max(0, h.get(j));
        }
        return sum;
    }

    private static Neuron with(Neuron z, Map<Integer, Double> weights, Set<Integer> open) {
        double[] row = z.form().gradient().toArray();
        weights.forEach((i, value) -> row[i] = value);
        return new Neuron(new AffineForm(Vector.of(row), z.form().constant()), open, z.accuracy(), z.spots());
    }

    /** Parts the linear share of an input among the neurons that can have it. */
    private static void assign(int i, OpenShares shares, List<Neuron> neurons, List<Map<Integer, Double>> fillers) {
        List<Integer> on = new ArrayList<>();
        for (int z = 0; z < neurons.size(); z++) {
            Double filler = fillers.get(z).get(i);
            if (filler != null && filler * shares.signs().get(z) > 0) {
                on.add(z);
            }
        }
        if (on.isEmpty()) {
            return;
        }
        int outputs = shares.kappa().columns();
        LeastSquares.Matrix system = new LeastSquares.Matrix(outputs, on.size());
        double[] right = new double[outputs];
        for (int o = 0; o < outputs; o++) {
            right[o] = shares.kappa().get(i, o);
            for (int z = 0; z < on.size(); z++) {
                system.set(
                        o, z, shares.beta().get(on.get(z), o) * shares.signs().get(on.get(z)));
            }
        }
        LeastSquares fit = LeastSquares.solve(system, Vector.of(right));
        for (int z = 0; z < on.size(); z++) {
            Neuron neuron = neurons.get(on.get(z));
            double value = fillers.get(on.get(z)).get(i) + fit.solution().get(z, 0);
            Set<Integer> open = new HashSet<>(neuron.open());
            if (on.size() <= outputs) {
                open.remove(i);
            }
            neurons.set(on.get(z), with(neuron, Map.of(i, value), open));
        }
    }
}
