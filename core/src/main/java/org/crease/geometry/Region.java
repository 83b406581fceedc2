package org.crease.geometry;

import java.util.Optional;
import java.util.random.RandomGenerator;

/** A convex part of ℝⁿ with an inside: where questions are asked. */
public sealed interface Region permits Box, Slice {
    int dimension();

    boolean contains(Vector x);

    /** A place well inside. */
    Vector middle();

    /** A box that it lies in. */
    Box bounds();

    /** Whether there is nothing outside. */
    boolean isUnbounded();

    /** Whether it ends in every direction. */
    boolean isBounded();

    /** The part of a segment that lies inside; empty if nothing (or a single point) does. */
    Optional<Segment> clip(Segment segment);

    /** The last place inside on the way from the middle in a direction in which it ends. */
    default Vector edge(Vector direction) {
        return clip(new Segment(middle(), direction, 0, Double.MAX_VALUE))
                .map(inside -> inside.at(inside.to()))
                .orElse(middle());
    }

    /** The same around the same middle, with every length so many times as long; where it ends in every direction. */
    Region scaled(double share);

    /** A random place, no farther away than {@code radius} says as far as that can be. */
    Vector draw(double radius, RandomGenerator random);
}
