package org.crease.recovery.arrangement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.crease.network.Isomorphism;
import org.crease.network.Layer;
import org.crease.network.NeuronId;
import org.crease.network.ReluNetwork;
import org.crease.recovery.Findings;
import org.crease.recovery.SearchSpace;
import org.crease.recovery.TestOracles;
import org.crease.recovery.fit.OutputLayer;
import org.crease.recovery.fit.Polish;
import org.crease.recovery.fit.StandardErrors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A network one weight of which no answer depends on: its neuron is off wherever the input of that weight is on. */
class AccountTest {
    private static final int INPUTS = 4;
    private static final int WIDTH = 6;
    private static final NeuronId UNDECIDED = new NeuronId(1, 2);
    private static final int INPUT = 1;
    private static final double NOISE = 1e-7;

    /** Neurons 0 and 1 of layer 1 are on at opposite sides of a gap. Neuron 2 of layer 2 is on only where 0 is, far enough. */
    private static ReluNetwork network(long seed) {
        ReluNetwork drawn = TestGrounds.network(seed, INPUTS, WIDTH, WIDTH, 2);
        List<AffineForm> first = neurons(drawn.layers().getFirst());
        Vector across = first.getFirst().gradient().unit();
        first.set(0, new AffineForm(across, 0.1));
        first.set(1, new AffineForm(across.negated(), 0.1));
        List<AffineForm> second = neurons(drawn.layers().get(1));
        double[] row = new double[WIDTH];
        row[0] = 0.8;
        row[INPUT] = -0.6;
        second.set(UNDECIDED.index(), new AffineForm(Vector.of(row), -0.4));
        ReluNetwork network = new ReluNetwork(List.of(Layer.relu(first), Layer.relu(second), drawn.outputLayer()));
        return Isomorphism.unitRows(network);
    }

    private static List<AffineForm> neurons(Layer layer) {
        return new ArrayList<>(
                IntStream.range(0, layer.outputs()).mapToObj(layer::neuron).toList());
    }

    private static List<Vector> places(RandomGenerator random) {
        SearchSpace space = SearchSpace.all(INPUTS);
        return IntStream.range(0, 2000)
                .mapToObj(i -> space.pointAt(0.3 * Math.pow(100, random.nextDouble()), random))
                .toList();
    }

    private static StandardErrors polished(ReluNetwork network, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Vector> at = places(random);
        Points f = network.evaluate(Points.of(at));
        List<Vector> noisy = IntStream.range(0, f.size())
                .mapToObj(i -> f.get(i).plus(NOISE, Vector.gaussian(f.dimension(), random)))
                .toList();
        double[] errors = new double[at.size()];
        Arrays.fill(errors, NOISE);
        return Polish.DEFAULTS
                .polish(network, Points.of(at), Points.of(noisy), errors, w -> Double.POSITIVE_INFINITY)
                .orElseThrow()
                .errors()
                .orElseThrow();
    }

    private static FoundLayers found(ReluNetwork network, Set<Integer> open) {
        FoundLayers found = new FoundLayers(1);
        for (int k = 0; k < 2; k++) {
            Layer layer = network.layers().get(k);
            int of = k;
            found.addLayer(IntStream.range(0, layer.outputs())
                    .mapToObj(i -> {
                        Spot spot = new Spot(Vector.zero(INPUTS), NOISE, Vector.axis(INPUTS, 0), null, null, List.of());
                        boolean isOpen = new NeuronId(of, i).equals(UNDECIDED);
                        Vector errors = Vector.zero(layer.inputs() + 1);
                        return new Neuron(
                                layer.neuron(i), isOpen ? open : Set.of(), Set.of(), NOISE, errors, List.of(spot));
                    })
                    .toList());
        }
        return found;
    }

    private static Findings told(ReluNetwork network, Set<Integer> open, Optional<StandardErrors> errors) {
        OutputLayer output = new OutputLayer(
                network.hidden(),
                network.outputLayer(),
                List.of(Vector.zero(WIDTH + 1), Vector.zero(WIDTH + 1)),
                OptionalDouble.of(0),
                0,
                0,
                List.of(),
                List.of());
        return new Account(
                        network,
                        output,
                        found(network, open),
                        errors,
                        Optional.empty(),
                        Optional.empty(),
                        TestOracles.resolution(TestOracles.float32(network), 0))
                .findings(Optional.empty());
    }

    private static NeuronId canonical(ReluNetwork network) {
        return new NeuronId(1, Isomorphism.canonical(network).orders().get(1).indexOf(UNDECIDED.index()));
    }

    private static int canonical(ReluNetwork network, int input) {
        return Isomorphism.canonical(network).orders().getFirst().indexOf(input);
    }

    private static List<String> reasons(Findings told, int input) {
        return told.unknown().stream()
                .filter(w -> w.input() == input)
                .map(Findings.UnknownWeight::why)
                .toList();
    }

    /**
     * The row has length one only together with that weight: so the other weight of it that is not zero is not known either. With seeds 1
     * and 2 another row is of this kind too.
     */
    @ParameterizedTest
    @ValueSource(longs = {0, 3, 4, 5})
    void aWeightThatNoAnswerDecidesIsListedAfterThePolishAndNoneThatAnswersTell(long seed) {
        ReluNetwork network = network(seed);
        Findings told = told(network, Set.of(), Optional.of(polished(network, seed)));
        assertThat(told.unknown()).allSatisfy(w -> {
            assertThat(w.neuron()).isEqualTo(canonical(network));
            assertThat(w.why()).contains("no answer");
            assertThat(told.standardErrors().get(1).get(w.neuron().index()).get(w.input()))
                    .isInfinite();
        });
        assertThat(told.unknown())
                .extracting(Findings.UnknownWeight::input)
                .containsExactlyInAnyOrder(canonical(network, 0), canonical(network, INPUT));
    }

    @Test
    void oneThatWalksLeftOpenIsListedOnceAndWithThatReason() {
        ReluNetwork network = network(0);
        Findings told = told(network, Set.of(INPUT), Optional.of(polished(network, 0)));
        assertThat(reasons(told, canonical(network, INPUT)))
                .singleElement()
                .asString()
                .contains("not seen to cross");
    }

    @Test
    void withoutAPolishOnlyWhatWalksLeftOpenIsListed() {
        ReluNetwork network = network(0);
        assertThat(told(network, Set.of(), Optional.empty()).unknown()).isEmpty();
        assertThat(told(network, Set.of(INPUT), Optional.empty()).unknown()).hasSize(1);
    }
}
