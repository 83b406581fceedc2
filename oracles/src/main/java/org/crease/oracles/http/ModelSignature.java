package org.crease.oracles.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.crease.oracle.OracleException;
import org.crease.oracles.model.Arithmetic;
import org.crease.oracles.model.OneLine;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a model's metadata declare of its one input and its one output, or that of several which is asked for.
 *
 * @param inputShape a dynamic dimension is −1
 * @param isOneOfSeveral whether the output must be named in every request
 */
record ModelSignature(
        String input,
        List<Long> inputShape,
        Datatype inputType,
        String output,
        Datatype outputType,
        boolean isOneOfSeveral) {
    /** So many that one question stays far below what an array can hold as text. */
    private static final long MOST_INPUTS = 1 << 24;

    /**
     * Reads it.
     *
     * @param wanted the name of the output
     * @throws OracleException if the metadata are not of this form, or have no such output, or several and none is named
     */
    static ModelSignature of(byte[] metadata, Optional<String> wanted) {
        JsonNode root;
        try {
            root = JsonMapper.shared().readTree(metadata);
        } catch (JacksonException e) {
            throw new OracleException(
                    "metadata must be JSON, got something else (" + OneLine.of(e.getOriginalMessage()) + ")", e);
        }
        JsonNode input = only("inputs", root);
        JsonNode output = wanted.map(name -> named(name, root)).orElseGet(() -> onlyOutput(root));
        return new ModelSignature(
                name("input", input),
                shape(input),
                datatype("input", input),
                name("output", output),
                datatype("output", output),
                root.path("outputs").size() > 1);
    }

    private static JsonNode onlyOutput(JsonNode root) {
        if (root.path("outputs").size() > 1) {
            throw new OracleException(
                    "model outputs must number 1, or one of them be named with --output-tensor, got " + names(root));
        }
        return only("outputs", root);
    }

    private static JsonNode named(String wanted, JsonNode root) {
        return StreamSupport.stream(root.path("outputs").spliterator(), false)
                .filter(output -> output.path("name").asString("").equals(wanted))
                .findFirst()
                .orElseThrow(() -> new OracleException(
                        "model must have an output '" + OneLine.of(wanted) + "', got " + names(root)));
    }

    private static String names(JsonNode root) {
        return StreamSupport.stream(root.path("outputs").spliterator(), false)
                .map(output -> OneLine.of(output.path("name").asString("one without a name")))
                .collect(Collectors.joining(", "));
    }

    private static JsonNode only(String what, JsonNode root) {
        JsonNode tensors = root.path(what);
        if (!tensors.isArray() || tensors.size() != 1) {
            throw new OracleException("model " + what + " must number 1, got "
                    + (tensors.isArray() ? tensors.size() : "no list of them")
                    + (tensors.isEmpty() ? "; maybe the server has to be told what its metadata should say" : ""));
        }
        return tensors.get(0);
    }

    private static String name(String what, JsonNode tensor) {
        if (!tensor.path("name").isString()) {
            throw new OracleException("model " + what + " must have a name, got " + quoted(tensor.path("name")));
        }
        return tensor.path("name").asString();
    }

    private static Datatype datatype(String what, JsonNode tensor) {
        return Datatype.named(tensor.path("datatype").asString(""))
                .orElseThrow(() -> new OracleException(
                        "model " + what + " datatype must be FP32 or FP64, got " + quoted(tensor.path("datatype"))));
    }

    private static List<Long> shape(JsonNode input) {
        JsonNode dimensions = input.path("shape");
        List<Long> shape = new ArrayList<>();
        double inputs = 1;
        for (JsonNode dimension : dimensions) {
            // As in a model file: a dynamic first dimension is the batch, all others make up the question.
            long size = Dimension.parse(dimension.asString("")).orElse(0);
            boolean batch = shape.isEmpty() && dimensions.size() > 1 && size == -1;
            if (!batch && size < 1) {
                throw new OracleException(
                        "model input dimensions after a batch dimension must be fixed and positive, got "
                                + quoted(dimensions));
            }
            shape.add(size);
            inputs *= batch ? 1 : size;
        }
        if (!dimensions.isArray() || shape.isEmpty() || inputs > MOST_INPUTS) {
            throw new OracleException(
                    "model input shape must hold 1 to " + MOST_INPUTS + " numbers, got " + quoted(dimensions));
        }
        return List.copyOf(shape);
    }

    private static String quoted(JsonNode node) {
        return node.isMissingNode() ? "none" : OneLine.of(node.toString());
    }

    /** The shorter of the input's and the output's arithmetic, as text. */
    String arithmetic() {
        return Arithmetic.shorter(inputType.arithmetic(), outputType.arithmetic())
                .toString();
    }

    /** Whether the model declares that it takes any number of questions at once. */
    boolean hasDynamicBatch() {
        return inputShape.getFirst() < 0;
    }

    /** The numbers in one question: all dimensions but a dynamic first one. */
    int inputs() {
        return (int) inputShape.stream()
                .filter(d -> d > 0)
                .mapToLong(Long::longValue)
                .reduce(1, (a, b) -> a * b);
    }

    /** The input's shape for {@code questions} questions; without a dynamic batch, the declared one. */
    List<Long> shapeFor(int questions) {
        List<Long> shape = new ArrayList<>(inputShape);
        if (hasDynamicBatch()) {
            shape.set(0, (long) questions);
        }
        return shape;
    }
}
