package org.crease.recovery.arrangement;

import java.util.List;
import java.util.function.UnaryOperator;
import org.crease.geometry.Hyperplane;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.crease.oracle.Oracle;
import org.crease.oracle.OracleWrapper;

/** A box without what some neurons of layer 1 add to its answers, each the same everywhere: what it leaves are the kinks of the others. */
final class Known extends OracleWrapper {
    /** A neuron of a network with one hidden layer: f bends by as much wherever its plane is crossed. */
    record Fold(BoundaryPoint plane, Vector bend) {}

    private final List<Fold> folds;
    /** By neuron: the normal of its plane, the offset of that, and the bend, a number for each output. */
    private final double[][] rows;

    Known(Oracle inner, List<Fold> folds) {
        super(inner);
        this.folds = List.copyOf(folds);
        this.rows = folds.stream().map(Known::row).toArray(double[][]::new);
    }

    private static double[] row(Fold fold) {
        Hyperplane plane = fold.plane().plane();
        int n = plane.normal().dimension();
        double[] row = new double[n + 1 + fold.bend().dimension()];
        for (int i = 0; i < n; i++) {
            row[i] = plane.normal().get(i);
        }
        row[n] = plane.form().constant();
        for (int o = 0; o < fold.bend().dimension(); o++) {
            row[n + 1 + o] = fold.bend().get(o);
        }
        return row;
    }

    @Override
    protected OracleWrapper around(Oracle other) {
        return new Known(other, folds);
    }

    @Override
    protected Points answer(Points questions, UnaryOperator<Points> next) {
        Points answers = next.apply(questions);
        int n = questions.dimension();
        int m = answers.dimension();
        double[] x = questions.toArray();
        double[] left = answers.toArray();
        for (int p = 0; p < questions.size(); p++) {
            for (double[] row : rows) {
                double z = row[n];
                for (int i = 0; i < n; i++) {
                    z += row[i] * x[p * n + i];
                }
                for (int o = 0; z > 0 && o < m; o++) {
                    left[p * m + o] -= z * row[n + 1 + o];
                }
            }
        }
        return Points.of(questions.size(), m, left);
    }
}
