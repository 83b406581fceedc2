package org.crease.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.crease.geometry.Vector;

/**
 * The neurons of a hidden layer of one network, paired with those of another's: an {@link Assignment} on the distances of
 * their rows. The inputs are those that have partners themselves; others are dropped and both rows brought to length one.
 */
final class LayerMatch {
    /** The neuron of the found network for each of the true one; −1 if none is near enough. */
    private final int[] foundFor;

    private final Layer found;
    private final Layer truth;
    private final List<Row> foundRows;
    private final List<Row> trueRows;

    /** A row of length one and its bias in the same unit; the row zero stays as it is. */
    private record Row(Vector weights, double bias) {
        Row {
            double norm = weights.norm();
            if (norm > 0) {
                weights = weights.times(1 / norm);
                bias = bias / norm;
            }
        }

        double distanceTo(Row other) {
            return weights.distanceTo(other.weights);
        }

        double biasDistanceTo(Row other) {
            return Math.abs(bias - other.bias);
        }
    }

    /**
     * @param inputs the found network's partner for each input of the true layer, −1 for those without
     * @param tolerance pairs of rows that are not nearer than this are none
     */
    LayerMatch(Layer found, Layer truth, int[] inputs, double tolerance) {
        this.found = found;
        this.truth = truth;
        int[] known =
                IntStream.range(0, inputs.length).filter(j -> inputs[j] >= 0).toArray();
        this.foundRows = rows(found, Arrays.stream(known).map(j -> inputs[j]).toArray());
        this.trueRows = rows(truth, known);
        double[][] cost = new double[trueRows.size()][foundRows.size()];
        for (int i = 0; i < trueRows.size(); i++) {
            for (int j = 0; j < foundRows.size(); j++) {
                cost[i][j] = cost(foundRows.get(j), trueRows.get(i), tolerance);
            }
        }
        this.foundFor = Assignment.solve(cost);
        for (int i = 0; i < foundFor.length; i++) {
            // without a single common input all rows are empty, and equal for no reason
            boolean near = known.length > 0
                    && foundFor[i] >= 0
                    && foundRows.get(foundFor[i]).distanceTo(trueRows.get(i)) < tolerance;
            foundFor[i] = near ? foundFor[i] : -1;
        }
    }

    /** The distance of the rows; the biases settle between parallel neurons, whose rows are the same, and nothing else. */
    private static double cost(Row found, Row truth, double tolerance) {
        double bias = found.biasDistanceTo(truth);
        double tie = bias / (1 + bias);
        return found.distanceTo(truth) + tolerance * 1e-3 * (Double.isFinite(tie) ? tie : 1);
    }

    private static List<Row> rows(Layer layer, int[] inputs) {
        List<Row> rows = new ArrayList<>(layer.outputs());
        for (int i = 0; i < layer.outputs(); i++) {
            int neuron = i;
            double[] weights = Arrays.stream(inputs)
                    .mapToDouble(j -> layer.weight(neuron, j))
                    .toArray();
            rows.add(new Row(Vector.of(weights), layer.bias(i)));
        }
        return rows;
    }

    int[] foundFor() {
        return foundFor.clone();
    }

    /** The distance of the rows of a true neuron and its match; empty if it has none. */
    OptionalDouble rowError(int neuron) {
        return foundFor[neuron] < 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(foundRows.get(foundFor[neuron]).distanceTo(trueRows.get(neuron)));
    }

    /** The score of this layer. */
    Comparison.LayerScore score() {
        int[] matched = IntStream.range(0, foundFor.length)
                .filter(i -> foundFor[i] >= 0)
                .toArray();
        Deviation weights = new Deviation();
        Deviation bias = new Deviation();
        for (int i : matched) {
            Row row = foundRows.get(foundFor[i]);
            weights.add(row.distanceTo(trueRows.get(i)), row.weights().norm());
            bias.add(row.biasDistanceTo(trueRows.get(i)), Math.abs(row.bias()));
        }
        return new Comparison.LayerScore(
                matched.length,
                truth.outputs() - matched.length,
                found.outputs() - matched.length,
                weights.largest(),
                bias.largest(),
                weights.logRelative(),
                bias.logRelative());
    }

    /** In a few words what differs beyond order and scale, biases and slopes below zero included; empty if nothing does. */
    Optional<String> difference(double tolerance) {
        int matched = (int) Arrays.stream(foundFor).filter(j -> j >= 0).count();
        if (matched < truth.outputs() || matched < found.outputs()) {
            return Optional.of((truth.outputs() - matched) + " missing, " + (found.outputs() - matched)
                    + " extra, rows being the same below a distance of " + (float) tolerance);
        }
        for (int i = 0; i < foundFor.length; i++) {
            Row row = foundRows.get(foundFor[i]);
            double bias = row.biasDistanceTo(trueRows.get(i));
            double allowed = tolerance * (1 + Math.abs(row.bias()));
            if (!(bias < allowed)) {
                return Optional.of("a bias is off by " + (float) bias + ", more than " + (float) allowed);
            }
            double slope = Math.abs(found.negativeSlope(foundFor[i]) - truth.negativeSlope(i));
            if (!(slope < tolerance)) {
                return Optional.of(
                        "a slope below zero is off by " + (float) slope + ", more than " + (float) tolerance);
            }
        }
        return Optional.empty();
    }
}
