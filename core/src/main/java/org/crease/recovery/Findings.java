package org.crease.recovery;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.crease.network.NeuronId;
import org.crease.network.ReluNetwork;

/**
 * What is known of a network.
 *
 * @param network in canonical form; unknown weights hold a filler and are listed
 * @param layers one for each hidden layer of {@code network}
 * @param unknown the weights of {@code network} that are not known
 * @param verification on questions that were used for nothing else; empty if the recovery ended before it
 */
public record Findings(
        ReluNetwork network,
        Resolution resolution,
        List<HiddenLayer> layers,
        List<UnknownWeight> unknown,
        Optional<Verification> verification) {
    public Findings {
        layers = List.copyOf(layers);
        unknown = List.copyOf(unknown);
    }

    /**
     * One hidden layer.
     *
     * @param neurons how many there are
     * @param signCertificate the largest | |s_i| − 1 | of the least-squares signs;
     *     empty if the signs are not known
     * @param maxStandardError the largest standard error of a weight, on rows of length one; empty if not estimated
     */
    public record HiddenLayer(int neurons, OptionalDouble signCertificate, OptionalDouble maxStandardError) {}

    /**
     * A weight that is not known.
     *
     * @param neuron where it leads to
     * @param input the neuron below, or input, where it comes from, from 0
     */
    public record UnknownWeight(NeuronId neuron, int input, String why) {}

    /** How many weights that lead into a layer (from 0) are unknown. */
    public long unknownIn(int layer) {
        return unknown.stream().filter(w -> w.neuron().layer() == layer).count();
    }
}
