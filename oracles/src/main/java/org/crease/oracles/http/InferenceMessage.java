package org.crease.oracles.http;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Consumer;
import org.crease.oracles.model.OneLine;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is read from the body of a request to infer, {@code {"inputs":[tensor]}}, or of its response, {@code {"outputs":[tensor]}}; and how both are written.
 *
 * @param field {@code "inputs"} or {@code "outputs"}
 * @param id what the message is called by who sent the request
 * @param tensors of that field, in their order
 */
public record InferenceMessage(String field, Optional<String> id, List<WireTensor> tensors) {
    /** NaN is no JSON, but Python writes it; the message should then say so and not complain of the letter N. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();
    /** An estimate of a written number: 17 digits, sign, point, exponent, comma. */
    private static final int ROOM = 24;

    private static final int FRAME = 256;

    public InferenceMessage {
        tensors = List.copyOf(tensors);
    }

    /**
     * Reads a message; what it holds besides is passed over.
     *
     * @param datatype what the numbers of its tensors are read as
     * @throws MalformedMessageException if it is not one
     */
    public static InferenceMessage read(byte[] body, String field, Datatype datatype) {
        Optional<String> id = Optional.empty();
        List<WireTensor> tensors = new ArrayList<>();
        try (JsonParser json = JSON.createParser(body)) {
            json.nextToken();
            need(json, JsonToken.START_OBJECT, "message", "a JSON object");
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                json.nextToken();
                if (name.equals(field)) {
                    need(json, JsonToken.START_ARRAY, field, "an array");
                    while (json.nextToken() != JsonToken.END_ARRAY) {
                        tensors.add(WireTensor.read(json, datatype));
                    }
                } else if (name.equals("id") && json.currentToken() == JsonToken.VALUE_STRING) {
                    id = Optional.of(json.getString());
                } else {
                    json.skipChildren();
                }
            }
        } catch (JacksonException e) {
            throw new MalformedMessageException(
                    "message must be JSON, got something else (" + OneLine.of(e.getOriginalMessage()) + ")");
        }
        return new InferenceMessage(field, id, tensors);
    }

    /**
     * The only tensor.
     *
     * @throws MalformedMessageException if there is none, or more than one
     */
    public WireTensor only() {
        if (tensors.size() != 1) {
            throw new MalformedMessageException(field + " must number 1, got " + tensors.size());
        }
        return tensors.getFirst();
    }

    /**
     * The tensor of this name.
     *
     * @throws MalformedMessageException if there is none, or more than one
     */
    WireTensor named(String name) {
        List<WireTensor> found =
                tensors.stream().filter(tensor -> tensor.name().equals(name)).toList();
        if (found.size() != 1) {
            throw new MalformedMessageException(
                    field + " must hold '" + OneLine.of(name) + "' once, got " + found.size());
        }
        return found.getFirst();
    }

    /**
     * The body of a request.
     *
     * @param output the name of the one that is asked for; empty if the model has no other
     */
    static byte[] request(WireTensor input, Optional<String> output) {
        return written(input.count(), json -> {
            writeTensor(json, "inputs", input);
            output.ifPresent(name -> {
                json.writeArrayPropertyStart("outputs");
                json.writeStartObject();
                json.writeStringProperty("name", name);
                json.writeEndObject();
                json.writeEndArray();
            });
        });
    }

    /**
     * The body of a response.
     *
     * @param about what it says besides, in this order
     */
    public static byte[] response(SequencedMap<String, String> about, WireTensor output) {
        return written(output.count(), json -> {
            about.forEach(json::writeStringProperty);
            writeTensor(json, "outputs", output);
        });
    }

    private static byte[] written(int numbers, Consumer<JsonGenerator> fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(FRAME + ROOM * numbers);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            fields.accept(json);
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    private static void writeTensor(JsonGenerator json, String field, WireTensor tensor) {
        json.writeArrayPropertyStart(field);
        tensor.write(json);
        json.writeEndArray();
    }

    /** @throws MalformedMessageException if the parser stands at another token */
    static void need(JsonParser json, JsonToken token, String name, String bound) {
        if (json.currentToken() != token) {
            String found = json.currentToken() == null ? "nothing" : OneLine.of(json.getString());
            throw new MalformedMessageException(name + " must be " + bound + ", got " + found);
        }
    }
}
