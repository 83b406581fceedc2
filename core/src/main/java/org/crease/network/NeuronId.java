package org.crease.network;

/**
 * A neuron's place in its network.
 *
 * @param layer from 0 (the paper's layer 1)
 * @param index within the layer, from 0
 */
public record NeuronId(int layer, int index) {}
