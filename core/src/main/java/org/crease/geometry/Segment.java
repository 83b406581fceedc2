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

    /**
     * From one place to another. The origin is the place of the line that is nearest to zero: with an origin far away, places near zero would
     * be computed no more exactly than that.
     */
    public static Segment between(Vector from, Vector to) {
        Vector direction = to.minus(from).unit();
        double start = from.dot(direction);
        return new Segment(
                from.plus(-start, direction), direction, start, Math.max(to.dot(direction), Math.nextUp(start)));
    }

    public Vector at(double t) {
        return origin.plus(t, direction);
    }

    public double length() {
        return to - from;
    }
}
