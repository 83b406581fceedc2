package org.crease.recovery.arrangement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Segment;
import org.crease.network.ReluNetwork;
import org.crease.recovery.TestOracles;
import org.junit.jupiter.api.Test;

/** Walks on boundaries of layer 2 through float32, with layer 1 known. */
class CoarseWalkTest {
    private static final int LINES = 3;
    private static final double ACCURACY = 1e-7;

    /**
     * Seeds 0 to 9: as many neurons below as inputs, so that a first normal seems to tell nearly all, and a handful of spots the rest. What a fit
     * is to believe takes more spots than the neuron has weights. Rows are off by no more than five of the standard errors that come with them, and
     * nine of ten by less than 10⁻³.
     */
    @Test
    void nearlyEveryWalkTellsItsNeuron() {
        int walked = 0;
        int told = 0;
        for (int seed = 0; seed < 10; seed++) {
            ReluNetwork truth = TestGrounds.network(seed, 8, 8, 5, 1);
            Ground ground = TestGrounds.of(TestOracles.float32(truth), seed);
            ReluNetwork below = TestGrounds.below(truth, 1);
            FeatureSpace space = new FeatureSpace(below, false);
            for (BoundaryPoint point : points(below, ground)) {
                walked++;
                Optional<Trace> trace =
                        Trace.from(point, space, ground.besides(below), ACCURACY, false, 0.5, fragment -> {});
                if (trace.isPresent() && !trace.get().isPartial()) {
                    Neuron neuron = trace.get().neuron();
                    double off = offTruth(neuron.form(), truth);
                    assertThat(off)
                            .as("seed %d", seed)
                            .isLessThan(5 * neuron.errors().norm());
                    told += off < 1e-3 ? 1 : 0;
                }
            }
        }
        assertThat(walked).isGreaterThan(100);
        assertThat(told).as("of " + walked).isGreaterThan(9 * walked / 10);
    }

    private static double offTruth(AffineForm form, ReluNetwork truth) {
        return IntStream.range(0, truth.layers().get(1).outputs())
                .mapToDouble(i ->
                        TestGrounds.angle(form.gradient(), truth.layers().get(1).row(i)))
                .min()
                .orElseThrow();
    }

    private static List<BoundaryPoint> points(ReluNetwork below, Ground ground) {
        return IntStream.range(0, LINES)
                .mapToObj(i -> Lines.DEFAULTS.sample(i, ground.space(), ground.random()))
                .map((Segment line) -> Survey.of(line, Optional.of(below), ground))
                .flatMap(survey -> survey.points(Optional.empty(), ground).stream())
                .toList();
    }
}
