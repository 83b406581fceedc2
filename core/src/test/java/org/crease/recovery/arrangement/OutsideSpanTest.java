package org.crease.recovery.arrangement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Box;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.network.RandomNetworks;
import org.crease.network.ReluNetwork;
import org.crease.oracle.CountingOracle;
import org.crease.oracle.FunctionOracle;
import org.crease.oracle.NoisyOracle;
import org.crease.oracle.Oracle;
import org.crease.recovery.SearchSpace;
import org.crease.recovery.TestOracles;
import org.junit.jupiter.api.Test;

/** Rows that coarse normals left with errors outside the space that they span. */
class OutsideSpanTest {
    private static final int INPUTS = 40;
    private static final int WIDTH = 6;

    /** By how much each row is off, and in all of the other tests known to be. */
    private static final double OFF = 1e-4;

    /** The space that rows of the truth span which are off, and the truth in it. */
    private record Start(RowSpace span, ReluNetwork network) {
        static Start of(ReluNetwork truth, long seed) {
            SplittableRandom random =
                    new SplittableRandom(1000 + seed); // with that of the network it would draw its rows
            Layer first = truth.layers().getFirst();
            List<Vector> rows = new ArrayList<>();
            for (int i = 0; i < first.outputs(); i++) {
                Vector row = first.row(i);
                rows.add(row.plus(OFF * row.norm(), Vector.direction(truth.inputs(), random)));
            }
            RowSpace span = RowSpace.of(rows);
            return new Start(span, span.lift(span.lower(truth)));
        }

        Optional<OutsideSpan.Completed> completed(Oracle oracle, long seed) {
            Ground whole = TestGrounds.of(oracle, seed);
            SearchSpace seen = new SearchSpace(Box.unbounded(span.dimension()), 1);
            Ground searched = new Ground(span.restrict(oracle), whole.resolution(), seen, whole.line(), whole.random());
            return new OutsideSpan(network, span, i -> OFF, searched, whole).completed();
        }
    }

    private static double rowError(ReluNetwork found, ReluNetwork truth) {
        double largest = 0;
        for (int i = 0; i < WIDTH; i++) {
            Vector row = truth.layers().getFirst().row(i);
            largest = Math.max(
                    largest, found.layers().getFirst().row(i).minus(row).norm() / row.norm());
        }
        return largest;
    }

    /** Of seeds 0 to 9 with one and with two hidden layers: 1·10⁻⁷ to 1.6·10⁻⁶, from 9·10⁻⁵ and more. */
    @Test
    void rowsComeOutWithLessThanAFiftiethOfTheirErrorsThroughFloat32() {
        for (int[] widths : new int[][] {{INPUTS, WIDTH, 1}, {INPUTS, WIDTH, 5, 2}}) {
            for (int seed = 0; seed < 10; seed++) {
                ReluNetwork truth = TestGrounds.network(seed, widths);
                Start start = Start.of(truth, seed);
                OutsideSpan.Completed completed =
                        start.completed(TestOracles.float32(truth), seed).orElseThrow();
                assertThat(rowError(completed.network(), truth))
                        .as("seed %d", seed)
                        .isLessThan(rowError(start.network(), truth) / 50);
            }
        }
    }

    /** Seeds 0 to 9, in a box that cuts the ways short: seed 0 comes out at 4·10⁻⁷, from 9·10⁻⁵. */
    @Test
    void inABoxWaysAreShorterAndRowsComeOutTooWhereAllNeuronsSwitch() {
        Box box = Box.cube(INPUTS, -10, 10);
        for (int seed = 0; seed < 10; seed++) {
            ReluNetwork truth = TestGrounds.network(seed, INPUTS, WIDTH, 5, 2);
            Oracle float32 = TestOracles.float32(truth);
            Oracle boxed = new FunctionOracle(INPUTS, 2, x -> {
                for (int i = 0; i < x.size(); i++) {
                    assertThat(box.contains(x.get(i))).isTrue();
                }
                return float32.ask(x);
            });
            Start start = Start.of(truth, seed);
            Ground all = TestGrounds.of(float32, seed);
            Ground whole = new Ground(boxed, all.resolution(), new SearchSpace(box, 1), all.line(), all.random());
            SearchSpace seen = new SearchSpace(start.span().seen(box), 1);
            Ground searched =
                    new Ground(start.span().restrict(boxed), all.resolution(), seen, all.line(), all.random());
            OutsideSpan.Completed completed = new OutsideSpan(start.network(), start.span(), i -> OFF, searched, whole)
                    .completed()
                    .orElseThrow();
            assertThat(rowError(completed.network(), truth))
                    .as("seed %d", seed)
                    .isLessThan(rowError(start.network(), truth) / 20);
        }
    }

    /** 5 of 100 weights may be off by more than two standard errors. */
    @Test
    void standardErrorsAreTrueWhereAnswersAreNoisy() {
        int within = 0;
        int all = 0;
        for (int seed = 0; seed < 10; seed++) {
            ReluNetwork truth = TestGrounds.network(seed, INPUTS, WIDTH, 1);
            Oracle noisy = new NoisyOracle(RandomNetworks.oracle(truth), 1e-4, new SplittableRandom(2000 + seed));
            OutsideSpan.Completed completed =
                    Start.of(truth, seed).completed(noisy, seed).orElseThrow();
            for (int i = 0; i < WIDTH; i++) {
                for (int j = 0; j < INPUTS; j++) {
                    double off =
                            Math.abs(completed.network().layers().getFirst().weight(i, j)
                                    - truth.layers().getFirst().weight(i, j));
                    within += off <= 2 * completed.errors().get(i).get(j) ? 1 : 0;
                    all++;
                }
            }
        }
        assertThat((double) within / all).isBetween(0.9, 1.0);
    }

    /** What the rows have in the span is known better than this could tell. */
    @Test
    void whatLiesInTheSpanIsLeftAsItIs() {
        ReluNetwork truth = TestGrounds.network(1, INPUTS, WIDTH, 1);
        Start start = Start.of(truth, 1);
        ReluNetwork found =
                start.completed(TestOracles.float32(truth), 1).orElseThrow().network();
        for (int i = 0; i < WIDTH; i++) {
            Vector before = start.network().layers().getFirst().row(i);
            Vector change = found.layers().getFirst().row(i).minus(before);
            assertThat(start.span().down(change).norm()).isLessThan(1e-12);
            assertThat(found.layers().getFirst().bias(i))
                    .isEqualTo(truth.layers().getFirst().bias(i));
        }
    }

    /** 34 places along 40 directions, each asked on both sides, and once in the middle. */
    @Test
    void questionsAreThoseOfPlacesTimesDirections() {
        ReluNetwork truth = TestGrounds.network(1, INPUTS, WIDTH, 1);
        CountingOracle counter = new CountingOracle(TestOracles.float32(truth));
        Ground whole = TestGrounds.of(TestOracles.float32(truth), 1);
        Start start = Start.of(truth, 1);
        SearchSpace seen = new SearchSpace(Box.unbounded(start.span().dimension()), 1);
        Ground searched = new Ground(counter, whole.resolution(), seen, whole.line(), whole.random());
        new OutsideSpan(start.network(), start.span(), i -> OFF, searched, TestGrounds.counted(whole, counter))
                .completed();
        assertThat(counter.total()).isEqualTo(34L * (2 * INPUTS + 1));
    }

    /** A network with neurons on their wrong sides has no slopes to tell rows by. */
    @Test
    void answersOfAnotherNetworkAreRefused() {
        ReluNetwork truth = TestGrounds.network(1, INPUTS, WIDTH, 1);
        List<AffineForm> neurons = new ArrayList<>();
        for (int i = 0; i < WIDTH; i++) {
            AffineForm neuron = truth.layers().getFirst().neuron(i);
            neurons.add(i % 2 == 0 ? new AffineForm(neuron.gradient().negated(), -neuron.constant()) : neuron);
        }
        ReluNetwork other = TestGrounds.with(truth, 0, Layer.relu(neurons));
        Start start = Start.of(truth, 1);
        Start wrong = new Start(start.span(), start.span().lift(start.span().lower(other)));
        assertThat(start.completed(TestOracles.float32(truth), 1)).isPresent();
        assertThat(wrong.completed(TestOracles.float32(truth), 1)).isEmpty();
    }
}
