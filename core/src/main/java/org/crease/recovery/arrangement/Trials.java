package org.crease.recovery.arrangement;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Which boundary points were tried in which layer, in vain. */
final class Trials {
    /** Where most points belong to layers that are not due, each is tried so often in a layer that changes. */
    private static final int MOST = 2;

    /** For points, the layers (from 1) they did not belong to, as things stood. */
    private final Map<BoundaryPoint, Map<Integer, Failure>> failed = new HashMap<>();

    /** Layers (from 1) at which a point was tried that belongs deeper. */
    private final Set<Integer> wary = new HashSet<>();

    /**
     * Trials of a point in a layer.
     *
     * @param version of the layers below when it failed last
     */
    private record Failure(long version, int times) {
        static final Failure NONE = new Failure(-1, 0);
    }

    /**
     * Whether another trial is in vain.
     *
     * @param version of the layers below
     * @param many whether most points belong to layers that are not due
     */
    boolean areInVain(BoundaryPoint point, int layer, long version, boolean many) {
        Failure before = before(point, layer);
        return (many && before.times() >= MOST) || version == before.version();
    }

    void noteFailure(BoundaryPoint point, int layer, long version) {
        wary.add(layer);
        Failure before = before(point, layer);
        failed.computeIfAbsent(point, p -> new HashMap<>()).put(layer, new Failure(version, before.times() + 1));
    }

    private Failure before(BoundaryPoint point, int layer) {
        return failed.getOrDefault(point, Map.of()).getOrDefault(layer, Failure.NONE);
    }

    /** Whether a point was tried in a layer that belongs deeper. */
    boolean calledForCare(int layer) {
        return wary.contains(layer);
    }
}
