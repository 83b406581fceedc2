package org.crease.recovery.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.network.ReluNetwork;
import org.crease.oracle.Oracle;
import org.crease.recovery.Resolution;
import org.crease.recovery.SearchSpace;

/**
 * The output layer and the signs of the last hidden layer, by least squares on fresh answers. The paper stops at the hidden
 * layers. With the sides of the last hidden layer open,
 *
 * <pre>  f = ½ Σ_i β_i |ẑ_i| + C·φ + c,   where C = ½ Σ_i s_i β_i A_i</pre>
 *
 * for the rows A of that layer, the activations φ below it and s_i = ±1: linear in (β, C, c), whatever the signs, and the fit
 * tells whether there is another layer behind. Then the second equation is solved for the signs.
 *
 * @param hidden the hidden layers, turned to their right sides, with the linear units added to the last
 * @param output the output layer on top of {@code hidden}
 * @param signCertificate how far the signs were from ±1 before rounding; empty if they are undetermined
 * @param linearUnits neurons at the end of the last hidden layer that carry what is linear in f beside the neurons found
 * @param misfit largest error on held-out answers, relative to the largest answer, both over ‖x‖ plus scale
 * @param agreeing places where the fit with open sides holds, within the tolerance of the misfit
 * @param disagreeing places where it does not
 */
public record OutputLayer(
        List<Layer> hidden,
        Layer output,
        OptionalDouble signCertificate,
        int linearUnits,
        double misfit,
        List<Vector> agreeing,
        List<Vector> disagreeing) {
    private static final String ACCOUNT = "OutputLayer";

    /** Share of the answers that a trimmed fit keeps, and how often it looks again which ones to keep. */
    private static final double KEPT = 0.75;

    private static final int TRIMMINGS = 12;

    /** Places on each boundary of the last layer whose two sides are asked about. */
    private static final int ZEROS = 3;

    /** How far to the sides, relative to the distance from the origin: far enough to weigh, and near enough to be still there. */
    private static final double[] SIDESTEPS = {0.2, -0.2, 0.02, -0.02};

    /** Linear parts of a higher rank than this are not separated from the signs. */
    private static final int MOST_LINEAR = 2;

    /**
     * The error above which an output layer does not fit: a third, in digits, of the way from 1 to the resolution. Rows that are
     * not polished leave less, a layer or a neuron too few leaves far more.
     */
    public static double tolerance(Resolution resolution) {
        return Math.cbrt(resolution.relative());
    }

    /** Whether the network explains the held-out answers. */
    public boolean fits(Resolution resolution) {
        return misfit <= tolerance(resolution);
    }

    /**
     * Fits the output layer.
     *
     * @param known layers 1…d, the last with open signs
     * @param seenAt for each neuron of the last layer, points of its boundary that are known, perhaps none
     */
    public static OutputLayer fit(
            Oracle oracle,
            Resolution resolution,
            SearchSpace space,
            ReluNetwork known,
            List<List<Vector>> seenAt,
            RandomGenerator random) {
        double tolerance = tolerance(resolution);
        Sample sample = Sample.ask(oracle.chargedTo(ACCOUNT), space, known, seenAt, random);
        LeastSquares.Matrix open = sample.openFit(tolerance);
        double[] errors = sample.errors(sample.doubled, sample.answers, open);
        List<Vector> agreeing = new ArrayList<>();
        List<Vector> disagreeing = new ArrayList<>();
        for (int p = 0; p < errors.length; p++) {
            (errors[p] <= tolerance ? agreeing : disagreeing).add(sample.places.get(p));
        }
        int width = known.outputs();
        LeastSquares.Matrix beta = rows(open, 0, width);
        LeastSquares.Matrix c = rows(open, width, open.rows() - 1);
        Layer last = known.layers().getLast();
        Optional<LastSigns> signs = LastSigns.solve(beta, c, last, tolerance);
        for (int rank = 1; signs.isEmpty() && rank <= MOST_LINEAR; rank++) {
            signs = LastSigns.solveButForRank(rank, beta, c, last, tolerance, random);
        }
        List<Integer> values = signs.map(LastSigns::values).orElse(Collections.nCopies(width, 1));
        List<AffineForm> neurons = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            AffineForm neuron = last.neuron(i);
            neurons.add(
                    values.get(i) > 0
                            ? neuron
                            : new AffineForm(neuron.gradient().negated(), -neuron.constant()));
        }
        if (disagreeing.isEmpty() && signs.map(LastSigns::rank).orElse(1) > 0) {
            for (Vector unit : LastSigns.linearRest(beta, c, last, values, tolerance)) {
                neurons.addAll(sample.linearUnit(unit, known));
            }
        }
        List<Layer> hidden = new ArrayList<>(known.hidden());
        hidden.add(Layer.relu(neurons));
        ReluNetwork turned = new ReluNetwork(hidden);
        List<Integer> pairs = pairs(neurons, width);
        LeastSquares.Matrix joined = joined(sample.features(turned, sample.places, false), pairs);
        LeastSquares.Matrix closed =
                parted(LeastSquares.solve(joined, sample.answers).solution(), pairs);
        double misfit = Arrays.stream(
                        sample.errors(sample.features(turned, sample.heldOut, false), sample.heldOutAnswers, closed))
                .max()
                .orElse(0);
        OptionalDouble certificate =
                signs.map(s -> OptionalDouble.of(s.certificate())).orElse(OptionalDouble.empty());
        return new OutputLayer(
                hidden, linear(closed), certificate, neurons.size() - width, misfit, agreeing, disagreeing);
    }

    /** The neurons −u·φ, each right behind its u·φ, among the linear units. */
    private static List<Integer> pairs(List<AffineForm> neurons, int width) {
        return IntStream.range(width + 1, neurons.size())
                .filter(i -> neurons.get(i)
                        .gradient()
                        .equals(neurons.get(i - 1).gradient().negated()))
                .boxed()
                .toList();
    }

    /**
     * The pair is one linear unit, ReLU(u·φ) − ReLU(−u·φ) = u·φ: one column, so that the fit cannot give it a bend. The column of
     * the second of the pair stays behind empty.
     */
    private static LeastSquares.Matrix joined(LeastSquares.Matrix features, List<Integer> pairs) {
        for (int i : pairs) {
            for (int p = 0; p < features.rows(); p++) {
                features.set(p, i - 1, features.get(p, i - 1) - features.get(p, i));
                features.set(p, i, 0);
            }
        }
        return features;
    }

    private static LeastSquares.Matrix parted(LeastSquares.Matrix solution, List<Integer> pairs) {
        for (int i : pairs) {
            for (int o = 0; o < solution.columns(); o++) {
                solution.set(i, o, -solution.get(i - 1, o));
            }
        }
        return solution;
    }

    private static LeastSquares.Matrix rows(LeastSquares.Matrix matrix, int from, int to) {
        LeastSquares.Matrix part = new LeastSquares.Matrix(to - from, matrix.columns());
        for (int i = from; i < to; i++) {
            for (int j = 0; j < matrix.columns(); j++) {
                part.set(i - from, j, matrix.get(i, j));
            }
        }
        return part;
    }

    /** The last row of {@code solution} is the bias. */
    private static Layer linear(LeastSquares.Matrix solution) {
        int inputs = solution.rows() - 1;
        int outputs = solution.columns();
        double[] weights = new double[outputs * inputs];
        double[] bias = new double[outputs];
        for (int o = 0; o < outputs; o++) {
            for (int i = 0; i < inputs; i++) {
                weights[o * inputs + i] = solution.get(i, o);
            }
            bias[o] = solution.get(inputs, o);
        }
        return Layer.linear(outputs, inputs, weights, bias);
    }

    /** Fresh answers, and rows of least-squares problems on them, each divided by ‖x‖ + scale since f grows like that. */
    private static final class Sample {
        private final SearchSpace space;
        private final List<Vector> places;
        private final List<Vector> heldOut;
        private final LeastSquares.Matrix doubled;
        private final LeastSquares.Matrix answers;
        private final LeastSquares.Matrix heldOutAnswers;

        private Sample(
                SearchSpace space, ReluNetwork known, List<Vector> places, List<Vector> heldOut, Points answers) {
            this.space = space;
            this.places = places;
            this.heldOut = heldOut;
            this.doubled = features(known, places, true);
            this.answers = scaled(places, answers.slice(0, places.size()));
            this.heldOutAnswers = scaled(heldOut, answers.slice(places.size(), answers.size()));
        }

        static Sample ask(
                Oracle oracle,
                SearchSpace space,
                ReluNetwork known,
                List<List<Vector>> seenAt,
                RandomGenerator random) {
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
            return new Sample(space, known, places, heldOut, oracle.ask(Points.of(all)));
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

        /** With {@code open} signs ½|ẑ| of the last layer, the activations below it, and 1; else its activations, and 1. */
        private LeastSquares.Matrix features(ReluNetwork known, List<Vector> at, boolean open) {
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
        LeastSquares.Matrix openFit(double tolerance) {
            LeastSquares.Matrix solution = LeastSquares.solve(doubled, answers).solution();
            double[] all = errors(doubled, answers, solution);
            if (Arrays.stream(all).allMatch(e -> e <= tolerance)) {
                return solution;
            }
            int kept = Math.max(doubled.columns() + 1, (int) (KEPT * doubled.rows()));
            for (int trimming = 0; trimming < TRIMMINGS; trimming++) {
                double[] errors = errors(doubled, answers, solution);
                int[] best = IntStream.range(0, errors.length)
                        .boxed()
                        .sorted(Comparator.comparingDouble(p -> errors[p]))
                        .limit(kept)
                        .mapToInt(Integer::intValue)
                        .toArray();
                solution = fitTo(best);
            }
            double[] trimmed = errors(doubled, answers, solution);
            int[] agreeing = IntStream.range(0, trimmed.length)
                    .filter(p -> trimmed[p] <= tolerance)
                    .toArray();
            return agreeing.length > kept ? fitTo(agreeing) : solution;
        }

        private LeastSquares.Matrix fitTo(int[] rows) {
            return LeastSquares.solve(chosen(doubled, rows), chosen(answers, rows))
                    .solution();
        }

        private static LeastSquares.Matrix chosen(LeastSquares.Matrix matrix, int[] rows) {
            LeastSquares.Matrix part = new LeastSquares.Matrix(rows.length, matrix.columns());
            for (int i = 0; i < rows.length; i++) {
                for (int j = 0; j < matrix.columns(); j++) {
                    part.set(i, j, matrix.get(rows[i], j));
                }
            }
            return part;
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
}
