package org.crease.recovery.arrangement;

import java.util.stream.IntStream;
import org.crease.geometry.Vector;

/**
 * A part of a line on which f is linear, held by two of its points.
 *
 * @param from where the first was asked
 * @param atFrom the answer there
 * @param to where the second was asked, beyond {@code from}
 * @param atTo the answer there
 * @param eta the larger error of the two answers, by output
 */
record Piece(double from, Vector atFrom, double to, Vector atTo, Vector eta) {
    double length() {
        return to - from;
    }

    /** Whether no answer that it is made of has a gap. */
    boolean isVisible() {
        return IntStream.range(0, eta.dimension())
                .noneMatch(o -> Double.isNaN(atFrom.get(o)) || Double.isNaN(atTo.get(o)));
    }

    /** df/dt, by output. */
    Vector slope() {
        return atTo.minus(atFrom).times(1 / length());
    }

    /** f at {@code t}, if the piece reached that far. */
    Vector at(double t) {
        return atFrom.plus((t - from) / length(), atTo.minus(atFrom));
    }

    /** The factor on η within which {@link #at} is known. */
    double stretch(double t) {
        double beyond = Math.max(0, Math.max(from - t, t - to));
        return 1 + 2 * beyond / length();
    }

    /** Whether the answer {@code f} at {@code t} lies on this piece, within {@code confidence} times the errors. */
    boolean passes(double t, Vector f, double confidence) {
        double bound = confidence * (1 + stretch(t));
        for (int o = 0; o < f.dimension(); o++) {
            double line = atFrom.get(o) + (t - from) / length() * (atTo.get(o) - atFrom.get(o));
            if (!(Math.abs(f.get(o) - line) <= bound * eta.get(o))) {
                return false; // or one of the answers has a gap
            }
        }
        return true;
    }

    /** Whether f is constant on it, within {@code confidence} times the errors. */
    boolean isFlat(double confidence) {
        return IntStream.range(0, eta.dimension())
                .allMatch(o -> Math.abs(atTo.get(o) - atFrom.get(o)) <= 2 * confidence * eta.get(o));
    }

    /** Whether this piece and one further on are parts of the same line. */
    boolean continues(Piece next, double confidence) {
        return passes(next.from, next.atFrom, confidence)
                && passes(next.to, next.atTo, confidence)
                && next.passes(from, atFrom, confidence)
                && next.passes(to, atTo, confidence);
    }

    /** The piece from this one's start to the end of {@code next}, which continues it. */
    Piece joined(Piece next) {
        Piece last = next.to > to ? next : this;
        Piece first = next.from < from ? next : this;
        return new Piece(first.from, first.atFrom, last.to, last.atTo, larger(eta, next.eta));
    }

    /** This piece with its end moved to {@code t}, where f answered {@code f}. */
    Piece upTo(double t, Vector f) {
        return new Piece(from, atFrom, t, f, eta);
    }

    /** This piece with its start moved to {@code t}, where f answered {@code f}. */
    Piece backTo(double t, Vector f) {
        return new Piece(t, f, to, atTo, eta);
    }

    private static Vector larger(Vector a, Vector b) {
        double[] max = new double[a.dimension()];
        for (int o = 0; o < max.length; o++) {
            max[o] = Math.max(a.get(o), b.get(o));
        }
        return Vector.of(max);
    }
}
