package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.crease.geometry.Vector;
import org.ojalgo.matrix.decomposition.SingularValue;
import org.ojalgo.matrix.store.R064Store;

/**
 * The null vector of the equations of spots, each over its error: what a {@link NeuronFit} goes by.
 *
 * @param theta the coefficients
 * @param known directions in which they are determined, the worst last
 * @param values the singular value of each of these
 * @param errors of the coefficients along each of these
 * @param gap of the fit
 * @param untold directions in which they are not, each times the standard error along it, or the length of all if that is less
 */
record NeuronSolution(
        Vector theta, List<Vector> known, Vector values, List<Double> errors, double gap, List<Vector> untold) {
    /** Spots do not err independently: the layers below them are off at all of them alike. By how much more weights were off. */
    private static final double SHARED = 2.5;

    /** The largest standard error of a coefficient, relative to all of them, with which it is known. */
    private static final double SURE = 0.03;

    /** Fewer spots than these that are not needed do not tell how far spots are off. */
    private static final int FEW = 4;

    /** Directions that are told. */
    private static final int WEAKEST = 4;

    /** The null vector if so many dimensions are open. */
    static NeuronSolution of(double[][] rows, int spots, Spot first, int open) {
        return Decomposed.of(rows, spots, first).open(open);
    }

    /** Equations, and their singular values: they do not change with how many of these count as zero. */
    static final class Decomposed {
        private final double[][] rows;
        /** How many of the rows are positions: they come first. */
        private final int spots;

        private final Spot first;
        /** Squares of the lengths of the columns. */
        private final double[] length;
        /** Those of the singular values, in units of the coefficients. */
        private final List<Vector> vectors;

        private final Vector values;

        private Decomposed(
                double[][] rows, int spots, Spot first, double[] length, List<Vector> vectors, Vector values) {
            this.rows = rows;
            this.spots = spots;
            this.first = first;
            this.length = length;
            this.vectors = vectors;
            this.values = values;
        }

        static Decomposed of(double[][] rows, int spots, Spot first) {
            int unknowns = rows[0].length;
            double[] length = new double[unknowns];
            for (double[] row : rows) {
                for (int d = 0; d < unknowns; d++) {
                    length[d] += row[d] * row[d];
                }
            }
            R064Store matrix = R064Store.FACTORY.make(rows.length, unknowns);
            double[] unscaled = new double[unknowns];
            for (int d = 0; d < unknowns; d++) {
                unscaled[d] = length[d] > 0 ? 1 / Math.sqrt(length[d]) : 0;
                for (int i = 0; i < rows.length; i++) {
                    matrix.set(i, d, rows[i][d] * unscaled[d]);
                }
            }
            SingularValue<Double> svd = SingularValue.R064.make(matrix);
            svd.decompose(matrix);
            List<Vector> vectors = IntStream.range(0, unknowns)
                    .mapToObj(j -> Vector.of(IntStream.range(0, unknowns)
                            .mapToDouble(d -> svd.getV().doubleValue(d, j) * unscaled[d])
                            .toArray()))
                    .toList();
            Vector values = Vector.of(IntStream.range(0, unknowns)
                    .mapToDouble(svd.getSingularValues()::doubleValue)
                    .toArray());
            return new Decomposed(rows, spots, first, length, vectors, values);
        }

        /** The solution if so many dimensions are open. */
        NeuronSolution open(int open) {
            int unknowns = vectors.size();
            // of the solutions, the combination that carries the neuron's scale: the others do not change the slope at
            // the start
            Vector slopes = Vector.of(first.rowAlong(first.gradient()));
            int known = unknowns - open;
            Vector theta = Vector.zero(unknowns);
            for (Vector solution : vectors.subList(known, unknowns)) {
                theta = theta.plus(slopes.dot(solution), solution);
            }
            // equations are those of a neuron with the first spot's gradient
            double unit = Math.abs(slopes.dot(theta)) / first.gradient().dot(first.gradient());
            // what the spots are off by tells how much they err, if they are more than determine it
            int spare = spots - known;
            double spread = spare < FEW ? 1 : SHARED * residual(rows, spots, theta) / unit / Math.sqrt(spare);
            List<Vector> untold = new ArrayList<>();
            for (int d = 0; d < unknowns; d++) {
                if (length[d] == 0) {
                    untold.add(Vector.axis(unknowns, d).times(theta.norm())); // no spot has it
                }
            }
            for (int k = known; k < unknowns && open > 1; k++) {
                // without its share of the neuron's scale
                Vector free = vectors.get(k).plus(-slopes.dot(vectors.get(k)) / slopes.dot(theta), theta);
                if (free.norm() > 0) {
                    untold.add(free.times(Math.min(spread * unit / values.get(k), theta.norm() / free.norm())));
                }
            }
            return new NeuronSolution(
                    theta,
                    vectors.subList(0, known),
                    values,
                    IntStream.range(0, known)
                            .mapToObj(k -> spread * unit / values.get(k))
                            .toList(),
                    known == 0 ? 1 : values.get(known) / values.get(known - 1),
                    untold);
        }
    }

    /** How much of what each equation says it alone determines, from 0 to 1: its leverage. */
    double[] pulls(double[][] rows) {
        double[] pulls = new double[rows.length];
        for (int i = 0; i < rows.length; i++) {
            Vector row = Vector.of(rows[i]);
            for (int k = 0; k < known.size(); k++) {
                pulls[i] += Math.pow(row.dot(known.get(k)) / values.get(k), 2);
            }
        }
        return pulls;
    }

    /** Of each coefficient; infinite for one that no equation has. */
    Vector standardErrors() {
        return Vector.of(IntStream.range(0, theta.dimension())
                .mapToDouble(this::standardError)
                .toArray());
    }

    private double standardError(int d) {
        double variance = 0;
        boolean met = false;
        for (int k = 0; k < known.size(); k++) {
            variance += Math.pow(errors.get(k) * known.get(k).get(d), 2);
            met |= known.get(k).get(d) != 0;
        }
        return met ? Math.sqrt(variance) : Double.POSITIVE_INFINITY;
    }

    /** Counts the directions taken for known in which the errors are too large for that. */
    int doubtful() {
        return (int) IntStream.range(0, known.size())
                .filter(k -> errors.get(k) * known.get(k).norm() > SURE * theta.norm())
                .count();
    }

    /** The directions that are not known, as far as they concern coefficients that are not. */
    List<Vector> free() {
        boolean[] known = new boolean[theta.dimension()];
        for (int d = 0; d < known.length; d++) {
            int feature = d;
            double error = Math.sqrt(untold.stream()
                    .mapToDouble(v -> v.get(feature) * v.get(feature))
                    .sum());
            known[d] = error <= SURE * theta.norm();
        }
        return untold.stream()
                .map(v -> Vector.of(IntStream.range(0, known.length)
                        .mapToDouble(d -> known[d] ? 0 : v.get(d))
                        .toArray()))
                .filter(v -> v.norm() > 0)
                .toList();
    }

    List<Vector> weakest() {
        return IntStream.range(Math.max(0, known.size() - WEAKEST), known.size())
                .mapToObj(k -> known.get(k).times(errors.get(k)))
                .toList();
    }

    private static double residual(double[][] rows, int spots, Vector theta) {
        double squares = 0;
        for (int i = 0; i < spots; i++) {
            squares += Math.pow(Vector.of(rows[i]).dot(theta), 2);
        }
        return Math.sqrt(squares);
    }
}
