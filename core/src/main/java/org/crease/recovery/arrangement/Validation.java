package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Cell;
import org.crease.geometry.Vector;
import org.crease.network.ReluNetwork;
import org.crease.recovery.arrangement.Ground.Look;
import org.crease.recovery.arrangement.Ground.Probe;

/**
 * Whether a boundary is where a neuron says, at far places that no walk has seen. A place where f is constant tells nothing: all that
 * is behind the neuron is dead there.
 */
final class Validation {
    /** Places with an answer that are asked for, at a time. */
    private static final int PLACES = 6;

    /**
     * So many where deeper boundaries are about: far from where most of their layers switch, these are boundaries of this layer too, at
     * nineteen of twenty places.
     */
    private static final int MANY_PLACES = 24;

    /** Places at which the boundary may be missing: another one is too near. */
    private static final int MISSES = 1;

    /** Places asked, at most, for each that has an answer. */
    private static final int DEAD = 4;

    private static final int TRIES = 20;

    /** Of the usual window, the share that must be free of known boundaries. */
    private static final double LEAST = 0.1;

    /** Spots of a boundary on either side of another that make it known there. */
    private static final int BOTH_SIDES = 2;

    /** Fits to places seen, until the boundary is where it was predicted. */
    private static final int ROUNDS = 3;

    private final ReluNetwork below;
    private final Ground ground;
    private final double tolerance;
    private final double accuracy;
    private final int places;

    /**
     * @param below the layers below the neuron's
     * @param accuracy relative error of positions that they bring with them
     * @param wary whether boundaries of deeper layers are about
     * @param tolerance distance up to which a boundary is where it was predicted, relative to the size of the place
     */
    Validation(ReluNetwork below, double accuracy, boolean wary, double tolerance, Ground ground) {
        this.below = below;
        this.tolerance = tolerance;
        this.accuracy = accuracy;
        this.places = wary ? MANY_PLACES : PLACES;
        this.ground = ground.chargedTo("Validation");
    }

    /** The trace with the places at which its boundary was met, if it was at nearly all; it is fitted to them too. */
    Optional<Trace> of(Trace trace) {
        Trace current = trace;
        for (int round = 0; round < ROUNDS; round++) {
            Seen seen = look(current.neuron());
            if (!seen.near()) {
                return Optional.empty();
            }
            Optional<Trace> better = current.with(seen.at(), ground, accuracy);
            if (seen.there()) {
                return Optional.of(better.orElse(current));
            }
            if (better.isEmpty()) {
                return Optional.empty();
            }
            current = better.get();
        }
        return Optional.empty();
    }

    /** As {@link #of}, for a boundary of which nothing is known but what was predicted. */
    Optional<Trace> ofPredicted(Trace trace) {
        Neuron neuron = trace.neuron();
        Seen seen =
                look(new Neuron(neuron.form(), Set.of(), Set.of(), neuron.accuracy(), neuron.errors(), neuron.spots()));
        return seen.near() ? trace.with(seen.at(), ground, accuracy).flatMap(this::of) : Optional.empty();
    }

    /**
     * Whether boundaries of the layer above are known on both sides of one that may be a late neuron, and fit without it: then nothing bends
     * there, and it is none.
     */
    boolean isPassedStraightOn(Trace late, List<Trace> above) {
        ReluNetwork network = late.neuron().on(below);
        long passed = above.stream()
                .filter(t -> !t.isPartial())
                .filter(t -> {
                    List<Spot> spots = t.fit().kept();
                    long on = spots.stream()
                            .filter(s -> network.preactivations(s.position())
                                            .getLast()
                                            .get(0)
                                    > 0)
                            .count();
                    return Math.min(on, spots.size() - on) >= BOTH_SIDES;
                })
                .count();
        return passed >= SignSolver.STRAIGHT_ON;
    }

    /**
     * What was seen at far places.
     *
     * @param at boundary points near those that were predicted
     * @param near whether there was one at nearly all
     * @param there whether they were where they were predicted
     */
    private record Seen(List<BoundaryPoint> at, boolean near, boolean there) {}

    private Seen look(Neuron neuron) {
        ReluNetwork network = neuron.on(below);
        List<BoundaryPoint> at = new ArrayList<>();
        int answered = 0;
        int there = 0;
        for (int asked = 0;
                asked < DEAD * places && answered < places && answered - at.size() <= MISSES;
                asked += PLACES) {
            List<Probe> probes = probes(neuron, network);
            List<Look> looks = ground.look(probes);
            for (int i = 0; i < looks.size(); i++) {
                Probe probe = probes.get(i);
                double bound = tolerance * ground.sizeAt(probe.x());
                Optional<Kink> kink = looks.get(i).kink();
                kink.ifPresent(k -> at.add(probe.at(k, ground.grainAt(probe.x()))));
                there += kink.filter(k -> Math.abs(k.t()) <= bound).isPresent() ? 1 : 0;
                answered += kink.isPresent() || !looks.get(i).isFlat() ? 1 : 0;
            }
        }
        int misses = answered < PLACES ? 0 : MISSES;
        boolean enough = answered >= PLACES / 2;
        return new Seen(at, enough && answered - at.size() <= misses, enough && answered - there <= misses);
    }

    /** Places of the predicted boundary; a neuron that is rarely on has them near those that are known. */
    private List<Probe> probes(Neuron neuron, ReluNetwork network) {
        List<Probe> probes = new ArrayList<>();
        for (int tries = 0; tries < TRIES * PLACES && probes.size() < PLACES; tries++) {
            neuron.place(network, tries % 2 == 1, ground)
                    .filter(x -> neuron.isKnownAt(x, below))
                    .map(x -> probe(network, x))
                    .filter(probe -> probe.window() >= LEAST * ground.grainAt(probe.x()) * ground.sizeAt(probe.x()))
                    .ifPresent(probes::add);
        }
        return probes;
    }

    private Probe probe(ReluNetwork network, Vector x) {
        AffineForm z = network.formsIn(network.patternAt(x)).getLast().getFirst();
        Vector across = z.gradient().unit();
        Cell cell = below.cellOf(below.patternAt(x));
        return ground.probe(cell, x, across, ground.grainAt(x) * ground.sizeAt(x));
    }
}
