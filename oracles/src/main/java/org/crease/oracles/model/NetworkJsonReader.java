package org.crease.oracles.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.crease.network.Layer;
import org.crease.network.ReluNetwork;
import org.crease.oracle.Ending;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Both JSON forms of a network. */
final class NetworkJsonReader {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    /** @throws UnreadableModelException if this is not a network; the message does not name the file */
    NetworkFile read(byte[] json) {
        JsonNode root = parse(json);
        if (!root.isObject()) {
            throw wrong("network", "a JSON object", root);
        }
        if (root.has("format") && !NetworkJson.FORMAT.equals(root.get("format").asString(""))) {
            throw wrong("format", NetworkJson.FORMAT, root.get("format"));
        }
        JsonNode layers = root.path("layers");
        if (!layers.isArray() || layers.isEmpty()) {
            throw wrong("layers", "a list of at least 1 layer", layers);
        }
        boolean slopesNeeded = needsSlopes(root);
        boolean linearEnd = hasLinearEnd(root);
        List<Layer> result = new ArrayList<>();
        for (int k = 0; k < layers.size(); k++) {
            boolean linear = linearEnd && k + 1 == layers.size();
            result.add(layer(layers.get(k), "layers[" + k + "]", linear, slopesNeeded));
            if (k > 0 && result.get(k).inputs() != result.get(k - 1).outputs()) {
                throw new UnreadableModelException("layers[" + k + "].weight rows must have "
                        + result.get(k - 1).outputs() + " numbers, got "
                        + result.get(k).inputs());
            }
        }
        checkWidth(root, "input", result.getFirst().inputs());
        checkWidth(root, "output", result.getLast().outputs());
        return new NetworkFile(new ReluNetwork(result), ending(root));
    }

    private static Ending ending(JsonNode root) {
        return switch (root.path(NetworkJson.ENDING).asString("").toLowerCase(Locale.ROOT)) {
            case "softmax" -> Ending.SOFTMAX;
            case "sigmoid" -> Ending.SIGMOID;
            default -> Ending.LOGITS;
        };
    }

    private static JsonNode parse(byte[] json) {
        try {
            return MAPPER.readTree(json);
        } catch (JacksonException e) {
            String line =
                    e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr();
            throw new UnreadableModelException(
                    "network must be JSON, got something else (" + e.getOriginalMessage() + line + ")", e);
        }
    }

    /** Whether the activation is one that says nothing without its slopes: {@code leaky_relu(0.01)}, {@code prelu}. */
    private static boolean needsSlopes(JsonNode root) {
        String activation = root.has("activation") ? root.get("activation").asString("") : "relu";
        if (activation.equals("relu")) {
            return false;
        }
        if (activation.equals("prelu") || activation.startsWith("leaky_relu")) {
            return true;
        }
        throw wrong("activation", "relu, leaky_relu or prelu", root.get("activation"));
    }

    /** Softmax or sigmoid after the last layer ({@code output_after_last_layer}) is not part of the network. */
    private static boolean hasLinearEnd(JsonNode root) {
        if (root.path(NetworkJson.ENDING).asString("").startsWith("same activation")) {
            return false;
        }
        String end = root.has("final_activation") ? root.get("final_activation").asString("") : "none";
        return switch (end) {
            case "none", "linear" -> true;
            case "relu" -> false;
            default -> throw wrong("final_activation", "relu, linear or none", root.get("final_activation"));
        };
    }

    private static Layer layer(JsonNode node, String name, boolean linear, boolean slopesNeeded) {
        JsonNode rows = node.path("weight");
        if (!rows.isArray() || rows.isEmpty()) {
            throw wrong(name + ".weight", "a list of at least 1 row", rows);
        }
        int outputs = rows.size();
        int inputs = numbers(rows.get(0), name + ".weight[0]", -1).length;
        double[] weights = new double[Math.multiplyExact(outputs, inputs)];
        for (int i = 0; i < outputs; i++) {
            System.arraycopy(numbers(rows.get(i), name + ".weight[" + i + "]", inputs), 0, weights, i * inputs, inputs);
        }
        double[] bias = numbers(node.path("bias"), name + ".bias", outputs);
        if (linear) {
            return Layer.linear(outputs, inputs, weights, bias);
        }
        Layer relu = Layer.relu(outputs, inputs, weights, bias);
        JsonNode slope = node.path("negative_slope");
        if (slope.isMissingNode() && !slopesNeeded) {
            return relu;
        }
        if (slope.isNumber()) {
            double[] same = new double[outputs];
            Arrays.fill(same, number(slope, name + ".negative_slope"));
            return relu.withNegativeSlopes(same);
        }
        return relu.withNegativeSlopes(numbers(slope, name + ".negative_slope", outputs));
    }

    /** @param count how many there must be; −1 for any number above 0 */
    private static double[] numbers(JsonNode node, String name, int count) {
        if (!node.isArray()) {
            throw wrong(name, "a list of " + (count < 0 ? "" : count + " ") + "numbers", node);
        }
        if (count < 0 ? node.isEmpty() : node.size() != count) {
            throw new UnreadableModelException(
                    name + " must have " + (count < 0 ? "at least 1" : count) + " numbers, got " + node.size());
        }
        double[] values = new double[node.size()];
        for (int i = 0; i < values.length; i++) {
            JsonNode value = node.get(i);
            // The name is put together only for the message: most files have no fault and many weights.
            values[i] = isFinite(value) ? value.doubleValue() : number(value, name + "[" + i + "]");
        }
        return values;
    }

    private static double number(JsonNode node, String name) {
        if (!isFinite(node)) {
            throw wrong(name, "a finite number", node);
        }
        return node.doubleValue();
    }

    private static boolean isFinite(JsonNode node) {
        return node.isNumber() && Double.isFinite(node.asDouble(Double.NaN));
    }

    private static void checkWidth(JsonNode root, String name, int width) {
        JsonNode declared = root.path(name);
        if (!declared.isMissingNode() && !(declared.isInt() && declared.intValue() == width)) {
            throw wrong(name, width + " as in the weights", declared);
        }
    }

    private static UnreadableModelException wrong(String name, String bound, JsonNode value) {
        String got = value.isMissingNode() ? "nothing" : value.toString();
        String shown = got.length() <= 60 ? got : got.substring(0, 60) + "…";
        return new UnreadableModelException(name + " must be " + bound + ", got " + shown);
    }
}
