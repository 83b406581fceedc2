package org.crease.oracles.exec;

import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.crease.geometry.Points;
import org.crease.oracle.OracleException;
import org.crease.oracles.model.OneLine;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Questions and answers as lines of text: one JSON array of numbers each, in UTF-8. */
final class Lines {
    /** As much of a line that is no answer as an error message shows, in characters. */
    private static final int SHOWN = 80;

    private Lines() {}

    /** The question in row {@code i}, as shortest decimals that read back to the same bits, with its line feed. */
    static byte[] question(Points questions, int i) {
        StringBuilder line = new StringBuilder("[");
        for (int j = 0; j < questions.dimension(); j++) {
            line.append(j == 0 ? "" : ",").append(questions.get(i, j));
        }
        return line.append("]\n").toString().getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * The numbers of an answer.
     *
     * @throws OracleException if the line is anything else than an array of finite numbers
     */
    static double[] answer(String line) {
        JsonNode array = array(line);
        return IntStream.range(0, array.size())
                .mapToDouble(j -> number(array.get(j), j))
                .toArray();
    }

    private static JsonNode array(String line) {
        try {
            JsonNode array = JsonMapper.shared().readTree(line);
            if (array.isArray() && !array.isEmpty()) {
                return array;
            }
        } catch (JacksonException e) {
            throw new OracleException(noArray(line), e);
        }
        throw new OracleException(noArray(line));
    }

    private static String noArray(String line) {
        return "answer must be a line that holds a JSON array of numbers, got '" + OneLine.of(line, SHOWN) + "'";
    }

    private static double number(JsonNode element, int output) {
        double value = element.isNumber() ? element.asDouble() : Double.NaN;
        if (!Double.isFinite(value)) {
            throw new OracleException(
                    "answer must be finite numbers, output " + output + " is " + OneLine.of(element.toString(), SHOWN));
        }
        return value;
    }
}
