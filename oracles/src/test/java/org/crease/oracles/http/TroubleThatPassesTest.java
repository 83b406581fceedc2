package org.crease.oracles.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.crease.oracle.AnsweredInPartException;
import org.crease.oracle.OracleException;
import org.crease.oracles.http.ScriptedServer.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Busy servers, dropped connections, lost responses: asked again, but not for ever, and what was answered is kept. */
class TroubleThatPassesTest {
    /** Every third request to infer gets {@code trouble}. */
    private static ScriptedServer everyThird(Supplier<Response> trouble) {
        AtomicInteger count = new AtomicInteger();
        return ScriptedServer.answering(request -> count.incrementAndGet() % 3 == 0 ? trouble.get() : null);
    }

    /** A request would have to be the third one thirteen times in a row. */
    @ParameterizedTest
    @ValueSource(ints = {429, 502, 503, 504, 0})
    void aRequestIsRepeatedUntilItIsAnswered(int status) {
        Response trouble = status == 0 ? Response.DROPPED : Response.of(status, "{\"error\":\"busy\"}");
        try (ScriptedServer server = everyThird(() -> trouble);
                InferenceServerOracle oracle = Asked.open(
                        server,
                        Asked.QUICK.withBatch(5).withRetries(12, Duration.ofMillis(1), Duration.ofMillis(20)))) {
            assertThat(oracle.ask(Asked.questions(100))).isEqualTo(Asked.answers(100));
        }
    }

    @Test
    void aLostResponseIsAskedForAgain() {
        try (ScriptedServer server = everyThird(() -> {
                    BatchesTest.sleep(1000);
                    return Response.DROPPED;
                });
                InferenceServerOracle oracle = Asked.open(server, Asked.QUICK.withTimeout(Duration.ofMillis(150)))) {
            assertThat(oracle.ask(Asked.questions(3))).isEqualTo(Asked.answers(3));
            assertThat(oracle.ask(Asked.questions(4))).isEqualTo(Asked.answers(4));
        }
    }

    @Test
    void retryAfterIsObeyedWithinTheBound() {
        for (String header : new String[] {"1", "3600", "Wed, 21 Oct 2099 07:28:00 GMT"}) {
            boolean bounded = !header.equals("1");
            ServerSettings settings = Asked.QUICK.withRetries(
                    3, Duration.ofMillis(5), bounded ? Duration.ofMillis(300) : Duration.ofSeconds(30));
            AtomicInteger count = new AtomicInteger();
            try (ScriptedServer server = ScriptedServer.answering(request ->
                            count.incrementAndGet() == 4 ? Response.of(503, "").with("Retry-After", header) : null);
                    InferenceServerOracle oracle = Asked.open(server, settings)) {
                long start = System.nanoTime();
                oracle.ask(Asked.questions(1));
                assertThat(1e-9 * (System.nanoTime() - start)).isGreaterThan(bounded ? 0.29 : 0.99);
                assertThat(count).hasValue(5);
            }
        }
    }

    @Test
    void retryAfterMayBeSecondsOrADate() {
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        assertThat(RetryAfter.parse(" 12 ", now)).contains(Duration.ofSeconds(12));
        assertThat(RetryAfter.parse("Thu, 01 Jan 2026 00:01:30 GMT", now)).contains(Duration.ofSeconds(90));
        assertThat(RetryAfter.parse("Wed, 31 Dec 2025 00:00:00 GMT", now)).contains(Duration.ZERO);
        assertThat(RetryAfter.parse("soon", now)).isEmpty();
        assertThat(RetryAfter.parse("-5", now)).isEmpty();
    }

    @Test
    void aServerThatSays429GetsOneRequestAtATime() {
        AtomicInteger count = new AtomicInteger();
        AtomicReference<String> refused = new AtomicReference<>();
        AtomicInteger since = new AtomicInteger();
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (ScriptedServer server = ScriptedServer.answering(request -> {
                    String what = request.path() + request.body();
                    if (count.incrementAndGet() == 4) {
                        refused.set(what);
                        return Response.of(429, "");
                    }
                    // when what was refused comes again, the client knows; what was on its way by then is soon through
                    if ((since.get() > 0 || what.equals(refused.get())) && since.incrementAndGet() > 8) {
                        most.accumulateAndGet(now.incrementAndGet(), Math::max);
                        BatchesTest.sleep(5);
                        now.decrementAndGet();
                    }
                    return null;
                });
                InferenceServerOracle oracle = Asked.open(server, Asked.QUICK.withBatch(5))) {
            assertThat(oracle.ask(Asked.questions(100))).isEqualTo(Asked.answers(100));
            assertThat(most).hasValue(1);
        }
    }

    @Test
    void whatWasAnsweredBeforeTheServerBrokeForGoodIsHandedOver() {
        try (ScriptedServer server = ScriptedServer.answering(request ->
                        request.data()[0] == 20 ? Response.of(503, "{\"error\":\"out of\\norder\"}") : null);
                InferenceServerOracle oracle =
                        Asked.open(server, Asked.QUICK.withBatch(5).withConcurrency(2))) {
            assertThatThrownBy(() -> oracle.ask(Asked.questions(200)))
                    .isInstanceOfSatisfying(AnsweredInPartException.class, trouble -> {
                        List<AnsweredInPartException.Part> parts = trouble.parts();
                        assertThat(parts).anyMatch(part -> part.from() == 0).noneMatch(part -> part.from() == 20);
                        assertThat(parts)
                                .allSatisfy(part -> assertThat(part.answers())
                                        .isEqualTo(Asked.answers(200).slice(part.from(), part.from() + 5)));
                    })
                    .hasMessage(
                            "server must answer within 4 attempts; the last: server must answer, got 503 (out of order): "
                                    + server.address());
            assertThat(server.questions())
                    .filteredOn(request -> request.data()[0] == 20)
                    .hasSize(4);
            // the batch is lost, the oracle is not
            assertThat(oracle.ask(Asked.questions(20))).isEqualTo(Asked.answers(20));
        }
    }

    @Test
    void ifNothingWasAnsweredThePlainTroubleIsTold() {
        AtomicInteger count = new AtomicInteger();
        try (ScriptedServer server =
                        ScriptedServer.answering(request -> count.incrementAndGet() > 3 ? Response.DROPPED : null);
                InferenceServerOracle oracle = Asked.open(server)) {
            assertThatThrownBy(() -> oracle.ask(Asked.questions(3)))
                    .isExactlyInstanceOf(OracleException.class)
                    .hasMessageContaining("server must answer within 4 attempts")
                    .hasMessageEndingWith("got a dropped connection: " + server.address());
        }
    }

    @Test
    void aServerThatGoesAwayIsAskedAgainBeforeItIsGivenUp() {
        ScriptedServer server = ScriptedServer.answering(request -> null);
        try (InferenceServerOracle oracle = Asked.open(server)) {
            server.close();
            try (SilentPort port = new SilentPort(server.address().getPort())) {
                assertThatThrownBy(() -> oracle.ask(Asked.questions(3)))
                        .isExactlyInstanceOf(OracleException.class)
                        .hasMessageContaining("server must answer within 4 attempts")
                        .hasMessageContaining("connection refused: http://127.0.0.1:" + port.number());
            }
        }
    }
}
