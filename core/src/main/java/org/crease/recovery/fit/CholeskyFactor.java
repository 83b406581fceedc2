package org.crease.recovery.fit;

/**
 * UᵀU = A for a symmetric matrix, row by row, each row an array of its own (see {@link NetworkJacobian}). One thread and one
 * order of sums: results repeat bit for bit.
 */
final class CholeskyFactor {
    /** A pivot below this share of its diagonal entry is rounding. */
    private static final double ROUNDING = 1e-14;

    private final double[][] u;

    /**
     * @param a upper triangle, [row][column]; is overwritten and owned
     */
    CholeskyFactor(double[][] a) {
        this.u = a;
        for (int i = 0; i < a.length; i++) {
            double diagonal = a[i][i];
            int k = 0;
            for (; k + 3 < i; k += 4) {
                double c0 = -a[k][i];
                double c1 = -a[k + 1][i];
                double c2 = -a[k + 2][i];
                double c3 = -a[k + 3][i];
                NetworkJacobian.add(a[i], c0, a[k], c1, a[k + 1], c2, a[k + 2], c3, a[k + 3], i, a.length);
            }
            for (; k < i; k++) {
                NetworkJacobian.add(a[i], -a[k][i], a[k], i, a.length);
            }
            // a pivot that rounding has eaten: the entry itself keeps the direction from moving far
            double pivot = a[i][i] > ROUNDING * diagonal ? a[i][i] : diagonal > 0 ? diagonal : 1;
            a[i][i] = pivot;
            double unit = 1 / Math.sqrt(pivot);
            for (int j = i; j < a.length; j++) {
                a[i][j] *= unit;
            }
        }
    }

    /** A⁻¹·x for the entries from {@code offset} on, in place. */
    void solve(double[] x, int offset) {
        int size = u.length;
        double[] y = new double[size];
        System.arraycopy(x, offset, y, 0, size);
        for (int i = 0; i < size; i++) {
            double value = y[i] / u[i][i];
            double[] row = u[i];
            for (int j = i; j < size; j++) {
                y[j] -= value * row[j];
            }
            y[i] = value;
        }
        for (int i = size - 1; i >= 0; i--) {
            double sum = 0;
            double[] row = u[i];
            for (int j = i + 1; j < size; j++) {
                sum += row[j] * y[j];
            }
            y[i] = (y[i] - sum) / row[i];
        }
        System.arraycopy(y, 0, x, offset, size);
    }

    /** The diagonal of A⁻¹. */
    double[] inverseDiagonal() {
        int size = u.length;
        double[][] inverse = new double[size][size];
        double[] diagonal = new double[size];
        for (int i = size - 1; i >= 0; i--) {
            double[] row = inverse[i];
            int k = i + 1;
            for (; k + 3 < size; k += 4) {
                double c0 = -u[i][k];
                double c1 = -u[i][k + 1];
                double c2 = -u[i][k + 2];
                double c3 = -u[i][k + 3];
                NetworkJacobian.add(
                        row, c0, inverse[k], c1, inverse[k + 1], c2, inverse[k + 2], c3, inverse[k + 3], k, size);
            }
            for (; k < size; k++) {
                NetworkJacobian.add(row, -u[i][k], inverse[k], k, size);
            }
            row[i] = 1;
            for (int j = i; j < size; j++) {
                row[j] /= u[i][i];
                diagonal[i] += row[j] * row[j];
            }
        }
        return diagonal;
    }
}
