package org.crease.network;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Which neurons are active, layer by layer (§3.2). Two points lie in the same linear region iff their patterns agree. */
public final class ActivationPattern {
    private final List<BitSet> active;

    ActivationPattern(List<BitSet> active) {
        this.active = active.stream().map(on -> (BitSet) on.clone()).toList();
    }

    public boolean isActive(int layer, int index) {
        return active.get(layer).get(index);
    }

    public boolean isActive(NeuronId neuron) {
        return isActive(neuron.layer(), neuron.index());
    }

    /** The pattern beyond the boundary of one neuron. */
    public ActivationPattern flipped(NeuronId neuron) {
        List<BitSet> copy = new ArrayList<>(active);
        BitSet layer = (BitSet) copy.get(neuron.layer()).clone();
        layer.flip(neuron.index());
        copy.set(neuron.layer(), layer);
        return new ActivationPattern(copy);
    }

    BitSet flat(List<Integer> widths) {
        BitSet all = new BitSet();
        int offset = 0;
        for (int k = 0; k < widths.size(); k++) {
            for (int i = active.get(k).nextSetBit(0); i >= 0; i = active.get(k).nextSetBit(i + 1)) {
                all.set(offset + i);
            }
            offset += widths.get(k);
        }
        return all;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ActivationPattern pattern && active.equals(pattern.active);
    }

    @Override
    public int hashCode() {
        return active.hashCode();
    }

    @Override
    public String toString() {
        return active.toString();
    }
}
