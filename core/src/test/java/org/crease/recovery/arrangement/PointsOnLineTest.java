package org.crease.recovery.arrangement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Points;
import org.crease.geometry.Segment;
import org.crease.geometry.Vector;
import org.crease.network.ExactNetwork;
import org.crease.network.Layer;
import org.crease.network.ReluNetwork;
import org.crease.oracle.CountingOracle;
import org.crease.oracle.FunctionOracle;
import org.junit.jupiter.api.Test;

/** The kinks found along lines against those of the network itself, computed with 34 digits from cell to cell. */
class PointsOnLineTest {
    private static final int[][] WIDTHS = {{4, 6, 1}, {5, 6, 5, 2}, {3, 8, 8, 8, 1}, {10, 12, 2}};

    /** A line, what was found on it for how many questions, and what is on it. */
    private record Searched(
            Segment line, Ground ground, List<Kink> found, List<ExactNetwork.Bend> truth, long questions) {
        boolean isFound(ExactNetwork.Bend bend) {
            return found.stream().anyMatch(kink -> Math.abs(kink.t() - bend.t()) <= kink.error());
        }

        boolean isTrue(Kink kink) {
            return truth.stream().anyMatch(bend -> Math.abs(kink.t() - bend.t()) <= kink.error());
        }

        /** The jump over the shorter of the pieces beside it, in units of η: what there is to see. */
        double strength(int i) {
            double before = i == 0 ? line.from() : truth.get(i - 1).t();
            double after = i == truth.size() - 1 ? line.to() : truth.get(i + 1).t();
            ExactNetwork.Bend bend = truth.get(i);
            double gap = Math.min(bend.t() - before, after - bend.t());
            double[] eta = ground.resolution().eta(line.at(line.to()));
            double strongest = 0;
            for (int o = 0; o < eta.length; o++) {
                strongest = Math.max(strongest, Math.abs(bend.jump().get(o)) * gap / eta[o]);
            }
            return strongest;
        }
    }

    private static Searched search(int seed, int t) {
        ReluNetwork network = TestGrounds.network(seed, WIDTHS[seed % WIDTHS.length]);
        Ground ground = TestGrounds.of(network, seed);
        Segment line = Lines.DEFAULTS.sample(t, ground.space(), new SplittableRandom(seed + 100L * t));
        CountingOracle counter = new CountingOracle(ground.oracle());
        Ground counted = TestGrounds.counted(ground, counter);
        List<Kink> found = counted.line().kinks(counted.pieces(line, List.of()));
        return new Searched(line, ground, found, new ExactNetwork(network).bendsAlong(line), counter.total());
    }

    /** Seeds 0 to 39, a line at each of three distances. */
    private static final List<Searched> ALL =
            IntStream.range(0, 120).mapToObj(i -> search(i / 3, i % 3)).toList();

    @Test
    void everyKinkLiesWithinItsStatedErrorOfATrueOne() {
        int kinks = 0;
        for (Searched searched : ALL) {
            assertThat(searched.found()).allMatch(searched::isTrue);
            kinks += searched.found().size();
        }
        assertThat(kinks).isGreaterThan(1000);
    }

    /** 10⁵ η over the shorter piece beside it is what is asked: the slope of a piece must be known. */
    @Test
    void everyKinkThatTheResolutionCanShowIsFound() {
        int kinks = 0;
        for (Searched searched : ALL) {
            for (int i = 0; i < searched.truth().size(); i++) {
                if (searched.strength(i) > 1e5) {
                    assertThat(searched.isFound(searched.truth().get(i)))
                            .as("%s", searched.truth().get(i))
                            .isTrue();
                    kinks++;
                }
            }
        }
        assertThat(kinks).isGreaterThan(1000);
    }

    @Test
    void aKinkCostsAtMostNineQuestionsOnAverage() {
        long questions = ALL.stream().mapToLong(Searched::questions).sum();
        long kinks = ALL.stream().mapToLong(searched -> searched.found().size()).sum();
        assertThat((double) questions / kinks).isLessThan(9);
    }

    @Test
    void kinksComeInOrderEachBetweenItsPieces() {
        for (Searched searched : ALL) {
            double last = searched.line().from();
            for (Kink kink : searched.found()) {
                assertThat(kink.t()).isGreaterThan(last);
                assertThat(kink.t())
                        .isBetween(
                                kink.before().to() - kink.error(), kink.after().from() + kink.error());
                last = kink.t();
            }
        }
    }

    /** Seeds 0 to 19; four questions between each two of what is known, and no more. */
    @Test
    void kinksThatAreKnownAreNotSearched() {
        int lines = 0;
        for (int seed = 0; seed < 20; seed++) {
            Searched searched = ALL.get(3 * seed);
            List<Double> known =
                    searched.truth().stream().map(ExactNetwork.Bend::t).toList();
            boolean clear = IntStream.range(0, known.size()).allMatch(i -> searched.strength(i) > 1e8);
            if (clear) {
                CountingOracle counter = new CountingOracle(searched.ground().oracle());
                Ground counted = TestGrounds.counted(searched.ground(), counter);
                List<Kink> kinks = counted.line().kinks(counted.pieces(searched.line(), known));
                assertThat(counter.total()).isEqualTo(4L * (known.size() + 1));
                assertThat(kinks).hasSameSizeAs(known);
                for (int i = 0; i < known.size(); i++) {
                    assertThat(Math.abs(kinks.get(i).t() - known.get(i)))
                            .isLessThanOrEqualTo(kinks.get(i).error());
                }
                lines++;
            }
        }
        assertThat(lines).isGreaterThanOrEqualTo(5);
    }

    @Test
    void aSegmentWithoutAKinkCostsFourQuestions() {
        ReluNetwork network = TestGrounds.network(1, 5, 6, 2);
        Ground ground = TestGrounds.of(network, 1);
        SplittableRandom random = new SplittableRandom(2);
        int straight = 0;
        for (int trial = 0; trial < 300; trial++) {
            Segment segment = Segment.around(Vector.gaussian(5, random).times(30), Vector.direction(5, random), 1);
            if (new ExactNetwork(network).bendsAlong(segment).isEmpty()) {
                CountingOracle counter = new CountingOracle(ground.oracle());
                Ground counted = TestGrounds.counted(ground, counter);
                assertThat(counted.pieces(segment, List.of())).hasSize(1);
                assertThat(counter.total()).isEqualTo(4);
                straight++;
            }
        }
        assertThat(straight).isGreaterThan(100);
    }

    /** f(t) = a ReLU(t) + b ReLU(t − 1), on a line that does not go along an axis. */
    private static List<Kink> kinksOfTwo(double a, double b) {
        ReluNetwork network = new ReluNetwork(List.of(
                Layer.relu(2, 2, new double[] {0.6, 0.8, 0.6, 0.8}, new double[] {0, -1}),
                Layer.linear(1, 2, new double[] {a, b}, new double[] {0})));
        Ground ground = TestGrounds.of(network, 1);
        Segment line = new Segment(Vector.zero(2), Vector.of(0.6, 0.8), -7, 11);
        return ground.line().kinks(ground.pieces(line, List.of()));
    }

    /**
     * The lines at both ends, 0 and t ↦ a t + b (t − 1), meet at b/(a + b) > 1: on the last piece, where f lies on both of them
     * although two kinks lie before. Seeds 0 to 49.
     */
    @Test
    void endsThatMeetOnTheLastPieceDoNotHideTwoKinks() {
        for (int seed = 0; seed < 50; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            double meeting = 1.1 + 8 * random.nextDouble();
            double a = 1 + random.nextDouble();
            double b = a * meeting / (1 - meeting);
            List<Kink> kinks = kinksOfTwo(a, b);
            assertThat(kinks).as("seed %d", seed).hasSize(2);
            assertThat(kinks.get(0).t()).isCloseTo(0, within(1e-12));
            assertThat(kinks.get(1).t()).isCloseTo(1, within(1e-12));
        }
    }

    /** The mirror image: the lines at the ends meet on the first piece. */
    @Test
    void endsThatMeetOnTheFirstPieceDoNotHideTwoKinks() {
        for (int seed = 0; seed < 50; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            double meeting = -0.1 - 6 * random.nextDouble();
            double a = 1 + random.nextDouble();
            double b = a * meeting / (1 - meeting);
            assertThat(kinksOfTwo(a, b)).as("seed %d", seed).hasSize(2);
        }
    }

    @Test
    void aKinkOfOneOutputAloneIsFound() {
        for (int output = 0; output < 2; output++) {
            double[] weights = new double[2];
            weights[output] = 1;
            ReluNetwork network = new ReluNetwork(List.of(
                    Layer.relu(1, 2, new double[] {1, 1}, new double[] {-0.3}),
                    Layer.linear(2, 1, weights, new double[] {1, 1})));
            Ground ground = TestGrounds.of(network, 3);
            Segment line = new Segment(Vector.of(0, 0), Vector.of(1, 1), -10, 17);
            List<Kink> kinks = ground.line().kinks(ground.pieces(line, List.of()));
            assertThat(kinks).hasSize(1);
            assertThat(Math.abs(kinks.getFirst().t() - 0.3 / Math.sqrt(2)))
                    .isLessThanOrEqualTo(kinks.getFirst().error());
            assertThat(Math.abs(kinks.getFirst().jump().get(1 - output))).isLessThan(1e-12);
            assertThat(Math.abs(kinks.getFirst().jump().get(output) - Math.sqrt(2)))
                    .isLessThan(1e-12);
        }
    }

    /** Seeds 0 to 9: the nearest kink to the middle of a line, and the same place with answers that err by a million times what was measured. */
    @Test
    void aShortSegmentThatShowsRoundingShowsNothingAndCostsLittle() {
        for (int seed = 0; seed < 10; seed++) {
            ReluNetwork network = TestGrounds.network(seed, 4, 6, 1);
            Ground ground = TestGrounds.of(network, seed);
            Segment line = Lines.DEFAULTS.sample(1, ground.space(), new SplittableRandom(seed));
            double kink = new ExactNetwork(network).bendsAlong(line).getFirst().t();
            Segment around = new Segment(line.origin(), line.direction(), kink - 1e-3, kink + 1e-3);
            assertThat(ground.line().kinks(ground.fewPieces(around)))
                    .as("seed %d", seed)
                    .isNotEmpty();

            double eta = ground.resolution().eta(line.at(kink))[0];
            SplittableRandom random = new SplittableRandom(seed);
            CountingOracle noisy = new CountingOracle(new FunctionOracle(
                    4,
                    1,
                    x -> Points.of(
                            x.size(),
                            1,
                            Arrays.stream(network.evaluate(x).toArray())
                                    .map(f -> f + 1e6 * eta * random.nextGaussian())
                                    .toArray())));
            assertThat(TestGrounds.counted(ground, noisy).fewPieces(around)).isEmpty();
            assertThat(noisy.total()).isLessThan(600);
        }
    }

    /** max(t, 0), and another kink at 1 of which it is known that it is nearly where that is: at 10⁻⁶ to 10⁻² on either side. */
    @Test
    void aKinkNearlyAtAKnownOneIsFoundWhereItIs() {
        ReluNetwork ramps = new ReluNetwork(List.of(
                Layer.relu(List.of(new AffineForm(Vector.of(1.0), 0), new AffineForm(Vector.of(1.0), -1))),
                Layer.linear(1, 2, new double[] {1, 3}, new double[] {0})));
        Ground ground = TestGrounds.of(ramps, 0);
        Segment line = new Segment(Vector.of(0.0), Vector.of(1.0), -1.03, 2.04);
        for (double off : List.of(1e-6, 1e-5, 1e-4, 1e-3, 1e-2)) {
            for (double known : List.of(1 - off, 1 + off)) {
                List<Kink> found = ground.line().kinks(ground.pieces(line, List.of(0.0, known)));
                assertThat(found).as("known at %s", known).hasSize(2);
                assertThat(found.getLast().t()).isCloseTo(1, within(1e-12));
                assertThat(found.getLast().before().slope().get(0)).isCloseTo(1, within(1e-8));
                assertThat(found.getLast().after().slope().get(0)).isCloseTo(4, within(1e-8));
            }
        }
    }
}
