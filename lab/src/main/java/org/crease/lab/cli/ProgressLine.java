package org.crease.lab.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.crease.recovery.Progress;

/** One line on a terminal, written over and over: step, neurons by layer, queries, queries a second. */
final class ProgressLine implements Progress, AutoCloseable {
    private static final int WIDTH = 79;
    private static final long REDRAW_NANOS = 100_000_000;
    private static final String ERASE = "\r\u001b[2K";

    private final PrintWriter terminal;
    private final LongSupplier queries;
    private final LongSupplier nanoClock;
    private final long start;
    private long drawn;

    /**
     * @param queries answered so far
     * @param nanoClock as {@link System#nanoTime}
     */
    ProgressLine(PrintWriter terminal, LongSupplier queries, LongSupplier nanoClock) {
        this.terminal = terminal;
        this.queries = queries;
        this.nanoClock = nanoClock;
        this.start = nanoClock.getAsLong();
        this.drawn = start - REDRAW_NANOS;
    }

    @Override
    public void at(String step, List<Integer> neurons) {
        long now = nanoClock.getAsLong();
        if (now - drawn < REDRAW_NANOS) {
            return;
        }
        drawn = now;
        String found = neurons.stream().map(String::valueOf).collect(Collectors.joining("-"));
        double rate = queries.getAsLong() / Math.max(1e-9 * (now - start), 1e-3);
        String line = String.format(
                Locale.ROOT,
                "%s  neurons %s  %d queries  %.0f/s",
                step,
                found.isEmpty() ? "none yet" : found,
                queries.getAsLong(),
                rate);
        terminal.print(ERASE + line.substring(0, Math.min(WIDTH, line.length())));
        terminal.flush();
    }

    /** Leaves an empty line. */
    @Override
    public void close() {
        terminal.print(ERASE);
        terminal.flush();
    }
}
