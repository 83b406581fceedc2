package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.crease.network.ReluNetwork;
import org.crease.oracle.OracleException;
import org.crease.recovery.fit.OpenDirection;
import org.crease.recovery.fit.OutputLayer;

/** Output layers on the layers found, fitted to answers already there. Asks nothing. */
final class OutputFit {
    /** Answers for fewer unknowns than {@link #MANY}. */
    private static final int ANSWERS = 3000;

    private static final int MANY = 100;

    /** With so many unknowns, matrices get large. */
    private static final int TOO_MANY = 300;

    /** Answers for each of the unknowns of a run that is to end soon. */
    private static final int QUICK = 4;

    /** A fit that leaves less than this share of what another does is better, and not by chance. */
    private static final double BETTER = 0.5;

    private final FoundLayers found;
    private final Answers answers;
    private final Ground ground;
    private final RandomGenerator random;

    /** @param random thrown by fits that may be left alone too */
    OutputFit(FoundLayers found, Answers answers, Ground ground, RandomGenerator random) {
        this.found = found;
        this.answers = answers;
        this.ground = ground;
        this.random = random;
    }

    /** On other rows of the neurons found. */
    OutputLayer on(ReluNetwork known) {
        return fit(sample(known).exactly(), known);
    }

    /** On other rows of the neurons found, with the signs that leave a polished network's linear units nothing to carry. */
    Optional<OutputLayer> signed(ReluNetwork polished, int linearUnits) {
        Answers.Sample sample = sample(new ReluNetwork(polished.hidden())).exactly();
        return LeftAlone.unlessStopped(
                ground.oracle(),
                () -> OutputLayer.signed(
                        Points.of(sample.x()),
                        Points.of(sample.f()),
                        ground.resolution(),
                        ground.space(),
                        polished,
                        linearUnits));
    }

    /** On the layers found, for who waits for the end of a run. */
    OutputLayer quickly() {
        ReluNetwork known = found.network();
        Answers.Sample sample = answers.sample(QUICK * unknowns(known), random).exactly();
        return fit(sample, known, doubts(), 0);
    }

    /** On the layers found; what is open in the last of them is solved for, and put there, where that explains answers. */
    OutputLayer best() {
        Answers.Sample sample = sample(found.network());
        OutputLayer output = fit(sample, found.network());
        List<Neuron> before = found.layer(found.depth() - 1);
        if (found.depth() == 1 || before.stream().allMatch(z -> z.open().isEmpty())) {
            return output;
        }
        UntouchedWeights untouched = new UntouchedWeights(found.copy(), ground, sample, answers, random);
        boolean fits = output.fits(ground.resolution());
        List<Supplier<Optional<List<Neuron>>>> ways = new ArrayList<>();
        if (output.signCertificate().isPresent() && output.linearUnits() == 0) {
            ways.add(() -> untouched.told(output));
        }
        if (!fits || output.linearUnits() > 0) {
            ways.add(untouched::solved);
        }
        OutputLayer nearest = output;
        for (Supplier<Optional<List<Neuron>>> way : ways) {
            Optional<List<Neuron>> solved = LeftAlone.unlessStopped(ground.oracle(), way);
            if (solved.isPresent()) {
                OutputLayer better = tried(solved.get(), sample);
                if (isProven(better, output)) {
                    return better;
                }
                found.replace(found.depth() - 1, before);
                nearest = disagreeing(better) < disagreeing(nearest) ? better : nearest; // to f at least
            }
        }
        return nearest;
    }

    /** Solves for open weights of inner layers, and puts there what answers tell; returns the lowest layer, from 1, in which that made fewer of these disagree. */
    OptionalInt completeInner(OutputLayer output) {
        InnerWeights inner = new InnerWeights(found.copy(), ground);
        if (!inner.areFew() || output.agreeing().size() <= output.disagreeing().size()) {
            return OptionalInt.empty();
        }
        Answers.Sample sample = sample(found.network()).exactly();
        Map<Integer, List<Neuron>> told =
                LeftAlone.unlessStopped(ground.oracle(), () -> inner.told(output, sample, answers));
        told.forEach(found::replace);
        return told.keySet().stream().mapToInt(k -> k + 1).min();
    }

    /** With these in the place of the last layer's neurons, where they stay, unless the run is stopped meanwhile: nothing is proven then. */
    private OutputLayer tried(List<Neuron> others, Answers.Sample sample) {
        int last = found.depth() - 1;
        List<Neuron> before = found.layer(last);
        found.replace(last, others);
        try {
            return fit(sample, found.network());
        } catch (OracleException stopped) {
            found.replace(last, before);
            throw stopped;
        }
    }

    private boolean isProven(OutputLayer better, OutputLayer before) {
        if (!better.fits(ground.resolution())) {
            return false;
        }
        boolean leavesLess = better.linearUnits() == before.linearUnits() && better.misfit() < BETTER * before.misfit();
        return !before.fits(ground.resolution()) || better.linearUnits() < before.linearUnits() || leavesLess;
    }

    private static int disagreeing(OutputLayer output) {
        return output.disagreeing().size();
    }

    private Answers.Sample sample(ReluNetwork known) {
        int unknowns = unknowns(known);
        // many where that is cheap: a neuron that hardly ever switches shows its bend in few answers
        int count = Math.max((unknowns < TOO_MANY ? 20 : 3) * unknowns + 400, unknowns < MANY ? ANSWERS : 0);
        Answers.Sample drawn = answers.sample(count, random);
        return RareSides.ofLast(known, RareSides.ENOUGH).added(drawn, answers);
    }

    /** For each output, with the signs of the last layer open. */
    private static int unknowns(ReluNetwork known) {
        return known.outputs() + known.layers().getLast().inputs() + 1;
    }

    private OutputLayer fit(Answers.Sample sample, ReluNetwork known) {
        List<List<OpenDirection>> doubts = doubts();
        return LeftAlone.unlessStopped(ground.oracle(), () -> fit(sample, known, doubts, OutputLayer.MOST_LINEAR));
    }

    private OutputLayer fit(
            Answers.Sample sample, ReluNetwork known, List<List<OpenDirection>> doubts, int mostLinear) {
        return OutputLayer.fit(
                Points.of(sample.x()),
                Points.of(sample.f()),
                ground.resolution(),
                ground.space(),
                known,
                doubts,
                mostLinear,
                random);
    }

    /** What neurons of the last layer may lack: beside what fillers stand for, and, since these may be wrong, all that is open. */
    private List<List<OpenDirection>> doubts() {
        Map<Integer, Set<Integer>> unheard = found.unheard();
        List<OpenDirection> all = found.openDirections();
        List<OpenDirection> besideFillers = all.stream()
                .filter(open -> unheard.containsKey(open.neuron()))
                .map(open -> {
                    Set<Integer> inputs = unheard.get(open.neuron());
                    double[] way = open.way().toArray();
                    Arrays.setAll(way, i -> inputs.contains(i) ? way[i] : 0);
                    return new OpenDirection(open.neuron(), Vector.of(way));
                })
                .filter(open -> open.way().norm() > 0)
                .toList();
        return Stream.of(besideFillers, all)
                .filter(directions -> !directions.isEmpty())
                .distinct()
                .toList();
    }
}
