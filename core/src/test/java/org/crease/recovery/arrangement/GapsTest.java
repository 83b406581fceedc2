package org.crease.recovery.arrangement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Box;
import org.crease.geometry.Points;
import org.crease.geometry.Segment;
import org.crease.geometry.Vector;
import org.crease.network.Comparison;
import org.crease.network.Layer;
import org.crease.network.ReluNetwork;
import org.crease.oracle.CountingOracle;
import org.crease.oracle.Ending;
import org.crease.oracle.FunctionOracle;
import org.crease.oracle.LogRatioOracle;
import org.crease.oracle.Oracle;
import org.crease.recovery.Progress;
import org.crease.recovery.Recovery;
import org.crease.recovery.SearchSpace;
import org.junit.jupiter.api.Test;

/** Where a class is gone nothing is seen, and nothing is made up: the search goes around. */
class GapsTest {
    /** A network whose answers have a gap where the first coordinate is between 1 and 2. */
    private static Oracle withGap(ReluNetwork truth) {
        return new FunctionOracle(truth.inputs(), truth.outputs(), x -> {
            double[] f = truth.evaluate(x).toArray();
            for (int i = 0; i < x.size(); i++) {
                if (x.get(i).get(0) > 1 && x.get(i).get(0) < 2) {
                    Arrays.fill(f, i * truth.outputs(), i * truth.outputs() + 1, Double.NaN);
                }
            }
            return Points.of(x.size(), truth.outputs(), f);
        });
    }

    /** Seeds 0 to 19: on a line across, all clear kinks outside the gap are found, none inside, and it costs no more than a few questions. */
    @Test
    void aLineIsSearchedOnBothSidesOfAGap() {
        int seen = 0;
        int all = 0;
        for (int seed = 0; seed < 20; seed++) {
            ReluNetwork truth = TestGrounds.network(seed, 4, 8, 2);
            Ground clear = TestGrounds.of(truth, seed);
            CountingOracle counter = new CountingOracle(withGap(truth));
            Segment line = Segment.around(Vector.of(1.5, 0, 0, 0), Vector.of(1, 0.3, -0.2, 0.4), 20);
            Survey survey = Survey.of(line, Optional.empty(), TestGrounds.counted(clear, counter));
            for (Survey.Crossed crossed : Survey.crossings(TestGrounds.below(truth, 1), line)) {
                double x = line.at(crossed.t()).get(0);
                boolean isHidden = x > 1 && x < 2;
                boolean isFound = survey.unexplained().stream().anyMatch(k -> Math.abs(k.t() - crossed.t()) < 1e-6);
                all += isHidden ? 0 : 1;
                seen += isFound && !isHidden ? 1 : 0;
            }
            assertThat(survey.unexplained())
                    .as("seed %d", seed)
                    .noneMatch(
                            k -> line.at(k.t()).get(0) > 1.01 && line.at(k.t()).get(0) < 1.99);
            assertThat(counter.total()).isLessThan(400);
        }
        assertThat(seen).isGreaterThanOrEqualTo(all - 6);
    }

    @Test
    void aLookIntoAGapIsNoEvidence() {
        ReluNetwork truth = TestGrounds.network(1, 4, 8, 2);
        Ground ground = TestGrounds.counted(TestGrounds.of(truth, 1), new CountingOracle(withGap(truth)));
        Vector inside = Vector.of(1.5, 0, 0, 0);
        List<Ground.Look> looks = ground.look(List.of(ground.probe(inside, Vector.axis(4, 1), 1e-3)));
        assertThat(looks).containsExactly(Ground.Look.HIDDEN);
    }

    @Test
    void aPredictedKinkAtTheVeryEndOfALineIsNotMissing() {
        AffineForm form = new AffineForm(Vector.of(1, 0, 0), 0);
        ReluNetwork one = new ReluNetwork(List.of(
                Layer.relu(List.of(form, new AffineForm(Vector.of(0, 1, 0), -5))),
                Layer.linear(1, 2, new double[] {1, 1}, new double[] {0})));
        Ground ground = TestGrounds.of(one, 1);
        Segment line = new Segment(Vector.of(0, 0.1, 0.2), Vector.axis(3, 0), -1, 1e-12);
        Survey survey = Survey.of(line, Optional.of(TestGrounds.below(one, 1)), ground);
        assertThat(survey.missing()).isEmpty();
    }

    /** A softmax whose second class is gone far out: seeds 1 to 3 of 6-5-3 in ±60, with gaps at one place in three or so. */
    @Test
    void aClassifierIsFoundInABoxInWhichAClassIsGoneHereAndThere() {
        int complete = 0;
        for (int seed = 1; seed <= 3; seed++) {
            ReluNetwork truth = TestGrounds.network(seed, 6, 5, 3);
            Oracle probabilities = softmax(truth);
            Oracle logits = new LogRatioOracle(probabilities, Ending.SOFTMAX, 0, 0, 1e-60);
            Box box = Box.cube(6, -60, 60);
            Recovery recovery =
                    ArrangementMethod.DEFAULTS.recover(logits, new SearchSpace(box, 1), seed, Progress.NONE);
            if (recovery instanceof Recovery.Complete whole) {
                complete++;
                SplittableRandom random = new SplittableRandom(seed);
                Points places = Points.of(
                        Stream.generate(() -> box.draw(100, random)).limit(200).toList());
                ReluNetwork ratios = ratios(truth);
                assertThat(Comparison.of(whole.found().network(), ratios, places, 1e-6)
                                .functional()
                                .maxRel())
                        .isLessThan(1e-9);
            }
        }
        assertThat(complete).isPositive();
    }

    private static Oracle softmax(ReluNetwork truth) {
        int m = truth.outputs();
        return new FunctionOracle(truth.inputs(), m, x -> {
            double[] p = truth.evaluate(x).toArray();
            for (int from = 0; from < p.length; from += m) {
                double[] z = Arrays.copyOfRange(p, from, from + m);
                double most = DoubleStream.of(z).max().orElseThrow();
                double sum = DoubleStream.of(z).map(v -> Math.exp(v - most)).sum();
                for (int o = 0; o < m; o++) {
                    p[from + o] = Math.exp(z[o] - most) / sum;
                }
            }
            return Points.of(x.size(), m, p);
        });
    }

    /** The logits of the other classes, less that of the first. */
    private static ReluNetwork ratios(ReluNetwork truth) {
        Layer last = truth.outputLayer();
        int n = last.inputs();
        double[] weights = IntStream.range(0, 2 * n)
                .mapToDouble(k -> last.weight(1 + k / n, k % n) - last.weight(0, k % n))
                .toArray();
        double[] biases = {last.bias(1) - last.bias(0), last.bias(2) - last.bias(0)};
        return truth.withOutputLayer(Layer.linear(2, n, weights, biases));
    }
}
