package org.crease.oracles.model;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.network.ReluNetwork;
import org.crease.oracle.Ending;
import org.crease.recovery.Findings.UnknownWeight;

/** The text of a network file. By hand, because a row a line is what makes two files comparable by {@code diff}. */
final class NetworkJsonWriter {
    private final ReluNetwork network;
    private final Ending ending;
    private final List<UnknownWeight> unknown;
    private final List<List<Vector>> standardErrors;

    NetworkJsonWriter(
            ReluNetwork network, Ending ending, List<UnknownWeight> unknown, List<List<Vector>> standardErrors) {
        this.network = network;
        this.ending = ending;
        this.standardErrors = standardErrors;
        this.unknown = unknown.stream()
                .sorted(Comparator.comparingInt((UnknownWeight w) -> w.neuron().layer())
                        .thenComparingInt(w -> w.neuron().index())
                        .thenComparingInt(UnknownWeight::input))
                .toList();
        this.unknown.forEach(this::check);
    }

    private void check(UnknownWeight weight) {
        int k = weight.neuron().layer();
        boolean inside = k >= 0 && k < network.layers().size();
        if (inside) {
            Layer layer = network.layers().get(k);
            int i = weight.neuron().index();
            inside = i >= 0 && i < layer.outputs() && weight.input() >= 0 && weight.input() < layer.inputs();
        }
        if (!inside) {
            throw new IllegalArgumentException("unknown weight must be in the network " + network.widths() + ", got "
                    + weight.neuron() + ", input " + weight.input());
        }
    }

    String text() {
        StringBuilder json = new StringBuilder("{\"format\":\"" + NetworkJson.FORMAT + "\",\"input\":"
                + network.inputs() + ",\"output\":" + network.outputs() + ",\"activation\":\"relu\",\n");
        if (!isLinear(network.outputLayer())) {
            json.append(" \"final_activation\":\"relu\",\n");
        }
        if (ending != Ending.LOGITS) {
            json.append(" \"" + NetworkJson.ENDING + "\":\"")
                    .append(ending.name().toLowerCase(Locale.ROOT))
                    .append("\",\n");
        }
        json.append(" \"layers\":[\n");
        for (int k = 0; k < network.layers().size(); k++) {
            appendLayer(json, k);
            json.append(k + 1 < network.layers().size() ? ",\n" : "\n");
        }
        return json.append(" ]}\n").toString();
    }

    private void appendLayer(StringBuilder json, int k) {
        Layer layer = network.layers().get(k);
        json.append("  {\"weight\":[\n");
        for (int i = 0; i < layer.outputs(); i++) {
            int row = i;
            json.append("    ").append(numbers("weight", layer.inputs(), j -> layer.weight(row, j)));
            json.append(i + 1 < layer.outputs() ? ",\n" : "],\n");
        }
        json.append("   \"bias\":")
                .append(numbers("bias", layer.outputs(), layer::bias))
                .append(",\n");
        if (!standardErrors.isEmpty()) {
            json.append("   \"weight_stderr\":[\n");
            List<Vector> rows = standardErrors.get(k);
            for (int i = 0; i < rows.size(); i++) {
                json.append("    ").append(estimates(rows.get(i))).append(i + 1 < rows.size() ? ",\n" : "],\n");
            }
        }
        boolean last = k + 1 == network.layers().size();
        if (hasSlopes(layer) && !(last && isLinear(layer))) {
            json.append("   \"negative_slope\":")
                    .append(numbers("negative slope", layer.outputs(), layer::negativeSlope))
                    .append(",\n");
        }
        json.append("   \"unknown\":").append(unknownIn(k)).append('}');
    }

    private String unknownIn(int k) {
        return unknown.stream()
                .filter(w -> w.neuron().layer() == k)
                .map(w -> "[" + w.neuron().index() + "," + w.input() + "]")
                .distinct()
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static boolean isLinear(Layer layer) {
        return IntStream.range(0, layer.outputs()).allMatch(i -> layer.negativeSlope(i) == 1);
    }

    private static boolean hasSlopes(Layer layer) {
        return IntStream.range(0, layer.outputs()).anyMatch(i -> layer.negativeSlope(i) != 0);
    }

    /** To two digits: what an error has. */
    private static String estimates(Vector errors) {
        return Arrays.stream(errors.toArray())
                .mapToObj(e -> Double.isFinite(e) ? String.format(Locale.ROOT, "%.1e", e) : "null")
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static String numbers(String name, int count, IntToDoubleFunction values) {
        StringBuilder row = new StringBuilder("[");
        for (int i = 0; i < count; i++) {
            double value = values.applyAsDouble(i);
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException(name + " must be finite, got " + value);
            }
            // Double.toString is the shortest decimal that reads back to the same bits
            row.append(i == 0 ? "" : ",").append(value);
        }
        return row.append(']').toString();
    }
}
