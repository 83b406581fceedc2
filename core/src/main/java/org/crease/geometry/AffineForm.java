package org.crease.geometry;

import java.util.Arrays;

/** The function x ↦ gradient · x + constant. */
public record AffineForm(Vector gradient, double constant) {
    public double at(Vector x) {
        return gradient.dot(x) + constant;
    }

    /** This and a share of another, given as one vector: its gradient, and its constant after that. */
    public AffineForm plus(double share, Vector other) {
        int n = gradient.dimension();
        Vector part = Vector.of(Arrays.copyOf(other.toArray(), n));
        return new AffineForm(gradient.plus(share, part), constant + share * other.get(n));
    }

    /** The distance of {@code x} to where the form is zero, positive where the form is; infinite for a constant form. */
    public double distance(Vector x) {
        return at(x) / gradient.norm();
    }
}
