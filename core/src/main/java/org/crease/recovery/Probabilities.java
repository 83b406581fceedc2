package org.crease.recovery;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.network.NeuronId;
import org.crease.network.ReluNetwork;
import org.crease.oracle.Ending;
import org.crease.oracle.LogRatioOracle;
import org.crease.oracle.Oracle;

/**
 * How to get at a network behind probabilities: what ends it, and where all classes can be seen. The logits of a softmax are known
 * up to a common shift; here the one of the reference class is zero everywhere.
 *
 * @param ending a softmax, or a sigmoid for each output
 * @param reference the class that the others are compared with, from 0; 0 after a sigmoid
 * @param space part of where the recovery was to look: where no probability is lost to rounding
 * @param uncertainty what a logarithm may be off by there because of how probabilities are rounded
 * @param floor a smaller probability is gone
 */
public record Probabilities(Ending ending, int reference, SearchSpace space, double uncertainty, double floor) {
    /** The logits behind probabilities, as differences: one fewer than there are classes after a softmax. */
    public Oracle logits(Oracle probabilities) {
        return new LogRatioOracle(probabilities, ending, reference, uncertainty, floor);
    }

    /** What was recovered from {@link #logits}, with the reference class back in its place. */
    public Recovery whole(Recovery recovery) {
        if (ending != Ending.SOFTMAX) {
            return recovery;
        }
        return switch (recovery) {
            case Recovery.Complete complete -> new Recovery.Complete(whole(complete.found()));
            case Recovery.Partial partial -> new Recovery.Partial(whole(partial.found()), partial.reason());
            case Recovery.Failed failed -> failed;
        };
    }

    private Findings whole(Findings found) {
        int last = found.network().layers().size() - 1;
        List<List<Vector>> errors = new ArrayList<>(found.standardErrors());
        if (!errors.isEmpty()) {
            List<Vector> rows = new ArrayList<>(errors.get(last));
            rows.add(reference, Vector.zero(found.network().outputLayer().inputs()));
            errors.set(last, rows);
        }
        return new Findings(
                whole(found.network()),
                errors,
                found.resolution(),
                found.layers(),
                found.unknown().stream().map(weight -> moved(weight, last)).toList(),
                found.verification());
    }

    private ReluNetwork whole(ReluNetwork network) {
        Layer without = network.outputLayer();
        int m = without.outputs() + 1;
        int n = without.inputs();
        double[] weights = new double[m * n];
        double[] biases = new double[m];
        IntStream.range(0, m).filter(i -> i != reference).forEach(i -> {
            int row = i < reference ? i : i - 1;
            for (int j = 0; j < n; j++) {
                weights[i * n + j] = without.weight(row, j);
            }
            biases[i] = without.bias(row);
        });
        return network.withOutputLayer(Layer.linear(m, n, weights, biases));
    }

    private Findings.UnknownWeight moved(Findings.UnknownWeight weight, int last) {
        NeuronId neuron = weight.neuron();
        boolean moves = neuron.layer() == last && neuron.index() >= reference;
        return moves
                ? new Findings.UnknownWeight(new NeuronId(last, neuron.index() + 1), weight.input(), weight.why())
                : weight;
    }
}
