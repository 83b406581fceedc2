package org.crease.recovery.fit;

import org.crease.geometry.Vector;

/**
 * What row and bias of a neuron of the last hidden layer lack is a multiple of this: it was seen nowhere.
 *
 * @param neuron of that layer, from 0
 * @param way weights, and the bias after them
 */
public record OpenDirection(int neuron, Vector way) {}
