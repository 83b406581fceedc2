package org.crease.recovery.paper;

import java.util.List;
import org.crease.geometry.Hyperplane;
import org.crease.geometry.Vector;

/**
 * The plane that contains a boundary near one of its points (§4.1).
 *
 * @param plane the plane
 * @param point a point of the boundary, on the plane
 * @param seen the boundary points that it was fitted to
 * @param radius of the neighbourhood in which the boundary was seen to be flat
 * @param tilt bound of the error of the unit normal, in radians
 */
public record LocalHyperplane(Hyperplane plane, BoundaryPoint point, List<Vector> seen, double radius, double tilt) {
    /** Copies the list. */
    public LocalHyperplane {
        seen = List.copyOf(seen);
    }

    /** Bound of the distance of the plane from the true one at a distance from {@link #point}. */
    public double errorAt(double distance) {
        return point.error() + tilt * distance;
    }
}
