package org.crease.recovery.paper;

import java.util.Optional;
import org.crease.geometry.Cell;
import org.crease.geometry.Vector;
import org.crease.network.NeuronId;
import org.crease.network.ReluNetwork;

/**
 * ClosestBoundary (§4.2): the smallest c > 0 such that q = p + c·v lies on the boundary of a neuron found so far. Computed, not
 * asked: in the region of p every known boundary is a hyperplane.
 *
 * @param neuron whose boundary it is
 * @param distance c, for a unit vector v
 */
record ClosestBoundary(NeuronId neuron, double distance) {
    /** From inside {@code cell}, a cell of {@code known}; empty if the ray meets no known boundary. */
    static Optional<ClosestBoundary> along(Vector p, Vector v, ReluNetwork known, Cell cell) {
        return cell.nextFacet(p, v).map(facet -> of(known, facet));
    }

    /** As {@link #along}, for a start on the boundary of {@code leaving}. */
    static Optional<ClosestBoundary> beyond(NeuronId leaving, Vector q, Vector v, ReluNetwork known, Cell cell) {
        return cell.nextFacet(q, v, known.formOf(leaving)).map(facet -> of(known, facet));
    }

    private static ClosestBoundary of(ReluNetwork known, Cell.Facet facet) {
        return new ClosestBoundary(known.neuronAt(facet.form()), facet.distance());
    }
}
