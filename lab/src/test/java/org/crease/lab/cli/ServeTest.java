package org.crease.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.crease.lab.experiment.RandomVictim;
import org.crease.network.ReluNetwork;
import org.crease.oracle.Ending;
import org.crease.oracles.model.NetworkJson;
import org.crease.oracles.model.NetworkOnnx;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

/** What {@code crease serve} does with each of its options, seen from a socket. */
class ServeTest {
    private static final double[] X = {0.3, -1.25, 2};
    private static final double[] Z = {1, 0, -0.5};

    private final ReluNetwork network = RandomVictim.draw(List.of(3, 5, 2), 4);

    @TempDir
    private Path folder;

    private String file;

    @BeforeEach
    void writeTheNetwork() {
        Path path = folder.resolve("my net.json");
        NetworkJson.write(path, network, List.of());
        file = path.toString();
    }

    private double[] truth(double[]... rows) {
        double[] all = Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
        return network.evaluate(Points.of(rows.length, 3, all)).toArray();
    }

    @Test
    void theModelTellsOfItselfAndAnswersBitForBit() {
        try (Serving server = Serving.of(file)) {
            assertThat(server.address()).matches("http://127\\.0\\.0\\.1:\\d+/v2/models/my%20net");
            assertThat(server.get("").body())
                    .isEqualTo("{\"name\":\"my net\",\"versions\":[\"1\"],\"platform\":\"crease\","
                            + "\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP64\",\"shape\":[-1,3]}],"
                            + "\"outputs\":[{\"name\":\"y\",\"datatype\":\"FP64\",\"shape\":[-1,2]}]}");
            assertThat(server.get("/versions/1").body())
                    .isEqualTo(server.get("").body());
            assertThat(server.get("/ready").body()).contains("\"ready\":true");
            assertThat(server.get("/versions/2").statusCode()).isEqualTo(404);
            assertThat(server.get("/../../health/live").body()).isEqualTo("{\"live\":true}");
            assertThat(server.get("/../../health/ready").body()).isEqualTo("{\"ready\":true}");
            assertThat(server.get("/../..").body()).contains("\"name\":\"crease\"");
            assertThat(server.get("/../other").body())
                    .isEqualTo("{\"error\":\"model must be 'my net' version 1, got 'other' version 1\"}");
            assertThat(Serving.data(server.ask(X, Z))).isEqualTo(truth(X, Z));
            assertThat(server.stop()).isZero();
            assertThat(server.printed()).hasLineCount(1);
        }
    }

    /** As the protocol demands of who is given one. */
    @Test
    void aResponseRepeatsTheIdOfItsRequest() {
        String request = "{'id':'4\\u00e9','parameters':{'binary_data_output':false},"
                + "'inputs':[{'name':'x','datatype':'FP64','shape':[1,3],'data':[[0.3,-1.25,2]],'parameters':{}}]}";
        try (Serving server = Serving.of(file)) {
            String response = server.post(request.replace('\'', '"')).body();
            assertThat(response)
                    .startsWith("{\"model_name\":\"my net\",\"model_version\":\"1\",\"id\":\"4é\",\"outputs\":[");
            assertThat(server.ask(X).body())
                    .startsWith("{\"model_name\":\"my net\",\"model_version\":\"1\",\"outputs\":[");
        }
    }

    @Test
    void aBadRequestIsTold() {
        Map<String, String> told = new LinkedHashMap<>();
        told.put("{", "message must be JSON");
        told.put("[]", "message must be a JSON object, got [");
        told.put("{}", "inputs must number 1, got 0");
        told.put("{'inputs':[]}", "inputs must number 1, got 0");
        told.put("{'inputs':[{'name':'x','datatype':'FP64','shape':[1,3]}]}", "tensor must hold data, got none");
        told.put(
                "{'inputs':[{'name':'z','datatype':'FP64','shape':[1,3],'data':[1,2,3]}]}",
                "input name must be x, got 'z'");
        told.put(
                "{'inputs':[{'name':'x','datatype':'FP32','shape':[1,3],'data':[1,2,3]}]}",
                "input datatype must be FP64, got 'FP32'");
        told.put(
                "{'inputs':[{'name':'x','datatype':'FP64','shape':[3],'data':[1,2,3]}]}",
                "input shape must be [batch, 3], got [3]");
        told.put(
                "{'inputs':[{'name':'x','datatype':'FP64','shape':[1,4],'data':[1,2,3,4]}]}",
                "input shape must be [batch, 3], got [1, 4]");
        told.put(
                "{'inputs':[{'name':'x','datatype':'FP64','shape':[2,3],'data':[1,2,3]}]}",
                "data must number as many as shape [2, 3], got 3");
        told.put(
                "{'inputs':[{'name':'x','datatype':'FP64','shape':[1,3],'data':[1,NaN,3]}]}",
                "data must be finite numbers, got NaN");
        told.put(
                "{'inputs':[{'name':'x','datatype':'FP64','shape':[1,3],'data':[1,null,3]}]}",
                "data must be finite numbers, got null");
        try (Serving server = Serving.of(file)) {
            told.forEach((body, message) -> {
                HttpResponse<String> response = server.post(body.replace('\'', '"'));
                assertThat(response.statusCode()).isEqualTo(400);
                assertThat(JsonMapper.shared()
                                .readTree(response.body())
                                .path("error")
                                .asString())
                        .contains(message);
            });
        }
    }

    @Test
    void aFloat32ModelIsServedInFloat32() {
        try (Serving server = Serving.of(TestModels.squares32(folder).substring("onnx:".length()))) {
            assertThat(server.get("").body()).contains("FP32").doesNotContain("FP64");
            HttpResponse<String> response = server.post(
                    "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1,4],\"data\":[[0.1,3,1e-20,-7.5]]}]}");
            assertThat(Serving.data(response)).containsExactly(0.1f * 0.1f, 9, 1e-20f * 1e-20f, 56.25);
        }
    }

    @Test
    void answersAreRounded() {
        double[] exact = truth(X, Z);
        try (Serving server = Serving.of(file, "--round", "2")) {
            assertThat(Serving.data(server.ask(X, Z)))
                    .isEqualTo(Arrays.stream(exact)
                            .map(y -> Math.rint(y * 100) / 100)
                            .toArray());
        }
    }

    @Test
    void noiseIsThatOfItsSeed() {
        double[] exact = truth(X, X);
        double[][] answers = new double[3][];
        for (int i = 0; i < 3; i++) {
            try (Serving server = Serving.of(file, "--noise", "0.1", "--seed", i == 2 ? "8" : "7")) {
                answers[i] = Serving.data(server.ask(X, X));
            }
        }
        assertThat(answers[0]).isEqualTo(answers[1]).isNotEqualTo(answers[2]).isNotEqualTo(exact);
        assertThat(answers[0][0]).isNotEqualTo(answers[0][2]);
        assertThat(answers[0]).containsExactly(exact, Offset.offset(0.6));
    }

    @Test
    void logitsBecomeProbabilities() {
        double[] exact = truth(X);
        double odds = Math.exp(exact[1] - exact[0]);
        try (Serving server = Serving.of(file, "--softmax")) {
            assertThat(Serving.data(server.ask(X)))
                    .containsExactly(new double[] {1 / (1 + odds), odds / (1 + odds)}, Offset.offset(1e-15));
        }
    }

    @Test
    void oneLogitBecomesASigmoid() {
        ReluNetwork one = RandomVictim.draw(List.of(3, 4, 1), 2);
        NetworkJson.write(folder.resolve("one.json"), one, List.of());
        double logit = one.evaluate(Points.of(Vector.of(X))).get(0, 0);
        try (Serving server = Serving.of(folder.resolve("one.json").toString(), "--softmax")) {
            assertThat(Serving.data(server.ask(X)))
                    .containsExactly(new double[] {1 / (1 + Math.exp(-logit))}, Offset.offset(1e-15));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Ending.class,
            names = {"SOFTMAX", "SIGMOID"})
    void aFileThatEndsInProbabilitiesKeepsThem(Ending ending) {
        Path model = folder.resolve("model.onnx");
        NetworkOnnx.write(model, network, ending);
        double[] own;
        try (Serving server = Serving.of(model.toString())) {
            own = Serving.data(server.ask(X, Z));
            assertThat(server.printed()).hasLineCount(1);
        }
        try (Serving server = Serving.of(model.toString(), "--softmax")) {
            assertThat(Serving.data(server.ask(X, Z))).isEqualTo(own);
            assertThat(server.printed())
                    .contains("crease: network ends in a " + ending.name().toLowerCase(Locale.ROOT)
                            + " already, so that --softmax adds none")
                    .hasLineCount(2);
        }
    }

    @Test
    void aFileThatEndsInLogitsGetsASoftmax() {
        Path model = folder.resolve("model.onnx");
        NetworkOnnx.write(model, network);
        double[] exact = truth(X);
        double odds = Math.exp(exact[1] - exact[0]);
        try (Serving server = Serving.of(model.toString(), "--softmax")) {
            assertThat(Serving.data(server.ask(X)))
                    .containsExactly(new double[] {1 / (1 + odds), odds / (1 + odds)}, Offset.offset(1e-14));
            assertThat(server.printed()).hasLineCount(1);
        }
    }

    /** Of a .json only the layers are run, so that what it ends in is what the option adds. */
    @Test
    void aNetworkFileThatSaysSigmoidGetsSigmoids() throws IOException {
        String text = Files.readString(Path.of(file)).replaceFirst("\\{", "{\"output_after_last_layer\":\"sigmoid\",");
        Path said = Files.writeString(folder.resolve("said.json"), text);
        double[] expected =
                Arrays.stream(truth(X)).map(z -> 1 / (1 + Math.exp(-z))).toArray();
        try (Serving server = Serving.of(said.toString(), "--softmax")) {
            assertThat(Serving.data(server.ask(X))).containsExactly(expected, Offset.offset(1e-15));
        }
    }

    @Test
    void aRateIsEnforcedAndSaysWhenToComeBack() {
        try (Serving server = Serving.of(file, "--rate", "4")) {
            // one second's worth at once, one request into debt, and then no more
            assertThat(server.ask(X, X, X, X).statusCode()).isEqualTo(200);
            assertThat(server.ask(X, X, X, X).statusCode()).isEqualTo(200);
            HttpResponse<String> refused = server.ask(X);
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.headers().firstValue("Retry-After")).contains("1");
            assertThat(refused.body())
                    .isEqualTo("{\"error\":\"rate must be at most 4.0 questions a second, got more\"}");
        }
    }

    @Test
    void aLargestBatchIsStatedAndEnforced() {
        try (Serving server = Serving.of(file, "--max-batch", "2")) {
            assertThat(server.get("/config").body()).contains("\"max_batch_size\":2");
            assertThat(server.ask(X, X).statusCode()).isEqualTo(200);
            assertThat(server.ask(X, X, X).statusCode()).isEqualTo(413);
        }
    }

    @Test
    void everyThirdRequestFailsAndEveryFourthIsDropped() {
        try (Serving server = Serving.of(file, "--fail-every", "3", "--drop-every", "4", "--name", "m")) {
            assertThat(server.address()).endsWith("/v2/models/m");
            int[] expected = {200, 200, 503, 0, 200, 503};
            for (int status : expected) {
                if (status == 0) {
                    assertThatThrownBy(() -> server.ask(X)).isInstanceOf(UncheckedIOException.class);
                } else {
                    assertThat(server.ask(X).statusCode()).isEqualTo(status);
                }
            }
        }
    }

    @Test
    void answersAreDelayed() {
        try (Serving server = Serving.of(file, "--delay", "200ms")) {
            long start = System.nanoTime();
            server.ask(X);
            assertThat(1e-9 * (System.nanoTime() - start)).isGreaterThan(0.2);
        }
    }

    @Test
    void aTokenIsDemandedButNotForHealth() {
        try (Serving server = Serving.withToken("s3cr3t", file, "--require-token")) {
            for (HttpResponse<String> response : List.of(server.get(""), server.ask(X), server.get("/ready"))) {
                assertThat(response.statusCode()).isEqualTo(401);
                assertThat(response.body()).isEqualTo("{\"error\":\"token must be the server's, got none\"}");
            }
            assertThat(server.get("/../../health/live").statusCode()).isEqualTo(200);
            Cli without = Cli.run("inspect", server.address());
            assertThat(without.code()).isEqualTo(2);
            assertThat(without.err())
                    .contains("server must accept the token in CREASE_TOKEN, which is not set, got 401")
                    .hasLineCount(1);
            Cli wrong = Cli.withToken("0ther", "inspect", server.address());
            assertThat(wrong.code()).isEqualTo(2);
            assertThat(wrong.err())
                    .contains("(token must be the server's, got another)")
                    .doesNotContain("0ther");
            Cli right = Cli.withToken("s3cr3t", "inspect", server.address(), "--json");
            assertThat(right.code()).isZero();
            assertThat(right.out() + right.err() + server.printed()).doesNotContain("s3cr3t");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--port       | 70000 | port must lie between 0 and 65535, got 70000",
                "--rate       | 0     | rate must be positive, got 0",
                "--round      | 99    | decimals must lie between 0 and 15, got 99",
                "--noise      | -1    | sigma must be at least 0, got -1",
                "--max-batch  | 0     | largest batch must be at least 1, got 0",
                "--fail-every | 0     | fail-every must be at least 1, got 0",
                "--drop-every | -2    | drop-every must be at least 1, got -2",
                "--delay      | soon  | time must be a positive duration",
                "--name       | a/b   | name must be one word of a path, got 'a/b'",
            })
    void aWrongOptionIsTold(String option, String value, String told) {
        Cli cli = Cli.run("serve", file, option, value);
        assertThat(cli.code()).isEqualTo(2);
        assertThat(cli.err()).startsWith("crease: ").contains(told).hasLineCount(1);
        assertThat(cli.out()).isEmpty();
    }

    @Test
    void whatCannotBeServedIsTold() {
        assertThat(Cli.run("serve", "gone.json").err()).contains("file that can be read, got 'gone.json'");
        assertThat(Cli.run("serve", "net.pt").err()).contains("network must be a file .onnx or .json, got 'net.pt'");
        assertThat(Cli.run("serve", file, "--require-token").err())
                .contains("require-token must find a token in CREASE_TOKEN, got none");
        try (Serving server = Serving.of(file)) {
            String port = URI.create(server.address()).getPort() + "";
            Cli taken = Cli.run("serve", file, "--port", port);
            assertThat(taken.code()).isEqualTo(2);
            assertThat(taken.err()).contains("port must be free, got " + port).hasLineCount(1);
        }
    }

    @Test
    void severalClientsAreAnsweredAtOnce() {
        try (Serving server = Serving.of(file)) {
            assertThat(IntStream.range(0, 40).parallel().mapToObj(i -> Serving.data(server.ask(X, Z))))
                    .allSatisfy(answers -> assertThat(answers).isEqualTo(truth(X, Z)));
        }
    }
}
