package org.crease.recovery.arrangement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.crease.geometry.Vector;
import org.crease.network.ActivationPattern;
import org.crease.network.NeuronId;
import org.crease.network.ReluNetwork;
import org.junit.jupiter.api.Test;

/** A neuron of layer 2 with a weight that is open: its input was off wherever its boundary was met. */
class FeatureSpaceTest {
    private static final NeuronId NEURON = new NeuronId(1, 0);
    private static final NeuronId INPUT = new NeuronId(0, 2);

    private final ReluNetwork known = TestGrounds.below(TestGrounds.network(1, 4, 3, 2, 1), 2);
    private final FeatureSpace space =
            new FeatureSpace(known, false, List.of(new FeatureSpace.Doubt(NEURON, INPUT, false)));

    private ActivationPattern pattern(boolean neuron, boolean input) {
        ActivationPattern pattern = known.patternAt(Vector.zero(4));
        ActivationPattern one = pattern.isActive(NEURON) == neuron ? pattern : pattern.flipped(NEURON);
        return one.isActive(INPUT) == input ? one : one.flipped(INPUT);
    }

    @Test
    void aNeuronIsNotKnownWhereItIsOnAndItsInputIsNotAsItWasSeen() {
        assertThat(space.isSure(pattern(true, true))).isFalse();
        assertThat(space.isSure(pattern(true, false))).isTrue();
        assertThat(space.isSure(pattern(false, true))).isTrue();
        assertThat(new FeatureSpace(known, false).isSure(pattern(true, true))).isTrue();
    }
}
