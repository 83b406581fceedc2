package org.crease.recovery.arrangement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.crease.geometry.Box;
import org.crease.geometry.Cell;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.network.ReluNetwork;
import org.crease.oracle.CountingOracle;
import org.crease.oracle.RoundedOracle;
import org.crease.recovery.SearchSpace;
import org.crease.recovery.arrangement.Ground.Look;
import org.crease.recovery.arrangement.Ground.Probe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What four questions show of a place. */
class GroundTest {
    private static final double WINDOW = 1e-4;

    /** 3 ReLU(x) + 1/2 in the plane of x and y: constant on one side, linear on the other. */
    private static final ReluNetwork RAMP = new ReluNetwork(List.of(
            Layer.relu(1, 2, new double[] {1, 0}, new double[1]),
            Layer.linear(1, 1, new double[] {3}, new double[] {0.5})));

    private static final Ground GROUND = TestGrounds.of(RAMP, 1);

    private static Probe at(double x, double y) {
        return new Probe(Vector.of(x, y), Vector.axis(2, 0), WINDOW, WINDOW);
    }

    @Test
    void aPlaceWhereTheFunctionIsConstantIsFlat() {
        Look look = GROUND.look(List.of(at(-0.7, 0.2))).getFirst();
        assertThat(look.isFlat()).isTrue();
        assertThat(look.kink()).isEmpty();
    }

    @Test
    void aPlaceWhereItIsLinearIsNeitherFlatNorAKink() {
        Look look = GROUND.look(List.of(at(0.7, 0.2))).getFirst();
        assertThat(look.isFlat()).isFalse();
        assertThat(look.kink()).isEmpty();
    }

    /** Between the two questions of one side, whose line is then of two pieces: it seemed to lie at the edge of the window, exactly. */
    @Test
    void aKinkShortlyBeyondTheWindowIsNotSeenAtItsEdge() {
        for (double off : List.of(-1.7, -1.3, -1.01, 1.01, 1.3, 1.7)) {
            Look look = GROUND.look(List.of(at(off * WINDOW, 0.2))).getFirst();
            assertThat(look.kink()).as("off %s", off).isEmpty();
        }
    }

    /** On whichever side of the place it is. */
    @Test
    void aKinkIsSeenWhereItIs() {
        for (double off : List.of(-0.9, -0.3, 0.0, 0.4, 0.9)) {
            Look look = GROUND.look(List.of(at(off * WINDOW, 0.2))).getFirst();
            Kink kink = look.kink().orElseThrow();
            assertThat(kink.t()).isCloseTo(-off * WINDOW, within(kink.error() + 1e-15));
            assertThat(kink.error()).isLessThan(1e-10);
            assertThat(look.isFlat()).isFalse();
        }
    }

    @Test
    void aKinkBeyondAllFourQuestionsIsNotSeen() {
        for (double off : List.of(-3.0, 2.1, 3.0)) {
            assertThat(GROUND.look(List.of(at(off * WINDOW, 0.2))).getFirst().kink())
                    .isEmpty();
        }
    }

    /** Two kinks in one window: the pieces on both sides do not meet where they cross. */
    @Test
    void twoKinksAreNotOne() {
        double apart = 0.8 * WINDOW;
        ReluNetwork step = new ReluNetwork(List.of(
                Layer.relu(2, 2, new double[] {1, 0, 1, 0}, new double[] {0, -apart}),
                Layer.linear(1, 2, new double[] {1, -1}, new double[1])));
        Look look = new Ground(
                        TestGrounds.of(step, 1).oracle(),
                        GROUND.resolution(),
                        GROUND.space(),
                        GROUND.line(),
                        new SplittableRandom(1))
                .look(List.of(at(0.5 * apart, 0.2)))
                .getFirst();
        assertThat(look.kink()).isEmpty();
        assertThat(look.isFlat()).isFalse();
    }

    /** Two kinks to the same side: with one output the lines beside them meet between the two, where f is not. */
    @Test
    void twoKinksToOneSideAreNotOneWhereAnswersAreCoarse() {
        double window = 0.01;
        for (double apart : List.of(0.2, 0.6, 1.2, 1.8)) {
            ReluNetwork twice = new ReluNetwork(List.of(
                    Layer.relu(2, 2, new double[] {1, 0, 1, 0}, new double[] {0, -apart * window}),
                    Layer.linear(1, 2, new double[] {1, 1}, new double[1])));
            Ground ground =
                    TestGrounds.of(new RoundedOracle(TestGrounds.of(twice, 1).oracle(), 5), 1);
            Probe middle = new Probe(Vector.of(0.5 * apart * window, 0.2), Vector.axis(2, 0), window, 2 * window);
            assertThat(ground.look(List.of(middle)).getFirst())
                    .as("apart %s", apart)
                    .isEqualTo(Look.CROWDED);
        }
    }

    /** Through 5 decimals, in 2000 windows: what answers err by hardly ever makes two of one (a glance errs once in 10,000 times). */
    @Test
    void oneKinkIsOneWhateverAnswersErrBy() {
        Ground ground = TestGrounds.of(new RoundedOracle(GROUND.oracle(), 5), 1);
        SplittableRandom random = new SplittableRandom(1);
        List<Probe> probes = Stream.generate(() -> new Probe(
                        Vector.of(0.018 * random.nextDouble() - 0.009, random.nextDouble()),
                        Vector.axis(2, 0),
                        0.01,
                        0.01))
                .limit(2000)
                .toList();
        List<Look> looks = ground.look(probes);
        assertThat(looks.stream().filter(Look::isCrowded).count()).isLessThanOrEqualTo(2);
        assertThat(looks.stream().filter(l -> l.kink().isPresent()).count()).isGreaterThanOrEqualTo(1990);
    }

    /** One output bends on one side of the place, the other on the other. */
    @Test
    void outputsThatBendAtDifferentPlacesHaveNoCommonKink() {
        for (double apart : List.of(0.0, 0.6 * WINDOW)) {
            ReluNetwork two = new ReluNetwork(List.of(
                    Layer.relu(2, 2, new double[] {1, 0, 1, 0}, new double[] {0, -apart}),
                    Layer.linear(2, 2, new double[] {1, 0, 0, 1}, new double[2])));
            Look look =
                    TestGrounds.of(two, 1).look(List.of(at(0.5 * apart, 0.2))).getFirst();
            assertThat(look.kink().isPresent()).isEqualTo(apart == 0);
        }
    }

    /** The domain ends at 1: the second of three would ask beyond it. */
    @Test
    void whatWouldAskOutsideTheDomainSeesNothingAndTheOthersKeepTheirOrder() {
        CountingOracle counter = new CountingOracle(GROUND.oracle());
        Ground boxed = new Ground(
                counter,
                GROUND.resolution(),
                new SearchSpace(new Box(Vector.of(-1, -1), Vector.of(1, 1)), 1),
                GROUND.line(),
                new SplittableRandom(1));
        List<Look> looks = boxed.look(List.of(at(-0.5, 0), at(1 - WINDOW, 0), at(0, 0)));
        assertThat(looks.stream().map(Look::isFlat)).containsExactly(true, false, false);
        assertThat(looks.stream().map(l -> l.kink().isPresent())).containsExactly(false, false, true);
        assertThat(counter.total()).isEqualTo(8);
        assertThat(boxed.look(List.of(at(1, 0)))).containsExactly(Look.NOTHING);
        assertThat(counter.total()).isEqualTo(8);
    }

    @Test
    void locateTellsTheKinksOfALook() {
        List<Probe> probes = List.of(at(-0.5, 0), at(0, 0), at(0.5, 0));
        assertThat(GROUND.locate(probes).stream().map(Optional::isPresent)).containsExactly(false, true, false);
    }

    /** A known boundary at x = 0: its kink would be taken for one that is looked for beside it. */
    @Test
    void aWindowDoesNotReachAKnownBoundary() {
        ReluNetwork known = new ReluNetwork(RAMP.layers().subList(0, 1));
        for (double x : List.of(-3e-5, 2e-6, 5e-5, 1.9e-4, 0.5)) {
            Vector place = Vector.of(x, 0.2);
            Cell cell = known.cellOf(known.patternAt(place));
            double window = Ground.clear(cell, place, Vector.axis(2, 0), WINDOW);
            assertThat(window).isEqualTo(Math.min(WINDOW, 0.49 * Math.abs(x)));
            assertThat(Ground.clear(cell, place, Vector.axis(2, 1), WINDOW)).isEqualTo(WINDOW);
            Probe probe = new Probe(place, Vector.axis(2, 0), window, window);
            assertThat(GROUND.look(List.of(probe)).getFirst().kink()).isEmpty();
        }
    }

    /** On a facet of its cell, or at the edge of a domain: wider windows are tried where answers are coarse, and eight times nothing is nothing. */
    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aWindowWithoutWidthSeesNothingAndComesToAnEnd() {
        Ground all = TestGrounds.of(new RoundedOracle(GROUND.oracle(), 5), 1);
        assertThat(all.isCoarse()).isTrue();
        CountingOracle counter = new CountingOracle(all.oracle());
        SearchSpace box = new SearchSpace(new Box(Vector.of(-1, -1), Vector.of(1, 1)), 1);
        Ground ground = new Ground(counter, all.resolution(), box, all.line(), all.random());
        Probe without = new Probe(Vector.of(1, 0.2), Vector.axis(2, 0), 0, 0.02);
        Probe sound = new Probe(Vector.of(0, 0.2), Vector.axis(2, 0), 0.01, 0.02);
        List<Look> looks = ground.look(List.of(without, sound));
        assertThat(looks.stream().map(l -> l.kink().isPresent())).containsExactly(false, true);
        assertThat(counter.total()).isEqualTo(9);
    }
}
