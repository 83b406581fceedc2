package org.crease.recovery.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.crease.geometry.Vector;

/**
 * Values with which a model leaves least of answers, by absolute values: what something else leaves at some of them draws hardly any value off. Gauss–Newton, each step a
 * round of reweighted squares.
 *
 * @param values with which least is left
 * @param errors of these, as either half of the answers that agree tells them; infinite where none of these depends on one otherwise than on others
 * @param rests what values leave of each answer
 * @param slopes by how much each of these falls with each value, answers × values
 * @param most left of an answer that may be rounding
 */
public record LeastAbsolute(Vector values, Vector errors, Vector rests, LeastSquares.Matrix slopes, double most) {
    private static final int STEPS = 60;

    /** A step is the last that leaves hardly less: so much of what is left in all, and of each answer on average. */
    private static final double HARDLY = 0.999;

    /** Steps are kept short by a share of the largest column; where one leaves no less, the next is shorter, after one that does it may be longer. */
    private static final double DAMPING = 1e-4;

    private static final double SHORTER = 10;

    private static final int TRIES = 8;

    /** Answers that depend on values that they tell, and agree: so many more than there are unknowns, and so large a share. By chance none does. */
    private static final int ENOUGH = 10;

    private static final double SHARE = 0.5;

    /** A model of answers. */
    public interface Model {
        /** What values leave of each answer. */
        double[] rests(Vector values);

        /** By how much each of these falls with each value, answers × values. */
        LeastSquares.Matrix slopes(Vector values);
    }

    /**
     * Descends.
     *
     * @param start values to begin with
     * @param most left of an answer that may be rounding
     */
    public static LeastAbsolute of(Model model, Vector start, double most) {
        Vector values = start;
        double[] rests = model.rests(values);
        LeastSquares.Matrix slopes = model.slopes(values);
        double damping = DAMPING;
        boolean goesOn = true;
        for (int step = 0; step < STEPS && goesOn; step++) {
            Equations equations = Equations.of(slopes, rests, most);
            double before = sum(rests);
            double typical = typical(rests, most);
            for (int tries = 0; tries < TRIES && !(sum(rests) < before); tries++) {
                Vector better = values.plus(1, equations.damped(damping));
                double[] left = model.rests(better);
                if (sum(left) < before) {
                    values = better;
                    rests = left;
                    slopes = model.slopes(values);
                    damping /= SHORTER;
                } else {
                    damping *= SHORTER;
                }
            }
            // what others leave may be most of it
            goesOn = sum(rests) < HARDLY * before || typical(rests, most) < HARDLY * typical;
        }
        return new LeastAbsolute(values, errors(slopes, rests, most), Vector.of(rests), slopes, most);
    }

    /**
     * Whether answers tell some of the values.
     *
     * @param determined the largest error of a value that is known
     * @param unknowns that the answers which depend on these may be used up for
     */
    public boolean isTold(double determined, int unknowns, int... which) {
        int[] heard = IntStream.range(0, rests.dimension())
                .filter(row -> IntStream.of(which).anyMatch(v -> slopes.get(row, v) != 0))
                .toArray();
        long agreeing = IntStream.of(heard)
                .filter(row -> Math.abs(rests.get(row)) <= most)
                .count();
        return agreeing >= unknowns + ENOUGH
                && agreeing >= SHARE * heard.length
                && IntStream.of(which).allMatch(v -> errors.get(v) <= determined);
    }

    /**
     * By the answers alone that agree, and by either half of them: others may be left for any reason, and as many as there are values agree with any of these where
     * nothing else tells them.
     */
    private static Vector errors(LeastSquares.Matrix slopes, double[] rests, double most) {
        int[] agreeing = IntStream.range(0, rests.length)
                .filter(row -> Math.abs(rests[row]) <= most && slopes.row(row).norm() > 0)
                .toArray();
        double[] errors = new double[slopes.columns()];
        for (int half = 0; half < 2; half++) {
            int first = half;
            int[] heard = IntStream.range(0, agreeing.length)
                    .filter(i -> i % 2 == first)
                    .map(i -> agreeing[i])
                    .toArray();
            if (heard.length == 0) {
                Arrays.fill(errors, Double.POSITIVE_INFINITY);
            } else {
                Vector told = LeastSquares.solve(slopes.select(heard), Vector.zero(heard.length))
                        .errors();
                Arrays.setAll(errors, v -> Math.max(errors[v], most * told.get(v)));
            }
        }
        return Vector.of(errors);
    }

    /** One step, over what each answer leaves. */
    private record Equations(LeastSquares.Matrix slopes, Vector right, double longest) {
        static Equations of(LeastSquares.Matrix slopes, double[] rests, double most) {
            List<Vector> rows = new ArrayList<>();
            List<Double> right = new ArrayList<>();
            for (int row = 0; row < rests.length; row++) {
                double weight = 1 / Math.sqrt(Math.max(Math.abs(rests[row]), most));
                Vector slope = slopes.row(row);
                if (slope.norm() > 0) {
                    rows.add(slope.times(weight));
                    right.add(weight * rests[row]);
                }
            }
            int values = slopes.columns();
            // room for what keeps a step short
            IntStream.range(0, values).forEach(v -> rows.add(Vector.zero(values)));
            IntStream.range(0, values).forEach(v -> right.add(0.0));
            LeastSquares.Matrix all = LeastSquares.Matrix.ofRows(rows);
            double longest = IntStream.range(0, values)
                    .mapToDouble(v -> all.column(v).norm())
                    .max()
                    .orElse(0);
            return new Equations(
                    all,
                    Vector.of(right.stream().mapToDouble(Double::doubleValue).toArray()),
                    longest);
        }

        Vector damped(double damping) {
            set(damping * longest);
            return LeastSquares.solve(slopes, right).solution().column(0);
        }

        private void set(double keeping) {
            int first = slopes.rows() - slopes.columns();
            for (int v = 0; v < slopes.columns(); v++) {
                slopes.set(first + v, v, keeping);
            }
        }
    }

    private static double sum(double[] rests) {
        return Arrays.stream(rests).map(Math::abs).sum();
    }

    /** The geometric mean, of what is more than rounding. */
    private static double typical(double[] rests, double most) {
        return Math.exp(Arrays.stream(rests)
                .map(r -> Math.log(Math.max(Math.abs(r), most)))
                .average()
                .orElse(0));
    }
}
