package org.crease.oracles.http;

/** What others say, fit to be quoted in a message of one line. */
final class OneLine {
    /** Enough to tell what is meant. */
    private static final int LONGEST = 160;

    private OneLine() {}

    /** {@code text} without control characters, its white space joined, and cut where it gets long. */
    static String of(String text) {
        String head = text.length() <= 8 * LONGEST ? text : text.substring(0, 8 * LONGEST);
        String line = head.replaceAll("[\\s\\p{Cntrl}\\p{Cf}]+", " ").strip();
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }
}
