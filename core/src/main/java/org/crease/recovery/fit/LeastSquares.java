package org.crease.recovery.fit;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.crease.geometry.Hyperplane;
import org.crease.geometry.Vector;
import org.ojalgo.matrix.decomposition.QR;
import org.ojalgo.matrix.decomposition.SingularValue;
import org.ojalgo.matrix.store.MatrixStore;
import org.ojalgo.matrix.store.R064Store;

/**
 * Solves A·x ≈ b by singular values, and where A does not decide, the one of smallest norm in units of A's column lengths.
 *
 * @param solution unknowns × right-hand sides, row-major
 * @param rank number of singular values above rounding
 * @param condition largest singular value over smallest; infinite if the rank falls short
 * @param residual largest |A·x − b| over all equations and right-hand sides
 * @param errors the standard error of each unknown if right-hand sides err by 1; infinite where A does not decide
 */
public record LeastSquares(Matrix solution, int rank, double condition, double residual, Vector errors) {
    /** A dense matrix of rows × columns values, row-major. The array is shared, not copied: for code of this module. */
    public static final class Matrix {
        private final int rows;
        private final int columns;
        private final double[] values;

        public Matrix(int rows, int columns) {
            this(rows, columns, new double[rows * columns]);
        }

        private Matrix(int rows, int columns, double[] values) {
            this.rows = rows;
            this.columns = columns;
            this.values = values;
        }

        /** One row from each vector. */
        public static Matrix ofRows(List<Vector> vectors) {
            Matrix matrix = new Matrix(vectors.size(), vectors.getFirst().dimension());
            for (int i = 0; i < vectors.size(); i++) {
                for (int j = 0; j < matrix.columns; j++) {
                    matrix.set(i, j, vectors.get(i).get(j));
                }
            }
            return matrix;
        }

        public int rows() {
            return rows;
        }

        public int columns() {
            return columns;
        }

        public double get(int row, int column) {
            return values[row * columns + column];
        }

        public void set(int row, int column, double value) {
            values[row * columns + column] = value;
        }

        /** A matrix of some of the rows, in the order given. */
        Matrix select(int... which) {
            Matrix part = new Matrix(which.length, columns);
            for (int i = 0; i < which.length; i++) {
                System.arraycopy(values, which[i] * columns, part.values, i * columns, columns);
            }
            return part;
        }

        /** A matrix of some of the columns, in the order given. */
        Matrix selectColumns(int... which) {
            Matrix part = new Matrix(rows, which.length);
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < which.length; j++) {
                    part.set(i, j, get(i, which[j]));
                }
            }
            return part;
        }

        /** A copy of one row. */
        Vector row(int row) {
            return Vector.of(Arrays.copyOfRange(values, row * columns, (row + 1) * columns));
        }

        /** A copy of one column. */
        public Vector column(int column) {
            double[] copy = new double[rows];
            for (int i = 0; i < rows; i++) {
                copy[i] = get(i, column);
            }
            return Vector.of(copy);
        }

        R064Store toStore() {
            R064Store store = R064Store.FACTORY.make(rows, columns);
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    store.set(i, j, get(i, j));
                }
            }
            return store;
        }
    }

    /** So many times more rows than columns make a matrix tall. */
    private static final int TALL = 3;

    /** An unknown with a larger share in what A does not decide is open. */
    private static final double OPEN = 1e-12;

    /** Solves for one right-hand side a column of {@code b}; {@code a} has as many rows as {@code b}. */
    public static LeastSquares solve(Matrix a, Matrix b) {
        int[] used = usedColumns(a);
        if (used.length < a.columns()) {
            return solve(a.selectColumns(used), b).with(used, a.columns());
        }
        double[] scale = columnNorms(a);
        R064Store scaled = a.toStore();
        for (int i = 0; i < a.rows(); i++) {
            for (int j = 0; j < a.columns(); j++) {
                scaled.set(i, j, a.get(i, j) / scale[j]);
            }
        }
        MatrixStore<Double> left = scaled;
        MatrixStore<Double> right = b.toStore();
        if (a.rows() > TALL * a.columns()) {
            // singular values of a tall matrix are those of its triangle, which is far cheaper
            MatrixStore<Double> both = scaled.right(right);
            QR<Double> qr = QR.R064.make(both);
            qr.decompose(both);
            MatrixStore<Double> triangle = qr.getR();
            left = triangle.limits(a.columns(), a.columns());
            right = triangle.limits(a.columns(), a.columns() + b.columns()).offsets(0, a.columns());
        }
        SingularValue<Double> svd = SingularValue.R064.make(left);
        if (!svd.decompose(left)) {
            throw new ArithmeticException(
                    "singular values of a " + a.rows() + " × " + a.columns() + " matrix not found");
        }
        MatrixStore<Double> x = svd.getSolution(right);
        Matrix solution = new Matrix(a.columns(), b.columns());
        for (int j = 0; j < a.columns(); j++) {
            for (int c = 0; c < b.columns(); c++) {
                solution.set(j, c, x.doubleValue(j, c) / scale[j]);
            }
        }
        int rank = svd.getRank();
        double smallest = svd.getSingularValues().doubleValue(Math.min(a.rows(), a.columns()) - 1);
        double condition = rank < a.columns()
                ? Double.POSITIVE_INFINITY
                : svd.getSingularValues().doubleValue(0) / smallest;
        return new LeastSquares(solution, rank, condition, residual(a, solution, b), errors(svd, rank, scale));
    }

    private static Vector errors(SingularValue<Double> svd, int rank, double[] scale) {
        MatrixStore<Double> v = svd.getV();
        double[] errors = new double[scale.length];
        for (int j = 0; j < errors.length; j++) {
            double variance = 0;
            double open = 0;
            for (int k = 0; k < v.countColumns(); k++) {
                if (k < rank) {
                    variance += Math.pow(
                            v.doubleValue(j, k) / svd.getSingularValues().doubleValue(k), 2);
                } else {
                    open += Math.pow(v.doubleValue(j, k), 2);
                }
            }
            errors[j] = open > OPEN ? Double.POSITIVE_INFINITY : Math.sqrt(variance) / scale[j];
        }
        return Vector.of(errors);
    }

    /** The columns that are not zero: the triangle of a large matrix comes out wrong if one is. One at least. */
    private static int[] usedColumns(Matrix a) {
        int[] used = IntStream.range(0, a.columns())
                .filter(j -> a.column(j).norm() > 0)
                .toArray();
        return used.length == 0 ? new int[] {0} : used;
    }

    /** This solution, with unknowns that no equation has left at zero. */
    private LeastSquares with(int[] used, int unknowns) {
        Matrix all = new Matrix(unknowns, solution.columns());
        double[] allErrors = new double[unknowns];
        Arrays.fill(allErrors, Double.POSITIVE_INFINITY);
        for (int j = 0; j < used.length; j++) {
            allErrors[used[j]] = errors.get(j);
            for (int c = 0; c < solution.columns(); c++) {
                all.set(used[j], c, solution.get(j, c));
            }
        }
        return new LeastSquares(all, rank, Double.POSITIVE_INFINITY, residual, Vector.of(allErrors));
    }

    /** As {@link #solve(Matrix, Vector)} for equations one by one. */
    public static LeastSquares solve(List<Vector> rows, List<Double> right) {
        return solve(
                Matrix.ofRows(rows),
                Vector.of(right.stream().mapToDouble(Double::doubleValue).toArray()));
    }

    /** As {@link #solve(Matrix, Matrix)} for one right-hand side. */
    public static LeastSquares solve(Matrix a, Vector b) {
        Matrix column = new Matrix(b.dimension(), 1);
        for (int i = 0; i < b.dimension(); i++) {
            column.set(i, 0, b.get(i));
        }
        return solve(a, column);
    }

    /**
     * The plane nearest to the points in the sense of total least squares.
     *
     * @param points at least as many as they have coordinates
     */
    public static Hyperplane plane(List<Vector> points) {
        int dimension = points.getFirst().dimension();
        Vector centre = Vector.zero(dimension);
        for (Vector p : points) {
            centre = centre.plus(1.0 / points.size(), p);
        }
        Vector origin = centre;
        R064Store spread = Matrix.ofRows(
                        points.stream().map(p -> p.minus(origin)).toList())
                .toStore();
        SingularValue<Double> svd = SingularValue.R064.make(spread);
        svd.decompose(spread);
        MatrixStore<Double> v = svd.getV();
        double[] normal = new double[dimension];
        for (int i = 0; i < dimension; i++) {
            normal[i] = v.doubleValue(i, dimension - 1);
        }
        return Hyperplane.through(centre, Vector.of(normal));
    }

    /** How much the right-hand sides of one column err, by what is left of them. */
    public double spread(Matrix a, Matrix b, int column) {
        double squares = 0;
        for (int i = 0; i < a.rows(); i++) {
            double sum = -b.get(i, column);
            for (int j = 0; j < a.columns(); j++) {
                sum += a.get(i, j) * solution.get(j, column);
            }
            squares += sum * sum;
        }
        return Math.sqrt(squares / Math.max(1, a.rows() - rank));
    }

    private static double[] columnNorms(Matrix a) {
        double[] norms = new double[a.columns()];
        for (int j = 0; j < norms.length; j++) {
            double norm = a.column(j).norm();
            norms[j] = norm > 0 ? norm : 1;
        }
        return norms;
    }

    private static double residual(Matrix a, Matrix x, Matrix b) {
        double worst = 0;
        for (int i = 0; i < a.rows(); i++) {
            for (int c = 0; c < b.columns(); c++) {
                double sum = -b.get(i, c);
                for (int j = 0; j < a.columns(); j++) {
                    sum += a.get(i, j) * x.get(j, c);
                }
                worst = Math.max(worst, Math.abs(sum));
            }
        }
        return worst;
    }
}
