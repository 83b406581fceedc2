package org.crease.recovery;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.crease.oracle.Oracle;

/**
 * Finds out how exact one answer is, before anything is concluded from any: second differences f(x−h) − 2 f(x) + f(x+h)
 * over steps of several lengths at several places. Where f is linear they hold nothing but error. The shortest step that
 * the answers still tell apart gives η; second differences that shrink like h² instead mean that f is curved.
 *
 * @param places random places at each distance from the origin
 * @param distances from the origin, in units of scale · √n
 */
public record MeasureResolution(int places, List<Double> distances) {
    /** A dozen places make a kink at most of them unlikely; the distances reach as far as the longest lines do. */
    public static final MeasureResolution DEFAULTS = new MeasureResolution(12, List.of(0.3, 3.0, 100.0, 1000.0));

    /** Steps in units of the distance. The first two are for coarse answers, the third shows curvature, the last is η's. */
    private static final double[] STEPS = {1e-2, 5e-3, 1e-4, 1e-7};

    private static final String ACCOUNT = "MeasureResolution";

    public MeasureResolution {
        distances = List.copyOf(distances);
        if (places < 4 || distances.isEmpty()) {
            throw new IllegalArgumentException(
                    "places must be at least 4 and distances at least 1, got " + places + " and " + distances.size());
        }
    }

    /** What was found. */
    public sealed interface Outcome {}

    /** f is piecewise linear as far as the answers tell. */
    public record Measured(Resolution resolution) implements Outcome {}

    /** f is curved. */
    public record Curved(String message) implements Outcome {}

    /** Asks at most distances × places × 9 questions, and two dozen more. */
    public Outcome measure(Oracle oracle, SearchSpace space, RandomGenerator random) {
        Oracle charged = oracle.chargedTo(ACCOUNT);
        List<Shell> shells = new ArrayList<>();
        for (double distance : distances) {
            double radius = distance * space.scale() * Math.sqrt(oracle.inputs());
            Shell shell = Shell.ask(charged, space, radius, places, random);
            if (shell.isCurved()) {
                return new Curved("f is not piecewise linear: at distance " + (float) shell.radius
                        + " second differences shrink like h². Maybe the model ends in a softmax or sigmoid,"
                        + " or has smooth activations: ask for its logits");
            }
            shells.add(shell);
        }
        return new Measured(resolution(charged, shells, space, random));
    }

    private static Resolution resolution(Oracle oracle, List<Shell> shells, SearchSpace space, RandomGenerator random) {
        int m = oracle.outputs();
        double[] floor = new double[m];
        double[] growth = new double[m];
        for (int o = 0; o < m; o++) {
            floor[o] = shells.getFirst().eta[o];
            for (Shell shell : shells) {
                growth[o] = Math.max(growth[o], (shell.eta[o] - floor[o]) / shell.radius);
            }
        }
        double magnitude = shells.getFirst().magnitude;
        for (Shell shell : shells) {
            if (shell.radius <= 10 * space.scale() * Math.sqrt(oracle.inputs())) {
                magnitude = Math.max(magnitude, shell.magnitude);
            }
        }
        return new Resolution(kind(oracle, shells, space, random), floor, growth, magnitude);
    }

    private static Resolution.Kind kind(Oracle oracle, List<Shell> shells, SearchSpace space, RandomGenerator random) {
        List<Vector> some = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            some.add(space.pointAt(space.scale() * Math.sqrt(oracle.inputs()), random));
        }
        Points questions = Points.of(some);
        Points answers = oracle.ask(questions);
        if (!answers.equals(oracle.ask(questions))) {
            return Resolution.Kind.NOISY;
        }
        double[] values = answers.toArray();
        if (Arrays.stream(values).allMatch(v -> v == 0)) {
            values = shells.getLast().answers;
        }
        if (areDecimals(values)) {
            return Resolution.Kind.DECIMALS;
        }
        return Arrays.stream(values).allMatch(v -> v == (float) v) ? Resolution.Kind.FLOAT32 : Resolution.Kind.FLOAT64;
    }

    /** Whether all values are multiples of one power of ten of at least eight digits fewer than a double holds. */
    private static boolean areDecimals(double[] values) {
        double unit = 1;
        for (int digits = 0; digits <= 8; digits++, unit *= 10) {
            double u = unit;
            if (Arrays.stream(values).allMatch(v -> v == Math.rint(v * u) / u)) {
                return true;
            }
        }
        return false;
    }

    /** All that was asked at one distance from the origin. */
    private static final class Shell {
        private final double radius;
        private final double[] eta;
        private final double magnitude;
        private final double[] answers;
        /** Second differences, [place][step][output]. */
        private final double[][][] second;

        private Shell(double radius, double[][][] second, double[] answers) {
            this.radius = radius;
            this.second = second;
            this.answers = answers;
            this.magnitude = Arrays.stream(answers).map(Math::abs).max().orElse(0);
            int m = second[0][0].length;
            this.eta = new double[m];
            for (int o = 0; o < m; o++) {
                eta[o] = Math.max(quantile(differences(finestTelling(o), o), 0.9), Math.ulp(magnitude));
            }
        }

        static Shell ask(Oracle oracle, SearchSpace space, double wanted, int places, RandomGenerator random) {
            List<Vector> questions = new ArrayList<>();
            double radius = 0;
            for (int p = 0; p < places; p++) {
                Vector x = space.pointAt(wanted, random);
                radius = Math.max(radius, x.norm());
                Vector d = Vector.direction(oracle.inputs(), random);
                questions.add(x);
                for (double step : STEPS) {
                    double h = space.roomAt(x, d, step * Math.min(wanted, x.norm()));
                    questions.add(x.plus(-h, d));
                    questions.add(x.plus(h, d));
                }
            }
            Points answers = oracle.ask(Points.of(questions));
            int m = oracle.outputs();
            double[][][] second = new double[places][STEPS.length][m];
            int stride = 1 + 2 * STEPS.length;
            for (int p = 0; p < places; p++) {
                for (int s = 0; s < STEPS.length; s++) {
                    for (int o = 0; o < m; o++) {
                        int at = p * stride;
                        second[p][s][o] = Math.abs(answers.get(at + 1 + 2 * s, o)
                                - 2 * answers.get(at, o)
                                + answers.get(at + 2 + 2 * s, o));
                    }
                }
            }
            return new Shell(radius, second, answers.toArray());
        }

        private double[] differences(int step, int output) {
            return Arrays.stream(second)
                    .mapToDouble(place -> place[step][output])
                    .toArray();
        }

        /** The shortest step at which most second differences are not exactly zero; the shortest of all if there is none. */
        private int finestTelling(int output) {
            for (int s = STEPS.length - 1; s >= 0; s--) {
                long telling =
                        Arrays.stream(differences(s, output)).filter(v -> v > 0).count();
                if (2 * telling > second.length) {
                    return s;
                }
            }
            return STEPS.length - 1;
        }

        boolean isCurved() {
            for (int o = 0; o < eta.length; o++) {
                // so short that no plausible number of kinks would reach most places
                if (finestTelling(o) == STEPS.length - 1 && quantile(differences(2, o), 0.5) > 64 * eta[o]) {
                    return true;
                }
                // coarse answers: halving the step must quarter the difference, a kink would at most halve it or lose
                // it
                int quartered = 0;
                for (double[][] place : second) {
                    boolean clear = place[1][o] > 16 * place[3][o] && place[1][o] > 8 * eta[o];
                    double ratio = place[0][o] / place[1][o];
                    if (clear && ratio > 3.6 && ratio < 4.4) {
                        quartered++;
                    }
                }
                if (quartered > 0.6 * second.length) {
                    return true;
                }
            }
            return false;
        }

        private static double quantile(double[] values, double share) {
            double[] sorted = values.clone();
            Arrays.sort(sorted);
            return sorted[(int) Math.min(sorted.length - 1L, Math.round(share * (sorted.length - 1)))];
        }
    }
}
