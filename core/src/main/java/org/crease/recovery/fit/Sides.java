package org.crease.recovery.fit;

import org.crease.geometry.Vector;

/** On which side of their boundaries the neurons of a layer are. */
@FunctionalInterface
public interface Sides {
    /** Whether a neuron is on at {@code x}. */
    boolean isOn(Vector x, int neuron);
}
