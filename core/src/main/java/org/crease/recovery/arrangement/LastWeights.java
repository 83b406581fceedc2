package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.network.ReluNetwork;
import org.crease.recovery.fit.LeastAbsolute;
import org.crease.recovery.fit.LeastSquares;
import org.crease.recovery.fit.OpenDirection;
import org.crease.recovery.fit.TrimmedOutput;

/**
 * Open weights of the last hidden layer, all at once, as answers tell them: where several neurons lack something at one place, no answer tells what one of them does. The signs
 * and all else that is known stay as they are.
 *
 * @param signs of the neurons of that layer
 * @param sample answers that most of these explain
 * @param all answers
 */
record LastWeights(FoundLayers found, List<Integer> signs, Answers.Sample sample, Answers all, Ground ground) {
    /** Answers that disagree, of all, and rounds in which they are drawn. */
    private static final int MOST = 2000;

    private static final int ROUNDS = 4;

    /**
     * The neurons with other values for what is open, and what answers tell known; empty if nothing is open, all answers agree as it is, or no fewer disagree then.
     *
     * @param start with values to begin with
     * @param output on top of them, turned as the signs say
     */
    Optional<List<Neuron>> told(List<Neuron> start, Layer output) {
        Optional<List<Neuron>> told = Optional.empty();
        List<Neuron> neurons = start;
        Layer last = output;
        int fewest = Integer.MAX_VALUE;
        for (int round = 0; round <= ROUNDS; round++) {
            ReluNetwork hidden = found.withLast(turned(neurons));
            TrimmedOutput trimmed =
                    TrimmedOutput.of(hidden, last, sample.x(), sample.f(), ground.resolution(), ground.space());
            Answers.Sample disagreeing = all.disagreeing(
                    trimmed.on(hidden), trimmed.most(), ground.space().scale());
            int count = disagreeing.x().size();
            if (count < fewest && round > 0) {
                told = Optional.of(neurons);
            }
            boolean isOpen = !FoundLayers.openDirections(neurons).isEmpty();
            if (!isOpen || count == 0 || count >= fewest) {
                break;
            }
            fewest = count;
            last = trimmed.layer();
            neurons = new Fit(neurons, last, sample.and(disagreeing, MOST)).told(trimmed.most());
        }
        return told;
    }

    private List<Neuron> turned(List<Neuron> neurons) {
        return IntStream.range(0, neurons.size())
                .mapToObj(
                        z -> signs.get(z) > 0 ? neurons.get(z) : neurons.get(z).turned())
                .toList();
    }

    /** f̂ as a function of what is open. */
    private final class Fit implements LeastAbsolute.Model {
        private final List<Neuron> neurons;
        private final Layer output;
        private final List<OpenDirection> open;
        /** The neurons that have any. */
        private final int[] lacking;
        /** What each direction adds to the form of its neuron at each place, turned, over ‖x‖ + scale. */
        private final LeastSquares.Matrix shares;

        /** Without what is open: forms of the neurons, turned, and what all others leave of the answers, over the same. */
        private final LeastSquares.Matrix forms;

        private final LeastSquares.Matrix rests;

        Fit(List<Neuron> neurons, Layer output, Answers.Sample answers) {
            int count = answers.x().size();
            this.neurons = neurons;
            this.output = output;
            this.open = FoundLayers.openDirections(neurons);
            this.lacking = OpenDirection.neurons(open);
            this.shares = new LeastSquares.Matrix(count, open.size());
            this.forms = new LeastSquares.Matrix(count, neurons.size());
            this.rests = new LeastSquares.Matrix(count, output.outputs());
            ReluNetwork below = found.network(found.depth() - 1);
            for (int p = 0; p < count; p++) {
                Vector x = answers.x().get(p);
                Vector f = answers.f().get(p);
                Vector phi = Neuron.activations(x, below)
                        .times(1 / (x.norm() + ground.space().scale()));
                for (int d = 0; d < open.size(); d++) {
                    int z = open.get(d).neuron();
                    shares.set(p, d, signs.get(z) * open.get(d).way().dot(phi));
                }
                for (int z = 0; z < neurons.size(); z++) {
                    forms.set(p, z, signs.get(z) * neurons.get(z).row().dot(phi));
                }
                double unit = phi.get(phi.dimension() - 1);
                for (int o = 0; o < output.outputs(); o++) {
                    double left = unit * (f.get(o) - output.bias(o));
                    for (int z = 0; z < neurons.size(); z++) {
                        boolean isClosed = neurons.get(z).freedom().isEmpty();
                        left -= isClosed ? output.weight(o, z) * Math.max(0, forms.get(p, z)) : 0;
                    }
                    rests.set(p, o, left);
                }
            }
        }

        /** The forms of the neurons that lack something, at a place. */
        private double[] forms(int place, Vector values) {
            double[] all = new double[neurons.size()];
            for (int z : lacking) {
                all[z] = forms.get(place, z);
            }
            for (int d = 0; d < open.size(); d++) {
                all[open.get(d).neuron()] += values.get(d) * shares.get(place, d);
            }
            return all;
        }

        @Override
        public double[] rests(Vector values) {
            int outputs = output.outputs();
            double[] left = new double[rests.rows() * outputs];
            for (int p = 0; p < rests.rows(); p++) {
                double[] at = forms(p, values);
                for (int o = 0; o < outputs; o++) {
                    left[p * outputs + o] = rests.get(p, o);
                    for (int z : lacking) {
                        left[p * outputs + o] -= output.weight(o, z) * Math.max(0, at[z]);
                    }
                }
            }
            return left;
        }

        @Override
        public LeastSquares.Matrix slopes(Vector values) {
            int outputs = output.outputs();
            LeastSquares.Matrix slopes = new LeastSquares.Matrix(rests.rows() * outputs, open.size());
            for (int p = 0; p < rests.rows(); p++) {
                double[] at = forms(p, values);
                for (int d = 0; d < open.size(); d++) {
                    int z = open.get(d).neuron();
                    for (int o = 0; o < outputs; o++) {
                        double share = output.weight(o, z) * shares.get(p, d);
                        slopes.set(p * outputs + o, d, at[z] > 0 ? share : 0);
                    }
                }
            }
            return slopes;
        }

        /** @param most left of an answer that agrees */
        List<Neuron> told(double most) {
            LeastAbsolute solved = LeastAbsolute.of(this, Vector.zero(open.size()), most);
            List<Neuron> told = new ArrayList<>(neurons);
            for (int z : lacking) {
                int[] own = OpenDirection.of(z, open);
                Optional<Vector> errors = solved.isTold(Equations.DETERMINED, own.length, own)
                        ? Optional.of(solved.errors().at(own))
                        : Optional.empty();
                told.set(z, neurons.get(z).completed(solved.values().at(own), errors));
            }
            return told;
        }
    }
}
