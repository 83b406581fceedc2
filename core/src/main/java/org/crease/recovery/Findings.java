package org.crease.recovery;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.crease.geometry.Vector;
import org.crease.network.NeuronId;
import org.crease.network.ReluNetwork;

/**
 * What is known of a network.
 *
 * @param network in canonical form; unknown weights hold a filler and are listed
 * @param standardErrors of the weights of {@code network}, by layer and neuron: infinite where a weight is not known; empty if not estimated
 * @param layers one for each hidden layer of {@code network}
 * @param unknown the weights of {@code network} that are not known
 * @param verification on questions that were used for nothing else; empty if the recovery ended before it
 */
public record Findings(
        ReluNetwork network,
        List<List<Vector>> standardErrors,
        Resolution resolution,
        List<HiddenLayer> layers,
        List<UnknownWeight> unknown,
        Optional<Verification> verification) {
    public Findings {
        standardErrors = standardErrors.stream().map(List::copyOf).toList();
        layers = List.copyOf(layers);
        unknown = List.copyOf(unknown);
    }

    /**
     * One hidden layer.
     *
     * @param neurons how many there are
     * @param signCertificate the largest | |s_i| − 1 | of the least-squares signs;
     *     empty if the signs are not known
     */
    public record HiddenLayer(int neurons, OptionalDouble signCertificate) {}

    /**
     * A weight that is not known.
     *
     * @param neuron where it leads to
     * @param input the neuron below, or input, where it comes from, from 0
     */
    public record UnknownWeight(NeuronId neuron, int input, String why) {}

    /** The largest standard error of a weight that is known and leads into a layer (from 0); empty if not estimated. */
    public OptionalDouble maxStandardErrorIn(int layer) {
        return standardErrors.isEmpty()
                ? OptionalDouble.empty()
                : standardErrors.get(layer).stream()
                        .flatMapToDouble(row -> Arrays.stream(row.toArray()))
                        .filter(Double::isFinite)
                        .max();
    }

    /** How many weights that lead into a layer (from 0) are unknown. */
    public long unknownIn(int layer) {
        return unknown.stream().filter(w -> w.neuron().layer() == layer).count();
    }
}
