package org.crease.oracles.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.crease.geometry.Points;
import org.crease.oracle.OracleException;
import org.crease.oracles.http.ScriptedServer.Request;
import org.crease.oracles.http.ScriptedServer.Response;
import org.crease.oracles.model.UnreadableModelException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is not a model server, or not an honest one, is told in one line: name, bound, value. */
class HostileServerTest {
    private static final String SECRET = "s3cr3t-t0ken";

    private static void refusedAtOpening(Function<Request, Response> script, String... told) {
        try (ScriptedServer server = new ScriptedServer(script)) {
            assertThatThrownBy(() ->
                            InferenceServerOracle.open(server.address(), Asked.QUICK, Optional.of(SECRET), () -> false))
                    .isInstanceOf(UnreadableModelException.class)
                    .message()
                    .contains(told)
                    .endsWith(": " + server.address())
                    .hasLineCount(1)
                    .doesNotContain(SECRET);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "404 | {\"error\":\"no 'm'\"}       | server must know the model, got 404 (no 'm')",
                "401 | {\"error\":\"who?\"}         | server must accept the token in CREASE_TOKEN, got 401 (who?)",
                "403 | ''                           | server must accept the token in CREASE_TOKEN, got 403",
                "500 | <html>500</html>             | server must answer, got 500 (an HTML page)",
                "500 | {\"error\":\"a\\n\\u001b[1mb\"} | server must answer, got 500 (a [1mb)",
                "500 | {\"error\":\"not s3cr3t-t0ken\"} | server must answer, got 500 (not …)",
                "503 | plain words                  | within 4 attempts; the last: server must answer, got 503 (plain words)",
                "200 | <!doctype html><p>Welcome    | server must answer in JSON, got an HTML page",
                "200 | ''                           | model inputs must number 1, got no list of them",
                "200 | hello                        | metadata must be JSON, got something else",
                "200 | {\"inputs\":[],\"outputs\":[]} | model inputs must number 1, got 0",
            })
    void whatIsNoModelServerIsToldAtOpening(int status, String body, String told) {
        refusedAtOpening(request -> Response.of(status, body), told);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "FP16 | [-1,3]     | model input datatype must be FP32 or FP64, got \"FP16\"",
                "FP64 | [-1]       | dimensions after a batch dimension must be fixed and positive, got [-1]",
                "FP64 | [-1,-1]    | dimensions after a batch dimension must be fixed and positive, got [-1,-1]",
                "FP64 | [-1,0]     | dimensions after a batch dimension must be fixed and positive, got [-1,0]",
                "FP64 | [-1,1.5]   | dimensions after a batch dimension must be fixed and positive, got [-1,1.5]",
                "FP64 | []         | model input shape must hold 1 to 16777216 numbers, got []",
                "FP64 | [-1,99999,99999] | model input shape must hold 1 to 16777216 numbers",
            })
    void aModelOfAnotherKindIsToldAtOpening(String datatype, String shape, String told) {
        refusedAtOpening(request -> ScriptedServer.metadata(datatype, shape), told);
    }

    @Test
    void aRedirectIsNotFollowed() {
        try (ScriptedServer other = new ScriptedServer(request -> null)) {
            refusedAtOpening(
                    request -> Response.of(302, "")
                            .with("Location", other.address().toString()),
                    "server must answer itself, got a redirect (302) to " + other.address()
                            + ", which is not followed");
            assertThat(other.requests()).isEmpty();
        }
    }

    @Test
    void noServerAndNoHostAreToldAtOnce() {
        try (SilentPort port = new SilentPort(0)) {
            assertThatThrownBy(() -> open("http://127.0.0.1:" + port.number() + "/v2/models/m"))
                    .isInstanceOf(UnreadableModelException.class)
                    .hasMessageStartingWith("server must be there, got connection refused: http://127.0.0.1:");
        }
        assertThatThrownBy(() -> open("http://no-such-host.invalid/v2/models/m"))
                .isInstanceOf(UnreadableModelException.class)
                .hasMessage("host must be known, got an unknown one: http://no-such-host.invalid/v2/models/m");
    }

    @Test
    void aServerThatDoesNotSpeakTlsIsToldAtOnce() {
        try (ScriptedServer server = new ScriptedServer(request -> null)) {
            assertThatThrownBy(() -> open(server.address().toString().replace("http:", "https:")))
                    .isInstanceOf(UnreadableModelException.class)
                    .hasMessageStartingWith("server must speak TLS that this machine trusts, got ")
                    .message()
                    .hasLineCount(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://h/v2/models/m",
                "http://h/",
                "http://h/v2/models/",
                "http://h/v1/models/m",
                "http:///v2/models/m",
                "http://h/v2/models/m/infer",
                "http://h/v2/models/m?x=1",
                "http://h/v2/models/m#x",
                "models/m"
            })
    void anAddressOfAnotherFormIsTold(String address) {
        assertThatThrownBy(() -> open(address))
                .isInstanceOf(UnreadableModelException.class)
                .hasMessageStartingWith("server must be http(s)://HOST:PORT/v2/models/NAME[/versions/V], got ");
    }

    @Test
    void aPasswordInAnAddressIsRefusedAndNotRepeated() {
        assertThatThrownBy(() -> open("http://user:" + SECRET + "@h/v2/models/m"))
                .isInstanceOf(UnreadableModelException.class)
                .hasMessageContaining("a token goes into CREASE_TOKEN")
                .message()
                .doesNotContain(SECRET);
    }

    private static InferenceServerOracle open(String address) {
        return InferenceServerOracle.open(URI.create(address), Asked.QUICK, Optional.empty(), () -> false);
    }

    /** After the three questions of the opening, the model answers {@code body}. */
    private static ScriptedServer turning(String body) {
        AtomicInteger count = new AtomicInteger();
        return ScriptedServer.answering(request -> count.incrementAndGet() > 3 ? Response.of(200, body) : null);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"outputs\":[{\"data\":[1,2,3,4,5,6]}]}      | answers must number 2 × 2, got 2 × 3",
                "{\"outputs\":[{\"data\":[1,2,3]}]}            | data must divide by 2, got 3 numbers",
                "{\"outputs\":[{\"data\":[]}]}                 | answers must number 2 × 2, got 2 × 0",
                "{\"outputs\":[{\"data\":[1,NaN,3,4]}]}        | data must be finite numbers, got NaN in FP64 at position 1",
                "{\"outputs\":[{\"data\":[1,-Infinity,3,4]}]}  | data must be finite numbers, got -Infinity in FP64 at position 1",
                "{\"outputs\":[{\"data\":[1,null,3,4]}]}       | data must be finite numbers, got null at position 1",
                "{\"outputs\":[{\"data\":[1,\"2\",3,4]}]}      | data must be finite numbers, got 2 at position 1",
                "{\"outputs\":[{\"data\":[1,1e999,3,4]}]}      | data must be finite numbers, got 1e999 in FP64 at position 1",
                "{\"outputs\":[{\"data\":[1,2,3,4],\"shape\":[4,1]}]} | output shape must begin with 2, got [4, 1]",
                "{\"outputs\":[{\"data\":[1,2,3,4],\"shape\":[2,3]}]} | data must number as many as shape [2, 3], got 4",
                "{\"outputs\":[{\"data\":[1,2,3,4],\"datatype\":\"FP32\"}]} | output datatype must be FP64, got FP32",
                "{\"outputs\":[{\"name\":\"y\"}]}              | tensor must hold data, got none",
                "{\"outputs\":[{\"data\":[1,2                  | message must be JSON, got something else",
                "{\"outputs\":[]}                              | outputs must number 1, got 0",
                "{\"predictions\":[1,2]}                       | outputs must number 1, got 0",
                "[1,2]                                         | message must be a JSON object, got [",
                "<html><body>Please log in                     | server must answer in JSON, got an HTML page",
            })
    void aWrongResponseIsTold(String body, String told) {
        try (ScriptedServer server = turning(body);
                InferenceServerOracle oracle = Asked.open(server)) {
            assertThatThrownBy(() -> oracle.ask(Asked.questions(2)))
                    .isExactlyInstanceOf(OracleException.class)
                    .message()
                    .contains(told)
                    .endsWith(": " + server.address())
                    .hasLineCount(1);
        }
    }

    @Test
    void aResponseThatIsTooLargeIsNotReadToItsEnd() {
        String body = "{\"junk\":\"" + "x".repeat(20_000_000) + "\"}";
        try (ScriptedServer server = turning(body);
                InferenceServerOracle oracle = Asked.open(server)) {
            assertThatThrownBy(() -> oracle.ask(Asked.questions(2)))
                    .isExactlyInstanceOf(OracleException.class)
                    .hasMessage("response must have at most " + Model.mostBytes(4) + " bytes, got more: "
                            + server.address());
        }
    }

    @Test
    void aQuestionThatDoesNotFitIntoFloat32IsTold() {
        try (ScriptedServer server = new ScriptedServer(request -> request.infers()
                        ? ScriptedServer.answers("FP32", request.rows(), new double[request.rows()])
                        : ScriptedServer.metadata("FP32", "[-1,3]"));
                InferenceServerOracle oracle = Asked.open(server)) {
            assertThatThrownBy(() -> oracle.ask(Points.of(1, 3, new double[] {0, 1e300, 0})))
                    .isExactlyInstanceOf(OracleException.class)
                    .hasMessage("question is wrong: number must be finite in FP32, got 1.0E300 at position 1");
        }
    }

    @Test
    void theTokenIsSentWithEveryRequest() {
        try (ScriptedServer server = ScriptedServer.answering(request -> null);
                InferenceServerOracle oracle =
                        InferenceServerOracle.open(server.address(), Asked.QUICK, Optional.of(SECRET), () -> false)) {
            oracle.ask(Asked.questions(2));
            assertThat(server.requests())
                    .hasSizeGreaterThan(4)
                    .allMatch(request ->
                            ("Bearer " + SECRET).equals(request.headers().get("authorization")));
        }
    }

    @Test
    void aTokenThatFitsIntoNoHeaderIsToldWithoutShowingIt() {
        assertThatThrownBy(() -> InferenceServerOracle.open(
                        URI.create("http://127.0.0.1:1/v2/models/m"),
                        Asked.QUICK,
                        Optional.of(SECRET + "\n"),
                        () -> false))
                .isInstanceOf(UnreadableModelException.class)
                .hasMessageContaining("token in CREASE_TOKEN must be visible ASCII characters")
                .message()
                .doesNotContain(SECRET);
    }
}
