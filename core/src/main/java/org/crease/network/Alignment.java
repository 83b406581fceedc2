package org.crease.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * A found network laid over a true one, as well as isomorphisms (§3.1) allow: hidden layer by hidden layer from the input,
 * rows of length one, inputs in the order in which the layer below was matched, and the best permutation (not a greedy one).
 * A found and a true neuron match if their rows are nearer than a tolerance. Below an input without a match the comparison
 * goes on without it: it is dropped from both rows, and they are brought to length one again.
 *
 * <p>Networks of different depth are laid over each other as far as both have hidden layers.
 */
public final class Alignment {
    /**
     * The distance below which two rows of length one match, if nothing else is asked for: what a recovery has found at all is
     * nearer by orders of magnitude, and two random directions are not that near.
     */
    public static final double MATCH_TOLERANCE = 1e-2;

    private final ReluNetwork found;
    private final ReluNetwork truth;
    private final double tolerance;
    private final List<LayerMatch> matches = new ArrayList<>();
    /** The found partners of the inputs of the layer above the last matched one; −1 where there is none. */
    private int[] topInputs;

    private Alignment(ReluNetwork found, ReluNetwork truth, double tolerance) {
        this.found = Isomorphism.unitRows(found);
        this.truth = Isomorphism.unitRows(truth);
        this.tolerance = tolerance;
        this.topInputs = IntStream.range(0, truth.inputs()).toArray();
        int common = Math.min(found.layers().size(), truth.layers().size()) - 1;
        for (int k = 0; k < common; k++) {
            LayerMatch match = new LayerMatch(
                    this.found.layers().get(k), this.truth.layers().get(k), topInputs, tolerance);
            matches.add(match);
            topInputs = match.foundFor();
        }
    }

    /**
     * Aligns two networks.
     *
     * @param tolerance the largest distance of matching rows of length one, positive
     * @throws IllegalArgumentException if the networks differ in their number of inputs or of outputs
     */
    public static Alignment of(ReluNetwork found, ReluNetwork truth, double tolerance) {
        if (found.inputs() != truth.inputs()) {
            throw new IllegalArgumentException(
                    "networks must have the same number of inputs, got " + found.inputs() + " and " + truth.inputs());
        }
        if (found.outputs() != truth.outputs()) {
            throw new IllegalArgumentException("networks must have the same number of outputs, got " + found.outputs()
                    + " and " + truth.outputs());
        }
        if (!(tolerance > 0)) {
            throw new IllegalArgumentException("match tolerance must be positive, got " + tolerance);
        }
        return new Alignment(found, truth, tolerance);
    }

    /**
     * The index of the found neuron that matches a true one, in the layer of the same number; empty if there is none.
     *
     * @param neuron of the true network, in a hidden layer that both networks have
     */
    public OptionalInt foundFor(NeuronId neuron) {
        int index = matches.get(neuron.layer()).foundFor()[neuron.index()];
        return index < 0 ? OptionalInt.empty() : OptionalInt.of(index);
    }

    /** The distance of the row of a true neuron from its match's, both of length one; empty as {@link #foundFor}. */
    public OptionalDouble rowError(NeuronId neuron) {
        return matches.get(neuron.layer()).rowError(neuron.index());
    }

    /** A score for each hidden layer that both networks have. */
    List<Comparison.LayerScore> layerScores() {
        return matches.stream().map(LayerMatch::score).toList();
    }

    /**
     * The output layers, whose rows have an order and a length of their own; empty if the networks differ in depth, or if a
     * neuron of either's last hidden layer has no match.
     */
    Optional<Comparison.OutputScore> outputScore() {
        boolean comparable = found.layers().size() == truth.layers().size()
                && found.outputLayer().inputs() == topInputs.length
                && IntStream.of(topInputs).allMatch(j -> j >= 0);
        if (!comparable) {
            return Optional.empty();
        }
        Layer ours = found.outputLayer().inputsPermuted(topInputs);
        Layer theirs = truth.outputLayer();
        double row = 0;
        double bias = 0;
        for (int i = 0; i < theirs.outputs(); i++) {
            double size = theirs.row(i).norm();
            double unit = size > 0 ? size : 1;
            row = Math.max(row, ours.row(i).distanceTo(theirs.row(i)) / unit);
            bias = Math.max(bias, Math.abs(ours.bias(i) - theirs.bias(i)) / unit);
        }
        return Optional.of(new Comparison.OutputScore(row, bias));
    }

    /** In a few words each what keeps the networks from being isomorphic within the tolerance; empty if they are. */
    List<String> differences() {
        List<String> differences = new ArrayList<>();
        int depth = found.layers().size() - 1;
        int trueDepth = truth.layers().size() - 1;
        if (depth != trueDepth) {
            differences.add("hidden layers are " + depth + ", not " + trueDepth);
        }
        for (int k = 0; k < matches.size(); k++) {
            String layer = "layer " + (k + 1) + ": ";
            matches.get(k).difference(tolerance).map(layer::concat).ifPresent(differences::add);
        }
        if (differences.isEmpty()) { // otherwise the output layer differs by what is missing below it
            outputScore().flatMap(this::outputDifference).ifPresent(differences::add);
        }
        return differences;
    }

    private Optional<String> outputDifference(Comparison.OutputScore score) {
        double bias = IntStream.range(0, truth.outputs())
                .mapToDouble(i -> Math.abs(truth.outputLayer().bias(i)))
                .max()
                .orElse(0);
        double allowed = tolerance * (1 + bias);
        if (!(score.maxRowError() < tolerance)) {
            return Optional.of("output layer: a row is off by " + (float) score.maxRowError() + ", more than "
                    + (float) tolerance);
        }
        if (!(score.maxBiasError() < allowed)) {
            return Optional.of("output layer: a bias is off by " + (float) score.maxBiasError() + ", more than "
                    + (float) allowed);
        }
        return Optional.empty();
    }
}
