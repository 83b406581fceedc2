package org.crease.geometry;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * An immutable vector of ℝⁿ, used for points and directions alike. Equality is exact, bit for bit; "almost equal" is a
 * question for whoever knows the resolution.
 */
public final class Vector {
    private final double[] entries;

    private Vector(double[] owned) {
        this.entries = owned;
    }

    /** A vector with a copy of these entries. */
    public static Vector of(double... entries) {
        return new Vector(entries.clone());
    }

    /** Takes the array over without copying it; the caller must not touch it again. */
    static Vector owning(double[] entries) {
        return new Vector(entries);
    }

    /** The origin of ℝⁿ. */
    public static Vector zero(int dimension) {
        return new Vector(new double[dimension]);
    }

    /** The {@code index}-th unit vector of ℝⁿ. */
    public static Vector axis(int dimension, int index) {
        double[] e = new double[dimension];
        e[index] = 1;
        return new Vector(e);
    }

    /** Independent standard normal entries. */
    public static Vector gaussian(int dimension, RandomGenerator random) {
        double[] e = new double[dimension];
        for (int i = 0; i < dimension; i++) {
            e[i] = random.nextGaussian();
        }
        return new Vector(e);
    }

    /** A direction drawn uniformly from the unit sphere. */
    public static Vector direction(int dimension, RandomGenerator random) {
        return gaussian(dimension, random).unit();
    }

    public int dimension() {
        return entries.length;
    }

    public double get(int index) {
        return entries[index];
    }

    /** A copy of the entries. */
    public double[] toArray() {
        return entries.clone();
    }

    void copyTo(double[] target, int offset) {
        System.arraycopy(entries, 0, target, offset, entries.length);
    }

    public Vector plus(Vector other) {
        return plus(1, other);
    }

    /** {@code this + factor · other}. */
    public Vector plus(double factor, Vector other) {
        checkDimension(other);
        double[] sum = new double[entries.length];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = entries[i] + factor * other.entries[i];
        }
        return new Vector(sum);
    }

    /** This and every one of {@code others}, each by its factor. */
    public Vector plus(Vector factors, List<Vector> others) {
        double[] sum = entries.clone();
        for (int j = 0; j < others.size(); j++) {
            checkDimension(others.get(j));
            double[] other = others.get(j).entries;
            double factor = factors.entries[j];
            for (int i = 0; i < sum.length; i++) {
                sum[i] += factor * other[i];
            }
        }
        return new Vector(sum);
    }

    public Vector minus(Vector other) {
        return plus(-1, other);
    }

    public Vector times(double factor) {
        double[] product = new double[entries.length];
        for (int i = 0; i < product.length; i++) {
            product[i] = factor * entries[i];
        }
        return new Vector(product);
    }

    /** Some of the entries, in the order given. */
    public Vector at(int... which) {
        return new Vector(Arrays.stream(which).mapToDouble(i -> entries[i]).toArray());
    }

    public Vector negated() {
        return times(-1);
    }

    public double dot(Vector other) {
        checkDimension(other);
        double sum = 0;
        for (int i = 0; i < entries.length; i++) {
            sum += entries[i] * other.entries[i];
        }
        return sum;
    }

    /** The Euclidean length ‖v‖₂. */
    public double norm() {
        return Math.sqrt(dot(this));
    }

    public double distanceTo(Vector other) {
        return minus(other).norm();
    }

    /**
     * The vector of length one in this direction.
     *
     * @throws IllegalArgumentException if this is the zero vector, which has no direction
     */
    public Vector unit() {
        double norm = norm();
        if (!(norm > 0)) {
            throw new IllegalArgumentException("vector length must be positive to have a direction, got " + norm);
        }
        return times(1 / norm);
    }

    /** The part of this vector that is orthogonal to the unit vector {@code normal}. */
    public Vector orthogonalTo(Vector normal) {
        return plus(-dot(normal), normal);
    }

    private void checkDimension(Vector other) {
        if (entries.length != other.entries.length) {
            throw new IllegalArgumentException(
                    "vectors must have the same dimension, got " + entries.length + " and " + other.entries.length);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Vector vector && Arrays.equals(entries, vector.entries);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(entries);
    }

    @Override
    public String toString() {
        return Arrays.toString(entries);
    }
}
