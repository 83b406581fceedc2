package org.crease.geometry;

/**
 * A segment of a line: the points {@code origin + t · direction} with t between {@code from} and {@code to}.
 *
 * @param origin where t is 0; it need not lie on the segment
 * @param direction a unit vector, so that t is a length
 * @param from the smallest t
 * @param to the largest t, greater than {@code from}
 */
public record Segment(Vector origin, Vector direction, double from, double to) {
    public Segment {
        if (!(from < to)) {
            throw new IllegalArgumentException("segment must end after its start " + from + ", got " + to);
        }
        direction = direction.unit();
    }

    /** The segment of the given half length around a centre. */
    public static Segment around(Vector centre, Vector direction, double halfLength) {
        return new Segment(centre, direction, -halfLength, halfLength);
    }

    public Vector at(double t) {
        return origin.plus(t, direction);
    }

    public double length() {
        return to - from;
    }
}
