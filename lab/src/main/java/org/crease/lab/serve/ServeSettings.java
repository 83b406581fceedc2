package org.crease.lab.serve;

import java.time.Duration;

/**
 * How a server behaves, and how it misbehaves on request.
 *
 * @param port 0 for any that is free
 * @param rate the most questions a second, positive; infinite if there is no limit
 * @param maxBatch the most questions in a request, at least 1
 * @param failEvery every so many requests to infer, one gets 503; 0 for never
 * @param dropEvery every so many requests to infer, one gets its connection closed instead of a response; 0 for never
 * @param delay before each response to a request to infer, at least 0
 */
public record ServeSettings(int port, double rate, int maxBatch, int failEvery, int dropEvery, Duration delay) {
    /** Any port, no limits, no trouble. */
    public static final ServeSettings DEFAULTS =
            new ServeSettings(0, Double.POSITIVE_INFINITY, Integer.MAX_VALUE, 0, 0, Duration.ZERO);

    private static final int LAST_PORT = 65535;

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException if a value is outside its own
     */
    public ServeSettings {
        if (port < 0 || port > LAST_PORT) {
            throw new IllegalArgumentException("port must lie between 0 and " + LAST_PORT + ", got " + port);
        }
        if (!(rate > 0)) {
            throw new IllegalArgumentException("rate must be positive, got " + rate);
        }
        atLeast("largest batch", 1, maxBatch);
        atLeast("fail-every", 0, failEvery);
        atLeast("drop-every", 0, dropEvery);
        if (delay.isNegative()) {
            throw new IllegalArgumentException("delay must be at least 0, got " + delay);
        }
    }

    private static void atLeast(String name, int bound, int value) {
        if (value < bound) {
            throw new IllegalArgumentException(name + " must be at least " + bound + ", got " + value);
        }
    }
}
