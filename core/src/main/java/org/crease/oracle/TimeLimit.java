package org.crease.oracle;

import java.time.Duration;
import java.util.function.LongSupplier;

/** A time that runs from construction, for all who have to end with it. */
public final class TimeLimit {
    private final Duration time;
    private final LongSupplier nanoClock;
    private final long start;

    /**
     * @param time positive
     * @param nanoClock in nanoseconds from an arbitrary origin and never running backwards, as {@link System#nanoTime}
     */
    public TimeLimit(Duration time, LongSupplier nanoClock) {
        if (!time.isPositive()) {
            throw new IllegalArgumentException("time must be positive, got " + time);
        }
        this.time = time;
        this.nanoClock = nanoClock;
        this.start = nanoClock.getAsLong();
    }

    public Duration time() {
        return time;
    }

    /** Once true it stays so. */
    public boolean isOver() {
        return Duration.ofNanos(nanoClock.getAsLong() - start).compareTo(time) >= 0;
    }
}
