package org.crease.recovery.arrangement;

import java.util.List;
import java.util.Map;
import org.crease.geometry.Vector;

/**
 * The signs of a layer, out of neurons of the next that were fitted while they were open: c_j = ½ Σ_i s_i α_ji A_i
 * with s_i = ±1 shared by all j. Least squares gives them as real numbers, and that these come out as ±1 certifies the layer:
 * with a wrong neuron or weight in the system they do not.
 *
 * <p>A weight of the layer that no crossing showed is an unknown beside the signs. Where its neuron is on whenever the input is, what its
 * filler lacks reaches the next layer as a share of that input alone; where it is off, nothing does, and the share must come out as 0.
 *
 * <p>A neuron at which no boundary above bends is none: its sign is 0, and the certificate is that of the others.
 *
 * <p>A neuron of the layer that was not found, and that was on wherever the witnesses were seen, adds a multiple of its row to each c_j.
 * Then the signs are those that leave a {@link LinearRest}, and nothing beside it.
 *
 * @param values +1 or −1 for each neuron, 0 for what is none
 * @param certificate the largest | |s_i| − 1 | before rounding
 * @param lacking by how much fillers fall short of the weights, for neurons as they stand (not turned)
 * @param rest directions of the activations below, orthonormal: the span of the rows of neurons that were on and not found
 */
record Signs(List<Integer> values, double certificate, Map<Untouched, Double> lacking, List<Vector> rest) {
    /**
     * What one neuron of the next layer says.
     *
     * @param alpha its bends at the neurons of the layer, 0 where they are not known
     * @param open those neurons that were not crossed, and the side of each on which it was seen: their share is in c, as a multiple of A_i
     * @param c its coefficients on the activations below the layer
     * @param free directions in which c is not determined, whatever those shares are
     */
    record Witness(Vector alpha, Map<Integer, Integer> open, Vector c, List<Vector> free) {}

    /**
     * A weight of the layer that holds a filler.
     *
     * @param neuron of the layer
     * @param input of it
     * @param side the sign that the neuron, as it stands, has wherever the input is on
     */
    record Untouched(int neuron, int input, int side) {}
}
