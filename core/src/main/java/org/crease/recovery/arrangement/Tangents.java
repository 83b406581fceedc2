package org.crease.recovery.arrangement;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.crease.geometry.Vector;

/**
 * An orthonormal basis of the directions along a boundary, drawn at random: the axes, reflected at a random plane and then so that
 * the first falls on the normal.
 */
final class Tangents {
    private final int dimension;
    private final Vector random;
    private final Vector onto;

    Tangents(Vector normal, RandomGenerator generator) {
        this.dimension = normal.dimension();
        this.random = Vector.direction(dimension, generator);
        Vector first = reflected(Vector.axis(dimension, 0), random);
        // of the two sides of the normal, the one that is farther away: no digits cancel
        Vector apart = first.plus(first.dot(normal) > 0 ? 1 : -1, normal.unit());
        this.onto = apart.unit();
    }

    int count() {
        return dimension - 1;
    }

    Vector get(int i) {
        return reflected(reflected(Vector.axis(dimension, i + 1), random), onto);
    }

    /** Some of them, from one to before another. */
    List<Vector> from(int from, int to) {
        return IntStream.range(from, to).mapToObj(this::get).toList();
    }

    private static Vector reflected(Vector x, Vector at) {
        return x.plus(-2 * at.dot(x), at);
    }
}
