package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.network.ReluNetwork;
import org.crease.recovery.fit.LeastAbsolute;
import org.crease.recovery.fit.LeastSquares;
import org.crease.recovery.fit.NetworkJacobian;
import org.crease.recovery.fit.OutputLayer;
import org.crease.recovery.fit.Polish;
import org.crease.recovery.fit.TrimmedOutput;

/**
 * Open weights of the layers below the last hidden one, as answers tell them. A neuron that is rarely on may never switch together with any of the layer above it, so that no
 * boundary tells with which weight these hear it; what is left of f beside f̂ where it is on does. All else is as it is: few unknowns are left, on which f̂ depends
 * smoothly as long as fillers have the right signs (Gauss–Newton).
 */
final class InnerWeights {
    /** More would hardly be told apart. */
    private static final int MOST_OPEN = 64;

    /** Answers that disagree, of all, that are heard beside a sample. */
    private static final int MORE = 2000;

    /** Weights that are right leave less than this share of the answers that disagreed. */
    private static final double NEARER = 0.8;

    private final FoundLayers found;
    private final Ground ground;
    private final List<Polish.Weight> open = new ArrayList<>();

    InnerWeights(FoundLayers found, Ground ground) {
        this.found = found;
        this.ground = ground;
        for (int k = 1; k < found.depth(); k++) {
            List<Neuron> neurons = found.layer(k);
            for (int z = 0; z < neurons.size(); z++) {
                for (int i : neurons.get(z).open()) {
                    if (neurons.get(z).isInDoubt(i)) {
                        open.add(new Polish.Weight(k, z, i));
                    }
                }
            }
        }
    }

    /** Those of the last hidden layer are solved for beside the others, and told by {@link UntouchedWeights}. */
    private boolean isInner(Polish.Weight weight) {
        return weight.layer() < found.depth() - 1;
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
        Map<Integer, List<Neuron>> told = new HashMap<>();
        if (before.x().isEmpty()) {
            return told;
        }
        Fit whole = new Fit(start, sample.and(before, MORE));
        int[] heard = whole.heard();
        if (heard.length == 0) {
            return told;
        }
        Fit some = whole.only(heard);
        LeastAbsolute solved = LeastAbsolute.of(some, some.values(), trimmed.most());
        Vector values = solved.values();
        int after =
                all.disagreeing(some.network(values), trimmed.most(), scale).x().size();
        if (after >= NEARER * before.x().size()) {
            return told;
        }
        for (int w = 0; w < open.size(); w++) {
            Polish.Weight weight = open.get(w);
            if (isInner(weight) && solved.isTold(Equations.DETERMINED, open.size(), w)) {
                List<Neuron> neurons = told.computeIfAbsent(weight.layer(), k -> new ArrayList<>(found.layer(k)));
                neurons.set(weight.output(), neurons.get(weight.output()).with(weight.input(), values.get(w), true));
            }
        }
        return told;
    }

    /** f̂ as a function of the open weights. */
    private final class Fit implements LeastAbsolute.Model {
        private final ReluNetwork start;
        private final List<Vector> at;
        private final List<Vector> f;
        private final Points x;

        Fit(ReluNetwork start, Answers.Sample answers) {
            this.start = start;
            this.at = answers.x();
            this.f = answers.f();
            this.x = Points.of(at);
        }

        /** With some of the answers. */
        Fit only(int... which) {
            List<Vector> some = Arrays.stream(which).mapToObj(at::get).toList();
            return new Fit(
                    start,
                    new Answers.Sample(
                            some, Arrays.stream(which).mapToObj(f::get).toList(), some.size()));
        }

        /** The weights as they stand. */
        Vector values() {
            return Vector.of(open.stream()
                    .mapToDouble(w -> start.layers().get(w.layer()).weight(w.output(), w.input()))
                    .toArray());
        }

        /** The places at which f̂ depends on one of them. */
        int[] heard() {
            LeastSquares.Matrix slopes = slopes(values());
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
                double size = at.get(p).norm() + ground.space().scale();
                for (int o = 0; o < found.dimension(); o++) {
                    rests[p * found.dimension() + o] = (f.get(p).get(o) - found.get(p, o)) / size;
                }
            }
            return rests;
        }

        @Override
        public LeastSquares.Matrix slopes(Vector values) {
            double[] shares = at.stream()
                    .mapToDouble(place -> 1 / (place.norm() + ground.space().scale()))
                    .toArray();
            NetworkJacobian jacobian = NetworkJacobian.of(network(values), x, shares);
            LeastSquares.Matrix slopes = new LeastSquares.Matrix(jacobian.rows(), open.size());
            for (int row = 0; row < slopes.rows(); row++) {
                for (int w = 0; w < open.size(); w++) {
                    slopes.set(row, w, jacobian.by(row, open.get(w)));
                }
            }
            return slopes;
        }

        private ReluNetwork network(Vector values) {
            ReluNetwork network = start;
            for (int k : open.stream().mapToInt(Polish.Weight::layer).distinct().toArray()) {
                Layer layer = start.layers().get(k);
                List<double[]> rows = IntStream.range(0, layer.outputs())
                        .mapToObj(z -> layer.row(z).toArray())
                        .toList();
                for (int w = 0; w < open.size(); w++) {
                    if (open.get(w).layer() == k) {
                        rows.get(open.get(w).output())[open.get(w).input()] = values.get(w);
                    }
                }
                network = network.withLayer(
                        k,
                        Layer.relu(IntStream.range(0, rows.size())
                                .mapToObj(z -> new AffineForm(Vector.of(rows.get(z)), layer.bias(z)))
                                .toList()));
            }
            return network;
        }
    }
}
