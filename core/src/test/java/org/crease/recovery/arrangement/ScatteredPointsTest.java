package org.crease.recovery.arrangement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.crease.geometry.Segment;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.network.ReluNetwork;
import org.crease.oracle.Oracle;
import org.crease.recovery.TestOracles;
import org.junit.jupiter.api.Test;

/** Through float32, with all of a network known but for neurons of layer 2. */
class ScatteredPointsTest {
    private static final int LINES = 12;
    private static final double ACCURACY = 1e-7;

    /** Seeds 0 to 19; the neuron's output weight is a hundredth of what it was, and its row is found to 5 %: a polish does the rest. */
    @Test
    void aWeakNeuronThatIsMissingComesOutOfPointsOfItsBoundary() {
        int found = 0;
        int met = 0;
        for (int seed = 0; seed < 20; seed++) {
            ReluNetwork truth = weak(TestGrounds.network(seed, 6, 6, 5, 1));
            Oracle box = TestOracles.float32(truth);
            Ground ground = TestGrounds.of(box, seed);
            ReluNetwork known = without(truth, 1);
            List<BoundaryPoint> left = left(known, ground);
            met += left.isEmpty() ? 0 : 1;
            Optional<Trace> trace = points(truth, known, ground).boundary(left);
            if (trace.isPresent()) {
                found++;
                Vector row = truth.layers().get(1).row(0);
                double error = TestGrounds.angle(trace.get().neuron().form().gradient(), row);
                assertThat(error).as("seed %d", seed).isLessThan(0.05);
            }
        }
        assertThat(met).as("of 20").isGreaterThanOrEqualTo(18);
        assertThat(found).as("of " + met).isGreaterThanOrEqualTo(met - 1);
    }

    /** Seeds 0 to 9: points that lie anywhere, with nothing missing. */
    @Test
    void pointsOfNoBoundaryMakeNoNeuron() {
        for (int seed = 0; seed < 10; seed++) {
            ReluNetwork truth = TestGrounds.network(seed, 6, 6, 5, 1);
            Ground ground = TestGrounds.of(TestOracles.float32(truth), seed);
            List<BoundaryPoint> anywhere = Stream.generate(() -> new BoundaryPoint(
                            ground.space().pointAt(ground.near(), ground.random()),
                            1e-3,
                            Vector.direction(6, ground.random()),
                            1e-2))
                    .limit(60)
                    .toList();
            assertThat(points(truth, without(truth, 0), ground).boundary(anywhere))
                    .as("seed %d", seed)
                    .isEmpty();
        }
    }

    private static ScatteredPoints points(ReluNetwork truth, ReluNetwork known, Ground ground) {
        FeatureSpace space = new FeatureSpace(TestGrounds.below(truth, 1), false);
        return new ScatteredPoints(known, space, ACCURACY, ground);
    }

    /** What lines meet that nothing known explains. */
    private static List<BoundaryPoint> left(ReluNetwork known, Ground ground) {
        return IntStream.range(0, LINES)
                .mapToObj(i -> Lines.DEFAULTS.sample(i, ground.space(), ground.random()))
                .map((Segment line) -> Survey.of(line, Optional.of(known), ground))
                .flatMap(survey -> survey.points(Optional.empty(), ground).stream())
                .toList();
    }

    /** The hidden layers without the first {@code missing} neurons of layer 2. */
    private static ReluNetwork without(ReluNetwork truth, int missing) {
        Layer second = truth.layers().get(1);
        Layer others = Layer.relu(IntStream.range(missing, second.outputs())
                .mapToObj(second::neuron)
                .toList());
        return new ReluNetwork(List.of(truth.layers().getFirst(), others));
    }

    private static ReluNetwork weak(ReluNetwork truth) {
        Layer output = truth.outputLayer();
        double[] weights = IntStream.range(0, output.inputs())
                .mapToDouble(i -> output.weight(0, i) * (i == 0 ? 1e-2 : 1))
                .toArray();
        return TestGrounds.with(truth, 2, Layer.linear(1, output.inputs(), weights, new double[] {output.bias(0)}));
    }
}
