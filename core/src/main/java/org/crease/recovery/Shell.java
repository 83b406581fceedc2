package org.crease.recovery;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.crease.oracle.Oracle;

/** All that {@link MeasureResolution} asks at one distance from the origin, and what it says about errors and curvature. */
final class Shell {
    /** Second differences over the next to the shortest step, in units of the largest over the shortest: errors up to here. */
    private static final double BENT = 4;

    /** The largest of ten errors over the middle one where a few places tell of all: normal errors hardly ever reach it. */
    private static final double SCATTERED = 8;

    /** η over |f| where nothing but the rounding of float64 is seen, with room for sums that cancel. */
    private static final double ROUNDING = 1e-12;

    /**
     * What is asked at one distance.
     *
     * @param safety η over the largest second difference, so that thousands of answers later on do not exceed it: more where
     *     it is the largest of fewer
     * @param telling a step tells if a larger share of second differences than this is not zero, or if f is another number at either end of it
     *     at a larger share of places
     * @param steps in units of the distance; the last is η's, the one before shows curvature, others are for coarse answers
     */
    record Look(int places, double safety, double telling, List<Double> steps) {
        static Look glance(int places) {
            return new Look(places, 2.5, 0, List.of(1e-4, 1e-7));
        }

        static Look study(int places) {
            return new Look(places, 2, 0.5, List.of(4e-2, 2e-2, 1e-2, 5e-3, 1e-4, 1e-7));
        }

        int finest() {
            return steps.size() - 1;
        }

        int bending() {
            return steps.size() - 2;
        }

        /** The step along which a dead output does not move. */
        int wide() {
            return Math.max(0, steps.size() - 3);
        }
    }

    private final Look look;
    private final double radius;
    private final double[] eta;
    private final double magnitude;
    private final double[] answers;
    /** Second differences, [place][step][output]. */
    private final double[][][] second;
    /** Whether an output is one and the same number all along the step {@link Look#wide()}, [place][output]. */
    private final boolean[][] dead;
    /** Whether an output changes along a step, [place][step][output]. */
    private final boolean[][][] moved;

    private Shell(
            Look look, double radius, double[][][] second, boolean[][] dead, boolean[][][] moved, double[] answers) {
        this.look = look;
        this.radius = radius;
        this.second = second;
        this.dead = dead;
        this.moved = moved;
        this.answers = answers;
        this.magnitude = Arrays.stream(answers).map(Math::abs).max().orElse(0);
        int m = second[0][0].length;
        this.eta = new double[m];
        for (int o = 0; o < m; o++) {
            eta[o] = look.safety * errorIn(o);
        }
    }

    static Shell ask(Oracle oracle, SearchSpace space, double distance, Look look, RandomGenerator random) {
        double wanted = distance * space.scale() * Math.sqrt(oracle.inputs());
        List<Vector> questions = new ArrayList<>();
        double radius = 0;
        for (int p = 0; p < look.places; p++) {
            Vector x = space.pointAt(wanted, random);
            radius = Math.max(radius, x.norm());
            Vector d = Vector.direction(oracle.inputs(), random);
            questions.add(x);
            for (double step : look.steps) {
                double h = space.roomAt(x, d, step * Math.min(wanted, x.norm()));
                questions.add(x.plus(-h, d));
                questions.add(x.plus(h, d));
            }
        }
        Points answers = oracle.ask(Points.of(questions));
        int m = oracle.outputs();
        int steps = look.steps.size();
        double[][][] second = new double[look.places][steps][m];
        boolean[][] dead = new boolean[look.places][m];
        boolean[][][] moved = new boolean[look.places][steps][m];
        for (int p = 0; p < look.places; p++) {
            int at = p * (1 + 2 * steps);
            for (int o = 0; o < m; o++) {
                double f = answers.get(at, o);
                for (int s = 0; s < steps; s++) {
                    double back = answers.get(at + 1 + 2 * s, o);
                    double ahead = answers.get(at + 2 + 2 * s, o);
                    second[p][s][o] = Math.abs(back - 2 * f + ahead);
                    moved[p][s][o] = back != f || ahead != f;
                }
                dead[p][o] = !moved[p][look.wide()][o];
            }
        }
        return new Shell(look, radius, second, dead, moved, answers.toArray());
    }

    int places() {
        return look.places;
    }

    double radius() {
        return radius;
    }

    /** The largest |f|. */
    double magnitude() {
        return magnitude;
    }

    /** The largest η over the largest |f|; at most 1. */
    double relative() {
        double largest = Arrays.stream(eta).max().orElseThrow();
        return magnitude > largest ? largest / magnitude : 1;
    }

    double eta(int output) {
        return eta[output];
    }

    /** All answers, one after the other. */
    double[] answers() {
        return answers;
    }

    /** The second differences of the places that are not dead: those tell nothing about errors. */
    private double[] differences(int step, int output) {
        return IntStream.range(0, second.length)
                .filter(p -> !dead[p][output])
                .mapToDouble(p -> second[p][step][output])
                .toArray();
    }

    /**
     * The shortest step that tells; the shortest of all if there is none. Second differences of answers that are rounded to some unit are zero at half
     * of the places, however far f moves along the step.
     */
    private int finestTelling(int output) {
        for (int s = look.finest(); s >= 0; s--) {
            int step = s;
            double[] differences = differences(s, output);
            long moving = IntStream.range(0, moved.length)
                    .filter(p -> !dead[p][output] && moved[p][step][output])
                    .count();
            if (Math.max(above(0, differences), moving) > look.telling * differences.length
                    || showsLastDigits(differences)) {
                return s;
            }
        }
        return look.finest();
    }

    /**
     * Whether some differ from zero, and none by more than float64 rounds: answers near zero are often without any error, but
     * where fewer digits are kept, what is not zero is at least one unit of the last of them.
     */
    private boolean showsLastDigits(double[] differences) {
        return above(0, differences) > 0 && quantile(differences, 1) <= ROUNDING * magnitude;
    }

    private static long above(double bound, double[] values) {
        return Arrays.stream(values).filter(v -> v > bound).count();
    }

    /** The second differences at the finest step, which a kink does not reach, and those at the next that are not bent. */
    private double[] errors(int output) {
        double[] finest = differences(look.finest(), output);
        double bound = BENT * Math.max(quantile(finest, 1), Math.ulp(magnitude));
        DoubleStream next = Arrays.stream(differences(look.bending(), output)).filter(v -> v <= bound);
        return DoubleStream.concat(Arrays.stream(finest), next).toArray();
    }

    /** The largest error; where only longer steps tell, kinks may have reached one place in ten. */
    private double errorIn(int output) {
        int step = finestTelling(output);
        double largest = step == look.finest() ? quantile(errors(output), 1) : quantile(differences(step, output), 0.9);
        // no answer is better than its last digit
        return Math.max(largest, Math.ulp(magnitude));
    }

    /**
     * Whether every output is alive at half of the places or more, errs there as float64 does and by much the same, and is
     * bent at few. Where no error is seen, nothing is known: small numbers are exact in any arithmetic.
     */
    boolean showsOnlyRounding() {
        for (int o = 0; o < eta.length; o++) {
            double[] errors = errors(o);
            double[] next = differences(look.bending(), o);
            double usual = Math.max(quantile(errors, 0.5), Math.ulp(magnitude));
            boolean alive = 2 * next.length >= look.places;
            boolean small = above(0, errors) > 0 && eta[o] <= ROUNDING * magnitude;
            boolean scattered = quantile(errors, 1) > SCATTERED * usual;
            boolean bent = 2 * above(eta[o], next) >= next.length;
            if (!alive || !small || scattered || bent) {
                return false;
            }
        }
        return true;
    }

    boolean isCurved() {
        for (int o = 0; o < eta.length; o++) {
            // so short that no plausible number of kinks would reach most places
            boolean clearlyBent = quantile(differences(look.bending(), o), 0.5) > 64 * eta[o];
            if (finestTelling(o) == look.finest() && clearlyBent) {
                return true;
            }
        }
        return false;
    }

    /**
     * For coarse answers: how the second difference changes when the step is halved, at every place and step where it is
     * clear of the error. A kink makes it half as large at most, or takes it away; curvature makes it a quarter.
     */
    void halve(int output, List<Double> ratios) {
        for (double[][] place : second) {
            for (int step = 0; step < look.wide(); step++) {
                if (place[step + 1][output] > 8 * eta[output]) {
                    ratios.add(place[step][output] / place[step + 1][output]);
                }
            }
        }
    }

    private static double quantile(double[] values, double share) {
        if (values.length == 0) {
            return 0;
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.min(sorted.length - 1L, Math.round(share * (sorted.length - 1)))];
    }
}
