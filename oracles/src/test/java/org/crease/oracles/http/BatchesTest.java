package org.crease.oracles.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.crease.geometry.Points;
import org.crease.oracles.http.ScriptedServer.Request;
import org.crease.oracles.http.ScriptedServer.Response;
import org.junit.jupiter.api.Test;

/** How questions become requests, and answers come back in order. */
class BatchesTest {
    @Test
    void questionsAreAskedTogetherAndAnswersStandInTheirOrder() {
        try (ScriptedServer server = ScriptedServer.answering(request -> null);
                InferenceServerOracle oracle = Asked.open(server, Asked.QUICK.withBatch(10))) {
            assertThat(oracle.inputs()).isEqualTo(3);
            assertThat(oracle.outputs()).isEqualTo(2);
            assertThat(oracle.arithmetic()).isEqualTo("float64");
            int before = server.questions().size();
            assertThat(before).isEqualTo(3);
            assertThat(oracle.ask(Asked.questions(95))).isEqualTo(Asked.answers(95));
            assertThat(server.questions()).hasSize(before + 10);
            assertThat(oracle.ask(Asked.questions(0)).size()).isZero();
        }
    }

    @Test
    void severalRequestsAreUnderWayAndMayComeBackInAnyOrder() {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (ScriptedServer server = ScriptedServer.answering(request -> {
                    most.accumulateAndGet(now.incrementAndGet(), Math::max);
                    sleep(request.rows() == 4 ? 40 - (int) request.data()[0] : 0); // the later, the sooner
                    now.decrementAndGet();
                    return null;
                });
                InferenceServerOracle oracle =
                        Asked.open(server, Asked.QUICK.withBatch(4).withConcurrency(3))) {
            assertThat(oracle.ask(Asked.questions(40))).isEqualTo(Asked.answers(40));
            assertThat(most).hasValue(3);
        }
    }

    @Test
    void aRequestThatIsTooLargeIsHalvedUntilItFitsAndStaysSo() {
        for (int refusal : new int[] {413, 400}) {
            try (ScriptedServer server = ScriptedServer.answering(
                            request -> request.rows() > 7 ? Response.of(refusal, "{\"error\":\"too many\"}") : null);
                    InferenceServerOracle oracle = Asked.open(server)) {
                assertThat(oracle.ask(Asked.questions(100))).isEqualTo(Asked.answers(100));
                assertThat(oracle.batchLimit()).isEqualTo(6);
                int before = server.questions().size();
                oracle.ask(Asked.questions(30));
                assertThat(server.questions()).hasSize(before + 5);
            }
        }
    }

    @Test
    void aStatedLargestBatchIsObeyed() {
        try (ScriptedServer server = new ScriptedServer(request ->
                        request.path().endsWith("/config") ? Response.of(200, "{\"max_batch_size\":8}") : null);
                InferenceServerOracle oracle = Asked.open(server)) {
            assertThat(oracle.batchLimit()).isEqualTo(8);
            oracle.ask(Asked.questions(20));
            assertThat(server.questions().stream().map(Request::rows).max(Comparator.naturalOrder()))
                    .contains(8);
        }
    }

    @Test
    void aModelWithoutABatchIsAskedOneByOneWhateverItsRank() {
        for (String shape : new String[] {"[3]", "[1,3]", "[3,1,1]"}) {
            try (ScriptedServer server = new ScriptedServer(request -> {
                        if (request.infers()) {
                            double[] x = request.data();
                            return ScriptedServer.answers("FP64", 1, x[0] + x[1] + x[2], x[0]);
                        }
                        return ScriptedServer.metadata("FP64", shape);
                    });
                    InferenceServerOracle oracle = Asked.open(server)) {
                assertThat(oracle.batchLimit()).isEqualTo(1);
                assertThat(oracle.ask(Asked.questions(5))).isEqualTo(Asked.answers(5));
            }
        }
    }

    @Test
    void aModelThatMixesTheQuestionsOfABatchIsAskedOneByOne() {
        try (ScriptedServer server = ScriptedServer.answering(request -> {
                    double[] x = request.data();
                    x[0] += request.rows() > 1 ? x[3] : 0;
                    return ScriptedServer.model(new Request(
                            "", "", request.headers(), request.body().replaceFirst("\\[[^\\[]*]}]}$", text(x))));
                });
                InferenceServerOracle oracle = Asked.open(server)) {
            assertThat(oracle.batchLimit()).isEqualTo(1);
        }
    }

    private static String text(double[] x) {
        return Arrays.toString(x) + "}]}";
    }

    /** By chance the noise, 0.02 of the distance between the two probes, is above a quarter of it: never in this life. */
    @Test
    void noiseDoesNotCostTheBatch() {
        Random random = new Random(1);
        try (ScriptedServer server = ScriptedServer.answering(request -> {
                    double[] y = new double[2 * request.rows()];
                    for (int i = 0; i < request.rows(); i++) {
                        y[2 * i] = request.data()[3 * i] + 0.01 * random.nextGaussian();
                        y[2 * i + 1] = request.data()[3 * i + 1] + 0.01 * random.nextGaussian();
                    }
                    return ScriptedServer.answers("FP64", request.rows(), y);
                });
                InferenceServerOracle oracle = Asked.open(server)) {
            assertThat(oracle.batchLimit()).isEqualTo(256);
        }
    }

    @Test
    void aRateIsKept() {
        try (ScriptedServer server = ScriptedServer.answering(request -> null);
                InferenceServerOracle oracle =
                        Asked.open(server, Asked.QUICK.withRate(500).withBatch(10))) {
            Points questions = Asked.questions(100);
            long start = System.nanoTime();
            oracle.ask(questions);
            // the first ten go at once, and the last ten wait for ninety before them
            assertThat(1e-9 * (System.nanoTime() - start)).isBetween(0.17, 2.0);
        }
    }

    static void sleep(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
