package org.crease.recovery.paper;

import org.crease.geometry.Segment;
import org.crease.geometry.Vector;

/**
 * A point on some boundary B_z.
 *
 * @param position where
 * @param across direction of the line that it was found on
 * @param error bound of its error along {@code across}
 * @param gap how far along {@code across}, either way, no other boundary was seen
 */
public record BoundaryPoint(Vector position, Vector across, double error, double gap) {
    /** The boundary point that a kink on a line is. */
    public static BoundaryPoint of(Segment line, Kink kink) {
        return new BoundaryPoint(line.at(kink.t()), line.direction(), kink.error(), kink.gap());
    }
}
