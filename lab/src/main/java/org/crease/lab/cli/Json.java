package org.crease.lab.cli;

import java.util.OptionalDouble;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What all JSON of the command line has in common: numbers that are not known or not finite are null, never NaN. */
final class Json {
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private Json() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    static JsonNode number(double value) {
        return Double.isFinite(value)
                ? JsonNodeFactory.instance.numberNode(value)
                : JsonNodeFactory.instance.nullNode();
    }

    static JsonNode number(OptionalDouble value) {
        return number(value.orElse(Double.NaN));
    }

    static ArrayNode numbers(Iterable<Integer> values) {
        ArrayNode array = array();
        values.forEach(array::add);
        return array;
    }

    static String text(JsonNode node) {
        return MAPPER.writeValueAsString(node);
    }
}
