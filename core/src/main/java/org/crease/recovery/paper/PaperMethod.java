package org.crease.recovery.paper;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.crease.geometry.Vector;
import org.crease.network.Isomorphism;
import org.crease.network.Layer;
import org.crease.network.NeuronId;
import org.crease.network.ReluNetwork;
import org.crease.oracle.Oracle;
import org.crease.oracle.OracleException;
import org.crease.recovery.Findings;
import org.crease.recovery.MeasureResolution;
import org.crease.recovery.Progress;
import org.crease.recovery.Reason;
import org.crease.recovery.Recovery;
import org.crease.recovery.RecoveryMethod;
import org.crease.recovery.Resolution;
import org.crease.recovery.SearchSpace;
import org.crease.recovery.Verification;
import org.crease.recovery.fit.OutputLayer;

/**
 * The paper's method, end to end: Algorithm 1, then Algorithm 2 layer after layer until what is left is linear in the
 * activations of the last one, then that output layer, then verification on fresh questions. Neither the number of layers
 * nor their widths are given.
 */
public final class PaperMethod implements RecoveryMethod {
    /** The settings of each subroutine, with their reasons, stand there. */
    public static final PaperMethod DEFAULTS = new PaperMethod(AdditionalLayer.DEFAULTS, 32);

    /** "How to explore" (§4.2): the paper's three ways. */
    public enum HowToExplore {
        /** A random point and a random direction. */
        RANDOM,
        /** A linear program for the way to a missing boundary. */
        LINEAR_PROGRAM,
        /** The direction that makes the distance to a missing boundary smallest: the paper's own choice. */
        NEAREST
    }

    /** Each repair is verified anew, at the cost of a verification; one that needs more rounds than this will not end well. */
    private static final int MOST_REPAIRS = 12;

    private final MeasureResolution measureResolution = MeasureResolution.DEFAULTS;
    private final FirstLayer firstLayer = FirstLayer.DEFAULTS;
    private final AdditionalLayer additionalLayer;
    private final Verify verify = Verify.DEFAULTS;
    private final int mostLayers;

    private PaperMethod(AdditionalLayer additionalLayer, int mostLayers) {
        this.additionalLayer = additionalLayer;
        this.mostLayers = mostLayers;
    }

    /** The same method with another way to explore. */
    public PaperMethod exploring(HowToExplore how) {
        Exploration exploration = switch (how) {
            case RANDOM -> new RandomExploration();
            case LINEAR_PROGRAM -> LinearProgramExploration.DEFAULTS;
            case NEAREST -> NearestExploration.DEFAULTS;
        };
        return new PaperMethod(additionalLayer.withExploration(exploration), mostLayers);
    }

    @Override
    public String name() {
        return "paper";
    }

    @Override
    public Recovery recover(Oracle oracle, SearchSpace space, long seed, Progress progress) {
        if (oracle.inputs() < 2) {
            return failed(Reason.tooFewInputs(oracle.inputs()));
        }
        Run run = new Run(oracle, space, new SplittableRandom(seed), progress);
        try {
            return run.recover();
        } catch (OracleException e) {
            return run.cutShort(e);
        }
    }

    /** The settings, whole: what a report needs to repeat the run. */
    @Override
    public String toString() {
        return "paper[mostLayers=" + mostLayers + ", " + measureResolution + ", " + firstLayer + ", " + additionalLayer
                + ", " + verify + "]";
    }

    private static Recovery failed(Reason reason) {
        return new Recovery.Failed(reason, Optional.empty());
    }

    private final class Run {
        private final Oracle oracle;
        private final SearchSpace space;
        private final RandomGenerator random;
        private final Progress progress;
        private final FoundLayers found;
        private Resolution resolution;
        private int repairs;

        Run(Oracle oracle, SearchSpace space, RandomGenerator random, Progress progress) {
            this.oracle = oracle;
            this.space = space;
            this.random = random;
            this.progress = progress;
            this.found = new FoundLayers(space, progress);
        }

        Recovery recover() {
            progress.at("MeasureResolution", found.widths());
            switch (measureResolution.measure(oracle, space, random)) {
                case MeasureResolution.Curved curved -> {
                    return failed(new Reason(Reason.Cause.UNSUITABLE, curved.message()));
                }
                case MeasureResolution.Measured measured -> resolution = measured.resolution();
            }
            progress.at("FirstLayer", found.widths());
            FirstLayer.Result first = firstLayer.run(oracle, resolution, space, random, progress);
            if (first.neurons().isEmpty()) {
                return unsuitable(first);
            }
            found.addLayer(first.neurons().stream()
                    .map(h -> Neuron.ofFirstLayer(h, space.scale()))
                    .toList());
            return furtherLayers(first.unused());
        }

        private Recovery furtherLayers(List<LocalHyperplane> unexplained) {
            Crossing.Ground ground = new Crossing.Ground(oracle, resolution, space, found.network());
            while (true) {
                progress.at("OutputLayer", found.widths());
                OutputLayer output =
                        OutputLayer.fit(oracle, resolution, space, found.network(), found.seenAt(), random);
                if (output.fits(resolution)) {
                    Verify.Result checked = verified(output, ground);
                    if (repair(checked.agreeing(), checked.disagreeing(), checked.unexplained(), ground)) {
                        continue;
                    }
                    return finished(output, checked, doubt(checked).or(() -> uncertified(output)));
                }
                if (repair(output.agreeing(), output.disagreeing(), List.of(), ground)) {
                    continue;
                }
                int depth = found.depth();
                progress.at("AdditionalLayer", found.widths());
                Optional<List<LocalHyperplane>> next =
                        depth < mostLayers ? additionalLayer.run(unexplained, found, ground, random) : Optional.empty();
                if (next.isEmpty() || found.depth() == depth) {
                    String why = "layer " + (depth + 1) + " was not found (" + unexplained.size()
                            + " boundary points are left), and the " + depth + " found leave a relative error of "
                            + (float) output.misfit() + " in the output. Maybe a neuron of layer " + depth
                            + " is missing: try another --seed or --scale";
                    return finished(output, verified(output, ground), Optional.of(why));
                }
                unexplained = next.get();
            }
        }

        /** Looks for a missing neuron of the last layer where it shows; false if there is no such place, or none was found. */
        private boolean repair(
                List<Vector> agreeing,
                List<Vector> disagreeing,
                List<BoundaryPoint> unexplained,
                Crossing.Ground ground) {
            boolean shows = !disagreeing.isEmpty() || !unexplained.isEmpty();
            return found.depth() > 1
                    && shows
                    && agreeing.size() > disagreeing.size()
                    && ++repairs <= MOST_REPAIRS
                    && additionalLayer.searchBetween(agreeing, disagreeing, unexplained, found, ground, random);
        }

        private Verify.Result verified(OutputLayer output, Crossing.Ground ground) {
            progress.at("Verify", found.widths());
            return verify.run(network(output), found, ground, random);
        }

        private static ReluNetwork network(OutputLayer output) {
            List<Layer> layers = new ArrayList<>(output.hidden());
            layers.add(output.output());
            return new ReluNetwork(layers);
        }

        private Recovery finished(OutputLayer output, Verify.Result checked, Optional<String> missing) {
            Findings findings = findings(network(output), output, Optional.of(checked.verification()));
            return missing.<Recovery>map(
                            message -> new Recovery.Partial(findings, new Reason(Reason.Cause.UNEXPLAINED, message)))
                    .orElseGet(() -> new Recovery.Complete(findings));
        }

        /** What fresh questions hold against the network. */
        private static Optional<String> doubt(Verify.Result checked) {
            Verification verification = checked.verification();
            int kinks = verification.kinksExplained() + verification.kinksUnexplained();
            if (verification.kinksUnexplained() > 0) {
                return Optional.of(verification.kinksUnexplained() + " of " + kinks
                        + " fresh kinks are not explained. Maybe a neuron is missing: try another --seed or --scale");
            }
            if (!checked.disagreeing().isEmpty()) {
                int places = checked.agreeing().size() + checked.disagreeing().size();
                return Optional.of("at " + checked.disagreeing().size() + " of " + places
                        + " fresh points the relative error exceeds " + (float) checked.tolerance()
                        + ", the largest is "
                        + (float) verification.maxRel() + ". Maybe try another --seed");
            }
            return Optional.empty();
        }

        /**
         * A last layer whose signs do not come out as ±1 although there are equations enough for all of them: something linear in f
         * that no neuron found explains. It may be a neuron that would switch where nobody looked.
         */
        private Optional<String> uncertified(OutputLayer output) {
            int neurons = found.widths().getLast();
            int equations = found.network().layers().getLast().inputs() * oracle.outputs();
            if (output.signCertificate().isPresent() || neurons > equations) {
                return Optional.empty();
            }
            return Optional.of("the signs of layer " + found.depth() + " do not come out as ±1 from " + equations
                    + " equations for " + neurons
                    + ": a neuron that is on wherever it was asked is missing there, and stands as "
                    + output.linearUnits() + " linear units. Maybe try another --seed or --scale");
        }

        private Findings findings(ReluNetwork network, OutputLayer output, Optional<Verification> verification) {
            Isomorphism.Canonical canonical = Isomorphism.canonical(network);
            List<Findings.HiddenLayer> layers = new ArrayList<>();
            List<Findings.UnknownWeight> unknown = new ArrayList<>();
            for (int k = 0; k < found.depth(); k++) {
                boolean last = k == found.depth() - 1;
                OptionalDouble certificate = last ? output.signCertificate() : found.certificate(k);
                layers.add(new Findings.HiddenLayer(network.layers().get(k).outputs(), certificate));
                listUnknown(k, canonical.orders(), unknown);
            }
            listLinearUnits(output, canonical.orders(), unknown);
            return new Findings(canonical.network(), List.of(), resolution, layers, unknown, verification);
        }

        private void listUnknown(int k, List<List<Integer>> orders, List<Findings.UnknownWeight> unknown) {
            List<Neuron> neurons = found.layer(k);
            for (int i = 0; i < neurons.size(); i++) {
                NeuronId neuron = new NeuronId(k, orders.get(k).indexOf(i));
                neurons.get(i)
                        .unknown()
                        .forEach((input, why) -> unknown.add(new Findings.UnknownWeight(
                                neuron, k == 0 ? input : orders.get(k - 1).indexOf(input), why)));
            }
        }

        /** Neurons that stand for the linear rest: each of their weights shows only in combination with the others'. */
        private void listLinearUnits(
                OutputLayer output, List<List<Integer>> orders, List<Findings.UnknownWeight> unknown) {
            int last = found.depth() - 1;
            int width = orders.get(last).size();
            for (int i = width - output.linearUnits(); i < width; i++) {
                NeuronId neuron = new NeuronId(last, orders.get(last).indexOf(i));
                int inputs = output.hidden().get(last).inputs();
                for (int j = 0; j < inputs; j++) {
                    unknown.add(new Findings.UnknownWeight(
                            neuron, j, "stands for the linear rest that the signs of this layer leave open"));
                }
            }
        }

        /** No first layer: why. */
        private Recovery unsuitable(FirstLayer.Result first) {
            int points = first.unused().size() + first.unresolved().size();
            if (points > 0) {
                return failed(Reason.noHyperplane(points, resolution));
            }
            float farthest = (float) firstLayer.lines().farthest(space);
            String searched = first.lines() + " lines searched, out to distance " + farthest;
            return failed(Reason.noKinks(searched, oracle, space, random));
        }

        /** The oracle, or its owner, ended the run. */
        Recovery cutShort(OracleException e) {
            if (found.depth() == 0) {
                return new Recovery.Failed(Reason.beforeLayer1(e), Optional.ofNullable(resolution));
            }
            int last = found.network().outputs();
            int outputs = oracle.outputs();
            Layer nothing = Layer.linear(outputs, last, new double[outputs * last], new double[outputs]);
            OutputLayer unknown = new OutputLayer(
                    found.network().layers(),
                    nothing,
                    List.of(),
                    OptionalDouble.empty(),
                    0,
                    Double.NaN,
                    List.of(),
                    List.of());
            Findings findings = findings(network(unknown), unknown, Optional.empty());
            List<Findings.UnknownWeight> all = new ArrayList<>(findings.unknown());
            for (int o = 0; o < outputs; o++) {
                for (int i = 0; i < last; i++) {
                    all.add(new Findings.UnknownWeight(new NeuronId(found.depth(), o), i, "not asked yet"));
                }
            }
            Findings complete =
                    new Findings(findings.network(), List.of(), resolution, findings.layers(), all, Optional.empty());
            String message =
                    e.getMessage() + "; the sides of the last layer found and the output layer are not known yet";
            return new Recovery.Partial(complete, new Reason(Reason.Cause.of(e), message));
        }
    }
}
