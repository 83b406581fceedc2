package org.crease.recovery.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
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
 * @param errors the standard errors of its weights, and of the bias after them: a vector for each output
 * @param signCertificate how far the signs were from ±1 before rounding; empty if they are undetermined
 * @param linearUnits neurons at the end of the last hidden layer that carry what is linear in f beside the neurons found
 * @param misfit largest error on held-out answers, relative to the largest answer, both over ‖x‖ plus scale
 * @param agreeing places where the fit with open sides holds as well as anywhere
 * @param disagreeing places where it does not hold, within the tolerance of the misfit
 */
public record OutputLayer(
        List<Layer> hidden,
        Layer output,
        List<Vector> errors,
        OptionalDouble signCertificate,
        int linearUnits,
        double misfit,
        List<Vector> agreeing,
        List<Vector> disagreeing) {
    private static final String ACCOUNT = "OutputLayer";

    /** What signs may leave of the linear part, relative to the largest bend, where answers are coarse. */
    private static final double LEFT = 1e-3;

    /** In relative errors of an answer, how far off one may be that a fit explains. */
    private static final double EXACT = 1000;

    /** Linear parts of a higher rank than this are not separated from the signs. */
    public static final int MOST_LINEAR = 2;

    /**
     * The error above which an output layer does not fit: a third, in digits, of the way from 1 to the resolution. Rows that are
     * not polished leave less, a layer or a neuron too few leaves far more.
     */
    public static double tolerance(Resolution resolution) {
        return Math.cbrt(resolution.relative());
    }

    /**
     * The error of an answer that no neuron is missing from: where one is on, but hardly, a fit that lacks it is within the tolerance too.
     *
     * @param errors relative to the largest answer, both over ‖x‖ plus scale
     */
    public static double sure(double[] errors, Resolution resolution) {
        double typical = Arrays.stream(errors).sorted().toArray()[errors.length / 2];
        double exact = resolution.isCoarse() ? tolerance(resolution) : EXACT * resolution.relative();
        return Math.max(exact, OutputSample.FAR_ABOVE * typical);
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
        OutputSample sample = OutputSample.ask(oracle.chargedTo(ACCOUNT), space, known, seenAt, random);
        return fit(sample, resolution, known, List.of(), MOST_LINEAR, random);
    }

    /**
     * Fits the output layer to answers already there.
     *
     * @param x where, at least four times as many places as the last hidden layer has neurons and inputs together
     * @param f the answers there
     * @param known layers 1…d, the last with open signs
     * @param open what may not be known of the last of them, first as little as possible: the signs do without it, if they must
     * @param mostLinear beside linear parts of what rank signs are looked for, a search that takes seconds: {@link #MOST_LINEAR}, or 0 for who waits
     */
    public static OutputLayer fit(
            Points x,
            Points f,
            Resolution resolution,
            SearchSpace space,
            ReluNetwork known,
            List<List<OpenDirection>> open,
            int mostLinear,
            RandomGenerator random) {
        return fit(OutputSample.of(x, f, space, known), resolution, known, open, mostLinear, random);
    }

    private static OutputLayer fit(
            OutputSample sample,
            Resolution resolution,
            ReluNetwork known,
            List<List<OpenDirection>> unknown,
            int mostLinear,
            RandomGenerator random) {
        double tolerance = tolerance(resolution);
        LeastSquares openFit = sample.openFit(tolerance);
        LeastSquares.Matrix open = openFit.solution();
        double[] errors = sample.errors(sample.doubled(), sample.answers(), open);
        List<Vector> agreeing = new ArrayList<>();
        List<Vector> disagreeing = new ArrayList<>();
        double sure = sure(errors, resolution);
        for (int p = 0; p < errors.length; p++) {
            if (errors[p] > tolerance) {
                disagreeing.add(sample.places().get(p));
            } else if (errors[p] <= sure) {
                agreeing.add(sample.places().get(p));
            }
        }
        int width = known.outputs();
        LeastSquares.Matrix beta = open.select(IntStream.range(0, width).toArray());
        LeastSquares.Matrix c =
                open.select(IntStream.range(width, open.rows() - 1).toArray());
        Layer last = known.layers().getLast();
        double noise = resolution.isCoarse()
                ? Math.min(tolerance, sample.doubt(openFit, errors, tolerance, width))
                : tolerance;
        Optional<LastSigns> signs = LastSigns.solve(beta, c, last, noise, tolerance);
        for (int i = 0; i < unknown.size() && signs.isEmpty(); i++) {
            signs = LastSigns.solveWithout(unknown.get(i), beta, c, last, noise, tolerance);
        }
        if (signs.isEmpty() && resolution.isCoarse()) {
            signs = LastSigns.likeliest(beta, c, last, noise, noise + LEFT);
        }
        for (int rank = 1; signs.isEmpty() && rank <= mostLinear; rank++) {
            signs = LastSigns.solveButForRank(rank, beta, c, last, tolerance, random);
        }
        List<Vector> units = disagreeing.isEmpty() && signs.map(LastSigns::rank).orElse(1) > 0
                ? LastSigns.linearRest(beta, c, last, values(signs, width), tolerance)
                : List.of();
        return closed(sample, resolution, known, signs, units, errors, agreeing, disagreeing);
    }

    private static List<Integer> values(Optional<LastSigns> signs, int width) {
        return signs.map(LastSigns::values).orElse(Collections.nCopies(width, 1));
    }

    /**
     * The signs of the last hidden layer that turn its neurons so that the linear units of a polished network have nothing left to carry: its weights are
     * known better than those of a first fit, which signs could not be told from.
     *
     * @param network with linear units at the end of the last hidden layer
     * @return the layers without them, turned, and the output layer on top of these; empty if no signs do
     */
    public static Optional<OutputLayer> signed(
            Points x, Points f, Resolution resolution, SearchSpace space, ReluNetwork network, int linearUnits) {
        List<Layer> below = new ArrayList<>(network.hidden());
        Layer all = below.removeLast();
        int width = all.outputs() - linearUnits;
        Layer last = Layer.relu(IntStream.range(0, width).mapToObj(all::neuron).toList());
        Layer output = network.outputLayer();
        LeastSquares.Matrix beta = new LeastSquares.Matrix(width, output.outputs());
        LeastSquares.Matrix linear = new LeastSquares.Matrix(last.inputs(), output.outputs());
        List<Integer> seconds =
                pairs(IntStream.range(0, all.outputs()).mapToObj(all::neuron).toList(), width);
        for (int o = 0; o < output.outputs(); o++) {
            for (int i = 0; i < all.outputs(); i++) {
                double share = i < width ? 0.5 : seconds.contains(i) ? 0 : 1;
                for (int j = 0; j < last.inputs(); j++) {
                    linear.set(j, o, linear.get(j, o) + share * output.weight(o, i) * all.weight(i, j));
                }
                if (i < width) {
                    beta.set(i, o, output.weight(o, i));
                }
            }
        }
        double tolerance = tolerance(resolution);
        Optional<LastSigns> signs = LastSigns.solve(beta, linear, last, Math.min(LEFT, tolerance), tolerance);
        below.add(last);
        ReluNetwork known = new ReluNetwork(below);
        OutputSample sample = OutputSample.of(x, f, space, known);
        double[] errors = new double[sample.answers().rows()];
        return signs.map(
                s -> closed(sample, resolution, known, Optional.of(s), List.of(), errors, sample.places(), List.of()));
    }

    /** With neurons turned as signs say, and linear units beside them. */
    private static OutputLayer closed(
            OutputSample sample,
            Resolution resolution,
            ReluNetwork known,
            Optional<LastSigns> signs,
            List<Vector> units,
            double[] errors,
            List<Vector> agreeing,
            List<Vector> disagreeing) {
        double tolerance = tolerance(resolution);
        int width = known.outputs();
        Layer last = known.layers().getLast();
        List<Integer> values = values(signs, width);
        List<AffineForm> neurons = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            AffineForm neuron = last.neuron(i);
            neurons.add(
                    values.get(i) > 0
                            ? neuron
                            : new AffineForm(neuron.gradient().negated(), -neuron.constant()));
        }
        for (Vector unit : units) {
            neurons.addAll(sample.linearUnit(unit, known));
        }
        List<Layer> hidden = new ArrayList<>(known.hidden());
        hidden.add(Layer.relu(neurons));
        ReluNetwork turned = new ReluNetwork(hidden);
        List<Integer> pairs = pairs(neurons, width);
        LeastSquares.Matrix joined = joined(sample.features(turned, sample.places()), pairs);
        // a neuron that is wrong at a few places must not spoil the others
        boolean enough = errors.length - disagreeing.size() > 2 * joined.columns();
        int[] heard = IntStream.range(0, errors.length)
                .filter(p -> !enough || errors[p] <= tolerance)
                .toArray();
        LeastSquares.Matrix features = joined.select(heard);
        LeastSquares.Matrix answers = sample.answers().select(heard);
        LeastSquares fit = LeastSquares.solve(features, answers);
        List<Vector> standardErrors = IntStream.range(0, answers.columns())
                .mapToObj(o -> fit.errors().times(fit.spread(features, answers, o)))
                .toList();
        LeastSquares.Matrix closed = parted(fit.solution(), pairs);
        double misfit = Arrays.stream(
                        sample.errors(sample.features(turned, sample.heldOut()), sample.heldOutAnswers(), closed))
                .max()
                .orElse(0);
        OptionalDouble certificate =
                signs.map(s -> OptionalDouble.of(s.certificate())).orElse(OptionalDouble.empty());
        return new OutputLayer(
                hidden,
                linear(closed),
                standardErrors,
                certificate,
                neurons.size() - width,
                misfit,
                agreeing,
                disagreeing);
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

    /** The last row of {@code solution} is the bias. */
    static Layer linear(LeastSquares.Matrix solution) {
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
}
