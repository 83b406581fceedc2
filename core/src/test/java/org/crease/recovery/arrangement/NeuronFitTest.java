package org.crease.recovery.arrangement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.network.ReluNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Neurons of a second layer, from spots that lie on their boundaries exactly, and some that do not. */
class NeuronFitTest {
    private static final double ERROR = 1e-13;

    /** Two layers known exactly, the second of them as the truth, and spots on the boundary of its first neuron. */
    private record Boundary(ReluNetwork truth, FeatureSpace space, List<Spot> spots) {
        static Boundary draw(int seed, int count) {
            SplittableRandom random = new SplittableRandom(seed + 500);
            ReluNetwork truth = switching(TestGrounds.network(seed, 5, 6, 3), random);
            FeatureSpace space = new FeatureSpace(TestGrounds.below(truth, 1), false);
            List<Spot> spots = new ArrayList<>();
            while (spots.size() < count) {
                spot(truth, space, random).ifPresent(spots::add);
            }
            boolean telling = IntStream.range(0, space.width()).allMatch(i -> isCrossed(i, spots));
            return telling ? new Boundary(truth, space, spots) : draw(seed + 1000, count);
        }

        /** Whether a neuron below is on at four spots, and off at as many: else its weight hangs on few, or is open. */
        private static boolean isCrossed(int neuron, List<Spot> spots) {
            long on = spots.stream()
                    .filter(spot -> spot.pattern().isActive(0, neuron))
                    .count();
            return on >= 4 && on <= spots.size() - 4;
        }

        /** With the bias of the first neuron of layer 2 such that it switches at the median of 201 places. */
        private static ReluNetwork switching(ReluNetwork network, RandomGenerator random) {
            double[] z = IntStream.range(0, 201)
                    .mapToDouble(i -> z(network, Vector.gaussian(5, random).times(4)))
                    .sorted()
                    .toArray();
            Layer layer = network.layers().get(1);
            List<AffineForm> neurons = new ArrayList<>();
            for (int i = 0; i < layer.outputs(); i++) {
                AffineForm old = layer.neuron(i);
                neurons.add(i == 0 ? new AffineForm(old.gradient(), old.constant() - z[100]) : old);
            }
            return TestGrounds.with(network, 1, Layer.relu(neurons));
        }

        /** Where z₁ vanishes between two random places, if it does. */
        private static Optional<Spot> spot(ReluNetwork truth, FeatureSpace space, RandomGenerator random) {
            Vector low = Vector.gaussian(truth.inputs(), random).times(4);
            Vector high = Vector.gaussian(truth.inputs(), random).times(4);
            if (z(truth, low) * z(truth, high) >= 0) {
                return Optional.empty();
            }
            for (int i = 0; i < 60; i++) {
                Vector middle = low.plus(high).times(0.5);
                if (z(truth, middle) * z(truth, low) > 0) {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            AffineForm form = truth.formsIn(truth.patternAt(low)).get(1).getFirst();
            return Optional.of(BoundaryWalk.spotAt(low, ERROR, form.gradient(), space));
        }

        private static double z(ReluNetwork truth, Vector x) {
            return truth.preactivations(x).get(1).get(0);
        }

        Optional<NeuronFit> fit(List<Spot> some) {
            return NeuronFit.of(some, spots.getFirst(), 1e-12, 1, 6, 1e-14, false, 1);
        }

        /** Where more may be open than the spots leave so. */
        Optional<NeuronFit> fit(List<Spot> some, int open) {
            return NeuronFit.of(some, spots.getFirst(), 1e-12, open, 6, 1e-14, false, 1);
        }

        /** Where several foreign spots are to be expected, and most dimensions may be open. */
        Optional<NeuronFit> fitAmongMany(List<Spot> some, int open) {
            return NeuronFit.of(some, some.getFirst(), 1e-12, open, 6, 1e-14, true, 1);
        }

        /** The sine of the angle between the fit and the truth. */
        double off(NeuronFit fit) {
            AffineForm neuron = truth.layers().get(1).neuron(0);
            double[] all = new double[space.size()];
            for (int i = 0; i < space.width(); i++) {
                all[i] = neuron.gradient().get(i);
            }
            all[space.width()] = neuron.constant();
            return fit.coefficients().unit().orthogonalTo(Vector.of(all).unit()).norm();
        }

        /** A spot with the features of its place, but beside the boundary. */
        Spot beside(Spot spot, double distance) {
            Vector normal = spot.gradient().unit();
            return BoundaryWalk.spotAt(spot.position().plus(distance, normal), ERROR, spot.gradient(), space);
        }

        List<Spot> replaced(double distance, int... at) {
            List<Spot> all = new ArrayList<>(spots);
            for (int i : at) {
                all.set(i, beside(spots.get(i), distance));
            }
            return all;
        }
    }

    /** Seeds 0 to 29. */
    @Test
    void theNeuronIsTheNullVectorOfItsSpots() {
        for (int seed = 0; seed < 30; seed++) {
            Boundary boundary = Boundary.draw(seed, 40);
            NeuronFit fit = boundary.fit(boundary.spots()).orElseThrow();
            assertThat(boundary.off(fit)).as("seed %d", seed).isLessThan(1e-11);
            assertThat(fit.dropped()).isEmpty();
            assertThat(fit.kept()).hasSize(40);
            assertThat(fit.offset()).isLessThan(1e-12);
        }
    }

    /** Seeds 0 to 29: what a walk calls open since no spot tells it well, all of them together tell. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4})
    void noTrueSpotIsDroppedWhereLessIsOpenThanMayBe(int open) {
        for (int seed = 0; seed < 30; seed++) {
            Boundary boundary = Boundary.draw(seed, 40);
            NeuronFit fit = boundary.fit(boundary.spots(), open).orElseThrow();
            assertThat(fit.dropped()).as("seed %d", seed).isEmpty();
            assertThat(fit.free()).as("seed %d", seed).isEmpty();
            assertThat(boundary.off(fit)).as("seed %d", seed).isLessThan(1e-11);
        }
    }

    /** Seeds 0 to 29, where input 2 is off at forty spots or more: its weight is open, and no other. */
    @Test
    void ofInputsThatAreOffAtAllSpotsNothingIsTold() {
        int cases = 0;
        for (int seed = 0; seed < 30; seed++) {
            Boundary boundary = Boundary.draw(seed, 300);
            List<Spot> off = boundary.spots().stream()
                    .filter(spot -> !spot.pattern().isActive(0, 2))
                    .toList();
            if (off.size() < 40) {
                continue;
            }
            NeuronFit fit = NeuronFit.of(off, off.getFirst(), 1e-12, 2, 6, 1e-14, false, 1)
                    .orElseThrow();
            assertThat(fit.dropped()).as("seed %d", seed).isEmpty();
            assertThat(fit.free()).as("seed %d", seed).hasSize(1);
            Vector free = fit.free().getFirst().unit();
            assertThat(Math.abs(free.get(2))).as("seed %d", seed).isCloseTo(1, within(1e-12));
            cases++;
        }
        assertThat(cases).isGreaterThan(15);
    }

    /**
     * Seeds 0 to 29, 139 times of 171: one input is on at twenty spots, hardly, and at a foreign one, which nearly alone tells its weight. Beside the fit
     * that it draws to itself it is off by less than it may err, and so are all others: without its leverage it is never found.
     */
    @Test
    void aForeignSpotThatHidesInWhatItTellsIsDropped() {
        int cases = 0;
        int found = 0;
        for (int seed = 0; seed < 30; seed++) {
            Boundary boundary = Boundary.draw(seed, 300);
            for (int neuron = 0; neuron < boundary.space().width(); neuron++) {
                int input = neuron;
                List<Spot> off = new ArrayList<>();
                List<Spot> on = new ArrayList<>();
                boundary.spots().forEach(s -> (s.pattern().isActive(0, input) ? on : off).add(s));
                if (off.size() < 40 || on.size() < 60) {
                    continue;
                }
                on.sort(Comparator.comparingDouble(s -> share(s, input)));
                double reach = share(on.get(19), input) / share(on.getLast(), input);
                Spot foreign = boundary.beside(on.getLast(), 5e-13 / reach);
                List<Spot> spots = new ArrayList<>(off.subList(0, 40));
                spots.addAll(on.subList(0, 20));
                spots.add(foreign);
                Optional<NeuronFit> fit = boundary.fit(spots);
                cases++;
                found += fit.isPresent() && fit.get().dropped().contains(foreign) ? 1 : 0;
            }
        }
        assertThat(cases).isEqualTo(171);
        assertThat(found).isGreaterThan(120);
    }

    /** By how much the boundary moves at a spot with the weight of an input. */
    private static double share(Spot spot, int input) {
        return spot.row()[input] / spot.gradient().norm();
    }

    /** Seeds 0 to 99; of 0 to 199, 163 have a fit, for each distance; in the others all spots together mislead the first round. */
    @ParameterizedTest
    @ValueSource(doubles = {1e-9, 1e-6, 1e-3})
    void aForeignSpotIsDroppedAndDoesNotMoveTheFit(double distance) {
        int fits = 0;
        for (int seed = 0; seed < 100; seed++) {
            Boundary boundary = Boundary.draw(seed, 40);
            List<Spot> spots = boundary.replaced(distance, 17);
            Optional<NeuronFit> fit = boundary.fit(spots);
            if (fit.isPresent()) {
                assertThat(fit.get().dropped()).as("seed %d", seed).containsExactly(spots.get(17));
                assertThat(boundary.off(fit.get())).as("seed %d", seed).isLessThan(1e-11);
                fits++;
            }
        }
        assertThat(fits).isGreaterThanOrEqualTo(70);
    }

    /** Seeds 0 to 99: twelve spots for seven unknowns, the sixth of them foreign; that draws the fit to itself. */
    @ParameterizedTest
    @ValueSource(doubles = {1e-7, 1e-6, 1e-3})
    void aForeignSpotAmongFewIsFoundAndDropped(double distance) {
        int fits = 0;
        for (int seed = 0; seed < 100; seed++) {
            Boundary boundary = Boundary.draw(seed, 12);
            List<Spot> spots = boundary.replaced(distance, 5);
            Optional<NeuronFit> fit = boundary.fit(spots);
            if (fit.isPresent()) {
                assertThat(fit.get().dropped()).as("seed %d", seed).containsExactly(spots.get(5));
                assertThat(fit.get().kept()).hasSize(11);
                assertThat(boundary.off(fit.get())).as("seed %d", seed).isLessThan(1e-10);
                fits++;
            }
        }
        assertThat(fits).isGreaterThanOrEqualTo(70);
    }

    /** Seeds 0 to 99: six of 40, at distances from 10⁻⁴ to 1; without reweighting 44 of these have a fit, with it all. */
    @Test
    void severalForeignSpotsAreFoundByWhatMostOthersSay() {
        int fits = 0;
        for (int seed = 0; seed < 100; seed++) {
            Boundary boundary = Boundary.draw(seed, 40);
            SplittableRandom random = new SplittableRandom(seed);
            List<Spot> spots = new ArrayList<>(boundary.spots());
            List<Spot> foreign = new ArrayList<>();
            for (int i = 10; i < 16; i++) {
                foreign.add(boundary.beside(spots.get(i), Math.pow(10, -4 * random.nextDouble())));
                spots.set(i, foreign.getLast());
            }
            Optional<NeuronFit> fit = boundary.fitAmongMany(spots, 1);
            if (fit.isPresent()) {
                assertThat(fit.get().dropped()).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(foreign);
                assertThat(boundary.off(fit.get())).as("seed %d", seed).isLessThan(1e-10);
                fits++;
            }
        }
        assertThat(fits).isEqualTo(100);
    }

    /**
     * Seeds 0 to 28: one input is on at a single spot, which is foreign. Nothing contradicts it, so it is kept, and the weight comes out wrong; what
     * tells is that it stands alone.
     */
    @Test
    void aForeignSpotOnWhoseWordAWeightStandsIsSaidToBeAlone() {
        for (int seed = 0; seed < 29; seed++) {
            Boundary boundary = Boundary.draw(seed, 120);
            List<Spot> spots = new ArrayList<>(boundary.spots().stream()
                    .filter(spot -> !spot.pattern().isActive(0, 2))
                    .toList());
            Spot on = boundary.spots().stream()
                    .filter(spot -> spot.pattern().isActive(0, 2))
                    .findFirst()
                    .orElseThrow();
            Spot foreign = boundary.beside(on, 1e-4);
            spots.add(foreign);
            NeuronFit fit = boundary.fitAmongMany(spots, 1).orElseThrow();
            assertThat(boundary.off(fit)).as("seed %d", seed).isGreaterThan(1e-6);
            assertThat(fit.kept()).contains(foreign);
            assertThat(fit.alone()).as("seed %d", seed).contains(foreign);
        }
    }

    /** Seeds 0 to 28: forty spots on every side of everything share what they say. */
    @Test
    void ofManySpotsHardlyAnyIsAlone() {
        int alone = 0;
        for (int seed = 0; seed < 29; seed++) {
            Boundary boundary = Boundary.draw(seed, 120);
            alone += boundary.fitAmongMany(boundary.spots(), 1)
                    .orElseThrow()
                    .alone()
                    .size();
        }
        assertThat(alone).isLessThanOrEqualTo(5);
    }

    /** Seeds 0 to 28: where one input is off at all spots, its weight alone is free. */
    @Test
    void whatAllSpotsTogetherDoNotTellIsFree() {
        for (int seed = 0; seed < 29; seed++) {
            Boundary boundary = Boundary.draw(seed, 120);
            List<Spot> off = boundary.spots().stream()
                    .filter(spot -> !spot.pattern().isActive(0, 2))
                    .toList();
            NeuronFit whole = boundary.fitAmongMany(
                            boundary.spots(), boundary.space().size() - 1)
                    .orElseThrow();
            NeuronFit part =
                    boundary.fitAmongMany(off, boundary.space().size() - 1).orElseThrow();
            assertThat(whole.free()).as("seed %d", seed).isEmpty();
            assertThat(part.free())
                    .as("seed %d", seed)
                    .singleElement()
                    .satisfies(v -> assertThat(v.orthogonalTo(Vector.axis(v.dimension(), 2))
                                    .norm())
                            .isZero());
        }
    }

    /** Fifteen of 40 are more than one in six. */
    @Test
    void tooManyForeignSpotsAreAnotherBoundary() {
        for (int seed = 0; seed < 10; seed++) {
            Boundary boundary = Boundary.draw(seed, 40);
            SplittableRandom random = new SplittableRandom(seed);
            List<Spot> spots = new ArrayList<>(boundary.spots());
            for (int i = 20; i < 35; i++) {
                spots.set(i, boundary.beside(spots.get(i), random.nextGaussian()));
            }
            assertThat(boundary.fit(spots)).as("seed %d", seed).isEmpty();
        }
    }

    /** One spot and the five directions of its boundary make six equations for seven unknowns. */
    @Test
    void fewerEquationsThanUnknownsAreNoFit() {
        Boundary boundary = Boundary.draw(1, 40);
        assertThat(boundary.fit(boundary.spots().subList(0, 1))).isEmpty();
        assertThat(boundary.fit(boundary.spots())).isPresent();
    }

    @Test
    void nothingOpenIsNoFit() {
        Boundary boundary = Boundary.draw(1, 40);
        assertThat(NeuronFit.of(boundary.spots(), boundary.spots().getFirst(), 1e-12, 0, 6, 1e-14, false, 1))
                .isEmpty();
    }

    /** Spots of two boundaries in turn: no fit takes both. */
    @Test
    void twoBoundariesAreNotOneNeuron() {
        Boundary one = Boundary.draw(2, 20);
        Boundary other = Boundary.draw(3, 20);
        List<Spot> both = new ArrayList<>();
        IntStream.range(0, 20).forEach(i -> {
            both.add(one.spots().get(i));
            Spot spot = other.spots().get(i);
            both.add(BoundaryWalk.spotAt(spot.position(), ERROR, spot.gradient(), one.space()));
        });
        assertThat(one.fit(both)).isEmpty();
    }

    @Test
    void theGapIsWideIfNoMoreIsOpenThanIsSaid() {
        Boundary boundary = Boundary.draw(4, 40);
        NeuronFit right = boundary.fit(boundary.spots()).orElseThrow();
        assertThat(right.gap()).isLessThan(1e-6);
    }
}
