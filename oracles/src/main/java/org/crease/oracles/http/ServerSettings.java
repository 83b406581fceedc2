package org.crease.oracles.http;

import java.time.Duration;
import java.util.Optional;

/**
 * How a server is asked.
 *
 * @param batch the most questions in one request, at least 1
 * @param requestBytes about the most bytes in one request of more than one question, at least 1
 * @param concurrency the most requests under way at once, at least 1
 * @param rate the most questions a second, positive; infinite if there is no limit
 * @param timeout how long one request may take, positive
 * @param retries how often a request is repeated that found the server busy, or no server, at least 0
 * @param firstPause the pause before the first repetition, give or take half of it; each further one is twice as long
 * @param longestPause the bound of one pause, also where the server asks for a longer one by {@code Retry-After}
 * @param output the name of the output that is asked for; needed if the model has several
 */
public record ServerSettings(
        int batch,
        int requestBytes,
        int concurrency,
        double rate,
        Duration timeout,
        int retries,
        Duration firstPause,
        Duration longestPause,
        Optional<String> output) {
    /**
     * 256 questions make the cost of a request small against that of its numbers; 4 MB pass most gateways; 4 requests keep a
     * server busy while we read; eight repetitions bridge a restart of most of a minute, and a third of all requests may fail;
     * a minute is the usual window of a rate limit.
     */
    public static final ServerSettings DEFAULTS = new ServerSettings(
            256,
            4 << 20,
            4,
            Double.POSITIVE_INFINITY,
            Duration.ofSeconds(30),
            8,
            Duration.ofMillis(200),
            Duration.ofSeconds(60),
            Optional.empty());

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException if a value is outside its own
     */
    public ServerSettings {
        atLeast("batch", 1, batch);
        atLeast("request bytes", 1, requestBytes);
        atLeast("concurrency", 1, concurrency);
        atLeast("retries", 0, retries);
        if (!(rate > 0)) {
            throw new IllegalArgumentException("rate must be positive, got " + rate);
        }
        if (!timeout.isPositive()) {
            throw new IllegalArgumentException("timeout must be positive, got " + timeout);
        }
        if (firstPause.toMillis() < 1 || longestPause.compareTo(firstPause) < 0) {
            throw new IllegalArgumentException(
                    "pauses must last at least PT0.001S and not shrink, got " + firstPause + " and " + longestPause);
        }
    }

    private static void atLeast(String name, int bound, int value) {
        if (value < bound) {
            throw new IllegalArgumentException(name + " must be at least " + bound + ", got " + value);
        }
    }

    public ServerSettings withBatch(int questions) {
        return new ServerSettings(
                questions, requestBytes, concurrency, rate, timeout, retries, firstPause, longestPause, output);
    }

    public ServerSettings withConcurrency(int requests) {
        return new ServerSettings(
                batch, requestBytes, requests, rate, timeout, retries, firstPause, longestPause, output);
    }

    public ServerSettings withRate(double questionsASecond) {
        return new ServerSettings(
                batch, requestBytes, concurrency, questionsASecond, timeout, retries, firstPause, longestPause, output);
    }

    public ServerSettings withTimeout(Duration longest) {
        return new ServerSettings(
                batch, requestBytes, concurrency, rate, longest, retries, firstPause, longestPause, output);
    }

    /** With so many repetitions, and these pauses between them. */
    public ServerSettings withRetries(int repetitions, Duration first, Duration longest) {
        return new ServerSettings(batch, requestBytes, concurrency, rate, timeout, repetitions, first, longest, output);
    }

    /** With one output of several. */
    public ServerSettings withOutput(String name) {
        return new ServerSettings(
                batch, requestBytes, concurrency, rate, timeout, retries, firstPause, longestPause, Optional.of(name));
    }
}
