package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** Fits boundaries that are known once more, to all places where they were met, and asks for further ones where they are not known well. */
final class Sharpening {
    /** In errors of an answer, the error of a row that is good enough in the end. */
    private static final double SHARP = 5e3;

    /** A row with a larger error does not bear layers on top. */
    private static final double BLUNT = 1e-7;

    private final FoundLayers found;
    /** Of layers 2…d. */
    private final List<List<Trace>> traces;
    /** Of layer d + 1. */
    private final List<Trace> top;

    private final Sightings sightings;
    private final Ground ground;
    private final BiFunction<Trace, Integer, Optional<Trace>> validated;

    /**
     * Prepares; the lists are the caller's, and change.
     *
     * @param traces of layers 2…d
     * @param top of layer d + 1
     * @param validated a boundary of a layer (from 1), if it is where it says
     */
    Sharpening(
            FoundLayers found,
            List<List<Trace>> traces,
            List<Trace> top,
            Sightings sightings,
            Ground ground,
            BiFunction<Trace, Integer, Optional<Trace>> validated) {
        this.found = found;
        this.traces = traces;
        this.top = top;
        this.sightings = sightings;
        this.ground = ground;
        this.validated = validated;
    }

    /**
     * Fits all boundaries once more, also to the places where lines met them, layer after layer: that costs no questions.
     *
     * @param again whether planes that are blunt are worth some
     */
    void sharpen(boolean again) {
        List<Neuron> first = new ArrayList<>();
        for (int i = 0; i < found.layer(0).size(); i++) {
            first.add(sightings.sharpened(i, found.layer(0).get(i), again, ground));
        }
        found.sharpen(0, first);
        for (int layer = 2; layer <= found.depth(); layer++) {
            List<Trace> stage = traces.get(layer - 2);
            List<Neuron> neurons = new ArrayList<>(found.layer(layer - 1));
            for (int i = 0; i < stage.size(); i++) {
                if (stage.get(i).isPartial()) {
                    // of a piece, so that it is joined to others by what is below as it is known now
                    stage.set(
                            i,
                            sightings.refitted(
                                    stage.get(i), found.space(layer - 1), found.accuracy(layer - 1), ground));
                } else {
                    stage.set(i, sharpened(stage.get(i), layer));
                    neurons.set(i, stage.get(i).neuron());
                }
            }
            found.sharpen(layer - 1, neurons);
        }
        if (found.isOpen()) {
            FeatureSpace space = found.space(found.depth());
            top.replaceAll(trace ->
                    trace.in(space, ground, found.accuracy(found.depth())).orElse(trace));
        } else {
            top.replaceAll(trace -> trace.isPartial() ? trace : sharpened(trace, found.depth() + 1));
        }
    }

    private Trace sharpened(Trace trace, int layer) {
        return sightings.sharpened(trace, found.space(layer - 1), found.accuracy(layer - 1), ground);
    }

    /** A boundary on top with further places of it, if it is hardly known. */
    Trace refined(Trace trace) {
        int depth = found.depth();
        return new Refinement(found.space(depth), found.accuracy(depth), BLUNT, ground).of(searched(trace, depth + 1));
    }

    /** Asks for further places of boundaries that are not known well, or not whole; to be done once, when all is explained. */
    void refine() {
        for (int layer = 2; layer <= found.depth(); layer++) {
            FeatureSpace space = found.space(layer - 1);
            double accuracy = found.accuracy(layer - 1);
            Fillers fillers = new Fillers(found.network(layer - 1), found.layer(layer - 2), ground);
            double relative = ground.resolution().relative();
            Refinement refinement =
                    new Refinement(space, accuracy, ground.isCoarse() ? relative : SHARP * relative, ground);
            List<Trace> stage = traces.get(layer - 2);
            List<Neuron> neurons = new ArrayList<>(found.layer(layer - 1));
            for (int i = 0; i < stage.size(); i++) {
                Trace before = stage.get(i);
                Trace current = searched(before, layer);
                if (!current.isPartial()) {
                    current = refinement.of(current.in(space, ground, accuracy).orElse(current));
                }
                if (!current.equals(before)) {
                    stage.set(i, current);
                    neurons.set(i, fillers.fill(current.neuron()));
                }
            }
            found.sharpen(layer - 1, neurons);
        }
    }

    /** A boundary that is not known whole with weights that a long search found, if that is where it says. */
    private Trace searched(Trace trace, int layer) {
        return trace.isPartial()
                ? trace.searched(found.space(layer - 1), ground, found.accuracy(layer - 1))
                        .flatMap(t -> validated.apply(t, layer))
                        .orElse(trace)
                : trace;
    }
}
