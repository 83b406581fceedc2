package org.crease.geometry;

/** The function x ↦ gradient · x + constant. */
public record AffineForm(Vector gradient, double constant) {
    public double at(Vector x) {
        return gradient.dot(x) + constant;
    }

    /** The distance of {@code x} to where the form is zero, positive where the form is; infinite for a constant form. */
    public double distance(Vector x) {
        return at(x) / gradient.norm();
    }
}
