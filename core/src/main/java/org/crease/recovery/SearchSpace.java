package org.crease.recovery;

import org.crease.geometry.Box;

/**
 * Where a recovery looks.
 *
 * @param domain no question is asked outside it
 * @param scale the size of the data: the order of magnitude of a typical coordinate of a typical input, positive
 */
public record SearchSpace(Box domain, double scale) {
    public SearchSpace {
        if (!(scale > 0) || Double.isInfinite(scale)) {
            throw new IllegalArgumentException("scale must be positive and finite, got " + scale);
        }
    }

    /** All of ℝⁿ, with inputs of order one. */
    public static SearchSpace all(int inputs) {
        return new SearchSpace(Box.unbounded(inputs), 1);
    }
}
