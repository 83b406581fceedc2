package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.List;

/** Where lines met the boundary of a neuron, and how often they missed it. */
final class Sightings {
    private final List<BoundaryPoint> met = new ArrayList<>();
    private int missed;

    List<BoundaryPoint> met() {
        return List.copyOf(met);
    }

    int missed() {
        return missed;
    }

    void add(BoundaryPoint place) {
        met.add(place);
    }

    void miss() {
        missed++;
    }
}
