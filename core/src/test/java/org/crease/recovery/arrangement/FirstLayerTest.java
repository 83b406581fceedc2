package org.crease.recovery.arrangement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Box;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.network.ReluNetwork;
import org.crease.oracle.Oracle;
import org.crease.recovery.SearchSpace;
import org.crease.recovery.TestOracles;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;

/** The planes found against the rows of the true first layer. */
class FirstLayerTest {
    private static FirstLayer.Result run(ReluNetwork truth, long seed) {
        Ground ground = TestGrounds.of(truth, seed);
        int[] line = {0};
        return FirstLayer.DEFAULTS.run(() -> Lines.DEFAULTS.sample(line[0]++, ground.space(), ground.random()), ground);
    }

    /** Whether a boundary point lies on a plane of the first layer, with its normal. */
    private static boolean isPlane(BoundaryPoint p, AffineForm neuron) {
        Vector row = neuron.gradient().unit();
        double angle =
                Math.min(row.minus(p.normal()).norm(), row.plus(p.normal()).norm());
        double size = p.position().norm() + 1;
        return angle <= 2 * p.tilt() && Math.abs(neuron.distance(p.position())) <= p.error() + 1e-14 * size;
    }

    private static long planesOf(ReluNetwork truth, int neuron, FirstLayer.Result result) {
        return result.planes().stream()
                .filter(p -> isPlane(p, truth.layers().getFirst().neuron(neuron)))
                .count();
    }

    /** Seeds 0 to 14 on 6-8-5-2. */
    @Test
    void everyPlaneIsFoundOnceAndNothingElse() {
        int missing = 0;
        for (int seed = 0; seed < 15; seed++) {
            ReluNetwork truth = TestGrounds.network(seed, 6, 8, 5, 2);
            FirstLayer.Result result = run(truth, seed);
            int found = 0;
            for (int i = 0; i < 8; i++) {
                long times = planesOf(truth, i, result);
                assertThat(times).as("seed %d, neuron %d", seed, i).isLessThanOrEqualTo(1);
                found += (int) times;
            }
            assertThat(result.planes()).as("seed %d", seed).hasSize(found);
            missing += 8 - found;
        }
        assertThat(missing).isLessThanOrEqualTo(1); // of 120
    }

    /**
     * Seeds 0 to 9 on 2-8-8-1, 3-8-8-1 and 2-12-6-6-1. Far out a deeper boundary is a ray of two inputs, half of its line; without a look at where
     * it ends, 37 of them passed for planes.
     */
    @Test
    void whereInputsAreFewADeeperBoundaryIsNotTakenForAPlane() {
        int deeper = 0;
        int missing = 0;
        for (int seed = 0; seed < 10; seed++) {
            for (int[] widths : new int[][] {{2, 8, 8, 1}, {3, 8, 8, 1}, {2, 12, 6, 6, 1}}) {
                ReluNetwork truth = TestGrounds.network(seed, widths);
                FirstLayer.Result result = run(truth, seed);
                int found = 0;
                for (int i = 0; i < widths[1]; i++) {
                    found += (int) Math.min(1, planesOf(truth, i, result));
                }
                deeper += result.planes().size() - found;
                missing += widths[1] - found;
            }
        }
        assertThat(deeper).isLessThanOrEqualTo(2); // of 240 and more
        assertThat(missing).isLessThanOrEqualTo(8); // of 280
    }

    /** Seeds 0 to 14: what far places show of a normal is by far less than what it was measured with may err by. */
    @Test
    void normalsErrByLessThanTheySayAndTheySayLittle() {
        List<Double> told = new ArrayList<>();
        for (int seed = 0; seed < 15; seed++) {
            ReluNetwork truth = TestGrounds.network(seed, 6, 8, 5, 2);
            for (BoundaryPoint p : run(truth, seed).planes()) {
                double off = IntStream.range(0, 8)
                        .mapToObj(i -> truth.layers().getFirst().row(i).unit())
                        .mapToDouble(row -> p.normal().orthogonalTo(row).norm())
                        .min()
                        .orElseThrow();
                assertThat(off).as("seed %d", seed).isLessThanOrEqualTo(p.tilt());
                told.add(p.tilt());
            }
        }
        assertThat(told.stream().sorted().toList().get(told.size() / 2)).isLessThan(1e-11);
    }

    /** Seeds 0 to 14: what is left over lies on a boundary of layer 2 and on none of layer 1. */
    @Test
    void whatIsLeftOverIsDeeper() {
        int others = 0;
        for (int seed = 0; seed < 15; seed++) {
            ReluNetwork truth = TestGrounds.network(seed, 6, 8, 5, 2);
            for (BoundaryPoint p : run(truth, seed).others()) {
                double bound = p.error() + 1e-13 * p.position().norm();
                assertThat(IntStream.range(0, 5)
                                .mapToDouble(i -> TestGrounds.distance(truth, 1, i, p.position()))
                                .min()
                                .orElseThrow())
                        .as("seed %d", seed)
                        .isLessThanOrEqualTo(bound);
                others++;
            }
        }
        assertThat(others).isGreaterThan(50);
    }

    /** Seeds 0 to 9 on 20-6-5-2, where f stays the same along 14 directions; never with as many planes as inputs. */
    @Test
    void aFirstLayerNarrowerThanTheInputIsKnownToBeWhole() {
        for (int seed = 0; seed < 10; seed++) {
            FirstLayer.Result narrow = run(TestGrounds.network(seed, 20, 6, 5, 2), seed);
            assertThat(narrow.wholeSpan()).as("seed %d", seed).isTrue();
            assertThat(narrow.planes()).hasSize(6);
        }
        assertThat(run(TestGrounds.network(1, 6, 8, 5, 2), 1).wholeSpan()).isFalse();
    }

    /**
     * Layer 2 sees h₁ through ReLU(h₁ − c ReLU(h₂)) alone: where h₂ is on, all of h₁'s plane but a strip is dead. The other
     * neurons see the rest.
     */
    private static ReluNetwork halfDead(double factor, long seed) {
        Layer first = TestGrounds.network(seed, 5, 5, 1).layers().getFirst();
        double[] second = {
            1, -factor, 0, 0, 0, //
            0, 1, 0.7, -0.8, 0.3, //
            0, -0.4, 1, 0.5, -0.9
        };
        return new ReluNetwork(List.of(
                first,
                Layer.relu(3, 5, second, new double[] {0.1, 0.4, -0.3}),
                Layer.linear(1, 3, new double[] {1, -0.8, 1.3}, new double[] {0})));
    }

    /** Seeds 0 to 39: 23 times. It must be seen at three of six places, half of which are dead, and at one of two before. */
    @Test
    void aPlaneThatIsDeadInHalfOfTheSpaceIsFoundInHalfOfTheRuns() {
        int found = 0;
        for (int seed = 0; seed < 40; seed++) {
            ReluNetwork truth = halfDead(50, seed);
            found += (int) planesOf(truth, 0, run(truth, seed));
        }
        assertThat(found).isGreaterThanOrEqualTo(16);
    }

    /**
     * Found by this test: in 18 of 40 runs with c = 50 (11 with c = 3, seed 0 among both) there is a plane too many. Where h₁ is
     * off, layer 2's boundary c h₂ = 0.1 is flat; where h₁ is on, it bends away.
     */
    @Disabled("a known limit, docs/method.md: a boundary of layer 2 flat in half of the space is taken for a plane")
    @Test
    void aBoundaryThatIsFlatInHalfOfTheSpaceIsNotTakenForAPlane() {
        for (int seed = 0; seed < 40; seed++) {
            ReluNetwork truth = halfDead(3, seed);
            FirstLayer.Result result = run(truth, seed);
            long all = IntStream.range(0, 5)
                    .mapToLong(i -> planesOf(truth, i, result))
                    .sum();
            assertThat(result.planes()).as("seed %d", seed).hasSize((int) all);
        }
    }

    @Test
    void theSameSeedFindsTheSame() {
        ReluNetwork truth = TestGrounds.network(3, 6, 8, 5, 2);
        assertThat(run(truth, 5)).isEqualTo(run(truth, 5));
    }

    @Test
    void aLinearFunctionHasNoPlanes() {
        FirstLayer.Result result = run(TestGrounds.network(1, 6, 2), 1);
        assertThat(result.planes()).isEmpty();
        assertThat(result.others()).isEmpty();
        assertThat(result.wholeSpan()).isFalse();
    }

    @Test
    void linesDrawnAreSpreadOverDistances() {
        Ground ground = TestGrounds.of(TestGrounds.network(1, 6, 2), 1);
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 12; i++) {
            double radius = Lines.DEFAULTS.radii().get(i % 6) * ground.near();
            double middle =
                    Lines.DEFAULTS.sample(i, ground.space(), random).at(0).norm();
            assertThat(middle).isBetween(radius * (1 - 1e-12), radius * (1 + 1e-12));
        }
    }

    /**
     * Seeds 0 to 9 on 8-8-4, answers in float32 within ±4: neuron 0 has its boundary 1.5 from the middle, and the other
     * seven planes are known.
     */
    @Test
    void aPlaneThatIsMissingIsMetWhereNoneOfTheOthersIs() {
        int found = 0;
        for (int seed = 0; seed < 10; seed++) {
            ReluNetwork drawn = TestGrounds.network(seed, 8, 8, 4);
            Layer first = drawn.layers().getFirst();
            List<AffineForm> forms = new ArrayList<>(
                    IntStream.range(0, 8).mapToObj(first::neuron).toList());
            Vector row = first.row(0);
            forms.set(0, new AffineForm(row, -1.5 * row.norm()));
            Oracle oracle = TestOracles.float32(TestGrounds.with(drawn, 0, Layer.relu(forms)));
            Ground all = TestGrounds.of(oracle, seed);
            Ground ground = new Ground(
                    oracle, all.resolution(), new SearchSpace(Box.cube(8, -4, 4), 1), all.line(), all.random());
            List<BoundaryPoint> others = forms.stream()
                    .skip(1)
                    .map(z -> new BoundaryPoint(
                            z.gradient().times(-z.constant() / z.gradient().dot(z.gradient())),
                            1e-6,
                            z.gradient().unit(),
                            1e-6))
                    .toList();
            FirstLayer.Result result =
                    FirstLayer.DEFAULTS.completed(new FirstLayer.Result(others, List.of(), true), ground);
            assertThat(result.wholeSpan()).isFalse();
            assertThat(result.planes().size()).as("seed %d", seed).isBetween(7, 8);
            if (result.planes().size() == 8) {
                BoundaryPoint plane = result.planes().getLast();
                assertThat(TestGrounds.angle(plane.normal(), row)).isLessThan(1e-3);
                assertThat(Math.abs(forms.getFirst().distance(plane.position())))
                        .isLessThan(1e-2);
                found++;
            }
        }
        assertThat(found).isGreaterThanOrEqualTo(9);
    }
}
