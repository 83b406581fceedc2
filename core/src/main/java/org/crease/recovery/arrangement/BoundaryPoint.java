package org.crease.recovery.arrangement;

import java.util.Optional;
import org.crease.geometry.Hyperplane;
import org.crease.geometry.Vector;

/**
 * A kink that no known boundary explains, with the hyperplane on which its boundary lies around it.
 *
 * @param position where
 * @param error bound of the error of {@code position} along {@code normal}
 * @param normal of length one
 * @param tilt bound of the error of {@code normal}
 */
record BoundaryPoint(Vector position, double error, Vector normal, double tilt) {
    /** Half of the window in which it is looked for, in units of how far its hyperplane may be off. */
    private static final double WINDOW = 8;

    Hyperplane plane() {
        return Hyperplane.through(position, normal);
    }

    /** How far the hyperplane may be off at {@code x}. */
    double offset(Vector x) {
        return error + tilt * position.distanceTo(x);
    }

    /** Where the boundary is looked for on its hyperplane. */
    Ground.Probe probe(Vector x, Ground ground) {
        return ground.probe(x, normal, Math.max(WINDOW * offset(x), ground.grainAt(x) * ground.sizeAt(x)));
    }

    /** Whether what was met at the probe of {@code x} is the boundary. */
    boolean isMet(Optional<Kink> kink, Vector x) {
        return kink.filter(k -> Math.abs(k.t()) <= 2 * (k.error() + offset(x))).isPresent();
    }
}
