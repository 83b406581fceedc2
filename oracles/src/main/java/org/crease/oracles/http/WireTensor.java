package org.crease.oracles.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.crease.geometry.Points;
import org.crease.oracles.model.OneLine;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** A tensor of the protocol: {@code {"name":…,"shape":[…],"datatype":…,"data":[…]}}, its data row by row, flat or nested. */
public final class WireTensor {
    private static final int FIRST_ROOM = 64;

    private final String name;
    private final List<Long> shape;
    private final String datatype;
    private final double[] data;

    private WireTensor(String name, List<Long> shape, String datatype, double[] owned) {
        this.name = name;
        this.shape = List.copyOf(shape);
        this.datatype = datatype;
        this.data = owned;
    }

    /**
     * A tensor to be sent.
     *
     * @param values row-major; those from {@code from} (inclusive) to {@code to} (exclusive) are its data
     * @throws MalformedMessageException if one of them is not finite in {@code datatype}
     */
    public static WireTensor of(String name, List<Long> shape, Datatype datatype, double[] values, int from, int to) {
        double[] data = new double[to - from];
        for (int i = from; i < to; i++) {
            data[i - from] = datatype.arithmetic().nearest(values[i]);
            if (!Double.isFinite(data[i - from])) {
                throw new MalformedMessageException(
                        "number must be finite in " + datatype + ", got " + values[i] + " at position " + (i - from));
            }
        }
        return new WireTensor(name, shape, datatype.name(), data);
    }

    /** The name, or an empty text if none was sent. */
    public String name() {
        return name;
    }

    /** The dimensions; empty if none were sent. */
    public List<Long> shape() {
        return shape;
    }

    /** The name of the datatype as it was sent, or an empty text. */
    public String datatype() {
        return datatype;
    }

    /** How many numbers the data hold. */
    public int count() {
        return data.length;
    }

    /**
     * The data cut into points of equal dimension.
     *
     * @throws MalformedMessageException if they do not divide by {@code number}, or the shape is another than the data
     */
    public Points points(int number) {
        double product = shape.stream().mapToDouble(Long::doubleValue).reduce(1, (a, b) -> a * b);
        if (!shape.isEmpty() && product != data.length) {
            throw new MalformedMessageException("data must number as many as shape " + shape + ", got " + data.length);
        }
        if (number < 1 || data.length % number != 0) {
            throw new MalformedMessageException("data must divide by " + number + ", got " + data.length + " numbers");
        }
        return Points.of(number, data.length / number, data);
    }

    /** Writes it, with decimals that read back to the same numbers in float32 and in float64. */
    void write(JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("name", name);
        json.writeArrayPropertyStart("shape");
        shape.forEach(json::writeNumber);
        json.writeEndArray();
        json.writeStringProperty("datatype", datatype);
        json.writeArrayPropertyStart("data");
        for (double number : data) {
            json.writeNumber(number);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /** Reads the tensor that begins at the parser's token, its numbers as {@code datatype} whatever the tensor says. */
    static WireTensor read(JsonParser json, Datatype datatype) {
        InferenceMessage.need(json, JsonToken.START_OBJECT, "tensor", "an object");
        String name = "";
        String type = "";
        List<Long> shape = List.of();
        double[] data = null;
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "name" -> name = json.getString();
                case "datatype" -> type = json.getString();
                case "shape" -> shape = dimensions(json);
                case "data" -> data = numbers(json, datatype);
                default -> json.skipChildren();
            }
        }
        if (data == null) {
            throw new MalformedMessageException("tensor must hold data, got none");
        }
        return new WireTensor(name, shape, type, data);
    }

    private static List<Long> dimensions(JsonParser json) {
        InferenceMessage.need(json, JsonToken.START_ARRAY, "shape", "an array");
        List<Long> dimensions = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            String found = String.valueOf(json.getString());
            long dimension = Dimension.parse(found).orElse(-1);
            if (dimension < 0) {
                throw new MalformedMessageException(
                        "shape must hold whole numbers from 0 on, got " + OneLine.of(found));
            }
            dimensions.add(dimension);
        }
        return dimensions;
    }

    /** The numbers of an array, and of the arrays in it, in the order in which they stand. */
    private static double[] numbers(JsonParser json, Datatype datatype) {
        InferenceMessage.need(json, JsonToken.START_ARRAY, "data", "an array");
        double[] numbers = new double[FIRST_ROOM];
        int count = 0;
        int depth = 1;
        while (depth > 0) {
            switch (json.nextToken()) {
                case START_ARRAY -> depth++;
                case END_ARRAY -> depth--;
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                    if (count == numbers.length) {
                        numbers = Arrays.copyOf(numbers, 2 * count);
                    }
                    double number = datatype.arithmetic().parse(json.getString());
                    if (!Double.isFinite(number)) {
                        throw notANumber(json.getString() + " in " + datatype, count);
                    }
                    numbers[count++] = number;
                }
                case null -> throw new MalformedMessageException("message must be whole, got an end within data");
                default -> throw notANumber(json.getString(), count);
            }
        }
        return Arrays.copyOf(numbers, count);
    }

    private static MalformedMessageException notANumber(String found, int position) {
        return new MalformedMessageException(
                "data must be finite numbers, got " + OneLine.of(found) + " at position " + position);
    }
}
