package org.crease.recovery.arrangement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.crease.geometry.Vector;
import org.crease.network.ReluNetwork;
import org.junit.jupiter.api.Test;

/** The same neuron of layer 2 twice: once with a foreign spot, and a weight that is off. */
class PiecesTest {
    private static final double OFF = 3e-5;
    private static final int SEEDS = 10;

    private static Trace withAForeignSpot(Trace right, Ground ground) {
        List<Spot> spots = new ArrayList<>(right.fit().kept());
        Spot last = spots.getLast();
        Vector aside = last.position()
                .plus(OFF * ground.sizeAt(last.position()), last.gradient().unit());
        spots.add(
                BoundaryWalk.spotAt(aside, 1e-13, last.gradient(), right.walk().space()));
        BoundaryWalk walk = BoundaryWalk.resumed(spots, 1e-12, right.walk().space(), ground);
        Vector coefficients = right.fit().coefficients();
        Vector wrong = coefficients.plus(OFF * coefficients.norm(), Vector.axis(coefficients.dimension(), 2));
        return new Trace(right.point(), walk, NeuronFit.predicted(wrong, spots));
    }

    /** Seeds 0 to 9. */
    @Test
    void ofTwoThatAreTheSameTheOneThatIsRightIsKept() {
        for (int seed = 0; seed < SEEDS; seed++) {
            ReluNetwork truth = ValidationTest.shallow(seed);
            Ground ground = TestGrounds.of(truth, seed);
            Trace right = TestTraces.trace(truth, ground, seed);
            Trace wrong = withAForeignSpot(right, ground);
            Pieces pieces = new Pieces(ground, Optional::of);

            List<Trace> first = new ArrayList<>(List.of(wrong));
            assertThat(pieces.add(right, first, TestTraces.ACCURACY)).isTrue();
            assertThat(first).containsExactly(right);

            List<Trace> last = new ArrayList<>(List.of(right));
            assertThat(pieces.add(wrong, last, TestTraces.ACCURACY)).isFalse();
            assertThat(last).containsExactly(right);
        }
    }

    /** Seeds 0 to 9. */
    @Test
    void whatIsAnotherNeuronIsAdded() {
        for (int seed = 0; seed < SEEDS; seed++) {
            ReluNetwork truth = ValidationTest.shallow(seed);
            Ground ground = TestGrounds.of(truth, seed);
            Trace one = TestTraces.trace(truth, ground, seed);
            Trace other = TestTraces.trace(
                    ValidationTest.changed(truth, 1, Vector.axis(6, 2).times(0.3), 0), ground, seed);
            List<Trace> layer = new ArrayList<>(List.of(one));
            assertThat(new Pieces(ground, Optional::of).add(other, layer, TestTraces.ACCURACY))
                    .isTrue();
            assertThat(layer).containsExactly(one, other);
        }
    }
}
