package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.List;

/** Where lines met the boundary of a neuron, and how often they missed it. */
final class Tally {
    /** More places than these make a fit dearer, but hardly better. */
    private static final int ENOUGH = 200;

    private final List<BoundaryPoint> places = new ArrayList<>();
    private int fitted;
    private int met;
    private int missed;

    int met() {
        return met;
    }

    int missed() {
        return missed;
    }

    /** Places where it was met, enough for a fit. */
    List<BoundaryPoint> places() {
        return List.copyOf(places);
    }

    /** Those that were not asked for before. */
    List<BoundaryPoint> fresh() {
        List<BoundaryPoint> fresh = List.copyOf(places.subList(fitted, places.size()));
        fitted = places.size();
        return fresh;
    }

    void add(BoundaryPoint place) {
        met++;
        if (places.size() < ENOUGH) {
            places.add(place);
        }
    }

    void miss() {
        missed++;
    }
}
