package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.crease.geometry.Vector;
import org.crease.recovery.fit.LeastSquares;

/**
 * What most equations say of signs where some are wrong and others hold a little more than these ({@link LinearRest}): least squares, each
 * equation counted the less the farther it is off. Nothing is proven by it; but rounded, most signs are right, and what equations leave then shows
 * what is wrong with them.
 */
final class SignVote {
    private static final int ROUNDS = 60;

    /** This share of the equations is as exact as any. */
    private static final double EXACT = 0.2;

    /** So many times as far off as these, an equation counts half. */
    private static final double HALF = 3;

    /** No equation is more exact than this. */
    private static final double FINEST = 1e-9;

    private SignVote() {}

    /** The signs, rounded, of the unknowns that equations row · x = right have. */
    static Vector of(List<Vector> rows, List<Double> right) {
        double[] weights = new double[rows.size()];
        Arrays.fill(weights, 1);
        Vector x = Vector.zero(rows.getFirst().dimension());
        for (int round = 0; round < ROUNDS; round++) {
            List<Vector> weighed = new ArrayList<>();
            List<Double> sides = new ArrayList<>();
            for (int i = 0; i < weights.length; i++) {
                weighed.add(rows.get(i).times(weights[i]));
                sides.add(weights[i] * right.get(i));
            }
            x = LeastSquares.solve(weighed, sides).solution().column(0);
            Vector solution = x;
            double[] off = IntStream.range(0, weights.length)
                    .mapToDouble(i -> Math.abs(rows.get(i).dot(solution) - right.get(i)))
                    .toArray();
            double[] sorted = off.clone();
            Arrays.sort(sorted);
            double typical = Math.max(FINEST, sorted[(int) (EXACT * sorted.length)]);
            for (int i = 0; i < weights.length; i++) {
                weights[i] = 1 / (1 + off[i] / (HALF * typical));
            }
        }
        return Vector.of(Arrays.stream(x.toArray()).map(s -> s < 0 ? -1 : 1).toArray());
    }
}
