package org.crease.lab.cli;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.crease.geometry.Points;
import org.crease.oracle.Oracle;

/**
 * How fast an oracle answers.
 *
 * @param each how long to ask at least
 * @param nanoClock as {@link System#nanoTime}
 */
record Throughput(Duration each, LongSupplier nanoClock) {
    /** A fifth of a second is long against a clock tick and short for a person. */
    static final Throughput DEFAULTS = new Throughput(Duration.ofMillis(200), System::nanoTime);

    /** Questions answered a second if they are asked in batches like this one, after one that does not count. */
    double of(Oracle oracle, Points batch) {
        oracle.ask(batch);
        long start = nanoClock.getAsLong();
        long asked = 0;
        long passed;
        do {
            oracle.ask(batch);
            asked += batch.size();
            passed = nanoClock.getAsLong() - start;
        } while (passed < each.toNanos());
        return asked / (1e-9 * passed);
    }
}
