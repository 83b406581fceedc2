package org.crease.oracles.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.crease.oracle.AnsweredInPartException;
import org.crease.oracle.StoppedException;
import org.crease.oracles.http.ScriptedServer.Response;
import org.junit.jupiter.api.Test;

/** Who waits for a server can be stopped, whatever the wait is for. */
class StopWhileWaitingTest {
    private static final ServerSettings PATIENT = Asked.QUICK
            .withRetries(3, Duration.ofSeconds(20), Duration.ofSeconds(20))
            .withBatch(5);

    /** Becomes true a tenth of a second after it was armed. */
    private static final class Stop implements BooleanSupplier {
        private final AtomicLong at = new AtomicLong(Long.MAX_VALUE);

        void soon() {
            at.set(System.nanoTime() + 100_000_000);
        }

        /** Seconds since it became true. */
        double late() {
            return 1e-9 * (System.nanoTime() - at.get());
        }

        @Override
        public boolean getAsBoolean() {
            return at.get() != Long.MAX_VALUE && System.nanoTime() - at.get() >= 0;
        }
    }

    /** The promise is 0.2 s; the rest is for a machine that is busy with other tests. */
    private static void soonAfter(Stop stop) {
        assertThat(stop.late()).isBetween(0.0, 0.6);
    }

    @Test
    void aResponseThatDoesNotComeIsNotWaitedFor() {
        AtomicInteger count = new AtomicInteger();
        Stop stop = new Stop();
        try (ScriptedServer server = ScriptedServer.answering(request -> {
                    BatchesTest.sleep(count.incrementAndGet() > 3 ? 10_000 : 0);
                    return null;
                });
                InferenceServerOracle oracle =
                        InferenceServerOracle.open(server.address(), PATIENT, Optional.empty(), stop)) {
            stop.soon();
            assertThatThrownBy(() -> oracle.ask(Asked.questions(3))).isInstanceOf(StoppedException.class);
            soonAfter(stop);
        }
    }

    @Test
    void anOpeningIsStoppedToo() {
        Stop stop = new Stop();
        try (ScriptedServer server = new ScriptedServer(request -> Response.of(503, ""))) {
            stop.soon();
            assertThatThrownBy(() -> InferenceServerOracle.open(server.address(), PATIENT, Optional.empty(), stop))
                    .isInstanceOf(StoppedException.class);
            soonAfter(stop);
        }
    }

    @Test
    void aPauseIsStoppedAndWhatCameBeforeItIsHandedOver() {
        Stop stop = new Stop();
        try (ScriptedServer server = ScriptedServer.answering(request -> {
                    if (request.data()[0] == 10) {
                        stop.soon();
                        return Response.of(503, "");
                    }
                    return null;
                });
                InferenceServerOracle oracle = InferenceServerOracle.open(
                        server.address(), PATIENT.withConcurrency(1), Optional.empty(), stop)) {
            assertThatThrownBy(() -> oracle.ask(Asked.questions(100)))
                    .isInstanceOfSatisfying(AnsweredInPartException.class, end -> {
                        assertThat(end.end()).isInstanceOf(StoppedException.class);
                        assertThat(end.parts())
                                .extracting(AnsweredInPartException.Part::from)
                                .containsExactly(0, 5);
                    });
            soonAfter(stop);
        }
    }

    @Test
    void aWaitForTheRateIsStopped() {
        Stop stop = new Stop();
        try (ScriptedServer server = ScriptedServer.answering(request -> null);
                InferenceServerOracle oracle =
                        InferenceServerOracle.open(server.address(), PATIENT.withRate(40), Optional.empty(), stop)) {
            stop.soon();
            assertThatThrownBy(() -> oracle.ask(Asked.questions(500))).isInstanceOf(AnsweredInPartException.class);
            soonAfter(stop);
        }
    }
}
