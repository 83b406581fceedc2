package org.crease.recovery.arrangement;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Vector;

/**
 * A neuron found, as a form of the activations of the layer below (of the input, for layer 1).
 *
 * @param form a row of length one, and its bias
 * @param open the inputs whose weights are not determined; {@code form} holds a filler there
 * @param accuracy bound of the distance from its boundary to the true one, relative to the distance from the origin plus scale
 * @param spots where its boundary was met
 */
record Neuron(AffineForm form, Set<Integer> open, double accuracy, List<Spot> spots) {
    Neuron {
        open = new TreeSet<>(open);
        spots = List.copyOf(spots);
    }

    /** A neuron of the first layer. */
    static Neuron of(BoundaryPoint p, Ground ground) {
        Spot spot = new Spot(p.position(), p.error(), p.normal(), null, null, List.of());
        double accuracy = p.tilt() + p.error() / ground.sizeAt(p.position());
        return new Neuron(p.plane().form(), Set.of(), accuracy, List.of(spot));
    }

    Neuron turned() {
        return new Neuron(new AffineForm(form.gradient().negated(), -form.constant()), open, accuracy, spots);
    }

    List<Vector> seenAt() {
        return spots.stream().map(Spot::position).limit(4).toList();
    }
}
