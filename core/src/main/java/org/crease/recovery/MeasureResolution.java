package org.crease.recovery;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.crease.oracle.Oracle;

/**
 * Finds out how exact one answer is, before anything is concluded from any: second differences f(x−h) − 2 f(x) + f(x+h)
 * over steps of several lengths at several places. Where f is linear they hold nothing but error. The shortest step that
 * the answers still tell apart gives η; second differences that shrink like h² instead mean that f is curved.
 *
 * <p>A glance, at few places and along the shortest steps, is enough where nothing but the rounding of float64 is seen.
 * Anything else is studied at length.
 *
 * @param glanced random places at each distance from the origin, for the glance
 * @param studied the same for the study
 * @param distances from the origin, in units of scale · √n
 */
public record MeasureResolution(int glanced, int studied, List<Double> distances) {
    /**
     * A dozen places make a kink at most of them unlikely, which is what coarse answers need; five hold ten errors of one
     * answer, which is what η needs. The distances reach as far as the longest lines do.
     */
    public static final MeasureResolution DEFAULTS = new MeasureResolution(5, 12, List.of(0.3, 3.0, 100.0, 1000.0));

    private static final String ACCOUNT = "MeasureResolution";

    public MeasureResolution {
        distances = List.copyOf(distances);
        if (Math.min(glanced, studied) < 4 || distances.isEmpty()) {
            throw new IllegalArgumentException("places must be at least 4 and distances at least 1, got "
                    + Math.min(glanced, studied) + " and " + distances.size());
        }
    }

    /** What was found. */
    public sealed interface Outcome {}

    /** f is piecewise linear as far as the answers tell. */
    public record Measured(Resolution resolution) implements Outcome {}

    /** f is curved. */
    public record Curved(String message) implements Outcome {}

    /**
     * Asks glanced × (5 × distances + 2) questions; where that is not enough, studied × (13 × distances + 2) more, and a part
     * of the first.
     */
    public Outcome measure(Oracle oracle, SearchSpace space, RandomGenerator random) {
        Oracle charged = oracle.chargedTo(ACCOUNT);
        Optional<Resolution> float64 = glance(charged, space, random);
        return float64.isPresent() ? new Measured(float64.get()) : study(charged, space, random);
    }

    private Optional<Resolution> glance(Oracle oracle, SearchSpace space, RandomGenerator random) {
        List<Shell> shells = new ArrayList<>();
        for (double distance : distances) {
            Shell shell = Shell.ask(oracle, space, distance, Shell.Look.glance(glanced), random);
            if (!shell.showsOnlyRounding()) {
                return Optional.empty();
            }
            shells.add(shell);
        }
        return Optional.of(resolution(oracle, shells, space, random));
    }

    private Outcome study(Oracle oracle, SearchSpace space, RandomGenerator random) {
        List<Shell> shells = new ArrayList<>();
        for (double distance : distances) {
            Shell shell = Shell.ask(oracle, space, distance, Shell.Look.study(studied), random);
            if (shell.isCurved()) {
                return new Curved(curved("at distance " + (float) shell.radius()));
            }
            shells.add(shell);
        }
        for (int o = 0; o < oracle.outputs(); o++) {
            List<Double> ratios = new ArrayList<>();
            for (Shell shell : shells) {
                shell.halve(o, ratios);
            }
            long quartered = ratios.stream().filter(r -> r > 3.6 && r < 4.4).count();
            if (ratios.size() >= studied / 2 && 2 * quartered > ratios.size()) {
                return new Curved(curved("at " + quartered + " of " + ratios.size() + " places"));
            }
        }
        return new Measured(resolution(oracle, shells, space, random));
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
        double relative = shells.stream().mapToDouble(Shell::relative).max().orElse(1);
        for (int o = 0; o < m; o++) {
            int output = o;
            List<Growth> all = shells.stream()
                    .map(shell -> Growth.from(shell, output, shells, oracle.uncertainty()))
                    .toList();
            // what float64 errs by grows with what it computes
            Growth least = relative > Resolution.COARSE
                    ? all.stream()
                            .min(Comparator.comparingDouble(g -> g.excess(output, shells)))
                            .orElseThrow()
                    : all.getFirst();
            floor[o] = least.floor;
            growth[o] = least.growth;
        }
        double slope = shells.stream()
                .mapToDouble(shell -> shell.magnitude() / shell.radius())
                .skip(shells.size() / 2)
                .max()
                .orElseThrow();
        double repeatError = repeatError(oracle, shells.getFirst().places(), space, random);
        return new Resolution(kind(repeatError, relative, shells), floor, growth, relative, slope, repeatError);
    }

    /**
     * A bound of errors that grows with the distance from the origin. Where errors are of one size everywhere, the largest of a few dozen is by
     * chance larger at the second distance than at the first; drawn out to the last one that would be a hundred times as much as was seen there.
     */
    private record Growth(double floor, double growth) {
        /** No less than what was seen anywhere, and of one size up to a shell. */
        static Growth from(Shell flat, int output, List<Shell> shells, double least) {
            double floor = shells.stream()
                    .filter(shell -> shell.radius() <= flat.radius())
                    .mapToDouble(shell -> shell.eta(output))
                    .reduce(least, Math::max);
            double growth = shells.stream()
                    .mapToDouble(shell -> (shell.eta(output) - floor) / shell.radius())
                    .reduce(0, Math::max);
            return new Growth(floor, growth);
        }

        /** How much more it is than what was seen, all distances together, in powers of e. */
        double excess(int output, List<Shell> shells) {
            return shells.stream()
                    .mapToDouble(shell -> Math.log((floor + growth * shell.radius()) / shell.eta(output)))
                    .sum();
        }
    }

    /** Two answers to the same question differ by √2 times the error of one. */
    private static double repeatError(Oracle oracle, int places, SearchSpace space, RandomGenerator random) {
        List<Vector> some = new ArrayList<>();
        for (int i = 0; i < places; i++) {
            some.add(space.pointAt(space.scale() * Math.sqrt(oracle.inputs()), random));
        }
        Points questions = Points.of(some);
        Points answers = oracle.ask(questions);
        Points again = oracle.askAgain(questions);
        double worst = 0;
        for (int o = 0; o < oracle.outputs(); o++) {
            double squares = 0;
            for (int i = 0; i < places; i++) {
                squares += Math.pow(answers.get(i, o) - again.get(i, o), 2);
            }
            worst = Math.max(worst, Math.sqrt(squares / places / 2));
        }
        return worst;
    }

    private static Resolution.Kind kind(double repeatError, double relative, List<Shell> shells) {
        if (repeatError > 0) {
            return Resolution.Kind.NOISY;
        }
        double[] values = shells.stream()
                .flatMapToDouble(shell -> Arrays.stream(shell.answers()))
                .toArray();
        if (decimals(values).isPresent()) {
            return Resolution.Kind.DECIMALS;
        }
        if (Arrays.stream(values).allMatch(v -> v == (float) v)) {
            return Resolution.Kind.FLOAT32;
        }
        return relative > Resolution.COARSE ? Resolution.Kind.COARSE : Resolution.Kind.FLOAT64;
    }

    /**
     * After how many digits all values end: they are multiples of one power of ten. Those so large that they are by chance do not
     * tell.
     */
    static OptionalInt decimals(double[] values) {
        double unit = 1;
        for (int digits = 0; digits <= 8; digits++, unit *= 10) {
            double u = unit;
            double[] telling = Arrays.stream(values)
                    .filter(v -> v != 0 && Math.abs(v * u) < 0x1p40)
                    .toArray();
            if (telling.length > 0 && Arrays.stream(telling).allMatch(v -> v == Math.rint(v * u) / u)) {
                return OptionalInt.of(digits);
            }
        }
        return OptionalInt.empty();
    }
}
