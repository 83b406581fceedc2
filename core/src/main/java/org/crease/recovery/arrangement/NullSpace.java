package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
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

    /**
     * Adds equations row · x = 0, the one that tells most first: as good a basis as all of them together give. One after the other as they
     * come, an equation that hardly tells anything leaves its error, the larger by as much, to those that follow.
     *
     * @return how many of them told something
     */
    int addTellingFirst(List<double[]> rows) {
        List<double[]> coordinates = new ArrayList<>();
        for (double[] row : rows) {
            double length = length(row);
            if (length > 0) {
                coordinates.add(scaled(1 / length, times(row)));
            }
        }
        int told = 0;
        while (dimension() > 0 && !coordinates.isEmpty()) {
            double[] most = Collections.max(coordinates, Comparator.comparingDouble(NullSpace::length));
            if (!(length(most) > informative)) {
                break;
            }
            Reflection reflection = new Reflection(most);
            coordinates.replaceAll(reflection::withoutFirst);
            remove(reflection);
            told++;
        }
        return told;
    }

    /** The reflection that turns a vector into its first axis. */
    private static final class Reflection {
        /** Of the mirror. */
        private final double[] normal;

        private final double square;

        private Reflection(double... vector) {
            double size = length(vector);
            normal = vector.clone();
            normal[0] += normal[0] >= 0 ? size : -size;
            square = length(normal) * length(normal);
        }

        /** The mirror image of a vector, but for its first coordinate. */
        private double[] withoutFirst(double[] vector) {
            double dot = 0;
            for (int j = 0; j < vector.length; j++) {
                dot += normal[j] * vector[j];
            }
            double[] image = new double[vector.length - 1];
            for (int j = 0; j < image.length; j++) {
                image[j] = vector[j + 1] - 2 * dot / square * normal[j + 1];
            }
            return image;
        }
    }

    private static double[] scaled(double factor, double[] row) {
        return Arrays.stream(row).map(r -> factor * r).toArray();
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
        if (!(length(u) > informative * length)) {
            return false;
        }
        remove(new Reflection(u));
        return true;
    }

    /** Turns the basis by a reflection and removes its first vector. */
    private void remove(Reflection reflection) {
        int unknowns = basis[0].length;
        double[] combined = new double[unknowns];
        for (int j = 0; j < basis.length; j++) {
            for (int i = 0; i < unknowns; i++) {
                combined[i] += reflection.normal[j] * basis[j][i];
            }
        }
        for (int j = 1; j < basis.length; j++) {
            double factor = 2 * reflection.normal[j] / reflection.square;
            for (int i = 0; i < unknowns; i++) {
                basis[j][i] -= factor * combined[i];
            }
        }
        basis = Arrays.copyOfRange(basis, 1, basis.length);
    }
}
