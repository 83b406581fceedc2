package org.crease.oracles.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.crease.oracles.http.ScriptedServer.Request;
import org.crease.oracles.http.ScriptedServer.Response;
import org.crease.oracles.model.UnreadableModelException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What servers of the protocol say, composed from what their documentation and their users show: the fields beside those of the protocol, nulls, other ways to
 * write a shape, and errors. No such server has been run.
 */
class DocumentedServersTest {
    /**
     * How a server tells of its model and answers.
     *
     * @param answer with ROWS and DATA for what depends on the question
     * @param batch what a client is to put into one request
     */
    record Dialect(String server, String metadata, String config, String answer, int batch) {
        Response reply(Request request) {
            if (!request.infers()) {
                return request.path().endsWith("/config")
                        ? Response.of(config.isEmpty() ? 404 : 200, config)
                        : Response.of(200, metadata);
            }
            double[] x = request.data();
            String data = Stream.iterate(0, i -> i < x.length, i -> i + 3)
                    .map(i -> (x[i] + x[i + 1] + x[i + 2]) + "," + x[i])
                    .collect(Collectors.joining(","));
            return Response.of(200, answer.replace("ROWS", "" + x.length / 3).replace("DATA", data));
        }

        @Override
        public String toString() {
            return server;
        }
    }

    static Stream<Dialect> dialects() {
        return Stream.of(
                new Dialect("Triton, with batches", """
                        {"name":"m","versions":["1"],"platform":"onnxruntime_onnx",
                        "inputs":[{"name":"in","datatype":"FP32","shape":[-1,3]}],"outputs":[{"name":"out","datatype":"FP32","shape":[-1,2]}]}""", """
                        {"name":"m","platform":"onnxruntime_onnx","version_policy":{"latest":{"num_versions":1}},"max_batch_size":8,
                        "input":[{"name":"in","data_type":"TYPE_FP32","dims":[3]}],"parameters":{}}""", """
                        {"model_name":"m","model_version":"1","parameters":{"sequence_id":0,"sequence_start":false,"sequence_end":false},
                        "outputs":[{"name":"out","datatype":"FP32","shape":[ROWS,2],"data":[DATA]}]}""", 8),
                new Dialect("Triton, a model without a batch dimension", """
                        {"name":"m","versions":["2"],"platform":"onnxruntime_onnx",
                        "inputs":[{"name":"in","datatype":"FP32","shape":[3]}],"outputs":[{"name":"out","datatype":"FP32","shape":[2]}]}""", """
                        {"name":"m","max_batch_size":0}""", """
                        {"model_name":"m","model_version":"2","outputs":[{"name":"out","datatype":"FP32","shape":[2],"data":[DATA]}]}""", 1),
                new Dialect("MLServer, told of its tensors in model-settings.json", """
                        {"name":"m","versions":[],"platform":"","inputs":[{"name":"in","datatype":"FP64","shape":[-1,3],"parameters":{"content_type":"np"}}],
                        "outputs":[{"name":"predict","datatype":"FP64","shape":[-1,2],"parameters":null}],"parameters":{"content_type":"np"}}""", "", """
                        {"model_name":"m","model_version":"v0.1.0","id":"f4d8b82f-2af3-44fb-b115-60a269cbfa5e","parameters":{"content_type":"np"},
                        "outputs":[{"name":"predict","shape":[ROWS,2],"datatype":"FP64","parameters":{"content_type":"np"},"data":[DATA]}]}""", 256),
                new Dialect(
                        "KServe's own server: nulls, a name for the output that its metadata do not have",
                        """
                        {"name":"m","versions":null,"platform":"","inputs":[{"name":"in","datatype":"FP64","shape":[-1,3]}],
                        "outputs":[{"name":"scores","datatype":"FP64","shape":[-1,2]}]}""",
                        "",
                        """
                        {"model_name":"m","model_version":null,"id":"1b479ed4-14ca-4b71-8a33-47a7d5c40134","parameters":null,
                        "outputs":[{"name":"output-0","shape":[ROWS,2],"datatype":"FP64","parameters":null,"data":[DATA]}]}""",
                        256),
                new Dialect("OpenVINO, pretty-printed, a fixed batch of one", """
                        {"name":"m","versions":["1"],"platform":"OpenVINO","inputs":[{"name":"in","datatype":"FP32","shape":[1,3]}],
                        "outputs":[{"name":"out","datatype":"FP32","shape":[1,2]}],"rt_info":{"model_info":{"precision":"FP16"}}}""", "", """
                        {
                            "model_name": "m",
                            "model_version": "1",
                            "outputs": [{
                                    "name": "out",
                                    "shape": [ROWS, 2],
                                    "datatype": "FP32",
                                    "data": [DATA]
                                }]
                        }""", 1),
                new Dialect("OpenVINO, a dynamic batch", """
                        {"name":"m","versions":["1"],"platform":"OpenVINO","inputs":[{"name":"in","datatype":"FP32","shape":[-1,3]}],
                        "outputs":[{"name":"out","datatype":"FP32","shape":[-1,2]}]}""", "", """
                        {"model_name":"m","model_version":"1","outputs":[{"name":"out","shape":[ROWS,2],"datatype":"FP32","data":[DATA]}]}""", 256),
                new Dialect("ModelMesh, whose gateway writes 64-bit integers as texts", """
                        {"name":"m__isvc-3642375d03","platform":"OpenVINO","inputs":[{"name":"in","datatype":"FP32","shape":["-1","3"]}],
                        "outputs":[{"name":"out","datatype":"FP32","shape":["-1","2"]}]}""", "", """
                        {"model_name":"m__isvc-3642375d03","outputs":[{"name":"out","datatype":"FP32","shape":["ROWS","2"],"data":[DATA]}]}""", 256),
                new Dialect("an answer with outputs that the metadata do not have", """
                        {"name":"m","platform":"","inputs":[{"name":"in","datatype":"FP64","shape":[-1,3]}],
                        "outputs":[{"name":"scores","datatype":"FP64","shape":[-1,2]}]}""", "", """
                        {"model_name":"m","outputs":[{"name":"time","shape":[1],"datatype":"FP64","data":[0.25]},
                        {"name":"scores","shape":[ROWS,2],"datatype":"FP64","data":[DATA]}]}""", 256),
                new Dialect("an answer without name, shape and datatype", """
                        {"inputs":[{"name":"in","datatype":"FP64","shape":[-1,3]}],"outputs":[{"name":"out","datatype":"FP64","shape":[-1,2]}]}""", "", """
                        {"outputs":[{"data":[[DATA]]}]}""", 256));
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void itsModelIsAsked(Dialect dialect) {
        try (ScriptedServer server = new ScriptedServer(dialect::reply);
                InferenceServerOracle oracle = Asked.open(server)) {
            assertThat(oracle.inputs()).isEqualTo(3);
            assertThat(oracle.batchLimit()).isEqualTo(dialect.batch());
            assertThat(oracle.ask(Asked.questions(20))).isEqualTo(Asked.answers(20));
        }
    }

    /** Estimators answer with one number a question, in a shape that has the batch only. */
    @Test
    void aShapeMayHoldTheBatchAlone() {
        try (ScriptedServer server = ScriptedServer.answering(request -> {
                    double[] x = request.data();
                    String data = Arrays.toString(Stream.iterate(0, i -> i < x.length, i -> i + 3)
                            .mapToDouble(i -> x[i])
                            .toArray());
                    return Response.of(200, """
                            {"model_name":"m","outputs":[{"name":"predict","shape":[%d],"datatype":"FP64","data":%s}]}""".formatted(x.length / 3, data));
                });
                InferenceServerOracle oracle = Asked.open(server)) {
            assertThat(oracle.outputs()).isEqualTo(1);
            assertThat(oracle.batchLimit()).isEqualTo(256);
            assertThat(oracle.ask(Asked.questions(4)).toArray()).containsExactly(0, 1, 2, 3);
        }
    }

    @Test
    void aVersionIsAskedUnderItsOwnAddress() {
        try (ScriptedServer server = new ScriptedServer(request -> {
                    if (!request.path().startsWith("/v2/models/m/versions/3")) {
                        return Response.of(500, "{\"error\":\"the wrong version\"}");
                    }
                    return request.infers() || request.path().endsWith("/config")
                            ? null
                            : ScriptedServer.metadata("FP64", "[-1,3]");
                });
                InferenceServerOracle oracle = InferenceServerOracle.open(
                        URI.create(server.address() + "/versions/3"), Asked.QUICK, Optional.empty(), () -> false)) {
            assertThat(oracle.ask(Asked.questions(2))).isEqualTo(Asked.answers(2));
            assertThat(server.requests()).extracting(Request::path).contains("/v2/models/m/versions/3/infer");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | {\"error\":\"Request for unknown model: 'm' is not found\"} | server must answer, got 400 (Request for unknown model: 'm' is not found)",
                "404 | {\"error\":\"Model m not found\"}                           | server must know the model, got 404 (Model m not found)",
                "404 | {\"error\":\"Model with requested name is not found\"}      | server must know the model, got 404 (Model with requested name is not found)",
                "404 | {\"detail\":\"Not Found\"}                                  | server must know the model, got 404 (Not Found)",
                "404 | {\"code\":5,\"message\":\"Not Found\",\"details\":[]}       | server must know the model, got 404 (Not Found)",
                "422 | {\"detail\":[{\"msg\":\"field required\"}]}                 | server must answer, got 422 ({\"detail\":[{\"msg\":\"field required\"}]})",
                "200 | {\"name\":\"m\",\"versions\":[],\"platform\":\"\",\"inputs\":[],\"outputs\":[]} | model inputs must number 1, got 0; maybe the server has to be told what its metadata should say",
            })
    void itsTroubleIsTold(int status, String body, String told) {
        try (ScriptedServer server = new ScriptedServer(request -> Response.of(status, body))) {
            assertThatThrownBy(() -> Asked.open(server))
                    .isInstanceOf(UnreadableModelException.class)
                    .hasMessage(told + ": " + server.address());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"name\":\"out\",\"shape\":[1,2],\"datatype\":\"FP64\",\"parameters\":{\"binary_data_size\":16}} | tensor must hold data, got none",
                "{\"name\":\"out\",\"shape\":[1,2],\"datatype\":\"FP32\",\"data\":[1,2]} | output datatype must be FP64, got FP32",
                "{\"name\":\"out\",\"shape\":[\"1\",\"two\"],\"datatype\":\"FP64\",\"data\":[1,2]} | shape must hold whole numbers from 0 on, got two",
                "{\"name\":\"out\",\"shape\":[1,-1],\"datatype\":\"FP64\",\"data\":[1,2]} | shape must hold whole numbers from 0 on, got -1",
            })
    void anAnswerThatCannotBeReadIsTold(String output, String told) {
        try (ScriptedServer server = ScriptedServer.answering(
                request -> Response.of(200, "{\"model_name\":\"m\",\"outputs\":[" + output + "]}"))) {
            assertThatThrownBy(() -> Asked.open(server))
                    .isInstanceOf(UnreadableModelException.class)
                    .hasMessageContaining(told)
                    .hasMessageEndingWith(": " + server.address());
        }
    }
}
