package org.crease.oracles.model;

/** What others say, fit to be quoted in a message of one line. */
public final class OneLine {
    /** Enough to tell what is meant. */
    private static final int LONGEST = 160;

    private OneLine() {}

    /** {@code text} without control characters, its white space joined, and cut where it gets long. */
    public static String of(String text) {
        return of(text, LONGEST);
    }

    /** The same, cut after so many characters. */
    public static String of(String text, int longest) {
        String line = joined(text.length() <= 8 * longest ? text : text.substring(0, 8 * longest));
        return line.length() <= longest ? line : line.substring(0, longest) + "…";
    }

    /** All of {@code text}, however long. */
    public static String joined(String text) {
        return text.replaceAll("[\\s\\p{Cntrl}\\p{Cf}]+", " ").strip();
    }
}
