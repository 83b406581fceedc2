package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.crease.network.ReluNetwork;
import org.crease.recovery.fit.LeastSquares;
import org.crease.recovery.fit.OpenShares;
import org.crease.recovery.fit.OutputLayer;
import org.crease.recovery.fit.TrimmedOutput;

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
        Map<Integer, Predicate<Vector>> sides = IntStream.range(0, neurons.size())
                .filter(z -> !neurons.get(z).open().isEmpty())
                .boxed()
                .collect(Collectors.toMap(z -> z, z -> x -> neurons.get(z).isOnAt(x, below)));
        return OpenShares.of(
                        Points.of(places),
                        Points.of(answers),
                        ground.resolution(),
                        ground.space(),
                        found.network(),
                        sides,
                        inputs,
                        ground.random())
                .map(shares -> solved(shares, inputs, below));
    }

    private List<Neuron> solved(OpenShares shares, Set<Integer> inputs, ReluNetwork below) {
        List<Neuron> neurons = new ArrayList<>(found.layer(found.depth() - 1));
        List<Direction> shown = new ArrayList<>();
        for (int z = 0; z < neurons.size(); z++) {
            Neuron neuron = neurons.get(z);
            boolean on = shares.signs().get(z) > 0;
            int index = z;
            boolean shows = !neuron.open().isEmpty()
                    && places.stream()
                            .filter(x -> !neuron.isKnownAt(x, below))
                            .anyMatch(x -> neuron.isOnAt(x, below) == on);
            if (shows) {
                neuron.freedom().forEach(way -> shown.add(new Direction(index, way)));
            } else if (!neuron.open().isEmpty()) {
                List<KeptSides.Side> sides = places.stream()
                        .map(x -> new KeptSides.Side(below.preactivations(x).getLast(), neuron.isOnAt(x, below)))
                        .toList();
                new KeptSides(neuron, neuron.seen(below)).at(sides).ifPresent(kept -> neurons.set(index, kept));
            }
        }
        if (shown.isEmpty()) {
            return neurons;
        }
        int outputs = shares.kappa().columns();
        int units = shares.units().size();
        LeastSquares.Matrix system =
                new LeastSquares.Matrix(outputs * inputs.size(), shown.size() + units * inputs.size());
        double[] right = new double[system.rows()];
        int row = 0;
        for (int i : inputs) {
            int unit = shown.size() + units * (row / outputs);
            for (int o = 0; o < outputs; o++) {
                right[row] = shares.kappa().get(i, o);
                for (int d = 0; d < shown.size(); d++) {
                    Direction direction = shown.get(d);
                    int z = direction.neuron();
                    double share = shares.beta().get(z, o) * shares.signs().get(z);
                    system.set(row, d, share * direction.way().get(i));
                }
                for (int u = 0; u < units; u++) {
                    system.set(row, unit + u, shares.units().get(u).get(o));
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
                neurons.set(z, neurons.get(z).completed(own, 1, fit));
            }
        }
        return neurons;
    }

    /**
     * Neurons with open weights as single answers tell them: where other inputs play a part than where a neuron was seen, what is left of f beside f̂ is what its activation
     * lacks. Empty if that explains nothing.
     *
     * @param fit with these neurons, which some answers do not agree with
     */
    Optional<List<Neuron>> told(OutputLayer fit) {
        List<Neuron> neurons = new ArrayList<>(found.layer(found.depth() - 1));
        ReluNetwork below = found.network(found.depth() - 1);
        TrimmedOutput trimmed = TrimmedOutput.of(
                new ReluNetwork(fit.hidden()), fit.output(), places, answers, ground.resolution(), ground.space());
        List<ToldActivations.Rest> rests = IntStream.range(0, places.size())
                .mapToObj(p -> new ToldActivations.Rest(
                        below.preactivations(places.get(p)).getLast(),
                        trimmed.rests().get(p),
                        places.get(p).norm() + ground.space().scale()))
                .toList();
        boolean any = false;
        for (int z = 0; z < neurons.size(); z++) {
            Neuron neuron = neurons.get(z);
            if (neuron.open().isEmpty()) {
                continue;
            }
            Vector seen = neuron.seen(below);
            List<ToldActivations.Rest> elsewhere = rests.stream()
                    .filter(rest -> !neuron.isKnown(rest.below(), seen))
                    .toList();
            if (elsewhere.stream().anyMatch(rest -> rest.value().norm() > trimmed.most())) {
                boolean isTurned =
                        fit.hidden().getLast().row(z).dot(neuron.form().gradient()) < 0;
                Optional<Neuron> told =
                        new ToldActivations(neuron, isTurned, trimmed.of(z), seen).by(elsewhere, trimmed.most());
                any |= told.isPresent();
                neurons.set(z, told.orElse(neuron));
            }
        }
        return any ? Optional.of(neurons) : Optional.empty();
    }
}
