package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.crease.geometry.Vector;
import org.crease.network.NeuronId;

/** What lines saw of known boundaries: these can be fitted to the places where they were met, and those that are missed are none. */
final class Sightings {
    /** Planes known less exactly than this are measured once more where that pays. */
    private static final double BLUNT = 1e-11;

    private final Map<Integer, Tally> planes = new HashMap<>();
    private final Map<BoundaryWalk, Tally> others = new HashMap<>();
    private boolean news;

    /** Whether boundaries were met since this was asked last. */
    boolean news() {
        boolean before = news;
        news = false;
        return before;
    }

    /** Takes note of the planes on a line, {@code count} in all. */
    void notePlanes(int count, Survey survey) {
        for (int i = 0; i < count; i++) {
            note(planes.computeIfAbsent(i, p -> new Tally()), new NeuronId(0, i), survey, x -> true);
        }
    }

    /**
     * Takes note of the boundaries of some neurons on a line.
     *
     * @param layer of the neurons, from 0
     * @param space of the layers below it
     * @return those that lines have missed too often
     */
    List<Trace> note(List<Trace> stage, int layer, FeatureSpace space, Survey survey) {
        List<Trace> missing = new ArrayList<>();
        for (int i = 0; i < stage.size(); i++) {
            Trace trace = stage.get(i);
            Tally tally = others.computeIfAbsent(trace.walk(), w -> new Tally());
            Neuron neuron = trace.neuron();
            note(tally, new NeuronId(layer, i), survey, x -> neuron.isKnownAt(x, space.known()) && space.isSure(x));
            if (tally.missed() > tally.met() + 1) {
                missing.add(trace);
            }
        }
        return missing;
    }

    /** Takes note of the kinks of a neuron, at places where they are predictable. */
    private void note(Tally tally, NeuronId id, Survey survey, Predicate<Vector> predictable) {
        survey.explained().stream().filter(m -> m.neuron().equals(id)).forEach(m -> {
            tally.add(survey.at(m.kink()));
            news = true;
        });
        survey.missing().stream()
                .filter(c ->
                        c.neuron().equals(id) && predictable.test(survey.line().at(c.t())))
                .forEach(c -> tally.miss());
    }

    /**
     * A plane fitted to all places where it was met.
     *
     * @param again whether a blunt one is worth questions
     */
    Neuron sharpened(int i, Neuron plane, boolean again, Ground ground) {
        if (plane.isLinear() || ground.isCoarse()) { // coarse planes were measured farther out than that
            return plane;
        }
        Tally tally = planes.computeIfAbsent(i, p -> new Tally());
        if (again && plane.accuracy() > BLUNT) {
            PlaneFit.met(plane, ground).forEach(tally::add);
        }
        return PlaneFit.of(plane, tally.places(), ground);
    }

    /** A boundary as it is now that the layers below it are known better, fitted to all places where it was met. */
    Trace sharpened(Trace trace, FeatureSpace space, double accuracy, Ground ground) {
        Trace again = trace.in(space, ground, accuracy).orElse(trace);
        Tally tally = others.getOrDefault(trace.walk(), new Tally());
        return moved(trace, again.with(tally.fresh(), ground, accuracy).orElse(again));
    }

    /** As {@link #sharpened(Trace, FeatureSpace, double, Ground)} by what was seen of it before alone. */
    Trace refitted(Trace trace, FeatureSpace space, double accuracy, Ground ground) {
        return moved(trace, trace.refitted(space, ground, accuracy).orElse(trace));
    }

    private Trace moved(Trace from, Trace to) {
        Tally tally = others.remove(from.walk());
        others.put(to.walk(), tally == null ? new Tally() : tally);
        return to;
    }
}
