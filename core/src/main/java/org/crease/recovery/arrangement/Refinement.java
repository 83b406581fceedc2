package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Vector;
import org.crease.network.ReluNetwork;
import org.crease.recovery.arrangement.Ground.Probe;

/**
 * Digits for a neuron that is known whole, where its standard errors want them. Of places of its boundary, which can be computed, those are asked
 * for at which the directions in which its coefficients are known worst show most.
 */
final class Refinement {
    static final String ACCOUNT = "Refinement";

    /** Places computed, of which few are asked for. */
    private static final int CANDIDATES = 96;

    private static final int ROUNDS = 4;

    /** The same where answers have few digits. */
    private static final int MANY_ROUNDS = 12;

    /** A round that leaves more than this share of an error is the last. */
    private static final double HARDLY = 0.9;

    private final FeatureSpace space;
    private final ReluNetwork below;
    private final double accuracy;
    private final double wanted;
    private final Ground ground;

    /**
     * @param space of the layer below
     * @param accuracy relative error of positions that the layers below bring with them
     * @param wanted the standard error of a row that is good enough
     */
    Refinement(FeatureSpace space, double accuracy, double wanted, Ground ground) {
        this.space = space;
        this.below = space.known();
        this.accuracy = accuracy;
        this.wanted = wanted;
        this.ground = ground.chargedTo(ACCOUNT);
    }

    /** The boundary fitted to further places too, or as it was if it is known well enough or these do not help. */
    Trace of(Trace trace) {
        Trace best = trace;
        for (int round = 0; round < (ground.isCoarse() ? MANY_ROUNDS : ROUNDS) && isBlunt(best); round++) {
            List<Probe> probes = probes(best);
            List<BoundaryPoint> met = new ArrayList<>();
            List<Optional<Kink>> kinks = probes.isEmpty() ? List.of() : ground.locate(probes);
            for (int i = 0; i < kinks.size(); i++) {
                Probe probe = probes.get(i);
                kinks.get(i).ifPresent(k -> met.add(probe.at(k, accuracy)));
            }
            Optional<Trace> better = met.isEmpty() ? Optional.empty() : best.with(met, ground, accuracy);
            if (better.isEmpty()) {
                return best;
            }
            boolean hardly =
                    better.get().neuron().tilt() > HARDLY * best.neuron().tilt();
            best = better.get().neuron().tilt() < best.neuron().tilt() ? better.get() : best;
            if (hardly) {
                return best;
            }
        }
        return best;
    }

    private boolean isBlunt(Trace trace) {
        return !trace.isPartial() && trace.neuron().tilt() > wanted;
    }

    /** For each of the directions in which the coefficients are known worst, the place that tells most of it. */
    private List<Probe> probes(Trace trace) {
        Neuron neuron = trace.neuron();
        ReluNetwork network = neuron.on(below);
        List<Candidate> candidates = new ArrayList<>();
        for (int i = 0; i < CANDIDATES; i++) {
            neuron.place(network, i, ground).ifPresent(x -> candidates.add(candidate(x, network)));
        }
        List<Probe> probes = new ArrayList<>();
        for (Vector weak : trace.fit().weakest()) {
            candidates.stream()
                    .max(Comparator.comparingDouble(candidate -> candidate.shift(weak)))
                    .ifPresent(best -> {
                        probes.add(best.probe());
                        candidates.remove(best);
                    });
        }
        return probes;
    }

    /**
     * A place of the boundary.
     *
     * @param row of the features, over the slope of the boundary and the size of the place
     */
    private record Candidate(Probe probe, Vector row) {
        /** By how much the boundary moves there with the coefficients, relative to the size of the place. */
        double shift(Vector coefficients) {
            return Math.abs(row.dot(coefficients));
        }
    }

    private Candidate candidate(Vector x, ReluNetwork network) {
        AffineForm z = network.formsIn(network.patternAt(x)).getLast().getFirst();
        double size = ground.sizeAt(x);
        Vector row = Vector.of(BoundaryWalk.spotAt(x, 0, z.gradient(), space).row());
        Vector across = z.gradient().unit();
        double wide = Math.max(ground.grainAt(x), 8 * accuracy) * size;
        Probe probe = ground.probe(below.cellOf(below.patternAt(x)), x, across, wide);
        return new Candidate(probe, row.times(1 / (z.gradient().norm() * size)));
    }
}
