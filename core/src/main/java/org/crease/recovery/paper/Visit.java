package org.crease.recovery.paper;

import org.crease.geometry.AffineForm;
import org.crease.geometry.Cell;
import org.crease.geometry.Vector;
import org.crease.network.ActivationPattern;
import org.crease.network.NeuronId;
import org.crease.network.ReluNetwork;

/**
 * A member p_s of A_z (Theorem 4): a point of the boundary of z, in a cell of the known layers.
 *
 * @param local the local hyperplane H_s
 * @param gradient ∇z(p_s), in units that are the same for all members of A_z, up to one common sign
 * @param uncertainty of {@code gradient}, relative to its length: grows with every crossing on the way here
 * @param pattern of the known layers at p_s
 * @param cell the cell of that pattern
 */
record Visit(LocalHyperplane local, Vector gradient, double uncertainty, ActivationPattern pattern, Cell cell) {
    static Visit first(LocalHyperplane local, ReluNetwork known) {
        ActivationPattern pattern = known.patternAt(local.point().position());
        return new Visit(local, local.plane().normal(), local.tilt(), pattern, known.cellOf(pattern));
    }

    Vector position() {
        return local.point().position();
    }

    Vector normal() {
        return local.plane().normal();
    }

    /** The preactivation of a known neuron in this cell. */
    AffineForm form(ReluNetwork known, NeuronId neuron) {
        return cell.forms().get(known.formOf(neuron));
    }
}
