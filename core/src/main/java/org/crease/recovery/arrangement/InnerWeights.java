package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.network.NeuronId;
import org.crease.network.ReluNetwork;
import org.crease.recovery.fit.LeastAbsolute;
import org.crease.recovery.fit.LeastSquares;
import org.crease.recovery.fit.NetworkJacobian;
import org.crease.recovery.fit.OutputLayer;
import org.crease.recovery.fit.TrimmedOutput;

/**
 * Open weights of the layers below the last hidden one, as answers tell them. A neuron that is rarely on may never switch together with any of the layer above it, so that no
 * boundary tells with which weight these hear it; what is left of f beside f̂ where it is on does. All else is as it is: few unknowns are left, on which f̂ depends
 * smoothly as long as fillers have the right signs (Gauss–Newton).
 */
final class InnerWeights {
    /** More would hardly be told apart. */
    private static final int MOST_OPEN = 100;

    /** Answers that disagree, of all, that are heard beside a sample. */
    private static final int MORE = 2000;

    /** Weights that are right leave less than this share of the answers that disagreed. */
    private static final double NEARER = 0.8;

    /** What a neuron lacks is a multiple of this. */
    private record Open(NeuronId neuron, Vector way) {}

    private final FoundLayers found;
    private final Ground ground;
    private final List<Open> open = new ArrayList<>();

    InnerWeights(FoundLayers found, Ground ground) {
        this.found = found;
        this.ground = ground;
        for (int k = 1; k < found.depth(); k++) {
            List<Neuron> neurons = found.layer(k);
            for (int z = 0; z < neurons.size(); z++) {
                for (Vector way : neurons.get(z).doubts()) {
                    open.add(new Open(new NeuronId(k, z), way));
                }
            }
        }
    }

    /** Those of the last hidden layer are solved for beside the others, and told by {@link UntouchedWeights}. */
    private boolean isInner(Open one) {
        return one.neuron().layer() < found.depth() - 1;
    }

    /** Whether some are open that answers might tell, and not too many. */
    boolean areFew() {
        return open.stream().anyMatch(this::isInner) && open.size() <= MOST_OPEN;
    }

    /**
     * The neurons of each layer (from 0) in which answers tell weights; none if these explain hardly more than before.
     *
     * @param fit an output layer with which most answers agree
     * @param sample of all answers, for fits
     */
    Map<Integer, List<Neuron>> told(OutputLayer fit, Answers.Sample sample, Answers all) {
        ReluNetwork hidden = new ReluNetwork(fit.hidden());
        TrimmedOutput trimmed =
                TrimmedOutput.of(hidden, fit.output(), sample.x(), sample.f(), ground.resolution(), ground.space());
        ReluNetwork start = trimmed.on(hidden);
        double scale = ground.space().scale();
        Answers.Sample before = all.disagreeing(start, trimmed.most(), scale);
        Map<Integer, List<Neuron>> told = new TreeMap<>();
        if (before.x().isEmpty()) {
            return told;
        }
        Fit whole = new Fit(start, sample.and(before, MORE));
        int[] heard = whole.heard();
        if (heard.length == 0) {
            return told;
        }
        Fit some = whole.only(heard);
        LeastAbsolute solved = LeastAbsolute.of(some, nothing(), trimmed.most());
        Vector values = solved.values();
        int after =
                all.disagreeing(some.network(values), trimmed.most(), scale).x().size();
        if (after >= NEARER * before.x().size()) {
            return told;
        }
        Map<NeuronId, List<Integer>> byNeuron = IntStream.range(0, open.size())
                .filter(d -> isInner(open.get(d)) && solved.isTold(Equations.DETERMINED, open.size(), d))
                .boxed()
                .collect(Collectors.groupingBy(d -> open.get(d).neuron()));
        byNeuron.forEach((id, which) -> {
            List<Neuron> neurons = told.computeIfAbsent(id.layer(), k -> new ArrayList<>(found.layer(k)));
            int[] own = which.stream().mapToInt(d -> d).toArray();
            neurons.set(
                    id.index(),
                    neurons.get(id.index())
                            .told(
                                    which.stream().map(d -> open.get(d).way()).toList(),
                                    values.at(own),
                                    solved.errors().at(own)));
        });
        return told;
    }

    /** Of each direction: the network as it stands. */
    private Vector nothing() {
        return Vector.zero(open.size());
    }

    /** f̂ as a function of how much of each direction there is. */
    private final class Fit implements LeastAbsolute.Model {
        private final ReluNetwork start;
        private final List<Vector> at;
        private final List<Vector> f;
        private final Points x;
        /** ‖x‖ + scale of each place. */
        private final double[] sizes;

        Fit(ReluNetwork start, Answers.Sample answers) {
            this.start = start;
            this.at = answers.x();
            this.f = answers.f();
            this.x = Points.of(at);
            this.sizes = at.stream()
                    .mapToDouble(place -> place.norm() + ground.space().scale())
                    .toArray();
        }

        /** With some of the answers. */
        Fit only(int... which) {
            List<Vector> some = Arrays.stream(which).mapToObj(at::get).toList();
            return new Fit(
                    start,
                    new Answers.Sample(
                            some, Arrays.stream(which).mapToObj(f::get).toList(), some.size()));
        }

        /** The places at which f̂ depends on one of them. */
        int[] heard() {
            LeastSquares.Matrix slopes = slopes(nothing());
            int outputs = slopes.rows() / at.size();
            return IntStream.range(0, at.size())
                    .filter(p -> IntStream.range(0, outputs * open.size())
                            .anyMatch(c -> slopes.get(p * outputs + c / open.size(), c % open.size()) != 0))
                    .toArray();
        }

        /** f − f̂ over ‖x‖ + scale, output after output for each place. */
        @Override
        public double[] rests(Vector values) {
            Points found = network(values).evaluate(x);
            double[] rests = new double[at.size() * found.dimension()];
            for (int p = 0; p < at.size(); p++) {
                for (int o = 0; o < found.dimension(); o++) {
                    rests[p * found.dimension() + o] = (f.get(p).get(o) - found.get(p, o)) / sizes[p];
                }
            }
            return rests;
        }

        @Override
        public LeastSquares.Matrix slopes(Vector values) {
            double[] shares = Arrays.stream(sizes).map(size -> 1 / size).toArray();
            NetworkJacobian jacobian = NetworkJacobian.of(network(values), x, shares);
            LeastSquares.Matrix slopes = new LeastSquares.Matrix(jacobian.rows(), open.size());
            for (int row = 0; row < slopes.rows(); row++) {
                for (int d = 0; d < open.size(); d++) {
                    NeuronId neuron = open.get(d).neuron();
                    slopes.set(row, d, jacobian.by(row, neuron, open.get(d).way()));
                }
            }
            return slopes;
        }

        private ReluNetwork network(Vector values) {
            Map<Integer, List<AffineForm>> changed = new TreeMap<>();
            for (int d = 0; d < open.size(); d++) {
                NeuronId id = open.get(d).neuron();
                Layer layer = start.layers().get(id.layer());
                List<AffineForm> neurons = changed.computeIfAbsent(id.layer(), k -> neurons(layer));
                neurons.set(
                        id.index(),
                        neurons.get(id.index()).plus(values.get(d), open.get(d).way()));
            }
            ReluNetwork network = start;
            for (Map.Entry<Integer, List<AffineForm>> layer : changed.entrySet()) {
                network = network.withLayer(layer.getKey(), Layer.relu(layer.getValue()));
            }
            return network;
        }

        private static List<AffineForm> neurons(Layer layer) {
            return new ArrayList<>(
                    IntStream.range(0, layer.outputs()).mapToObj(layer::neuron).toList());
        }
    }
}
