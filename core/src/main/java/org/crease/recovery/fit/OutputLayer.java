package org.crease.recovery.fit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;
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
 * @param hidden the hidden layers, turned to their right sides; with two more neurons per dimension of the linear rest if the
 *     signs are undetermined
 * @param output the output layer on top of {@code hidden}
 * @param signCertificate as {@link LastSigns}; empty if the signs are undetermined
 * @param linearUnits neurons at the end of the last hidden layer that carry the linear rest
 * @param misfit largest error on held-out answers, relative to the largest answer, both over ‖x‖ plus scale
 */
public record OutputLayer(
        List<Layer> hidden, Layer output, OptionalDouble signCertificate, int linearUnits, double misfit) {
    private static final String ACCOUNT = "OutputLayer";

    /**
     * Fits the output layer. Whether it fits is for the caller to judge by {@link #misfit}.
     *
     * @param known layers 1…d, the last with open signs
     */
    public static OutputLayer fit(
            Oracle oracle, Resolution resolution, SearchSpace space, ReluNetwork known, RandomGenerator random) {
        Sample sample = Sample.ask(oracle.chargedTo(ACCOUNT), space, known, random);
        LeastSquares open = LeastSquares.solve(sample.doubled, sample.answers);
        double openMisfit = sample.misfit(sample.heldOutDoubled, open.solution());
        int width = known.outputs();
        LeastSquares.Matrix beta = rows(open.solution(), 0, width);
        LeastSquares.Matrix c = rows(open.solution(), width, open.solution().rows() - 1);
        Layer last = known.layers().getLast();
        Optional<LastSigns> signs = LastSigns.solve(beta, c, last, Math.cbrt(resolution.relative()));
        List<AffineForm> neurons = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            AffineForm neuron = last.neuron(i);
            int sign = signs.map(LastSigns::values)
                    .map(values -> values.get(neurons.size()))
                    .orElse(1);
            neurons.add(sign > 0 ? neuron : new AffineForm(neuron.gradient().negated(), -neuron.constant()));
        }
        int linearUnits = 0;
        if (signs.isEmpty() && openMisfit <= Math.cbrt(resolution.relative())) {
            List<AffineForm> rest = LastSigns.linearRest(beta, c, last);
            linearUnits = rest.size();
            neurons.addAll(rest);
        }
        List<Layer> hidden = new ArrayList<>(known.hidden());
        hidden.add(Layer.relu(neurons));
        ReluNetwork turned = new ReluNetwork(hidden);
        LeastSquares closed = LeastSquares.solve(sample.plain(turned, sample.places), sample.answers);
        double misfit = sample.misfit(sample.plain(turned, sample.heldOut), closed.solution());
        OptionalDouble certificate =
                signs.map(s -> OptionalDouble.of(s.certificate())).orElse(OptionalDouble.empty());
        return new OutputLayer(hidden, linear(closed.solution()), certificate, linearUnits, misfit);
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
        private final LeastSquares.Matrix heldOutDoubled;
        private final LeastSquares.Matrix answers;
        private final LeastSquares.Matrix heldOutAnswers;

        private Sample(
                SearchSpace space, ReluNetwork known, List<Vector> places, List<Vector> heldOut, Points answers) {
            this.space = space;
            this.places = places;
            this.heldOut = heldOut;
            this.doubled = features(known, places, true);
            this.heldOutDoubled = features(known, heldOut, true);
            this.answers = scaled(places, answers.slice(0, places.size()));
            this.heldOutAnswers = scaled(heldOut, answers.slice(places.size(), answers.size()));
        }

        static Sample ask(Oracle oracle, SearchSpace space, ReluNetwork known, RandomGenerator random) {
            int unknowns = known.outputs() + known.layers().getLast().inputs() + 1;
            double near = space.scale() * Math.sqrt(oracle.inputs());
            List<Vector> places = new ArrayList<>();
            List<Vector> heldOut = new ArrayList<>();
            for (int i = 0; i < 2 * unknowns + 32; i++) {
                Vector x = space.pointAt(near * Math.pow(100, random.nextDouble() - 0.25), random);
                (i % 4 == 3 ? heldOut : places).add(x);
            }
            // both sides of every boundary of the last layer, however rarely a random point would see one of them
            for (int z = 0; z < known.outputs(); z++) {
                for (int tries = 0; tries < 16; tries++) {
                    double distance = near * Math.pow(30, random.nextDouble() - 0.25);
                    Optional<Vector> zero = Zeros.random(known, z, distance, space, random);
                    if (zero.isPresent()) {
                        AffineForm form = known.formsIn(known.patternAt(zero.get()))
                                .getLast()
                                .get(z);
                        double step = 0.2
                                * (zero.get().norm() + space.scale())
                                / form.gradient().norm();
                        for (double side : new double[] {step, -step}) {
                            Vector x = zero.get().plus(side, form.gradient());
                            if (space.domain().contains(x)) {
                                places.add(x);
                            }
                        }
                        break;
                    }
                }
            }
            List<Vector> all = new ArrayList<>(places);
            all.addAll(heldOut);
            return new Sample(space, known, places, heldOut, oracle.ask(Points.of(all)));
        }

        LeastSquares.Matrix plain(ReluNetwork turned, List<Vector> at) {
            return features(turned, at, false);
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

        double misfit(LeastSquares.Matrix features, LeastSquares.Matrix solution) {
            double worst = 0;
            double largest = 0;
            for (int p = 0; p < heldOutAnswers.rows(); p++) {
                for (int o = 0; o < solution.columns(); o++) {
                    double sum = -heldOutAnswers.get(p, o);
                    largest = Math.max(largest, Math.abs(sum));
                    for (int j = 0; j < solution.rows(); j++) {
                        sum += features.get(p, j) * solution.get(j, o);
                    }
                    worst = Math.max(worst, Math.abs(sum));
                }
            }
            return largest > 0 ? worst / largest : worst;
        }
    }
}
