package org.crease.lab.serve;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Lets so many questions a second through. A second's worth may come at once; a request that is let in is let in whole, and
 * those after it wait until its share of time is over. So there is none that could never be answered. For several threads.
 */
final class Turnstile {
    private static final double NANOS = 1e9;

    private final double nanosEach;
    private final LongSupplier nanoClock;
    private double paidUntil;

    /**
     * @param rate questions a second; infinite if there is no limit
     * @param nanoClock as {@link System#nanoTime}
     */
    Turnstile(double rate, LongSupplier nanoClock) {
        this.nanosEach = NANOS / rate;
        this.nanoClock = nanoClock;
        this.paidUntil = nanoClock.getAsLong() - NANOS;
    }

    /** Lets a request in and returns zero, or how long to wait before asking again. */
    synchronized Duration enter(int questions) {
        double now = nanoClock.getAsLong();
        if (paidUntil > now) {
            return Duration.ofNanos((long) (paidUntil - now) + 1);
        }
        paidUntil = Math.max(paidUntil, now - NANOS) + nanosEach * questions;
        return Duration.ZERO;
    }
}
