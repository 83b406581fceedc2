package org.crease.oracles.http;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.json.JsonMapper;

/** The body of a request to infer, {@code {"inputs":[tensor]}}, or of its response, {@code {"outputs":[tensor]}}. */
public final class InferenceMessage {
    /** NaN is no JSON, but Python writes it; the message should then say so and not complain of the letter N. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();
    /** An estimate of a written number: 17 digits, sign, point, exponent, comma. */
    private static final int ROOM = 24;

    private static final int FRAME = 256;

    private InferenceMessage() {}

    /**
     * One tensor of a message that may hold others.
     *
     * @param name of the tensor
     * @throws MalformedMessageException if there is no such tensor, or more than one
     */
    static WireTensor read(byte[] body, String field, Datatype datatype, String name) {
        List<WireTensor> tensors = all(body, field, datatype).stream()
                .filter(tensor -> tensor.name().equals(name))
                .toList();
        if (tensors.size() != 1) {
            throw new MalformedMessageException(
                    field + " must hold '" + OneLine.of(name) + "' once, got " + tensors.size());
        }
        return tensors.getFirst();
    }

    /**
     * The only tensor of a message.
     *
     * @param field {@code "inputs"} or {@code "outputs"}
     * @param datatype what its numbers are read as
     * @throws MalformedMessageException if there is no such tensor, or more than one
     */
    public static WireTensor read(byte[] body, String field, Datatype datatype) {
        List<WireTensor> tensors = all(body, field, datatype);
        if (tensors.size() != 1) {
            throw new MalformedMessageException(field + " must number 1, got " + tensors.size());
        }
        return tensors.getFirst();
    }

    private static List<WireTensor> all(byte[] body, String field, Datatype datatype) {
        List<WireTensor> tensors = new ArrayList<>();
        try (JsonParser json = JSON.createParser(body)) {
            json.nextToken();
            need(json, JsonToken.START_OBJECT, "message", "a JSON object");
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean wanted = json.currentName().equals(field);
                json.nextToken();
                if (wanted) {
                    need(json, JsonToken.START_ARRAY, field, "an array");
                    while (json.nextToken() != JsonToken.END_ARRAY) {
                        tensors.add(WireTensor.read(json, datatype));
                    }
                } else {
                    json.skipChildren();
                }
            }
        } catch (JacksonException e) {
            throw new MalformedMessageException(
                    "message must be JSON, got something else (" + OneLine.of(e.getOriginalMessage()) + ")");
        }
        return tensors;
    }

    /**
     * A message of one tensor.
     *
     * @param field {@code "inputs"} or {@code "outputs"}
     * @param model the name of the model that answers; empty in a request
     * @param values row-major; those from {@code from} (inclusive) to {@code to} (exclusive) are written
     * @throws MalformedMessageException if one of them is not finite in {@code datatype}
     */
    public static byte[] write(
            String field,
            String model,
            String tensor,
            List<Long> shape,
            Datatype datatype,
            double[] values,
            int from,
            int to) {
        return write(field, model, tensor, shape, datatype, values, from, to, Optional.empty());
    }

    /** As the other one; a request also says which output it asks for. */
    static byte[] write(
            String field,
            String model,
            String tensor,
            List<Long> shape,
            Datatype datatype,
            double[] values,
            int from,
            int to,
            Optional<String> output) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(FRAME + ROOM * (to - from));
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            if (!model.isEmpty()) {
                json.writeStringProperty("model_name", model);
            }
            json.writeArrayPropertyStart(field);
            WireTensor.write(json, tensor, shape, datatype, values, from, to);
            json.writeEndArray();
            if (output.isPresent()) {
                json.writeArrayPropertyStart("outputs");
                json.writeStartObject();
                json.writeStringProperty("name", output.get());
                json.writeEndObject();
                json.writeEndArray();
            }
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    /** @throws MalformedMessageException if the parser stands at another token */
    static void need(JsonParser json, JsonToken token, String name, String bound) {
        if (json.currentToken() != token) {
            String found = json.currentToken() == null ? "nothing" : OneLine.of(json.getString());
            throw new MalformedMessageException(name + " must be " + bound + ", got " + found);
        }
    }
}
