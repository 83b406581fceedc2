package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.List;
import org.crease.geometry.Vector;

/**
 * The span of the gradients of f met so far. Where f depends on few directions of many inputs, further gradients lie in it, and are asked for
 * along its basis only; that one does not shows in the slope along the line, a direction that the span has not seen.
 */
final class GradientSpan {
    /** With fewer inputs a gradient costs too little to be worth a try. */
    private static final int WIDE = 100;

    /** A gradient that leaves the span by less than this share of its length is in it. */
    private static final double WITHIN = 1e-4;

    private final boolean tried;
    private final List<Vector> basis = new ArrayList<>();
    private double tilt;
    private int tries;
    private int hits;

    private GradientSpan(boolean tried) {
        this.tried = tried;
    }

    /** Nothing met yet. */
    static GradientSpan empty() {
        return new GradientSpan(true);
    }

    /** Never tried: for a line along a direction of the span itself, in which what leaves the span does not show. */
    static GradientSpan none() {
        return new GradientSpan(false);
    }

    /** Whether spans are worth it at all. */
    boolean isWorthIt(int inputs) {
        return tried && inputs >= WIDE;
    }

    /** Whether to expect that the next gradient costs less if it is sought in the span first. */
    boolean isWorthATry(int inputs) {
        double chance = (hits + 0.5) / (tries + 2);
        return isWorthIt(inputs) && !basis.isEmpty() && chance * inputs > basis.size();
    }

    /** Notes whether a gradient that was sought in the span was there. */
    void note(boolean hit) {
        tries++;
        hits += hit ? 1 : 0;
    }

    /** Whether a gradient was found in the span. */
    boolean isProven() {
        return hits > 0;
    }

    /** An orthonormal basis. */
    List<Vector> basis() {
        return List.copyOf(basis);
    }

    /** Bound of the angle between the span and the one that the true gradients make. */
    double tilt() {
        return tilt;
    }

    /**
     * Adds a gradient that was asked for along all axes.
     *
     * @param error bound of the error of its length
     */
    void add(Vector gradient, double error) {
        Vector rest = gradient;
        for (Vector b : basis) {
            rest = rest.orthogonalTo(b);
        }
        if (rest.norm() > WITHIN * gradient.norm()) {
            for (Vector b : basis) {
                rest = rest.orthogonalTo(b);
            }
            basis.add(rest.unit());
            tilt = Math.max(tilt, error / rest.norm());
        }
    }
}
