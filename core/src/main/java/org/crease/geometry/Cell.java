package org.crease.geometry;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * A convex cell cut out by affine forms: the points where form i is positive if bit i of {@code positive} is set, and
 * negative otherwise. Which forms bound the cell is not stored; a ray finds out.
 */
public final class Cell {
    private final List<AffineForm> forms;
    private final BitSet positive;

    public Cell(List<AffineForm> forms, BitSet positive) {
        this.forms = List.copyOf(forms);
        this.positive = (BitSet) positive.clone();
    }

    /** Where a ray leaves the cell: through the zero of form {@code form}, {@code distance} along the ray. */
    public record Facet(int form, double distance) {}

    public List<AffineForm> forms() {
        return forms;
    }

    /** Whether form {@code form} is positive in this cell. */
    public boolean isPositive(int form) {
        return positive.get(form);
    }

    /** Whether {@code x} lies in the cell or on its edge. */
    public boolean contains(Vector x) {
        for (int i = 0; i < forms.size(); i++) {
            double value = forms.get(i).at(x);
            if (positive.get(i) ? value < 0 : value > 0) {
                return false;
            }
        }
        return true;
    }

    /** The facet through which the ray from {@code p} along {@code direction} leaves; empty if it never does. */
    public Optional<Facet> nextFacet(Vector p, Vector direction) {
        return nextFacet(p, direction, -1);
    }

    /**
     * As {@link #nextFacet(Vector, Vector)}, with one form left out: for a start on that form's own facet, where rounding
     * would decide.
     */
    public Optional<Facet> nextFacet(Vector p, Vector direction, int ignored) {
        int first = -1;
        double nearest = Double.POSITIVE_INFINITY;
        for (int i = 0; i < forms.size(); i++) {
            if (i == ignored) {
                continue;
            }
            double rate = forms.get(i).gradient().dot(direction);
            boolean approaches = positive.get(i) ? rate < 0 : rate > 0;
            if (!approaches) {
                continue;
            }
            double t = -forms.get(i).at(p) / rate;
            if (t >= 0 && t < nearest) {
                nearest = t;
                first = i;
            }
        }
        return first < 0 ? Optional.empty() : Optional.of(new Facet(first, nearest));
    }
}
