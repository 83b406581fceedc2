package org.crease.recovery.paper;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Vector;

/**
 * A neuron found, as a form of the activations of the layer below (of the input, for layer 1).
 *
 * @param form a row of length one, and its bias
 * @param unknown the inputs whose weights are not known, with the reason; {@code form} holds 0 there
 * @param accuracy bound of the distance from its boundary to the true one, relative to the distance from the origin plus scale
 * @param seenAt points of its boundary: the way to both its sides, however rarely it switches elsewhere
 */
record Neuron(AffineForm form, Map<Integer, String> unknown, double accuracy, List<Vector> seenAt) {
    /** More points than this show nothing new. */
    private static final int MOST_SEEN = 4;

    Neuron {
        unknown = new TreeMap<>(unknown);
        seenAt = List.copyOf(seenAt.subList(0, Math.min(MOST_SEEN, seenAt.size())));
    }

    static Neuron ofFirstLayer(LocalHyperplane h, double scale) {
        double size = h.point().position().norm() + scale;
        return new Neuron(
                h.plane().form(),
                Map.of(),
                h.tilt() + h.point().error() / size,
                List.of(h.point().position()));
    }

    Neuron withSign(int sign) {
        return sign > 0
                ? this
                : new Neuron(new AffineForm(form.gradient().negated(), -form.constant()), unknown, accuracy, seenAt);
    }

    Neuron withAccuracy(double other) {
        return new Neuron(form, unknown, other, seenAt);
    }
}
