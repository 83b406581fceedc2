package org.crease.recovery.arrangement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.network.ReluNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Neurons of layer 2, true and false ones, at far places. */
class ValidationTest {
    private static final int INPUTS = 5;
    private static final double TOLERANCE = 1e-8;

    /** With the bias of the first neuron of a layer such that it switches at the median of 201 places. */
    private static ReluNetwork switching(ReluNetwork network, int layer, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] z = IntStream.range(0, 201)
                .mapToDouble(i -> network.preactivations(
                                Vector.gaussian(INPUTS, random).times(TestTraces.NEAR))
                        .get(layer)
                        .get(0))
                .sorted()
                .toArray();
        return changed(network, layer, Vector.zero(network.layers().get(layer).inputs()), -z[100]);
    }

    /** With something added to the first neuron of a layer. */
    static ReluNetwork changed(ReluNetwork network, int layer, Vector row, double bias) {
        Layer old = network.layers().get(layer);
        List<AffineForm> neurons = new ArrayList<>();
        for (int i = 0; i < old.outputs(); i++) {
            AffineForm form = old.neuron(i);
            neurons.add(i == 0 ? new AffineForm(form.gradient().plus(row), form.constant() + bias) : form);
        }
        return TestGrounds.with(network, layer, Layer.relu(neurons));
    }

    /** A network with two hidden layers, the first neuron of the second on in half of the places. */
    static ReluNetwork shallow(int seed) {
        ReluNetwork network = switching(TestGrounds.network(seed, INPUTS, 6, 4, 2), 1, seed);
        return isCrossed(network, seed) ? network : shallow(seed + 1000);
    }

    /** With a third layer of one neuron, off in half of the places: the only way from layer 2 to the output. */
    private static ReluNetwork dead(int seed) {
        ReluNetwork network = switching(switching(TestGrounds.network(seed, INPUTS, 6, 4, 1, 1), 1, seed), 2, seed);
        return isCrossed(network, seed) ? network : dead(seed + 1000);
    }

    /** Whether each neuron of layer 1 is on at one in ten places of the boundary, and off at as many: else its weight is open. */
    private static boolean isCrossed(ReluNetwork network, long seed) {
        List<Vector> places = TestTraces.places(TestGrounds.below(network, 2), TestTraces.SPOTS, seed);
        return IntStream.range(0, 6).allMatch(i -> {
            long on = places.stream()
                    .filter(x -> network.patternAt(x).isActive(0, i))
                    .count();
            return on >= TestTraces.SPOTS / 10 && on <= TestTraces.SPOTS - TestTraces.SPOTS / 10;
        });
    }

    private static Optional<Trace> validated(Trace trace, ReluNetwork truth, boolean wary, Ground ground) {
        return new Validation(
                        new FeatureSpace(TestGrounds.below(truth, 1), false),
                        TestGrounds.below(truth, 1),
                        TestTraces.ACCURACY,
                        wary,
                        false,
                        TOLERANCE,
                        ground)
                .of(trace);
    }

    /** The sine of the angle between a neuron and the first of layer 2, bias included. */
    private static double off(Trace trace, ReluNetwork truth) {
        AffineForm right = truth.layers().get(1).neuron(0);
        AffineForm found = trace.neuron().form();
        return TestGrounds.angle(all(found), all(right));
    }

    private static Vector all(AffineForm form) {
        double[] row = form.gradient().toArray();
        double[] all = Arrays.copyOf(row, row.length + 1);
        all[row.length] = form.constant();
        return Vector.of(all);
    }

    /** Seeds 0 to 19. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aTrueNeuronPassesAndComesBackWithMoreSpots(boolean wary) {
        int passed = 0;
        for (int seed = 0; seed < 20; seed++) {
            ReluNetwork truth = shallow(seed);
            Ground ground = TestGrounds.of(truth, seed);
            Trace trace = TestTraces.trace(truth, ground, seed);
            Optional<Trace> better = validated(trace, truth, wary, ground);
            if (better.isPresent()) {
                assertThat(better.get().neuron().spots().size())
                        .as("seed %d", seed)
                        .isGreaterThanOrEqualTo(TestTraces.SPOTS + (wary ? 20 : 4));
                assertThat(off(better.get(), truth)).isLessThan(1e-10);
                passed++;
            }
        }
        assertThat(passed).isEqualTo(20);
    }

    /** Seeds 0 to 19. */
    @Test
    void aNeuronWithARowThatIsOffDoesNotPass() {
        for (int seed = 0; seed < 20; seed++) {
            ReluNetwork truth = shallow(seed);
            Ground ground = TestGrounds.of(truth, seed);
            Vector off = Vector.direction(6, new SplittableRandom(seed)).times(1e-2);
            Trace trace = TestTraces.trace(changed(truth, 1, off, 0), ground, seed);
            assertThat(validated(trace, truth, false, ground))
                    .as("seed %d", seed)
                    .isEmpty();
        }
    }

    /** Seeds 0 to 19. */
    @Test
    void aTrueNeuronPassesWhereWhatIsBehindItIsOftenDead() {
        int passed = 0;
        int dead = 0;
        for (int seed = 0; seed < 20; seed++) {
            ReluNetwork truth = dead(seed);
            Ground ground = TestGrounds.of(truth, seed);
            Trace trace = TestTraces.trace(truth, ground, seed);
            dead += (int) trace.neuron().spots().stream()
                    .filter(s -> truth.preactivations(s.position()).get(2).get(0) < 0)
                    .count();
            passed += validated(trace, truth, false, ground).isPresent() ? 1 : 0;
        }
        assertThat(dead).isBetween(20 * TestTraces.SPOTS / 3, 20 * TestTraces.SPOTS * 2 / 3);
        assertThat(passed).isGreaterThanOrEqualTo(18);
    }

    /** Seeds 0 to 9: with another neuron of its layer that switches along it, and with one that never does. */
    @Test
    void aBoundaryWithAnOpenWeightIsToldByTheOthersThatSwitchAlongIt() {
        int believed = 0;
        for (int seed = 0; seed < 10; seed++) {
            ReluNetwork truth = shallow(seed);
            Ground ground = TestGrounds.of(truth, seed);
            Trace trace = TestTraces.partial(truth, ground, seed);
            assertThat(trace.isPartial()).as("seed %d", seed).isTrue();
            ReluNetwork two = TestGrounds.below(truth, 2);
            assertThat(doubted(trace, withOther(two, two.layers().get(1).neuron(1)), ground))
                    .as("switches, seed %d", seed)
                    .matches(better -> better.isPresent() || !switchesAlong(trace, two));
            believed += switchesAlong(trace, two) ? 1 : 0;
            AffineForm on = new AffineForm(Vector.zero(6), 1);
            assertThat(doubted(trace, withOther(two, on), ground))
                    .as("never switches, seed %d", seed)
                    .isEmpty();
        }
        assertThat(believed).isGreaterThanOrEqualTo(5);
    }

    /** The first layer, with one neuron above it. */
    private static ReluNetwork withOther(ReluNetwork two, AffineForm other) {
        return TestGrounds.with(two, 1, Layer.relu(List.of(other)));
    }

    private static boolean switchesAlong(Trace trace, ReluNetwork two) {
        return trace.neuron().spots().stream()
                        .map(spot -> two.patternAt(spot.position()).isActive(1, 1))
                        .distinct()
                        .count()
                > 1;
    }

    private static Optional<Trace> doubted(Trace trace, ReluNetwork others, Ground ground) {
        ReluNetwork below = TestGrounds.below(others, 1);
        return new Validation(
                        new FeatureSpace(below, false), others, TestTraces.ACCURACY, true, true, TOLERANCE, ground)
                .of(trace);
    }
}
