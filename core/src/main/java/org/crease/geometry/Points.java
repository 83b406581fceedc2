package org.crease.geometry;

import java.util.Arrays;
import java.util.List;

/** An immutable list of points of one dimension: the questions put to an oracle, or its answers. Stored row by row. */
public final class Points {
    private final int size;
    private final int dimension;
    private final double[] values;

    private Points(int size, int dimension, double[] owned) {
        if (owned.length != size * dimension) {
            throw new IllegalArgumentException(
                    "values must number size × dimension = " + size + " × " + dimension + ", got " + owned.length);
        }
        this.size = size;
        this.dimension = dimension;
        this.values = owned;
    }

    /** {@code size} points of ℝ^{@code dimension}, copied from a row-major array of size × dimension values. */
    public static Points of(int size, int dimension, double[] rowMajor) {
        return new Points(size, dimension, rowMajor.clone());
    }

    /** The given points, all of one dimension; at least one, since an empty list does not tell its dimension. */
    public static Points of(List<Vector> points) {
        if (points.isEmpty()) {
            throw new IllegalArgumentException("points must number at least 1, got 0");
        }
        int dimension = points.getFirst().dimension();
        double[] values = new double[points.size() * dimension];
        for (int i = 0; i < points.size(); i++) {
            if (points.get(i).dimension() != dimension) {
                throw new IllegalArgumentException("points must all have dimension " + dimension + ", number " + i
                        + " has " + points.get(i).dimension());
            }
            points.get(i).copyTo(values, i * dimension);
        }
        return new Points(points.size(), dimension, values);
    }

    public static Points of(Vector... points) {
        return of(List.of(points));
    }

    public int size() {
        return size;
    }

    public int dimension() {
        return dimension;
    }

    public double get(int point, int coordinate) {
        return values[point * dimension + coordinate];
    }

    public Vector get(int point) {
        return Vector.owning(Arrays.copyOfRange(values, point * dimension, (point + 1) * dimension));
    }

    /** The points from {@code from} (inclusive) to {@code to} (exclusive). */
    public Points slice(int from, int to) {
        return new Points(to - from, dimension, Arrays.copyOfRange(values, from * dimension, to * dimension));
    }

    /** A row-major copy: size × dimension values. */
    public double[] toArray() {
        return values.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Points points
                && size == points.size
                && dimension == points.dimension
                && Arrays.equals(values, points.values);
    }

    @Override
    public int hashCode() {
        return 31 * dimension + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return size + " points of dimension " + dimension;
    }
}
