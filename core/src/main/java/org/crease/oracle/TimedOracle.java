package org.crease.oracle;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.crease.geometry.Points;

/**
 * Refuses further questions when a time is over; it runs from construction. A question that is on its way is still answered,
 * so the last batch may end later.
 */
public final class TimedOracle extends OracleWrapper {
    private final Duration limit;
    private final LongSupplier nanoClock;
    private final long start;

    /**
     * @param limit positive
     * @param nanoClock in nanoseconds from an arbitrary origin and never running backwards, as {@link System#nanoTime}
     */
    public TimedOracle(Oracle inner, Duration limit, LongSupplier nanoClock) {
        super(inner);
        if (!limit.isPositive()) {
            throw new IllegalArgumentException("time must be positive, got " + limit);
        }
        this.limit = limit;
        this.nanoClock = nanoClock;
        this.start = nanoClock.getAsLong();
    }

    @Override
    protected Points answer(Points questions, UnaryOperator<Points> next) {
        if (Duration.ofNanos(nanoClock.getAsLong() - start).compareTo(limit) >= 0) {
            throw new TimeOverException(limit);
        }
        return next.apply(questions);
    }
}
