package org.crease.recovery;

import java.util.random.RandomGenerator;
import org.crease.geometry.Box;
import org.crease.geometry.Region;
import org.crease.geometry.Segment;
import org.crease.geometry.Vector;

/**
 * Where a recovery looks.
 *
 * @param domain what is searched
 * @param scale the size of the data: the order of magnitude of a typical coordinate of a typical input, positive
 * @param asked no question is asked outside it; larger than the domain where answers show only part of f beyond
 */
public record SearchSpace(Region domain, double scale, Region asked) {
    /** No question is asked outside the domain. */
    public SearchSpace(Region domain, double scale) {
        this(domain, scale, domain);
    }

    public SearchSpace {
        if (!(scale > 0) || Double.isInfinite(scale)) {
            throw new IllegalArgumentException("scale must be positive and finite, got " + scale);
        }
    }

    /** All of ℝⁿ, with inputs of order one. */
    public static SearchSpace all(int inputs) {
        return new SearchSpace(Box.unbounded(inputs), 1);
    }

    /** The domain of a recovery, which is a box; only parts of the space that layer 1 sees are not. */
    public Box box() {
        if (domain instanceof Box box) {
            return box;
        }
        throw new IllegalStateException(
                "the domain is no box but " + domain.getClass().getSimpleName());
    }

    /** A random point: at distance {@code radius} from the origin in an unbounded domain, anywhere in a bounded one. */
    public Vector pointAt(double radius, RandomGenerator random) {
        return domain.draw(radius, random);
    }

    /**
     * The largest step, at most {@code wanted}, that can be made from {@code x} along {@code direction} both ways: neither
     * {@code x.plus(step, direction)} nor {@code x.plus(-step, direction)} lies outside.
     */
    double roomAt(Vector x, Vector direction, double wanted) {
        double room = domain.clip(Segment.around(x, direction, wanted))
                .map(inside -> Math.min(-inside.from(), inside.to()))
                .orElse(0.0);
        // a segment makes its direction a unit vector once more, which may change its last bits
        double less = Math.ulp(Math.max(room, x.norm()));
        while (room > 0 && !(domain.contains(x.plus(room, direction)) && domain.contains(x.plus(-room, direction)))) {
            room -= less;
            less *= 2;
        }
        return Math.max(room, 0);
    }
}
