package org.crease.oracles.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.crease.geometry.Points;
import org.crease.oracles.http.ScriptedServer.Request;
import org.crease.oracles.http.ScriptedServer.Response;
import org.crease.oracles.model.UnreadableModelException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A model with more than one output: which one is asked is said, or the server is not asked at all. */
class SeveralOutputsTest {
    private static final String METADATA = """
            {"name":"m","inputs":[{"name":"in","datatype":"FP64","shape":[-1,3]}],
             "outputs":[{"name":"label","datatype":"BYTES","shape":[-1]},
                        {"name":"scores","datatype":"FP64","shape":[-1,2]},
                        {"name":"first","datatype":"FP64","shape":[-1,1]}]}""";

    /** A server that sends what it was asked for, or all that are numbers whatever it was asked for. */
    private static ScriptedServer server(boolean isObedient) {
        return new ScriptedServer(request -> request.infers()
                ? answer(request, isObedient)
                : request.path().endsWith("/m") ? Response.of(200, METADATA) : null);
    }

    private static Response answer(Request request, boolean isObedient) {
        String scores = ScriptedServer.model(request).body().replace("\"out\"", "\"scores\"");
        if (isObedient) {
            return Response.of(200, scores);
        }
        int rows = request.rows();
        String first = "{\"name\":\"first\",\"shape\":[%d,1],\"datatype\":\"FP64\",\"data\":[%s]},"
                .formatted(rows, "7,".repeat(rows - 1) + "7");
        return Response.of(200, scores.replace("\"outputs\":[", "\"outputs\":[" + first));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theOneThatIsNamedIsAskedFor(boolean isObedient) {
        try (ScriptedServer server = server(isObedient);
                InferenceServerOracle oracle = Asked.open(server, Asked.QUICK.withOutput("scores"))) {
            assertThat(oracle.outputs()).isEqualTo(2);
            Points answers = oracle.ask(Asked.questions(5));
            assertThat(answers).isEqualTo(Asked.answers(5));
            assertThat(server.questions())
                    .allMatch(request -> request.body().contains("\"outputs\":[{\"name\":\"scores\"}]"));
        }
    }

    @Test
    void ifNoneIsNamedTheMessageNamesThem() {
        try (ScriptedServer server = server(true)) {
            assertThatThrownBy(() -> Asked.open(server))
                    .isInstanceOf(UnreadableModelException.class)
                    .hasMessageStartingWith("model outputs must number 1, or one of them be named with --output-tensor,"
                            + " got label, scores, first: ");
        }
    }

    @Test
    void oneThatIsNotThereOrHoldsNoNumbersIsRefused() {
        try (ScriptedServer server = server(true)) {
            assertThatThrownBy(() -> Asked.open(server, Asked.QUICK.withOutput("logits")))
                    .isInstanceOf(UnreadableModelException.class)
                    .hasMessageStartingWith("model must have an output 'logits', got label, scores, first: ");
            assertThatThrownBy(() -> Asked.open(server, Asked.QUICK.withOutput("label")))
                    .isInstanceOf(UnreadableModelException.class)
                    .hasMessageStartingWith("model output datatype must be FP32 or FP64, got \"BYTES\"");
            assertThat(server.questions()).isEmpty();
        }
    }

    /** Of a model with one output, naming it changes nothing, and no request names it. */
    @Test
    void theOnlyOneMayBeNamed() {
        try (ScriptedServer server = new ScriptedServer(request -> null);
                InferenceServerOracle oracle = Asked.open(server, Asked.QUICK.withOutput("out"))) {
            assertThat(oracle.ask(Asked.questions(2))).isEqualTo(Asked.answers(2));
            assertThat(server.questions()).noneMatch(request -> request.body().contains("\"outputs\""));
        }
    }
}
