package org.crease.lab.experiment;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/**
 * The results of an experiment.
 *
 * @param markdown for people
 * @param csv for programs, a line for each run
 */
public record Tables(String markdown, String csv) {
    /** Widths as people write them: 10-20-1. */
    static String joined(List<Integer> widths) {
        return String.join("-", widths.stream().map(String::valueOf).toList());
    }

    /** An error: its order of magnitude and a digit. */
    static String number(double value) {
        return String.format(Locale.ROOT, "%.1e", value);
    }

    /** As {@link #number(double)}, and a dash if there is none. */
    static String number(OptionalDouble value) {
        return value.isPresent() ? number(value.getAsDouble()) : "–";
    }

    /** The value in the middle, the upper one of two; NaN if there is none. */
    static double median(DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
    }
}
