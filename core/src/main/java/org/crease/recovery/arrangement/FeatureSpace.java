package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.List;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Cell;
import org.crease.geometry.Vector;
import org.crease.network.ActivationPattern;
import org.crease.network.NeuronId;
import org.crease.network.ReluNetwork;

/**
 * The space in which the boundary of a neuron of the next layer is a hyperplane: the activations φ of the last known
 * layer and 1. While the signs of that layer are open, ReLU(±h) = (|h| ± h)/2 doubles it: ½|h_i|, the activations below, and 1.
 *
 * @param known layers 1…k−1
 * @param open whether the signs of the last of them are open
 * @param doubts where a neuron of them is not known
 */
record FeatureSpace(ReluNetwork known, boolean open, List<Doubt> doubts) {
    /**
     * A weight that is open: what the neuron is where its input is not as it was seen, nothing tells. If it holds a filler, that tells whether the neuron is on
     * there.
     *
     * @param seen whether the input was on wherever the neuron's boundary was met
     */
    record Doubt(NeuronId neuron, NeuronId input, boolean seen) {}

    FeatureSpace(ReluNetwork known, boolean open) {
        this(known, open, List.of());
    }

    /** Whether no neuron counts as on with a pattern for which it is not known. */
    boolean isSure(ActivationPattern pattern) {
        return doubts.stream().noneMatch(d -> pattern.isActive(d.neuron()) && pattern.isActive(d.input()) != d.seen());
    }

    /** The same for a place. */
    boolean isSure(Vector x) {
        return doubts.isEmpty() || isSure(known.patternAt(x));
    }

    /** Neurons of the last known layer; feature i below width() is the one that bends at the boundary of neuron i. */
    int width() {
        return known.outputs();
    }

    /** How many features there are. */
    int size() {
        return width() + (open ? known.layers().getLast().inputs() : 0) + 1;
    }

    /** Every feature as the affine function that it is in a cell. */
    List<AffineForm> in(ActivationPattern pattern, Cell cell) {
        int n = known.inputs();
        int last = known.layers().size() - 1;
        AffineForm zero = new AffineForm(Vector.zero(n), 0);
        List<AffineForm> features = new ArrayList<>(size());
        for (int i = 0; i < width(); i++) {
            NeuronId id = new NeuronId(last, i);
            AffineForm form = cell.forms().get(known.formOf(id));
            boolean on = pattern.isActive(id);
            if (open) {
                features.add(times(on ? 0.5 : -0.5, form));
            } else {
                features.add(on ? form : zero);
            }
        }
        if (open && last == 0) {
            for (int j = 0; j < n; j++) {
                features.add(new AffineForm(Vector.axis(n, j), 0));
            }
        } else if (open) {
            for (int j = 0; j < known.layers().get(last - 1).outputs(); j++) {
                NeuronId id = new NeuronId(last - 1, j);
                features.add(pattern.isActive(id) ? cell.forms().get(known.formOf(id)) : zero);
            }
        }
        features.add(new AffineForm(Vector.zero(n), 1));
        return features;
    }

    /** The neuron with these coefficients as the affine function that it is where the features are {@code features}. */
    static AffineForm combined(List<AffineForm> features, Vector coefficients) {
        Vector gradient = Vector.zero(features.getLast().gradient().dimension());
        double constant = 0;
        for (int d = 0; d < features.size(); d++) {
            gradient = gradient.plus(coefficients.get(d), features.get(d).gradient());
            constant += coefficients.get(d) * features.get(d).constant();
        }
        return new AffineForm(gradient, constant);
    }

    private static AffineForm times(double factor, AffineForm form) {
        return new AffineForm(form.gradient().times(factor), factor * form.constant());
    }
}
