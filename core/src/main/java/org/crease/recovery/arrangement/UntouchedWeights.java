package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.crease.network.ReluNetwork;
import org.crease.recovery.fit.LeastSquares;
import org.crease.recovery.fit.OpenShares;
import org.crease.recovery.fit.Sides;

/**
 * Weights of the last hidden layer that no crossing showed. Where inputs of z with such weights are not as they were seen, z has one side, since its boundary
 * does not come there. If it is on there, what its row lacks reaches the output as a linear share of these inputs: it is
 * solved for. If it is off there, any weights do that keep it off.
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

    /** What row and bias of a neuron lack is a multiple of this. */
    private record Direction(int neuron, Vector way) {}

    /** The last layer with weights that were open solved for; empty if there are none, or they cannot be. */
    Optional<List<Neuron>> solved() {
        List<Neuron> neurons = found.layer(found.depth() - 1);
        Set<Integer> inputs = new TreeSet<>();
        neurons.forEach(z -> inputs.addAll(z.open()));
        if (inputs.isEmpty()) {
            return Optional.empty();
        }
        ReluNetwork below = found.network(found.depth() - 1);
        Sides sides = (x, z) -> neurons.get(z).isOnAt(x, below);
        return OpenShares.of(
                        Points.of(places),
                        Points.of(answers),
                        ground.resolution(),
                        ground.space(),
                        found.network(),
                        sides,
                        inputs)
                .map(shares -> solved(shares, inputs, sides, below));
    }

    private List<Neuron> solved(OpenShares shares, Set<Integer> inputs, Sides sides, ReluNetwork below) {
        List<Neuron> neurons = new ArrayList<>(found.layer(found.depth() - 1));
        List<Direction> shown = new ArrayList<>();
        for (int z = 0; z < neurons.size(); z++) {
            Neuron neuron = neurons.get(z);
            boolean on = shares.signs().get(z) > 0;
            int index = z;
            boolean shows = !neuron.open().isEmpty()
                    && places.stream()
                            .filter(x -> !neuron.isKnownAt(x, below))
                            .anyMatch(x -> sides.isOn(x, index) == on);
            if (shows) {
                neuron.freedom().forEach(way -> shown.add(new Direction(index, way)));
            } else if (!neuron.open().isEmpty()) {
                new KeptSides(neuron, below).at(places).ifPresent(kept -> neurons.set(index, kept));
            }
        }
        if (shown.isEmpty()) {
            return neurons;
        }
        int outputs = shares.kappa().columns();
        LeastSquares.Matrix system = new LeastSquares.Matrix(outputs * inputs.size(), shown.size());
        double[] right = new double[system.rows()];
        int row = 0;
        for (int i : inputs) {
            for (int o = 0; o < outputs; o++) {
                right[row] = shares.kappa().get(i, o);
                for (int d = 0; d < shown.size(); d++) {
                    Direction direction = shown.get(d);
                    int z = direction.neuron();
                    double share = shares.beta().get(z, o) * shares.signs().get(z);
                    system.set(row, d, share * direction.way().get(i));
                }
                row++;
            }
        }
        LeastSquares fit = LeastSquares.solve(system, Vector.of(right));
        for (int z = 0; z < neurons.size(); z++) {
            int index = z;
            int[] own = IntStream.range(0, shown.size())
                    .filter(d -> shown.get(d).neuron() == index)
                    .toArray();
            if (own.length > 0) {
                neurons.set(z, completed(neurons.get(z), own, shown, fit));
            }
        }
        return neurons;
    }

    private static Neuron completed(Neuron neuron, int[] own, List<Direction> shown, LeastSquares fit) {
        Vector lacking = Vector.zero(neuron.form().gradient().dimension() + 1);
        double[] errors = new double[lacking.dimension()];
        for (int d : own) {
            Vector way = shown.get(d).way();
            lacking = lacking.plus(fit.solution().get(d, 0), way);
            for (int i = 0; i < errors.length; i++) {
                errors[i] = Math.hypot(errors[i], way.get(i) * fit.errors().get(d) * fit.residual());
            }
        }
        boolean isTold =
                Arrays.stream(own).allMatch(d -> Double.isFinite(fit.errors().get(d)));
        return neuron.with(lacking, isTold ? Optional.of(Vector.of(errors)) : Optional.empty());
    }
}
