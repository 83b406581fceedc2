package org.crease.recovery.arrangement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.network.RandomNetworks;
import org.crease.recovery.arrangement.Signs.Untouched;
import org.crease.recovery.arrangement.Signs.Witness;
import org.junit.jupiter.api.Test;

/** The signs of random layers, from witnesses that the true weights make. */
class SignsTest {
    private static final int WIDTH = 6;
    private static final int BELOW = 4;
    private static final double TOLERANCE = 1e-6;
    private static final Set<Integer> EACH = Set.of(0, 1, 2, 3, 4, 5);

    /** A layer with its rows turned by chance, and how. */
    private record Turned(Layer layer, List<Integer> signs) {
        static Turned draw(RandomGenerator random) {
            Layer layer = RandomNetworks.draw(random, BELOW, WIDTH, 1).layers().getFirst();
            List<Integer> signs = IntStream.range(0, WIDTH)
                    .mapToObj(i -> random.nextBoolean() ? 1 : -1)
                    .toList();
            return new Turned(layer, signs);
        }

        /** β·ReLU(s h) = Σ β_i ½|h_i| + ½ Σ s_i β_i h_i, in units of no importance. */
        Witness witness(RandomGenerator random) {
            Vector beta = Vector.gaussian(WIDTH, random).times(Math.pow(10, random.nextDouble() * 4 - 2));
            Vector c = Vector.zero(BELOW);
            for (int i = 0; i < WIDTH; i++) {
                c = c.plus(0.5 * signs.get(i) * beta.get(i), layer.row(i));
            }
            return new Witness(beta, Map.of(), c, List.of());
        }

        /** As {@link #witness}, with one neuron never crossed: it was seen on one side, and its share is in c, as much as there is. */
        Witness without(int open, int side, RandomGenerator random) {
            Witness whole = witness(random);
            double[] alpha = whole.alpha().toArray();
            Vector row = layer.row(open);
            Vector c = whole.c().plus(0.5 * side * alpha[open], row);
            alpha[open] = 0;
            return new Witness(Vector.of(alpha), Map.of(open, side), c, List.of());
        }

        /** Without one of the neurons, which is none. */
        Witness straightAt(int none, RandomGenerator random) {
            Witness whole = witness(random);
            double[] alpha = whole.alpha().toArray();
            Vector c = whole.c().plus(-0.5 * signs.get(none) * alpha[none], layer.row(none));
            alpha[none] = 1e-7 * random.nextGaussian();
            return new Witness(Vector.of(alpha), Map.of(), c, List.of());
        }

        List<Witness> witnesses(int count, RandomGenerator random) {
            List<Witness> witnesses = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                witnesses.add(witness(random));
            }
            return witnesses;
        }

        Optional<Signs> solve(List<Witness> witnesses) {
            return new SignSolver(layer, List.of(), Map.of(), EACH, TOLERANCE, new SplittableRandom(0))
                    .solve(witnesses);
        }
    }

    private static Witness wrong(RandomGenerator random) {
        return new Witness(Vector.gaussian(WIDTH, random), Map.of(), Vector.gaussian(BELOW, random), List.of());
    }

    /** Seeds 0 to 99. A false alarm needs a condition of 10⁶ among 100 systems of 12 equations for six: below 1 in 10⁹. */
    @Test
    void theSignsOfRandomLayersComeOut() {
        for (int seed = 0; seed < 100; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Turned turned = Turned.draw(random);
            Signs signs = turned.solve(turned.witnesses(3, random)).orElseThrow();
            assertThat(signs.values()).isEqualTo(turned.signs());
            assertThat(signs.certificate()).isLessThan(1e-9);
        }
    }

    /**
     * Seeds 0 to 49, each of the first four of five witnesses. Of 40 pairs with the last, one in four holds the wrong one: all
     * do in 1 of 10²⁴. With it, six numbers are within 10⁻⁶ of ±1 in 1 of 10³⁰ or so.
     */
    @Test
    void aWrongWitnessIsOutvoted() {
        for (int seed = 0; seed < 50; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Turned turned = Turned.draw(random);
            for (int at = 0; at < 4; at++) {
                List<Witness> witnesses = turned.witnesses(5, random);
                witnesses.set(at, wrong(random));
                Optional<Signs> signs = turned.solve(witnesses);
                assertThat(signs.map(Signs::values)).contains(turned.signs());
            }
        }
    }

    /** Seeds 0 to 49, six witnesses that passed neuron 0 by on the side where it is on, or the other. */
    @Test
    void theSideOfANeuronThatNoWitnessCrossedIsTold() {
        for (int seed = 0; seed < 50; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Turned turned = Turned.draw(random);
            for (int side : List.of(1, -1)) {
                List<Witness> witnesses = new ArrayList<>();
                for (int i = 0; i < 6; i++) {
                    witnesses.add(turned.without(0, side, random));
                }
                Signs signs = turned.solve(witnesses).orElseThrow();
                assertThat(signs.values().getFirst())
                        .as("seed %d", seed)
                        .isEqualTo(turned.signs().getFirst());
            }
        }
    }

    /**
     * The same where three inputs of four were zero wherever the witnesses were: what share it has in the last is not told. If it has none, six equations agree on
     * five signs without it; by chance to 10⁻⁶ in fewer than 1 of 10⁵ for each seed.
     */
    @Test
    void aSideThatNothingTellsIsNotGuessed() {
        List<Vector> zero = List.of(Vector.axis(BELOW, 0), Vector.axis(BELOW, 1), Vector.axis(BELOW, 2));
        for (int seed = 0; seed < 50; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Turned turned = Turned.draw(random);
            for (int side : List.of(1, -1)) {
                List<Witness> witnesses = new ArrayList<>();
                for (int i = 0; i < 6; i++) {
                    Witness w = turned.without(0, side, random);
                    witnesses.add(new Witness(w.alpha(), w.open(), w.c(), zero));
                }
                boolean isOn = side == turned.signs().getFirst();
                assertThat(turned.solve(witnesses).map(Signs::values))
                        .as("seed %d", seed)
                        .isEqualTo(isOn ? Optional.empty() : Optional.of(turned.signs()));
            }
        }
    }

    /** Seeds 0 to 49: of 40 choices of two, half have the newest; that all others have it too happens in 1 of 10⁹. */
    @Test
    void aWrongNewestWitnessIsOutvotedToo() {
        for (int seed = 0; seed < 50; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Turned turned = Turned.draw(random);
            List<Witness> witnesses = turned.witnesses(4, random);
            witnesses.add(wrong(random));
            assertThat(turned.solve(witnesses).map(Signs::values)).contains(turned.signs());
        }
    }

    /** Seeds 0 to 19: 40 choices of two of twelve hit no two good ones in 1 of 2000, and then there are no signs. */
    @Test
    void mostWitnessesMayBeWrong() {
        int solved = 0;
        for (int seed = 0; seed < 20; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Turned turned = Turned.draw(random);
            List<Witness> witnesses = turned.witnesses(5, random);
            for (int i = 0; i < 7; i++) {
                witnesses.add(wrong(random));
            }
            Optional<Signs> signs = turned.solve(witnesses);
            signs.ifPresent(s -> assertThat(s.values()).isEqualTo(turned.signs()));
            solved += signs.isPresent() ? 1 : 0;
        }
        assertThat(solved).isGreaterThanOrEqualTo(18);
    }

    @Test
    void fewerEquationsThanSignsGiveNone() {
        SplittableRandom random = new SplittableRandom(1);
        Turned turned = Turned.draw(random);
        assertThat(turned.solve(turned.witnesses(1, random))).isEmpty();
        assertThat(turned.solve(turned.witnesses(2, random))).isPresent();
    }

    /** Four equations for six signs leave four choices, of which one makes signs of the four that follow. */
    @Test
    void equationsThatSayTheSameTwiceTellMoreSignsThanTheyAreByTrying() {
        SplittableRandom random = new SplittableRandom(2);
        Turned turned = Turned.draw(random);
        Witness witness = turned.witness(random);
        Witness twice =
                new Witness(witness.alpha().times(2), Map.of(), witness.c().times(2), List.of());
        assertThat(turned.solve(List.of(witness, twice)).map(Signs::values)).contains(turned.signs());
    }

    /** Four equations of a whole witness and three of one that did not cross a neuron, for six signs. Seeds 0 to 49. */
    @Test
    void aWitnessWithAnOpenWeightContributesWhatItKnows() {
        for (int seed = 0; seed < 50; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Turned turned = Turned.draw(random);
            Witness whole = turned.witness(random);
            assertThat(turned.solve(List.of(whole))).isEmpty();
            Optional<Signs> signs = turned.solve(List.of(whole, turned.without(seed % WIDTH, 1, random)));
            assertThat(signs.map(Signs::values)).contains(turned.signs());
        }
    }

    /** Seeds 0 to 49: of seven witnesses a wrong one alone crossed neuron 2; of 40 pairs, 28 in 49 do without it, and never to have one is 1 in 10¹⁴. */
    @Test
    void aNeuronThatOnlyAWrongWitnessCrossedIsOneThatTheOthersPassedBy() {
        for (int seed = 0; seed < 50; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Turned turned = Turned.draw(random);
            int side = turned.signs().get(2);
            List<Witness> witnesses = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                witnesses.add(turned.without(2, side, random));
            }
            witnesses.add(seed % 7, wrong(random));
            assertThat(turned.solve(witnesses).map(Signs::values))
                    .as("seed %d", seed)
                    .contains(turned.signs());
        }
    }

    /**
     * Witnesses that all cross neuron 2 at a bend of 10⁻⁴ and are off by 10⁻⁹ tell its sign to 10⁻⁵ only: since their equations agree to 10⁻⁹, that
     * certifies it. Seeds 0 to 49.
     */
    @Test
    void aSignThatIsToldBadlyByEquationsThatAgreeIsBelieved() {
        for (int seed = 0; seed < 50; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Turned turned = Turned.draw(random);
            List<Witness> witnesses = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                Witness whole = turned.witness(random);
                double[] alpha = whole.alpha().toArray();
                double weak = 1e-4 * whole.alpha().norm() * random.nextGaussian();
                Vector c = whole.c()
                        .plus(
                                0.5 * turned.signs().get(2) * (weak - alpha[2]),
                                turned.layer().row(2))
                        .plus(1e-9 * whole.alpha().norm(), Vector.gaussian(BELOW, random));
                alpha[2] = weak;
                witnesses.add(new Witness(Vector.of(alpha), Map.of(), c, List.of()));
            }
            Signs signs = turned.solve(witnesses).orElseThrow();
            assertThat(signs.values()).isEqualTo(turned.signs());
            assertThat(signs.certificate()).isBetween(1e-9, 1e-2);
        }
    }

    /** Fewer than five witnesses may have passed it by accident. */
    @Test
    void aNeuronThatFewWitnessesPassedByHasNoSign() {
        SplittableRandom random = new SplittableRandom(4);
        Turned turned = Turned.draw(random);
        List<Witness> witnesses = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            witnesses.add(turned.without(2, 1, random));
        }
        assertThat(turned.solve(witnesses)).isEmpty();
    }

    /**
     * Its share shows on which side of it they were: the signs are right on either, also of one that may be none. Seeds 0 to 49.
     */
    @Test
    void aNeuronThatAllWitnessesPassedByHasTheSignThatItsShareShows() {
        for (int seed = 0; seed < 50; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Turned turned = Turned.draw(random);
            for (int side : List.of(-1, 1)) {
                List<Witness> witnesses = new ArrayList<>();
                for (int i = 0; i < 5; i++) {
                    witnesses.add(turned.without(2, side, random));
                }
                Optional<Signs> sure = new SignSolver(
                                turned.layer(), List.of(), Map.of(), Set.of(), TOLERANCE, new SplittableRandom(0))
                        .solve(witnesses);
                assertThat(sure.map(Signs::values)).contains(turned.signs());
                assertThat(turned.solve(witnesses).map(Signs::values)).contains(turned.signs());
            }
        }
    }

    /** It would be on for one half of them. Seeds 0 to 49. */
    @Test
    void aNeuronWithoutAShareOnEitherSideIsNone() {
        for (int seed = 0; seed < 50; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Turned turned = Turned.draw(random);
            List<Witness> witnesses = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                Witness without = turned.straightAt(2, random);
                Map<Integer, Integer> passed = Map.of(2, i % 2 == 0 ? 1 : -1);
                witnesses.add(new Witness(without.alpha(), passed, without.c(), without.free()));
            }
            List<Integer> signs = new ArrayList<>(turned.signs());
            signs.set(2, 0);
            assertThat(turned.solve(witnesses).map(Signs::values)).contains(signs);
        }
    }

    /** Seeds 0 to 49. */
    @Test
    void aNeuronAtWhichNothingBendsIsNone() {
        for (int seed = 0; seed < 50; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Turned turned = Turned.draw(random);
            int none = seed % WIDTH;
            List<Witness> witnesses = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                witnesses.add(turned.straightAt(none, random));
            }
            List<Integer> signs = new ArrayList<>(turned.signs());
            signs.set(none, 0);
            assertThat(turned.solve(witnesses).map(Signs::values)).contains(signs);
            assertThat(turned.solve(witnesses.subList(0, 2))).isEmpty();
        }
    }

    @Test
    void whatIsNotDeterminedIsNotBelieved() {
        SplittableRandom random = new SplittableRandom(5);
        Turned turned = Turned.draw(random);
        List<Witness> witnesses = turned.witnesses(3, random).stream()
                .map(w -> {
                    double[] c = w.c().toArray();
                    c[1] = 1e3 * random.nextGaussian();
                    return new Witness(w.alpha(), w.open(), Vector.of(c), List.of(Vector.axis(BELOW, 1)));
                })
                .toList();
        assertThat(turned.solve(witnesses).map(Signs::values)).contains(turned.signs());
    }

    /** A coefficient that is off by 10⁻³ puts the certificate above what is believed. */
    @Test
    void aSmallErrorIsNotCertified() {
        SplittableRandom random = new SplittableRandom(6);
        Turned turned = Turned.draw(random);
        List<Witness> witnesses = turned.witnesses(3, random).stream()
                .map(w -> {
                    double[] alpha = w.alpha().toArray();
                    alpha[3] *= 1.001;
                    return new Witness(Vector.of(alpha), w.open(), w.c(), w.free());
                })
                .toList();
        assertThat(turned.solve(witnesses)).isEmpty();
        Signs rough = new SignSolver(turned.layer(), List.of(), Map.of(), EACH, 0.1, random)
                .solve(witnesses)
                .orElseThrow();
        assertThat(rough.values()).isEqualTo(turned.signs());
        assertThat(rough.certificate()).isBetween(0.0005, 0.002);
    }

    @Test
    void theSameSeedMakesTheSameChoices() {
        SplittableRandom random = new SplittableRandom(7);
        Turned turned = Turned.draw(random);
        List<Witness> witnesses = turned.witnesses(5, random);
        witnesses.set(2, wrong(random));
        assertThat(turned.solve(witnesses))
                .isEqualTo(turned.solve(new ArrayList<>(Arrays.asList(witnesses.toArray(Witness[]::new)))));
    }

    private static final int NEURON = 2;
    private static final int INPUT = 1;
    private static final double FILLER = 0.8;

    /**
     * A layer whose weight (NEURON, INPUT) was never seen and holds a filler of a side.
     *
     * @param truth the layer with its true weight
     * @param held the same with the filler
     */
    private record Filled(Turned truth, Turned held, Untouched weight) {
        /** The neuron as it stands has sign {@code side} where the input is on. */
        static Filled draw(int side, double filler, RandomGenerator random) {
            Turned truth = Turned.draw(random);
            List<AffineForm> rows = new ArrayList<>();
            for (int i = 0; i < WIDTH; i++) {
                rows.add(truth.layer().neuron(i));
            }
            double[] row = rows.get(NEURON).gradient().toArray();
            row[INPUT] = side * filler;
            rows.set(NEURON, new AffineForm(Vector.of(row), rows.get(NEURON).constant()));
            Turned held = new Turned(Layer.relu(rows), truth.signs());
            return new Filled(truth, held, new Untouched(NEURON, INPUT, side));
        }

        boolean isOn() {
            return truth.signs().get(NEURON) == weight.side();
        }

        double lacking() {
            return truth.layer().weight(NEURON, INPUT) - held.layer().weight(NEURON, INPUT);
        }

        /** As {@code witness}, with a linear share of the input. */
        static Witness with(double share, Witness witness) {
            Vector c = witness.c().plus(share, Vector.axis(BELOW, INPUT));
            return new Witness(witness.alpha(), witness.open(), c, witness.free());
        }

        /** β·ReLU(s h): where the neuron is on with its input, what the filler lacks is a share of the input. */
        Witness witness(RandomGenerator random) {
            Witness seen = held.witness(random);
            double beta = seen.alpha().get(NEURON);
            return with(isOn() ? beta * truth.signs().get(NEURON) * lacking() : 0, seen);
        }

        List<Witness> witnesses(int count, RandomGenerator random) {
            List<Witness> witnesses = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                witnesses.add(witness(random));
            }
            return witnesses;
        }

        Optional<Signs> solve(List<Witness> witnesses) {
            return new SignSolver(held.layer(), List.of(weight), Map.of(), EACH, TOLERANCE, new SplittableRandom(0))
                    .solve(witnesses);
        }
    }

    /** Seeds 0 to 99. A false alarm needs a condition of 10⁶ among 100 systems of 12 equations for seven: below 1 in 10⁹. */
    @Test
    void whatAFillerLacksComesOutBesideTheSigns() {
        int on = 0;
        for (int seed = 0; seed < 100; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Filled filled = Filled.draw(seed % 2 == 0 ? 1 : -1, FILLER, random);
            Signs signs = filled.solve(filled.witnesses(3, random)).orElseThrow();
            assertThat(signs.values()).isEqualTo(filled.truth().signs());
            if (filled.isOn()) {
                on++;
                assertThat(signs.lacking()).containsOnlyKeys(filled.weight());
                double weight = filled.held().layer().weight(NEURON, INPUT)
                        + signs.lacking().get(filled.weight());
                assertThat(weight).isCloseTo(filled.truth().layer().weight(NEURON, INPUT), within(1e-9));
            } else {
                assertThat(signs.lacking()).isEmpty();
            }
        }
        assertThat(on).isBetween(20, 80);
    }

    /** Seeds 0 to 49. The neuron is off wherever the input is: no answer depends on the weight. */
    @Test
    void anyFillerDoesWhereTheNeuronIsOffWithItsInput() {
        for (int seed = 0; seed < 50; seed++) {
            for (double filler : new double[] {0.01, 1, 30}) {
                SplittableRandom random = new SplittableRandom(seed);
                int off = -Turned.draw(new SplittableRandom(seed)).signs().get(NEURON);
                Filled filled = Filled.draw(off, filler, random);
                assertThat(filled.isOn()).isFalse();
                Signs signs = filled.solve(filled.witnesses(3, random)).orElseThrow();
                assertThat(signs.values()).isEqualTo(filled.truth().signs());
                assertThat(signs.lacking()).isEmpty();
            }
        }
    }

    /** Seeds 0 to 49, all witnesses with the same share, as a filler would leave it: each of them agrees with the others. */
    @Test
    void aShareOfANeuronThatIsOffWithItsInputGivesNoSigns() {
        for (int seed = 0; seed < 50; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int off = -Turned.draw(new SplittableRandom(seed)).signs().get(NEURON);
            Filled filled = Filled.draw(off, FILLER, random);
            List<Witness> witnesses = filled.witnesses(3, random).stream()
                    .map(w -> Filled.with(0.3 * w.alpha().get(NEURON), w))
                    .toList();
            assertThat(filled.solve(witnesses)).isEmpty();
        }
    }

    /** Seeds 0 to 49: who takes a filler for the weight gets no signs, where it matters. */
    @Test
    void aFillerThatIsTakenForAWeightGivesNoSigns() {
        for (int seed = 0; seed < 50; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int on = Turned.draw(new SplittableRandom(seed)).signs().get(NEURON);
            Filled filled = Filled.draw(on, 10, random);
            List<Witness> witnesses = filled.witnesses(3, random);
            assertThat(filled.held().solve(witnesses)).isEmpty();
            assertThat(filled.solve(witnesses)).isPresent();
        }
    }

    /** Seeds 0 to 49. Its own open weight and the filler mix in that input: what it says of it, here at random, is not heard. */
    @Test
    void aWitnessThatDidNotCrossTheNeuronIsNotHeardOnTheInput() {
        for (int seed = 0; seed < 50; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Filled filled = Filled.draw(seed % 2 == 0 ? 1 : -1, FILLER, random);
            List<Witness> witnesses = filled.witnesses(3, random);
            witnesses.add(Filled.with(random.nextGaussian(), filled.held().without(NEURON, 1, random)));
            SignSolver solver = new SignSolver(
                    filled.held().layer(),
                    List.of(filled.weight()),
                    Map.of(),
                    EACH,
                    TOLERANCE,
                    new SplittableRandom(0));
            Signs signs = solver.solve(witnesses).orElseThrow();
            assertThat(signs.values()).isEqualTo(filled.truth().signs());
            assertThat(signs.certificate()).isLessThan(1e-9);
        }
    }

    /** Two witnesses have eight equations, which do for six signs and one share, but not for three. */
    @Test
    void sharesNeedEquationsToo() {
        SplittableRandom random = new SplittableRandom(8);
        Filled filled = Filled.draw(1, FILLER, random);
        List<Witness> witnesses = filled.witnesses(2, random);
        assertThat(filled.solve(witnesses)).isPresent();
        List<Untouched> three = List.of(filled.weight(), new Untouched(NEURON, 0, 1), new Untouched(NEURON, 3, 1));
        assertThat(new SignSolver(filled.held().layer(), three, Map.of(), EACH, TOLERANCE, random).solve(witnesses))
                .isEmpty();
    }
}
