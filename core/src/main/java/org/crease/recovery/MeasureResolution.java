package org.crease.recovery;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
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

    /** Steps in units of the distance. The first four are for coarse answers, the fifth shows curvature, the last is η's. */
    private static final double[] STEPS = {4e-2, 2e-2, 1e-2, 5e-3, 1e-4, 1e-7};

    /** The step, of {@link #STEPS}, along which a dead output does not move. */
    private static final int WIDE = 3;

    /** η over the largest second difference of a dozen places: what thousands of answers later on will not exceed. */
    private static final double SAFETY = 2;

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

    /** Asks at most distances × places × 13 questions, and two dozen more. */
    public Outcome measure(Oracle oracle, SearchSpace space, RandomGenerator random) {
        Oracle charged = oracle.chargedTo(ACCOUNT);
        List<Shell> shells = new ArrayList<>();
        for (double distance : distances) {
            double radius = distance * space.scale() * Math.sqrt(oracle.inputs());
            Shell shell = Shell.ask(charged, space, radius, places, random);
            if (shell.isCurved()) {
                return new Curved(curved("at distance " + (float) shell.radius));
            }
            shells.add(shell);
        }
        for (int o = 0; o < oracle.outputs(); o++) {
            List<Double> ratios = new ArrayList<>();
            for (Shell shell : shells) {
                shell.halve(o, ratios);
            }
            long quartered = ratios.stream().filter(r -> r > 3.6 && r < 4.4).count();
            if (ratios.size() >= places / 2 && 2 * quartered > ratios.size()) {
                return new Curved(curved("at " + quartered + " of " + ratios.size() + " places"));
            }
        }
        return new Measured(resolution(charged, shells, space, random));
    }

    private static String curved(String where) {
        return "f is not piecewise linear: " + where
                + " second differences shrink like h². Maybe the model ends in a softmax"
                + " or sigmoid, or has smooth activations: ask for its logits";
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
        /** Whether an output is one and the same number all along the step {@link #WIDE}, [place][output]. */
        private final boolean[][] dead;

        private Shell(double radius, double[][][] second, boolean[][] dead, double[] answers) {
            this.radius = radius;
            this.second = second;
            this.dead = dead;
            this.answers = answers;
            this.magnitude = Arrays.stream(answers).map(Math::abs).max().orElse(0);
            int m = second[0][0].length;
            this.eta = new double[m];
            for (int o = 0; o < m; o++) {
                eta[o] = SAFETY * Math.max(errorIn(o), Math.ulp(magnitude));
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
            boolean[][] dead = new boolean[places][m];
            int stride = 1 + 2 * STEPS.length;
            for (int p = 0; p < places; p++) {
                int at = p * stride;
                for (int o = 0; o < m; o++) {
                    for (int s = 0; s < STEPS.length; s++) {
                        second[p][s][o] = Math.abs(answers.get(at + 1 + 2 * s, o)
                                - 2 * answers.get(at, o)
                                + answers.get(at + 2 + 2 * s, o));
                    }
                    double f = answers.get(at, o);
                    dead[p][o] = f == answers.get(at + 1 + 2 * WIDE, o) && f == answers.get(at + 2 + 2 * WIDE, o);
                }
            }
            return new Shell(radius, second, dead, answers.toArray());
        }

        /** The second differences of the places that are not dead: those tell nothing about errors. */
        private double[] differences(int step, int output) {
            return IntStream.range(0, second.length)
                    .filter(p -> !dead[p][output])
                    .mapToDouble(p -> second[p][step][output])
                    .toArray();
        }

        /** The shortest step at which most second differences are not exactly zero; the shortest of all if there is none. */
        private int finestTelling(int output) {
            for (int s = STEPS.length - 1; s >= 0; s--) {
                double[] differences = differences(s, output);
                long telling = Arrays.stream(differences).filter(v -> v > 0).count();
                if (2 * telling > differences.length) {
                    return s;
                }
            }
            return STEPS.length - 1;
        }

        /**
         * The largest second difference at the finest step that tells, which a kink does not reach; where only longer steps
         * tell, one in ten may have.
         */
        private double errorIn(int output) {
            int step = finestTelling(output);
            return quantile(differences(step, output), step == STEPS.length - 1 ? 1 : 0.9);
        }

        boolean isCurved() {
            for (int o = 0; o < eta.length; o++) {
                // so short that no plausible number of kinks would reach most places
                boolean clearlyBent = quantile(differences(STEPS.length - 2, o), 0.5) > 64 * eta[o];
                if (finestTelling(o) == STEPS.length - 1 && clearlyBent) {
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
                for (int step = 0; step < STEPS.length - 3; step++) {
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
}
