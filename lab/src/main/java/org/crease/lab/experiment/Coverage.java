package org.crease.lab.experiment;

import java.util.stream.IntStream;
import org.crease.geometry.Vector;
import org.crease.network.Alignment;
import org.crease.network.Isomorphism;
import org.crease.network.Layer;
import org.crease.network.NeuronId;
import org.crease.network.ReluNetwork;
import org.crease.recovery.Findings;

/**
 * Whether standard errors are right: of the weights that have one, how many lie within two of it.
 *
 * @param within two standard errors of the true weight
 * @param weights all that have a standard error and a true weight to compare with
 */
record Coverage(int within, int weights) {
    static final Coverage NONE = new Coverage(0, 0);

    private static final double STANDARD_ERRORS = 2;

    Coverage plus(Coverage other) {
        return new Coverage(within + other.within, weights + other.weights);
    }

    /** Of a network found with the true widths; all weights into neurons with a match, from inputs with one. */
    static Coverage of(Findings findings, ReluNetwork truth) {
        ReluNetwork found = findings.network();
        if (findings.standardErrors().isEmpty() || !found.widths().equals(truth.widths())) {
            return NONE;
        }
        Alignment alignment = Alignment.of(found, truth, Alignment.MATCH_TOLERANCE);
        ReluNetwork unit = Isomorphism.unitRows(truth);
        Coverage all = NONE;
        int[] inputs = IntStream.range(0, truth.inputs()).toArray();
        for (int k = 0; k < unit.layers().size(); k++) {
            Layer layer = unit.layers().get(k);
            boolean hidden = k < unit.hidden().size();
            int[] neurons = new int[layer.outputs()];
            for (int i = 0; i < neurons.length; i++) {
                neurons[i] = hidden ? alignment.foundFor(new NeuronId(k, i)).orElse(-1) : i;
                if (neurons[i] >= 0) {
                    Vector errors = findings.standardErrors().get(k).get(neurons[i]);
                    all = all.plus(row(found.layers().get(k).row(neurons[i]), layer.row(i), inputs, errors));
                }
            }
            inputs = neurons;
        }
        return all;
    }

    private static Coverage row(Vector found, Vector truth, int[] inputs, Vector errors) {
        int within = 0;
        int weights = 0;
        for (int j = 0; j < inputs.length; j++) {
            if (inputs[j] >= 0 && Double.isFinite(errors.get(inputs[j]))) {
                weights++;
                double off = Math.abs(found.get(inputs[j]) - truth.get(j));
                within += off <= STANDARD_ERRORS * errors.get(inputs[j]) ? 1 : 0;
            }
        }
        return new Coverage(within, weights);
    }
}
