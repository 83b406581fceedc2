package org.crease.recovery.arrangement;

import java.util.Arrays;
import java.util.List;
import org.crease.geometry.Vector;

/**
 * What a growing set of homogeneous linear equations leaves open: an orthonormal basis of the solutions, which loses one vector
 * with each equation that tells something new. A new equation costs one reflection instead of a new decomposition.
 */
final class NullSpace {
    private final double informative;
    private double[][] basis;

    /**
     * @param unknowns all of them open
     * @param informative an equation tells something if, scaled to length one, it is off by more than this on some solution
     *     of length one
     */
    NullSpace(int unknowns, double informative) {
        this.informative = informative;
        this.basis = new double[unknowns][unknowns];
        for (int i = 0; i < unknowns; i++) {
            basis[i][i] = 1;
        }
    }

    /** The span of some vectors, as what is open. */
    static NullSpace of(List<Vector> span, double informative) {
        NullSpace space = new NullSpace(0, informative);
        space.basis = RowSpace.of(span).basis().stream().map(Vector::toArray).toArray(double[][]::new);
        return space;
    }

    /** An independent copy. */
    NullSpace copy() {
        NullSpace copy = new NullSpace(0, informative);
        copy.basis = Arrays.stream(basis).map(double[]::clone).toArray(double[][]::new);
        return copy;
    }

    /** How many dimensions are open. */
    int dimension() {
        return basis.length;
    }

    /** The products of every basis vector with a row. */
    double[] times(double[] row) {
        double[] products = new double[basis.length];
        for (int j = 0; j < basis.length; j++) {
            double sum = 0;
            double[] v = basis[j];
            for (int i = 0; i < row.length; i++) {
                sum += v[i] * row[i];
            }
            products[j] = sum;
        }
        return products;
    }

    /** One unknown in every basis vector. */
    double[] coordinate(int unknown) {
        return Arrays.stream(basis).mapToDouble(v -> v[unknown]).toArray();
    }

    /** A basis vector. */
    double[] vector(int index) {
        return basis[index].clone();
    }

    /**
     * Adds several equations row · x = 0 that are known to the same absolute error: the longest of them sets the scale, or a row
     * like them that is none.
     *
     * @return how many of them told something
     */
    int addAll(List<double[]> rows, double... like) {
        double longest = rows.stream().mapToDouble(NullSpace::length).reduce(length(like), Math::max);
        int told = 0;
        for (double[] row : rows) {
            told += add(row, longest) ? 1 : 0;
        }
        return told;
    }

    /** Adds the equation row · x = 0; returns whether it told something. */
    boolean add(double[] row) {
        return add(row, length(row));
    }

    private static double length(double[] row) {
        double square = 0;
        for (double r : row) {
            square += r * r;
        }
        return Math.sqrt(square);
    }

    private boolean add(double[] row, double length) {
        double[] u = times(row);
        double size = 0;
        for (double value : u) {
            size += value * value;
        }
        size = Math.sqrt(size);
        if (!(size > informative * length)) {
            return false;
        }
        // the reflection that turns u into its first axis
        double sign = u[0] >= 0 ? 1 : -1;
        u[0] += sign * size;
        double square = 0;
        for (double value : u) {
            square += value * value;
        }
        int unknowns = row.length;
        double[] combined = new double[unknowns];
        for (int j = 0; j < u.length; j++) {
            for (int i = 0; i < unknowns; i++) {
                combined[i] += u[j] * basis[j][i];
            }
        }
        for (int j = 1; j < u.length; j++) {
            double factor = 2 * u[j] / square;
            for (int i = 0; i < unknowns; i++) {
                basis[j][i] -= factor * combined[i];
            }
        }
        basis = Arrays.copyOfRange(basis, 1, basis.length);
        return true;
    }
}
