package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** One boundary can be met in pieces that do not know of each other: joins them, for the boundaries of one layer at a time. */
final class Pieces {
    private final Ground ground;
    private final Function<Trace, Optional<Trace>> validated;
    /** Walks that saw too little of their boundary. */
    private final List<Fragment> fragments = new ArrayList<>();

    /** A walk that saw too little, and where it began. */
    private record Fragment(BoundaryPoint point, BoundaryWalk walk) {}

    /**
     * Prepares.
     *
     * @param validated a boundary, if it is where it says; two pieces of different ones may agree by chance
     */
    Pieces(Ground ground, Function<Trace, Optional<Trace>> validated) {
        this.ground = ground;
        this.validated = validated;
    }

    /** Keeps what is left of a walk from {@code point}: it may turn out to belong to another boundary. */
    void addFragment(BoundaryPoint point, BoundaryWalk walk) {
        fragments.add(new Fragment(point, walk));
    }

    /** Joins a point to the one of some boundaries on which it lies, if that is known in part only; returns whether there is one. */
    boolean join(BoundaryPoint point, List<Trace> layer, double accuracy) {
        for (int i = 0; i < layer.size(); i++) {
            Trace trace = layer.get(i);
            Optional<Trace> joined = trace.joined(point, ground, accuracy).flatMap(t -> believed(t, trace));
            if (joined.isPresent()) {
                layer.set(i, joined.get());
                return true;
            }
        }
        return false;
    }

    /**
     * Adds a boundary, or joins it with one that turns out to be another piece of it. Where one neuron of a layer alone is on, boundaries of
     * all deeper layers are parallel to its own: so of two that are parallel, and not both known whole, only the one that is known better is
     * believed.
     */
    boolean add(Trace trace, List<Trace> layer, double accuracy) {
        for (int i = 0; i < layer.size(); i++) {
            Trace other = layer.get(i);
            Optional<Trace> joined =
                    joined(other, trace.walk(), accuracy).or(() -> joined(trace, other.walk(), accuracy));
            if (joined.isPresent()) {
                layer.set(i, joined.get());
                return true;
            }
        }
        if (!trace.walk().space().open()) {
            Neuron neuron = trace.neuron();
            for (int i = 0; i < layer.size() && !trace.isPartial(); i++) {
                Trace other = layer.get(i);
                if (!other.isPartial() && other.neuron().resembles(neuron)) {
                    // the same neuron twice: one of them has a weight that is wrong
                    boolean better = trace.explains(other, ground) >= other.explains(trace, ground);
                    if (better) {
                        layer.set(i, trace);
                    }
                    return better;
                }
            }
            List<Trace> parallel = layer.stream()
                    .filter(t -> t.isPartial() || trace.isPartial())
                    .filter(t -> t.neuron().isParallelTo(neuron))
                    .toList();
            if (parallel.stream()
                    .anyMatch(t -> t.neuron().open().size() <= neuron.open().size())) {
                return false;
            }
            layer.removeAll(parallel);
        }
        layer.add(trace);
        return true;
    }

    /** Joins those boundaries that turn out to be pieces of one; returns whether there were any. */
    boolean join(List<Trace> layer, double accuracy) {
        boolean joinedAny = false;
        for (int i = 0; i < layer.size(); i++) {
            for (int j = layer.size() - 1; j >= 0; j--) {
                Optional<Trace> joined = i == j
                        ? Optional.empty()
                        : joined(layer.get(i), layer.get(j).walk(), accuracy);
                if (joined.isPresent()) {
                    layer.set(i, joined.get());
                    layer.remove(j);
                    i -= j < i ? 1 : 0;
                    joinedAny = true;
                }
            }
        }
        return joinedAny;
    }

    /** Joins what is left of walks to boundaries that they turn out to belong to; returns where these walks began. */
    List<BoundaryPoint> joinFragments(List<Trace> layer, double accuracy) {
        FeatureSpace space = layer.getFirst().walk().space();
        List<BoundaryPoint> placed = new ArrayList<>();
        for (Fragment fragment : List.copyOf(fragments)) {
            for (int i = 0; i < layer.size() && fragments.contains(fragment); i++) {
                Optional<Trace> joined = fragment.walk().space().equals(space)
                        ? joined(layer.get(i), fragment.walk(), accuracy)
                        : Optional.empty();
                if (joined.isPresent()) {
                    layer.set(i, joined.get());
                    fragments.remove(fragment);
                    placed.add(fragment.point());
                }
            }
        }
        return placed;
    }

    private Optional<Trace> joined(Trace trace, BoundaryWalk other, double accuracy) {
        return trace.joined(other, ground, accuracy).flatMap(t -> believed(t, trace));
    }

    private Optional<Trace> believed(Trace joined, Trace before) {
        boolean known = joined.walk().space().open() || joined.walk().equals(before.walk());
        return known ? Optional.of(joined) : validated.apply(joined);
    }
}
