package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.network.ReluNetwork;
import org.crease.recovery.fit.LeastSquares;
import org.crease.recovery.fit.OpenDirection;
import org.crease.recovery.fit.OpenShares;
import org.crease.recovery.fit.OutputLayer;

/**
 * Weights of the last hidden layer that no crossing showed. Where inputs of z with such weights are not as they were seen, z has one side, since its boundary
 * does not come there. If it is on there, what its row lacks reaches the output as a linear share of these inputs: it is
 * solved for. If it is off there, any weights do that keep it off.
 */
final class UntouchedWeights {
    private final FoundLayers found;
    private final Ground ground;
    private final Answers.Sample sample;
    private final Answers all;
    private final RandomGenerator random;

    /**
     * @param found not to be changed by others: what is solved here may be left alone
     * @param sample of all answers, for fits
     */
    UntouchedWeights(FoundLayers found, Ground ground, Answers.Sample sample, Answers all, RandomGenerator random) {
        this.found = found;
        this.ground = ground;
        this.sample = sample;
        this.all = all;
        this.random = random;
    }

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
                        Points.of(sample.x()),
                        Points.of(sample.f()),
                        ground.resolution(),
                        ground.space(),
                        found.network(),
                        sides,
                        found.openDirections(),
                        random)
                .map(shares -> {
                    List<Neuron> solved = solved(shares, inputs, below);
                    Layer output = shares.output(found.network().layers().getLast());
                    LastWeights others = new LastWeights(found, shares.signs(), sample, all, ground);
                    return shares.units().isEmpty()
                            ? others.told(solved, output).orElse(solved)
                            : solved;
                });
    }

    private List<Neuron> solved(OpenShares shares, Set<Integer> inputs, ReluNetwork below) {
        List<Neuron> neurons = new ArrayList<>(found.layer(found.depth() - 1));
        List<OpenDirection> shown = new ArrayList<>();
        for (int z = 0; z < neurons.size(); z++) {
            Neuron neuron = neurons.get(z);
            boolean on = shares.signs().get(z) > 0;
            int index = z;
            if (neuron.open().isEmpty()) {
                continue;
            }
            List<Vector> elsewhere =
                    sample.x().stream().filter(x -> !neuron.isKnownAt(x, below)).toList();
            long with = elsewhere.stream()
                    .filter(x -> neuron.isOnAt(x, below) == on)
                    .count();
            if (2 * with > elsewhere.size()) {
                neuron.freedom().forEach(way -> shown.add(new OpenDirection(index, way)));
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
                    OpenDirection direction = shown.get(d);
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
        Vector amounts = fit.solution().column(0);
        Vector errors = fit.errors().times(fit.residual());
        for (int z : OpenDirection.neurons(shown)) {
            int[] own = OpenDirection.of(z, shown);
            boolean isTold =
                    IntStream.of(own).allMatch(d -> Double.isFinite(fit.errors().get(d)));
            neurons.set(
                    z,
                    neurons.get(z).completed(amounts.at(own), isTold ? Optional.of(errors.at(own)) : Optional.empty()));
        }
        return neurons;
    }

    /**
     * The last layer with open weights as answers tell them; empty if answers that disagree do not become fewer.
     *
     * @param output with these neurons, and their signs
     */
    Optional<List<Neuron>> told(OutputLayer output) {
        List<Neuron> neurons = found.layer(found.depth() - 1);
        Layer turned = output.hidden().getLast();
        List<Integer> signs = IntStream.range(0, neurons.size())
                .mapToObj(z -> turned.row(z).dot(neurons.get(z).form().gradient()) < 0 ? -1 : 1)
                .toList();
        return new LastWeights(found, signs, sample, all, ground).told(neurons, output.output());
    }
}
