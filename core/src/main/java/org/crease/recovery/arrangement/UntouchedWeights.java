package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.Arrays;
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
import org.crease.network.Layer;
import org.crease.network.ReluNetwork;
import org.crease.recovery.fit.LeastSquares;
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
                new KeptSides(neuron, below).at(places).ifPresent(kept -> neurons.set(index, kept));
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
                neurons.set(z, completed(neurons.get(z), own, fit));
            }
        }
        return neurons;
    }

    /**
     * A neuron with what it lacks along its freedom, as a fit tells it.
     *
     * @param unknowns of the fit, one for each direction
     */
    private static Neuron completed(Neuron neuron, int[] unknowns, LeastSquares fit) {
        Vector lacking = Vector.zero(neuron.row().dimension());
        double[] errors = new double[lacking.dimension()];
        for (int d = 0; d < unknowns.length; d++) {
            Vector way = neuron.freedom().get(d);
            lacking = lacking.plus(fit.solution().get(unknowns[d], 0), way);
            for (int i = 0; i < errors.length; i++) {
                errors[i] = Math.hypot(errors[i], way.get(i) * fit.errors().get(unknowns[d]) * fit.residual());
            }
        }
        boolean isTold = Arrays.stream(unknowns)
                .allMatch(u -> Double.isFinite(fit.errors().get(u)));
        return neuron.with(lacking, isTold ? Optional.of(Vector.of(errors)) : Optional.empty());
    }

    /**
     * Neurons that were taken to be off wherever inputs of their open weights are not as they were seen, and turn out to be on at some of these places: what is left of f there is
     * what they do. Empty if none explains it.
     *
     * @param fit with these neurons, which some answers do not agree with
     */
    Optional<List<Neuron>> onElsewhere(OutputLayer fit) {
        List<Neuron> neurons = new ArrayList<>(found.layer(found.depth() - 1));
        ReluNetwork below = found.network(found.depth() - 1);
        List<Rest> wrong = wrong(fit);
        boolean any = false;
        for (int z = 0; z < neurons.size(); z++) {
            Neuron neuron = neurons.get(z);
            List<Rest> elsewhere = wrong.stream()
                    .filter(rest -> !neuron.isKnownAt(rest.x(), below))
                    .toList();
            if (!elsewhere.isEmpty()) {
                Optional<Neuron> on = on(neuron, z, elsewhere, fit, below);
                any |= on.isPresent();
                neurons.set(z, on.orElse(neuron));
            }
        }
        return any ? Optional.of(neurons) : Optional.empty();
    }

    /**
     * What is left of f at a place.
     *
     * @param unit what it is divided by, since f grows like that
     * @param most what of it may be rounding
     */
    private record Rest(Vector x, Vector value, double unit, double most) {}

    private List<Rest> wrong(OutputLayer fit) {
        List<Layer> layers = new ArrayList<>(fit.hidden());
        layers.add(fit.output());
        Points own = new ReluNetwork(layers).evaluate(Points.of(places));
        double[] units = places.stream()
                .mapToDouble(x -> x.norm() + ground.space().scale())
                .toArray();
        double largest = IntStream.range(0, units.length)
                .mapToDouble(p -> answers.get(p).norm() / units[p])
                .max()
                .orElse(0);
        double tolerance = OutputLayer.tolerance(ground.resolution()) * largest;
        return IntStream.range(0, units.length)
                .mapToObj(p -> new Rest(places.get(p), answers.get(p).minus(own.get(p)), units[p], tolerance))
                .filter(rest -> rest.value().norm() > tolerance * rest.unit())
                .toList();
    }

    /** The neuron as what is left where it may be on tells it; empty if that is not what it does, or tells too little. */
    private static Optional<Neuron> on(Neuron neuron, int index, List<Rest> rests, OutputLayer fit, ReluNetwork below) {
        double side = fit.hidden().getLast().row(index).dot(neuron.form().gradient()) > 0 ? 1 : -1;
        List<Vector> equations = new ArrayList<>();
        List<Double> right = new ArrayList<>();
        for (Rest rest : rests) {
            Vector phi = Neuron.activations(rest.x(), below);
            double before = side * neuron.row().dot(phi);
            double[] change = neuron.freedom().stream()
                    .mapToDouble(way -> side * way.dot(phi))
                    .toArray();
            for (int o = 0; o < rest.value().dimension(); o++) {
                double weight = fit.output().weight(o, index) / rest.unit();
                equations.add(Vector.of(change).times(weight));
                right.add(rest.value().get(o) / rest.unit() + weight * (Math.max(0, before) - before));
            }
        }
        LeastSquares solution = LeastSquares.solve(equations, right);
        boolean isTold = solution.rank() == neuron.freedom().size() && equations.size() > solution.rank() + 1;
        if (!isTold || solution.residual() > rests.getFirst().most()) {
            return Optional.empty();
        }
        int[] unknowns = IntStream.range(0, neuron.freedom().size()).toArray();
        return Optional.of(completed(neuron, unknowns, solution));
    }
}
