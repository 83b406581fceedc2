package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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

    /** Where deeper boundaries are about, so many times as many places are computed as are asked at. */
    private static final int CHOICE = 8;

    /** Patterns of the others along a boundary with open weights that tell it from those of deeper layers; where more than half are open, two of them. */
    private static final int TOLD = 2;

    private static final int TOLD_OF_LITTLE = 3;

    /** Of the usual window, the share that must be free of known boundaries. */
    private static final double LEAST = 0.1;

    /** Spots of a boundary on either side of another that make it known there. */
    private static final int BOTH_SIDES = 2;

    /** Fits to places seen, until the boundary is where it was predicted. */
    private static final int ROUNDS = 3;

    private final FeatureSpace space;
    /** The layers below the neuron's. */
    private final ReluNetwork below;

    private final ReluNetwork others;
    private final Ground ground;
    private final double tolerance;
    private final double accuracy;
    private final int places;
    private final boolean sure;

    /**
     * @param space of the layers below the neuron's
     * @param others all that is known: at boundaries of its own layer, and of those above, the neuron's goes straight on
     * @param accuracy relative error of positions that they bring with them
     * @param wary whether boundaries of deeper layers are about
     * @param sure whether one with open weights must be told from these: where no other neuron switches along it, nothing does
     * @param tolerance distance up to which a boundary is where it was predicted, relative to the size of the place
     */
    Validation(
            FeatureSpace space,
            ReluNetwork others,
            double accuracy,
            boolean wary,
            boolean sure,
            double tolerance,
            Ground ground) {
        this.sure = sure;
        this.space = space;
        this.below = space.known();
        this.others = others;
        this.tolerance = tolerance;
        this.accuracy = accuracy;
        this.places = wary ? MANY_PLACES : PLACES;
        this.ground = ground.chargedTo("Validation");
    }

    /** The trace with the places at which its boundary was met, if it was at nearly all; it is fitted to them too. */
    Optional<Trace> of(Trace trace) {
        Trace current = trace;
        for (int round = 0; round < ROUNDS; round++) {
            Neuron neuron = current.neuron();
            int needed = sure ? needed(neuron) : 0;
            if (needed > 0 && patterns(neuron).size() < needed) {
                return Optional.empty();
            }
            Seen seen = look(neuron);
            if (!seen.near() || seen.patterns() < needed) {
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
     * @param patterns of the others along it
     */
    private record Seen(List<BoundaryPoint> at, boolean near, boolean there, int patterns) {}

    private Seen look(Neuron neuron) {
        ReluNetwork network = neuron.on(below);
        List<BoundaryPoint> at = new ArrayList<>();
        Map<BitSet, Integer> seen = new HashMap<>();
        neuron.spots().forEach(spot -> seen.merge(besides(spot.position()), 1, Integer::sum));
        Set<BitSet> met = new HashSet<>(seen.keySet());
        int answered = 0;
        int there = 0;
        for (int asked = 0;
                asked < DEAD * places && answered < places && answered - at.size() <= MISSES;
                asked += PLACES) {
            List<Probe> probes = probes(neuron, network, seen);
            List<Look> looks = ground.look(probes);
            for (int i = 0; i < looks.size(); i++) {
                Probe probe = probes.get(i);
                double bound = tolerance * ground.sizeAt(probe.x());
                Optional<Kink> kink = looks.get(i).kink();
                kink.ifPresent(k -> {
                    at.add(probe.at(k, ground.grainAt(probe.x())));
                    met.add(besides(probe.x()));
                });
                there += kink.filter(k -> Math.abs(k.t()) <= bound).isPresent() ? 1 : 0;
                answered += kink.isPresent() || !looks.get(i).isFlat() ? 1 : 0;
            }
        }
        int misses = answered < PLACES ? 0 : MISSES;
        boolean enough = answered >= PLACES / 2;
        return new Seen(at, enough && answered - at.size() <= misses, enough && answered - there <= misses, met.size());
    }

    /**
     * Places of the predicted boundary; a neuron that is rarely on has them near those that are known. Where deeper boundaries are about, those
     * places where the others have the pattern that was seen least: there a deeper one has bent.
     */
    private List<Probe> probes(Neuron neuron, ReluNetwork network, Map<BitSet, Integer> seen) {
        int choice = places > PLACES ? CHOICE * PLACES : PLACES;
        List<Probe> candidates = candidates(neuron, network, choice);
        if (candidates.size() <= PLACES) {
            return candidates;
        }
        List<BitSet> patterns =
                candidates.stream().map(probe -> besides(probe.x())).toList();
        Set<Integer> chosen = new LinkedHashSet<>();
        while (chosen.size() < PLACES) {
            int rarest = IntStream.range(0, candidates.size())
                    .filter(i -> !chosen.contains(i))
                    .boxed()
                    .min(Comparator.comparingInt(i -> seen.getOrDefault(patterns.get(i), 0)))
                    .orElseThrow();
            chosen.add(rarest);
            seen.merge(patterns.get(rarest), 1, Integer::sum);
        }
        return chosen.stream().map(candidates::get).toList();
    }

    private List<Probe> candidates(Neuron neuron, ReluNetwork network, int count) {
        List<Probe> candidates = new ArrayList<>();
        for (int tries = 0; tries < TRIES * PLACES && candidates.size() < count; tries++) {
            neuron.place(network, tries, ground)
                    .filter(x -> neuron.isKnownAt(x, below) && space.isSure(x))
                    .flatMap(x -> probe(network, x))
                    .filter(probe -> probe.window() >= LEAST * ground.grainAt(probe.x()) * ground.sizeAt(probe.x()))
                    .ifPresent(candidates::add);
        }
        return candidates;
    }

    /** The patterns of the others along a boundary, as far as a look around computes them. */
    private Set<BitSet> patterns(Neuron neuron) {
        Stream<Vector> computed =
                candidates(neuron, neuron.on(below), CHOICE * PLACES).stream().map(Probe::x);
        Stream<Vector> spots = neuron.spots().stream().map(Spot::position);
        return Stream.concat(spots, computed).map(this::besides).collect(Collectors.toSet());
    }

    /** Patterns of the others that must be met along a boundary. */
    private int needed(Neuron neuron) {
        int open = neuron.open().size();
        return open == 0 ? 0 : 2 * open <= below.outputs() ? TOLD : TOLD_OF_LITTLE;
    }

    /** The pattern of the layers that a neuron does not depend on; a neuron that switches there is this one itself. */
    private BitSet besides(Vector x) {
        BitSet pattern = new BitSet();
        int at = 0;
        List<Vector> all = others.preactivations(x);
        for (int k = below.layers().size(); k < all.size(); k++) {
            Vector z = all.get(k);
            double bound = tolerance * (all.get(k - 1).norm() + ground.space().scale());
            for (int i = 0; i < z.dimension(); i++) {
                pattern.set(at++, z.get(i) > bound);
            }
        }
        return pattern;
    }

    /** Empty where nothing is on that the neuron is known to depend on. */
    private Optional<Probe> probe(ReluNetwork network, Vector x) {
        AffineForm z = network.formsIn(network.patternAt(x)).getLast().getFirst();
        if (!(z.gradient().norm() > 0)) {
            return Optional.empty();
        }
        Cell cell = below.cellOf(below.patternAt(x));
        return Optional.of(ground.probe(cell, x, z.gradient().unit(), ground.grainAt(x) * ground.sizeAt(x)));
    }
}
