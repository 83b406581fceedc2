package org.crease.oracles.model;

import java.util.Arrays;

/**
 * An affine map v ↦ A·v + c that grows operator by operator. While only scales and shifts have been seen, A is diagonal and
 * kept as such: an image normalised at the input would otherwise cost a matrix of pixels × pixels.
 */
final class Affine {
    private final int inputs;
    /** [outputs][inputs], row-major; null while A is diagonal. */
    private final double[] matrix;
    /** The diagonal of A; null once it is not diagonal. */
    private final double[] diagonal;

    private final double[] shift;

    private Affine(int inputs, double[] matrix, double[] diagonal, double[] shift) {
        this.inputs = inputs;
        this.matrix = matrix;
        this.diagonal = diagonal;
        this.shift = shift;
    }

    static Affine identity(int size) {
        double[] ones = new double[size];
        Arrays.fill(ones, 1);
        return new Affine(size, null, ones, new double[size]);
    }

    int inputs() {
        return inputs;
    }

    int outputs() {
        return shift.length;
    }

    double[] shift() {
        return shift.clone();
    }

    boolean isIdentity() {
        return isScaling() && Arrays.stream(diagonal).allMatch(d -> d == 1);
    }

    /** Whether this is v ↦ diag(d)·v. */
    boolean isScaling() {
        return matrix == null && Arrays.stream(shift).allMatch(c -> c == 0);
    }

    /** The d of a scaling. */
    double[] diagonal() {
        return diagonal.clone();
    }

    /** The matrix A, [outputs][inputs], row-major. */
    double[] matrix() {
        if (matrix != null) {
            return matrix.clone();
        }
        double[] full = new double[Shapes.size(inputs, inputs)];
        for (int i = 0; i < inputs; i++) {
            full[i * inputs + i] = diagonal[i];
        }
        return full;
    }

    /** This, then each output plus its entry of {@code c}. */
    Affine shifted(double[] c) {
        double[] sum = shift.clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += c[i];
        }
        return new Affine(inputs, matrix, diagonal, sum);
    }

    /** This, then each output times its entry of {@code s}. */
    Affine scaled(double[] s) {
        double[] newShift = shift.clone();
        double[] scaled = matrix == null ? diagonal.clone() : matrix.clone();
        int row = scaled.length / s.length;
        for (int i = 0; i < s.length; i++) {
            newShift[i] *= s[i];
            for (int j = 0; j < row; j++) {
                scaled[i * row + j] *= s[i];
            }
        }
        return new Affine(inputs, matrix == null ? null : scaled, matrix == null ? scaled : null, newShift);
    }

    /** This, then the matrix {@code w}, [rows][outputs of this], row-major. */
    Affine then(int rows, double[] w) {
        int middle = outputs();
        double[] product = new double[Shapes.size(rows, inputs)];
        double[] newShift = new double[rows];
        for (int i = 0; i < rows; i++) {
            for (int k = 0; k < middle; k++) {
                double factor = w[i * middle + k];
                newShift[i] += factor * shift[k];
                if (matrix == null) {
                    product[i * inputs + k] = factor * diagonal[k];
                    continue;
                }
                for (int j = 0; j < inputs; j++) {
                    product[i * inputs + j] += factor * matrix[k * inputs + j];
                }
            }
        }
        return new Affine(inputs, product, null, newShift);
    }
}
