package org.crease.oracles.http;

/** Keeps the questions of any stretch of time below a rate: each holds up the next for its share of a second. */
final class Pace {
    private static final double NANOS = 1e9;

    private final double nanosEach;
    private double free = Double.NEGATIVE_INFINITY;

    /** @param rate questions a second; infinite if there is no limit */
    Pace(double rate) {
        this.nanosEach = NANOS / rate;
    }

    /**
     * Books a request.
     *
     * @param now in nanoseconds from any origin
     * @return how many nanoseconds it has to wait
     */
    long book(int questions, long now) {
        double start = Math.max(free, (double) now);
        free = start + nanosEach * questions;
        return (long) (start - now);
    }
}
