package org.crease.recovery.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.crease.network.ReluNetwork;
import org.crease.oracle.Oracle;
import org.crease.recovery.SearchSpace;

/** Fresh answers for an {@link OutputLayer}, and rows of least-squares problems on them, each divided by ‖x‖ + scale since f grows like that. */
final class OutputSample {
    /** Share of the answers that a trimmed fit keeps, and how often it looks again which ones to keep. */
    private static final double KEPT = 0.75;

    private static final int TRIMMINGS = 12;

    /** In errors as they typically are, how far off an answer is that a fit does not explain as it does the others. */
    static final double FAR_ABOVE = 10;

    /** A bound in standard errors. */
    private static final double SURE = 5;

    /** Places on each boundary of the last layer whose two sides are asked about. */
    private static final int ZEROS = 3;

    /** How far to the sides, relative to the distance from the origin: far enough to weigh, and near enough to be still there. */
    private static final double[] SIDESTEPS = {0.2, -0.2, 0.02, -0.02};

    private final SearchSpace space;
    private final List<Vector> places;
    private final List<Vector> heldOut;
    private final LeastSquares.Matrix doubled;
    private final LeastSquares.Matrix answers;
    private final LeastSquares.Matrix heldOutAnswers;

    private OutputSample(
            SearchSpace space,
            ReluNetwork known,
            Map<Integer, Predicate<Vector>> sides,
            List<Vector> places,
            List<Vector> heldOut,
            Points answers) {
        this.space = space;
        this.places = places;
        this.heldOut = heldOut;
        this.doubled = features(known, places, true, space);
        turn(sides, known, doubled, places);
        this.answers = scaled(places, answers.slice(0, places.size()));
        this.heldOutAnswers = scaled(heldOut, answers.slice(places.size(), answers.size()));
    }

    List<Vector> places() {
        return places;
    }

    List<Vector> heldOut() {
        return heldOut;
    }

    LeastSquares.Matrix doubled() {
        return doubled;
    }

    LeastSquares.Matrix answers() {
        return answers;
    }

    LeastSquares.Matrix heldOutAnswers() {
        return heldOutAnswers;
    }

    /** Answers already there; one in four is held out. */
    static OutputSample of(Points x, Points f, SearchSpace space, ReluNetwork known) {
        return of(x, f, space, known, Map.of());
    }

    /**
     * The same.
     *
     * @param sides for neurons of the last layer whose preactivation does not tell it, whether they are on at a place
     */
    static OutputSample of(
            Points x, Points f, SearchSpace space, ReluNetwork known, Map<Integer, Predicate<Vector>> sides) {
        List<Vector> places = new ArrayList<>();
        List<Vector> heldOut = new ArrayList<>();
        List<Vector> answers = new ArrayList<>();
        List<Vector> heldOutAnswers = new ArrayList<>();
        for (int i = 0; i < x.size(); i++) {
            (i % 4 == 3 ? heldOut : places).add(x.get(i));
            (i % 4 == 3 ? heldOutAnswers : answers).add(f.get(i));
        }
        answers.addAll(heldOutAnswers);
        return new OutputSample(space, known, sides, places, heldOut, Points.of(answers));
    }

    static OutputSample ask(
            Oracle oracle, SearchSpace space, ReluNetwork known, List<List<Vector>> seenAt, RandomGenerator random) {
        int unknowns = known.outputs() + known.layers().getLast().inputs() + 1;
        double near = space.scale() * Math.sqrt(oracle.inputs());
        List<Vector> places = new ArrayList<>();
        List<Vector> heldOut = new ArrayList<>();
        for (int i = 0; i < 3 * unknowns + 48; i++) {
            Vector x = space.pointAt(near * Math.pow(100, random.nextDouble() - 0.25), random);
            (i % 4 == 3 ? heldOut : places).add(x);
        }
        // both sides of every boundary of the last layer, however rarely a random point would see one of them
        for (int z = 0; z < known.outputs(); z++) {
            for (Vector zero : seenAt.get(z)) {
                addBothSides(zero, z, known, space, places);
            }
            int zeros = 0;
            for (int tries = 0; tries < 32 && zeros < ZEROS; tries++) {
                double distance = near * Math.pow(30, random.nextDouble() - 0.25);
                Optional<Vector> zero = Zeros.random(known, z, distance, space, random);
                if (zero.isPresent()) {
                    zeros++;
                    addBothSides(zero.get(), z, known, space, places);
                }
            }
        }
        List<Vector> all = new ArrayList<>(places);
        all.addAll(heldOut);
        return new OutputSample(space, known, Map.of(), places, heldOut, oracle.ask(Points.of(all)));
    }

    private static void addBothSides(
            Vector zero, int neuron, ReluNetwork known, SearchSpace space, List<Vector> places) {
        AffineForm form = known.formsIn(known.patternAt(zero)).getLast().get(neuron);
        double size = (zero.norm() + space.scale()) / form.gradient().norm();
        for (double step : SIDESTEPS) {
            Vector x = zero.plus(step * size, form.gradient());
            if (space.domain().contains(x)) {
                places.add(x);
            }
        }
    }

    /** The activations of the last layer, and 1. */
    LeastSquares.Matrix features(ReluNetwork known, List<Vector> at) {
        return features(known, at, false, space);
    }

    /** With {@code open} signs ½|ẑ| of the last layer, the activations below it, and 1; else its activations, and 1. */
    static LeastSquares.Matrix features(ReluNetwork known, List<Vector> at, boolean open, SearchSpace space) {
        int width = known.outputs();
        int below = open ? known.layers().getLast().inputs() : 0;
        LeastSquares.Matrix matrix = new LeastSquares.Matrix(at.size(), width + below + 1);
        for (int p = 0; p < at.size(); p++) {
            double unit = 1 / (at.get(p).norm() + space.scale());
            List<Vector> z = known.preactivations(at.get(p));
            for (int i = 0; i < width; i++) {
                double value = z.getLast().get(i);
                matrix.set(p, i, unit * (open ? Math.abs(value) / 2 : Math.max(0, value)));
            }
            for (int j = 0; j < below; j++) {
                double phi = z.size() == 1
                        ? at.get(p).get(j)
                        : Math.max(0, z.get(z.size() - 2).get(j));
                matrix.set(p, width + j, unit * phi);
            }
            matrix.set(p, width + below, unit);
        }
        return matrix;
    }

    /** ½|ẑ| as ½ẑ on one side and −½ẑ on the other, whichever they are. */
    private static void turn(
            Map<Integer, Predicate<Vector>> sides, ReluNetwork known, LeastSquares.Matrix doubled, List<Vector> at) {
        for (int p = 0; p < at.size() && !sides.isEmpty(); p++) {
            Vector x = at.get(p);
            Vector z = known.preactivations(x).getLast();
            for (Map.Entry<Integer, Predicate<Vector>> side : sides.entrySet()) {
                int i = side.getKey();
                if (side.getValue().test(x) != z.get(i) > 0) {
                    doubled.set(p, i, -doubled.get(p, i));
                }
            }
        }
    }

    private LeastSquares.Matrix scaled(List<Vector> at, Points f) {
        LeastSquares.Matrix matrix = new LeastSquares.Matrix(f.size(), f.dimension());
        for (int p = 0; p < f.size(); p++) {
            double unit = 1 / (at.get(p).norm() + space.scale());
            for (int o = 0; o < f.dimension(); o++) {
                matrix.set(p, o, unit * f.get(p, o));
            }
        }
        return matrix;
    }

    /** The largest error over the outputs at each place, relative to the largest answer. */
    double[] errors(LeastSquares.Matrix features, LeastSquares.Matrix targets, LeastSquares.Matrix solution) {
        double[] errors = new double[features.rows()];
        double largest = 0;
        for (int p = 0; p < errors.length; p++) {
            for (int o = 0; o < solution.columns(); o++) {
                double sum = -targets.get(p, o);
                largest = Math.max(largest, Math.abs(sum));
                for (int j = 0; j < solution.rows(); j++) {
                    sum += features.get(p, j) * solution.get(j, o);
                }
                errors[p] = Math.max(errors[p], Math.abs(sum));
            }
        }
        double unit = largest > 0 ? largest : 1;
        return Arrays.stream(errors).map(e -> e / unit).toArray();
    }

    /**
     * The fit with open sides. If not all answers agree with it, it is made to those that agree with each other: a neuron
     * that is missing and rarely active spoils only the few answers for which it is.
     */
    LeastSquares openFit(double tolerance) {
        LeastSquares solution = LeastSquares.solve(doubled, answers);
        double[] all = errors(doubled, answers, solution.solution());
        if (Arrays.stream(all).allMatch(e -> e <= tolerance)) {
            return solution;
        }
        int kept = Math.max(doubled.columns() + 1, (int) (KEPT * doubled.rows()));
        for (int trimming = 0; trimming < TRIMMINGS; trimming++) {
            double[] errors = errors(doubled, answers, solution.solution());
            int[] best = IntStream.range(0, errors.length)
                    .boxed()
                    .sorted(Comparator.comparingDouble(p -> errors[p]))
                    .limit(kept)
                    .mapToInt(Integer::intValue)
                    .toArray();
            solution = fitTo(best);
        }
        double[] trimmed = errors(doubled, answers, solution.solution());
        // where one that is missing is on, but hardly, answers agree within any tolerance, and would draw the fit
        double bound =
                Math.min(tolerance, FAR_ABOVE * Arrays.stream(trimmed).sorted().toArray()[trimmed.length / 2]);
        int[] agreeing = IntStream.range(0, trimmed.length)
                .filter(p -> trimmed[p] <= bound)
                .toArray();
        return agreeing.length > kept ? fitTo(agreeing) : solution;
    }

    /**
     * How exactly the open fit tells what is linear in f: a bound of the error of C, relative to the largest bend.
     *
     * @param open that fit
     * @param errors of it, by place
     * @param tolerance of those that it is made to
     * @param width neurons of the last layer
     */
    double doubt(LeastSquares open, double[] errors, double tolerance, int width) {
        int[] agreeing = IntStream.range(0, errors.length)
                .filter(p -> errors[p] <= tolerance)
                .toArray();
        if (agreeing.length <= doubled.columns()) {
            return Double.POSITIVE_INFINITY;
        }
        LeastSquares.Matrix features = doubled.select(agreeing);
        LeastSquares.Matrix targets = answers.select(agreeing);
        // one with which all agree tells as much
        LeastSquares fit = agreeing.length == errors.length ? open : LeastSquares.solve(features, targets);
        double doubt = 0;
        double bend = 0;
        for (int o = 0; o < targets.columns(); o++) {
            double spread = fit.spread(features, targets, o);
            double squares = 0;
            for (int j = width; j < features.columns() - 1; j++) {
                squares += Math.pow(fit.errors().get(j) * spread, 2);
            }
            doubt = Math.max(doubt, SURE * Math.sqrt(squares));
            for (int i = 0; i < width; i++) {
                bend = Math.max(bend, Math.abs(fit.solution().get(i, o)));
            }
        }
        return bend > 0 ? doubt / bend : Double.POSITIVE_INFINITY;
    }

    private LeastSquares fitTo(int[] rows) {
        return LeastSquares.solve(doubled.select(rows), answers.select(rows));
    }

    /**
     * Neurons that carry u·φ: one that is on at all places asked, if u·φ has one sign there but for a constant; otherwise the
     * pair u·φ, −u·φ.
     */
    List<AffineForm> linearUnit(Vector u, ReluNetwork known) {
        double lowest = 0;
        double highest = 0;
        for (Vector place : places) {
            List<Vector> z = known.preactivations(place);
            double value = 0;
            for (int j = 0; j < u.dimension(); j++) {
                value += u.get(j)
                        * (z.size() == 1
                                ? place.get(j)
                                : Math.max(0, z.get(z.size() - 2).get(j)));
            }
            lowest = Math.min(lowest, value);
            highest = Math.max(highest, value);
        }
        double constant = 1e-2 * Math.max(highest, -lowest);
        if (-lowest <= constant) {
            return List.of(new AffineForm(u, constant));
        }
        if (highest <= constant) {
            return List.of(new AffineForm(u.negated(), constant));
        }
        return List.of(new AffineForm(u, 0), new AffineForm(u.negated(), 0));
    }
}
