package org.crease.recovery.arrangement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Box;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.network.NeuronId;
import org.crease.network.ReluNetwork;
import org.crease.oracle.CountingOracle;
import org.crease.recovery.SearchSpace;
import org.junit.jupiter.api.Test;

/** Meetings of boundaries against the true preactivations. */
class MeetingTest {
    /** h₀ = x, h₁ = y, h₂ = x − 10. */
    private static final ReluNetwork KNOWN = new ReluNetwork(List.of(Layer.relu(List.of(
            new AffineForm(Vector.of(1, 0), 0),
            new AffineForm(Vector.of(0, 1), 0),
            new AffineForm(Vector.of(1, 0), -10)))));

    /** z = 5 − ReLU(x) − 0.1 ReLU(y): zero at x = 5 below the first axis, on a slope to (0, 50) above it. */
    private static final Vector Z = Vector.of(-1, -0.1, 0, 5);

    private static Optional<Meeting> inThePlane(Vector from, int i, Ground ground) {
        return Meeting.from(from, new FeatureSpace(KNOWN, false), Z, new NeuronId(0, i), ground);
    }

    private static Vector coefficients(Layer layer, int neuron) {
        double[] theta = new double[layer.inputs() + 1];
        for (int i = 0; i < layer.inputs(); i++) {
            theta[i] = layer.weight(neuron, i);
        }
        theta[layer.inputs()] = layer.bias(neuron);
        return Vector.of(theta);
    }

    /** Seeds 0 to 9, all 30 pairs of each. What is asserted of a meeting holds by its definition: no false alarm but by rounding. */
    @Test
    void bothNeuronsAreZeroWhereTheyMeet() {
        int found = 0;
        for (int seed = 0; seed < 10; seed++) {
            ReluNetwork truth = TestGrounds.network(seed, 6, 6, 5, 1);
            FeatureSpace space = new FeatureSpace(TestGrounds.below(truth, 1), false);
            Ground ground = TestGrounds.of(truth, seed);
            SplittableRandom random = new SplittableRandom(1000 + seed);
            for (int z = 0; z < 5; z++) {
                Vector theta = coefficients(truth.layers().get(1), z);
                for (int i = 0; i < 6; i++) {
                    Vector from = ground.space().pointAt(ground.near(), random);
                    Optional<Meeting> meeting = Meeting.from(from, space, theta, new NeuronId(0, i), ground);
                    if (meeting.isPresent()) {
                        found++;
                        Vector x = meeting.get().position();
                        double bound = 1.01e-11 * ground.sizeAt(x);
                        assertThat(TestGrounds.distance(truth, 0, i, x)).isLessThanOrEqualTo(bound);
                        assertThat(TestGrounds.distance(truth, 1, z, x)).isLessThanOrEqualTo(bound);
                        assertThat(meeting.get().pattern())
                                .isEqualTo(space.known().patternAt(x));
                    }
                }
            }
        }
        assertThat(found).isGreaterThan(150);
    }

    @Test
    void aMeetingIsComputedWithoutQuestions() {
        Ground ground = TestGrounds.of(KNOWN, 1);
        CountingOracle counter = new CountingOracle(ground.oracle());
        assertThat(inThePlane(Vector.of(1, 1), 1, TestGrounds.counted(ground, counter)))
                .isPresent();
        assertThat(counter.total()).isZero();
    }

    @Test
    void theOneMeetingOfTwoBoundariesIsFoundFromAnySideOfIt() {
        Ground ground = TestGrounds.of(KNOWN, 1);
        for (Vector from : List.of(Vector.of(1, 1), Vector.of(7, -3), Vector.of(12, 4), Vector.of(3, -20))) {
            Vector x = inThePlane(from, 1, ground).orElseThrow().position();
            assertThat(x.distanceTo(Vector.of(5, 0))).isLessThan(1e-9);
        }
    }

    /** z is at most −5 all along x = 10. Starts on a grid. */
    @Test
    void boundariesThatNeverMeetHaveNoMeeting() {
        Ground ground = TestGrounds.of(KNOWN, 1);
        for (int a = -6; a <= 6; a++) {
            for (int b = -6; b <= 6; b++) {
                assertThat(inThePlane(Vector.of(3 * a + 0.1, 12 * b + 0.2), 2, ground))
                        .isEmpty();
            }
        }
    }

    @Test
    void parallelBoundariesHaveNoMeeting() {
        Ground ground = TestGrounds.of(KNOWN, 1);
        Vector fiveBefore = Vector.of(-1, 0, 0, 5);
        assertThat(Meeting.from(
                        Vector.of(1, 1), new FeatureSpace(KNOWN, false), fiveBefore, new NeuronId(0, 0), ground))
                .isEmpty();
    }

    /** Where all inputs of z are off, no slope shows the way. */
    @Test
    void noSearchSetsOutWhereTheNeuronIsConstant() {
        assertThat(inThePlane(Vector.of(-3, -4), 1, TestGrounds.of(KNOWN, 1))).isEmpty();
    }

    @Test
    void aMeetingOutsideTheDomainIsNone() {
        Ground all = TestGrounds.of(KNOWN, 1);
        Ground boxed = new Ground(
                all.oracle(),
                all.resolution(),
                new SearchSpace(new Box(Vector.of(-4, -4), Vector.of(4, 4)), 1),
                all.line(),
                all.random());
        assertThat(inThePlane(Vector.of(1, 1), 1, all)).isPresent();
        assertThat(inThePlane(Vector.of(1, 1), 1, boxed)).isEmpty();
    }
}
