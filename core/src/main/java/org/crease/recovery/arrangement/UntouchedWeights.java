package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.crease.recovery.fit.LeastSquares;
import org.crease.recovery.fit.OpenShares;

/**
 * Weights of the last hidden layer that no crossing showed and that hold {@link Fillers}. Where z is on wherever the input is, what the
 * filler lacks reaches the output as a linear share of h_i: it is solved for. Where z is off there, any value does.
 */
final class UntouchedWeights {
    private final FoundLayers found;
    private final Ground ground;
    private final List<Vector> places;
    private final List<Vector> answers;

    UntouchedWeights(FoundLayers found, Ground ground, List<Vector> places, List<Vector> answers) {
        this.found = found;
        this.ground = ground;
        this.places = places;
        this.answers = answers;
    }

    /** The last layer with weights that were open solved for; empty if there are none, or they cannot be. */
    Optional<List<Neuron>> solved() {
        List<Neuron> neurons = new ArrayList<>(found.layer(found.depth() - 1));
        Set<Integer> inputs = new HashSet<>();
        neurons.forEach(z -> inputs.addAll(z.filled()));
        if (inputs.isEmpty()) {
            return Optional.empty();
        }
        Set<Integer> unheard = new HashSet<>(inputs);
        unheard.addAll(found.unheard());
        return OpenShares.of(
                        Points.of(places),
                        Points.of(answers),
                        ground.resolution(),
                        ground.space(),
                        found.network(),
                        unheard)
                .map(shares -> {
                    for (int i : inputs) {
                        assign(i, shares, neurons);
                    }
                    return neurons;
                });
    }

    /** Parts the linear share of an input among the neurons that can have it. */
    private static void assign(int i, OpenShares shares, List<Neuron> neurons) {
        List<Integer> on = new ArrayList<>();
        for (int z = 0; z < neurons.size(); z++) {
            Neuron neuron = neurons.get(z);
            double filler = neuron.form().gradient().get(i);
            if (neuron.filled().contains(i) && filler * shares.signs().get(z) > 0) {
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
            double value = neuron.form().gradient().get(i) + fit.solution().get(z, 0);
            neurons.set(on.get(z), neuron.with(i, value, on.size() <= outputs));
        }
    }
}
