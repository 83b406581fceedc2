package org.crease.recovery.arrangement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Segment;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.network.ReluNetwork;
import org.crease.oracle.CountingOracle;
import org.junit.jupiter.api.Test;

/** Whether a network that lacks something is told from one that does not. */
class VerifyTest {
    private static final double TOLERANCE = 1e-7;

    private static Verify.Result verify(ReluNetwork own, Ground ground) {
        return Verify.DEFAULTS.run(own, 0, TOLERANCE, 0, 1000, List.of(), ground);
    }

    /** The network with one neuron of layer 2 that never switches on. */
    private static ReluNetwork without(ReluNetwork network, int neuron) {
        Layer layer = network.layers().get(1);
        List<AffineForm> neurons = new ArrayList<>();
        for (int i = 0; i < layer.outputs(); i++) {
            neurons.add(i == neuron ? new AffineForm(Vector.zero(layer.inputs()), -1) : layer.neuron(i));
        }
        return TestGrounds.with(network, 1, Layer.relu(neurons));
    }

    /** As {@code network}, with a neuron 0 of layer 2 that one neuron below excites, against all others: near and far it is rare. */
    private static ReluNetwork withRare(ReluNetwork network) {
        Layer layer = network.layers().get(1);
        List<AffineForm> neurons = new ArrayList<>();
        for (int i = 0; i < layer.outputs(); i++) {
            double[] row = layer.row(i).toArray();
            for (int j = 0; i == 0 && j < row.length; j++) {
                row[j] = j == 0 ? 0.5 : -0.3 - Math.abs(row[j]);
            }
            neurons.add(i == 0 ? new AffineForm(Vector.of(row), -1) : layer.neuron(i));
        }
        return TestGrounds.with(network, 1, Layer.relu(neurons));
    }

    private static double share(ReluNetwork network, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int on = 0;
        for (int i = 0; i < 2000; i++) {
            Vector x = Vector.gaussian(network.inputs(), random).times(Math.pow(10, 2 * random.nextDouble()));
            on += network.patternAt(x).isActive(1, 0) ? 1 : 0;
        }
        return on / 2000.0;
    }

    /** Seeds 0 to 9: no place is wrong, all kinks are explained, and what was asked is counted. */
    @Test
    void theFunctionItselfPasses() {
        for (int seed = 0; seed < 10; seed++) {
            ReluNetwork truth = TestGrounds.network(seed, 8, 8, 6, 2);
            Ground ground = TestGrounds.of(truth, seed);
            CountingOracle counter = new CountingOracle(ground.oracle());
            Verify.Result result = verify(truth, TestGrounds.counted(ground, counter));
            assertThat(result.wrong()).isZero();
            assertThat(result.parting()).isEmpty();
            assertThat(result.verification().kinksUnexplained()).isZero();
            assertThat(result.verification().kinksExplained()).isGreaterThan(100);
            assertThat(result.verification().maxAbs()).isZero();
            assertThat(result.verification().queries()).isEqualTo(counter.total());
            assertThat(counter.byAccount()).containsOnlyKeys("Verify");
        }
    }

    /** Seeds 0 to 39: a neuron is missing that is on at one of 46 places on average. */
    @Test
    void aRareNeuronThatIsMissingIsCaught() {
        double shares = 0;
        for (int seed = 0; seed < 40; seed++) {
            ReluNetwork truth = withRare(TestGrounds.network(seed, 8, 8, 6, 2));
            Ground ground = TestGrounds.of(truth, seed);
            assertThat(verify(without(truth, 0), ground).wrong())
                    .as("seed %d", seed)
                    .isPositive();
            shares += share(truth, seed) / 40;
        }
        assertThat(shares).isLessThan(0.03);
    }

    /**
     * Seeds 0 to 39: at one end of each stretch the networks agree, at the other they do not. There are none if one of the random
     * places has shown the difference before.
     */
    @Test
    void aMissingBoundaryLiesWhereTheFunctionsPart() {
        int stretches = 0;
        for (int seed = 0; seed < 40; seed++) {
            ReluNetwork truth = withRare(TestGrounds.network(seed, 8, 8, 6, 2));
            ReluNetwork own = without(truth, 0);
            for (Segment part : verify(own, TestGrounds.of(truth, seed)).parting()) {
                assertThat(apart(truth, own, part.at(part.from())) > TOLERANCE)
                        .isNotEqualTo(apart(truth, own, part.at(part.to())) > TOLERANCE);
                stretches++;
            }
        }
        assertThat(stretches).isGreaterThan(10);
    }

    private static double apart(ReluNetwork f, ReluNetwork g, Vector x) {
        return TestGrounds.at(f, x).distanceTo(TestGrounds.at(g, x)) / (x.norm() + 1);
    }

    /** Seeds 0 to 9. */
    @Test
    void aWeightThatIsOffByATenthOfAPercentIsCaught() {
        for (int seed = 0; seed < 10; seed++) {
            ReluNetwork truth = TestGrounds.network(seed, 8, 8, 6, 2);
            Layer layer = truth.layers().get(1);
            List<AffineForm> neurons = new ArrayList<>();
            for (int i = 0; i < layer.outputs(); i++) {
                AffineForm old = layer.neuron(i);
                neurons.add(
                        i == 2 ? new AffineForm(old.gradient().plus(1e-3, Vector.axis(8, 3)), old.constant()) : old);
            }
            ReluNetwork off = TestGrounds.with(truth, 1, Layer.relu(neurons));
            assertThat(verify(off, TestGrounds.of(truth, seed)).wrong())
                    .as("seed %d", seed)
                    .isPositive();
        }
    }

    @Test
    void aDisagreementEndsTheQuestions() {
        ReluNetwork truth = TestGrounds.network(1, 8, 8, 6, 2);
        Ground ground = TestGrounds.of(truth, 1);
        CountingOracle right = new CountingOracle(ground.oracle());
        verify(truth, TestGrounds.counted(ground, right));
        CountingOracle wrong = new CountingOracle(ground.oracle());
        verify(without(truth, 2), TestGrounds.counted(ground, wrong));
        assertThat(wrong.total()).isLessThan(right.total() / 2);
    }
}
