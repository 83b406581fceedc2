package org.crease.recovery.arrangement;

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
    Hyperplane plane() {
        return Hyperplane.through(position, normal);
    }
}
