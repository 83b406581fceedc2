package org.crease.oracles.http;

import java.time.Duration;
import java.util.Optional;
import org.crease.geometry.Points;

/** What the tests of this room share: patience for tests, and questions. */
final class Asked {
    /** Pauses of milliseconds instead of seconds. */
    static final ServerSettings QUICK = ServerSettings.DEFAULTS
            .withRetries(3, Duration.ofMillis(5), Duration.ofMillis(40))
            .withTimeout(Duration.ofSeconds(5));

    private Asked() {}

    static InferenceServerOracle open(ScriptedServer server, ServerSettings settings) {
        return InferenceServerOracle.open(server.address(), settings, Optional.empty(), () -> false);
    }

    static InferenceServerOracle open(ScriptedServer server) {
        return open(server, QUICK);
    }

    /** The points (i, 1, 0.5) for i from 0. */
    static Points questions(int number) {
        double[] x = new double[3 * number];
        for (int i = 0; i < number; i++) {
            x[3 * i] = i;
            x[3 * i + 1] = 1;
            x[3 * i + 2] = 0.5;
        }
        return Points.of(number, 3, x);
    }

    /** What {@link ScriptedServer}'s model answers to {@link #questions}. */
    static Points answers(int number) {
        double[] y = new double[2 * number];
        for (int i = 0; i < number; i++) {
            y[2 * i] = i + 1.5;
            y[2 * i + 1] = i;
        }
        return Points.of(number, 2, y);
    }
}
