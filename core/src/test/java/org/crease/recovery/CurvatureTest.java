package org.crease.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.crease.network.RandomNetworks;
import org.crease.network.ReluNetwork;
import org.crease.oracle.Oracle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Fifty seeds each, so that a share of false alarms, or of misses, above 6 % would show with odds of 95 %. */
class CurvatureTest {
    static Stream<Integer> seeds() {
        return IntStream.range(0, 50).boxed();
    }

    private static ReluNetwork network(int seed) {
        return RandomNetworks.draw(new SplittableRandom(seed), 6, 10, 8, 1 + seed % 2);
    }

    private static MeasureResolution.Outcome measured(Oracle oracle, int seed) {
        return MeasureResolution.DEFAULTS.measure(oracle, SearchSpace.all(oracle.inputs()), new SplittableRandom(seed));
    }

    private static double sigmoid(double z) {
        return 1 / (1 + Math.exp(-z));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aNetworkOfRelusIsNeverCurved(int seed) {
        ReluNetwork network = network(seed);
        assertThat(measured(RandomNetworks.oracle(network), seed)).isInstanceOf(MeasureResolution.Measured.class);
        assertThat(measured(TestOracles.float32(network), seed)).isInstanceOf(MeasureResolution.Measured.class);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aSigmoidAtTheEndIsCurved(int seed) {
        Oracle oracle = TestOracles.ending(RandomNetworks.oracle(network(seed)), CurvatureTest::sigmoid);
        assertThat(measured(oracle, seed)).isInstanceOf(MeasureResolution.Curved.class);
    }

    /** Of 50 seeds at most 5: where nearly every place is saturated, float32 shows no curvature. */
    @Test
    void aSigmoidAtTheEndIsNearlyAlwaysCurvedInFloat32Too() {
        long curved = seeds().filter(seed -> {
                    Oracle oracle = TestOracles.ending(TestOracles.float32(network(seed)), z -> (float) sigmoid(z));
                    return measured(oracle, seed) instanceof MeasureResolution.Curved;
                })
                .count();
        assertThat(curved).isGreaterThanOrEqualTo(45);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void softplusInsideIsCurved(int seed) {
        assertThat(measured(TestOracles.softplus(network(seed)), seed)).isInstanceOf(MeasureResolution.Curved.class);
    }
}
