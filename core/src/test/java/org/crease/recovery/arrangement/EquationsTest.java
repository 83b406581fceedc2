package org.crease.recovery.arrangement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Cell;
import org.crease.geometry.Vector;
import org.crease.network.ActivationPattern;
import org.crease.network.Layer;
import org.crease.network.ReluNetwork;
import org.crease.recovery.SearchSpace;
import org.crease.recovery.fit.Zeros;
import org.junit.jupiter.api.Test;

/** What computed spots of true neurons of layer 2 tell, layer 1 and its signs known. */
class EquationsTest {
    private static final int INPUTS = 4;
    private static final int WIDTH = 6;
    private static final int SEEDS = 20;
    private static final double TOLD = 1e-4;

    private static ReluNetwork network(long seed) {
        return TestGrounds.network(seed, INPUTS, WIDTH, 3, 1);
    }

    private static FeatureSpace space(ReluNetwork truth) {
        return new FeatureSpace(TestGrounds.below(truth, 1), false);
    }

    private static AffineForm form(ReluNetwork truth, int z, Vector x) {
        return truth.formsIn(truth.patternAt(x)).get(1).get(z);
    }

    /**
     * Up to {@code count} spots of a neuron of layer 2, every gradient of length one. In a cell with one neuron on, the boundary is
     * parallel to that neuron's, and tells nothing but where it is: such spots are left out.
     */
    private static List<Spot> spots(ReluNetwork truth, int z, int count, RandomGenerator random) {
        ReluNetwork two = TestGrounds.below(truth, 2);
        SearchSpace everywhere = SearchSpace.all(INPUTS);
        List<Spot> spots = new ArrayList<>();
        for (int tries = 0; tries < 20 * count && spots.size() < count; tries++) {
            double distance = 1 + 10 * random.nextDouble();
            Zeros.random(two, z, distance, everywhere, random).ifPresent(x -> {
                Vector gradient = form(truth, z, x).gradient().unit();
                Spot spot = BoundaryWalk.spotAt(x, 1e-14, gradient, space(truth));
                if (IntStream.range(0, WIDTH).filter(i -> isOn(spot, i)).count() > 1) {
                    spots.add(spot);
                }
            });
        }
        return spots;
    }

    private static Equations equations(ReluNetwork truth, List<Spot> spots) {
        Equations equations = new Equations(spots.getFirst(), space(truth), TOLD);
        spots.subList(1, spots.size()).forEach(equations::add);
        return equations;
    }

    private static boolean isOn(Spot spot, int i) {
        return spot.pattern().isActive(0, i);
    }

    private static boolean isCrossed(List<Spot> spots, int i) {
        long on = spots.stream().filter(s -> isOn(s, i)).count();
        return on > 4 && on < spots.size() - 4;
    }

    private static boolean areAllCrossed(List<Spot> spots) {
        boolean all = !spots.isEmpty();
        for (int i = 0; i < WIDTH; i++) {
            all &= isCrossed(spots, i);
        }
        return all;
    }

    /** The true row and bias in units in which the gradient at a spot has length one. */
    private static Vector coefficients(ReluNetwork truth, int z, Spot spot) {
        Layer layer = truth.layers().get(1);
        double[] theta = new double[WIDTH + 1];
        for (int i = 0; i < WIDTH; i++) {
            theta[i] = layer.weight(z, i);
        }
        theta[WIDTH] = layer.bias(z);
        double length = form(truth, z, spot.position()).gradient().norm();
        return Vector.of(theta).times(1 / length);
    }

    /** Seeds 0 to 19. Equations that tell less than 10⁻⁴ are left out, those with rounding of 10⁻¹⁵ give ten digits. */
    @Test
    void spotsAcrossAllNeuronsLeaveTheTrueRowAlone() {
        int cases = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            ReluNetwork truth = network(seed);
            SplittableRandom random = new SplittableRandom(1000 + seed);
            for (int z = 0; z < 3; z++) {
                List<Spot> spots = spots(truth, z, 60, random);
                if (areAllCrossed(spots)) {
                    cases++;
                    Equations equations = equations(truth, spots);
                    assertThat(equations.openDimensions()).isEqualTo(1);
                    assertThat(equations.openWeights()).isEmpty();
                    assertThat(equations.contradict()).isFalse();
                    Vector theta = coefficients(truth, z, spots.getFirst());
                    assertThat(NeuronFit.solution(spots, 1e-14, 1, 1).distanceTo(theta))
                            .as("seed %d, neuron %d", seed, z)
                            .isLessThan(1e-10 * theta.norm());
                }
            }
        }
        assertThat(cases).isGreaterThan(15);
    }

    /** Spots where neuron {@code i} is off, if all others were crossed. */
    private static Optional<List<Spot>> withoutCrossing(int i, List<Spot> spots) {
        List<Spot> some = spots.stream().filter(s -> !isOn(s, i)).toList();
        boolean others = some.size() > 10;
        for (int j = 0; j < WIDTH; j++) {
            others &= j == i || isCrossed(some, j);
        }
        return others ? Optional.of(some) : Optional.empty();
    }

    /** Seeds 0 to 19, every neuron of layer 1 in turn left out. */
    @Test
    void theOpenWeightsAreThoseOfNeuronsThatWereOffThroughout() {
        int cases = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            ReluNetwork truth = network(seed);
            List<Spot> all = spots(truth, 0, 120, new SplittableRandom(1000 + seed));
            for (int i = 0; i < WIDTH; i++) {
                Optional<List<Spot>> spots = withoutCrossing(i, all);
                if (spots.isPresent()) {
                    cases++;
                    Equations equations = equations(truth, spots.get());
                    assertThat(equations.openWeights()).as("seed %d", seed).containsExactly(i);
                    assertThat(equations.isExplored(i)).isFalse();
                    assertThat(equations.openDimensions()).isEqualTo(2);
                }
            }
        }
        assertThat(cases).isGreaterThan(20);
    }

    /** Seeds 0 to 19, ten places each. A share that is open is less than 10⁻⁶ at a place by chance in 1 of 10⁶. */
    @Test
    void allIsDeterminedExceptWhereAnUncrossedNeuronIsOn() {
        int on = 0;
        int off = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            ReluNetwork truth = network(seed);
            FeatureSpace space = space(truth);
            SplittableRandom random = new SplittableRandom(1000 + seed);
            List<Spot> all = spots(truth, 0, 120, random);
            for (int i = 0; i < WIDTH; i++) {
                Optional<List<Spot>> spots = withoutCrossing(i, all);
                if (spots.isPresent()) {
                    Equations equations = equations(truth, spots.get());
                    for (int place = 0; place < 10; place++) {
                        Vector x = Vector.gaussian(INPUTS, random).times(4);
                        ActivationPattern pattern = space.known().patternAt(x);
                        Cell cell = space.known().cellOf(pattern);
                        Vector gradient = form(truth, 0, x).gradient();
                        if (gradient.norm() > 0) {
                            boolean open = pattern.isActive(0, i);
                            assertThat(equations.determine(space.in(pattern, cell), x, gradient.unit(), x.norm() + 1))
                                    .as("seed %d, neuron %d", seed, i)
                                    .isEqualTo(!open);
                            on += open ? 1 : 0;
                            off += open ? 0 : 1;
                        }
                    }
                }
            }
        }
        assertThat(on).isGreaterThan(50);
        assertThat(off).isGreaterThan(50);
    }

    /** Seeds 0 to 19: thirty spots on each side. The length is that of the gradient at the others' first spot. */
    @Test
    void twoHalvesOfOneBoundaryAgree() {
        int cases = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            ReluNetwork truth = network(seed);
            List<Spot> spots = spots(truth, 0, 60, new SplittableRandom(1000 + seed));
            if (areAllCrossed(spots)) {
                cases++;
                List<Spot> here = spots.subList(0, 30);
                List<Spot> there = spots.subList(30, 60);
                double length = form(truth, 0, there.getFirst().position())
                                .gradient()
                                .norm()
                        / form(truth, 0, here.getFirst().position()).gradient().norm();
                Optional<Double> agreed =
                        equations(truth, here).agreement(equations(truth, there), there.getFirst(), there);
                assertThat(agreed).as("seed %d", seed).isPresent();
                assertThat(agreed.orElseThrow()).isCloseTo(length, within(1e-9 * length));
            }
        }
        assertThat(cases).isGreaterThan(4);
    }

    /** Seeds 0 to 19. Equations of two neurons agree by chance within 10⁻⁴ each, of 24 or more that are too many. */
    @Test
    void twoNeuronsDoNotAgree() {
        int cases = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            ReluNetwork truth = network(seed);
            SplittableRandom random = new SplittableRandom(1000 + seed);
            List<Spot> here = spots(truth, 0, 30, random);
            List<Spot> there = spots(truth, 1, 30, random);
            if (areAllCrossed(here) && !there.isEmpty()) {
                cases++;
                assertThat(equations(truth, here).agreement(equations(truth, there), there.getFirst(), there))
                        .as("seed %d", seed)
                        .isEmpty();
            }
        }
        assertThat(cases).isGreaterThan(4);
    }

    /** Seeds 0 to 19. Ten spots that tell less than 10⁻⁴ each, by chance: 1 in 10⁴⁰. */
    @Test
    void spotsOfAnotherNeuronContradict() {
        int cases = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            ReluNetwork truth = network(seed);
            SplittableRandom random = new SplittableRandom(1000 + seed);
            List<Spot> spots = spots(truth, 0, 40, random);
            List<Spot> others = spots(truth, 1, 10, random);
            if (areAllCrossed(spots) && others.size() == 10) {
                cases++;
                Equations equations = equations(truth, spots);
                assertThat(equations.contradict()).as("seed %d", seed).isFalse();
                others.forEach(equations::add);
                assertThat(equations.contradict()).as("seed %d", seed).isTrue();
            }
        }
        assertThat(cases).isGreaterThan(4);
    }

    /** A spot that was there before tells nothing. */
    @Test
    void aSpotInformsOnce() {
        ReluNetwork truth = network(1);
        List<Spot> spots = spots(truth, 0, 60, new SplittableRandom(1));
        Equations equations = equations(truth, spots);
        int informative = equations.informative();
        assertThat(informative).isPositive();
        int open = equations.openDimensions();
        spots.forEach(equations::add);
        assertThat(equations.informative()).isEqualTo(informative);
        assertThat(equations.openDimensions()).isEqualTo(open);
    }
}
