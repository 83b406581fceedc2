package org.crease.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.crease.geometry.Points;
import org.crease.network.RandomNetworks;
import org.crease.network.ReluNetwork;
import org.crease.oracle.FunctionOracle;
import org.crease.oracle.NoisyOracle;
import org.crease.oracle.Oracle;
import org.crease.oracle.RoundedOracle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResolutionKindTest {
    private static ReluNetwork network(long seed) {
        return RandomNetworks.draw(new SplittableRandom(seed), 5, 8, 6, 2);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void answersInFloat64AndInFloat32AreToldApart(long seed) {
        Resolution fine = TestOracles.resolution(RandomNetworks.oracle(network(seed)), seed);
        Resolution coarse = TestOracles.resolution(TestOracles.float32(network(seed)), seed);
        assertThat(fine.kind()).isEqualTo(Resolution.Kind.FLOAT64);
        assertThat(coarse.kind()).isEqualTo(Resolution.Kind.FLOAT32);
        assertThat(fine.relative()).isBetween(1e-17, 1e-14);
        assertThat(coarse.relative()).isBetween(1e-9, 1e-5);
    }

    /**
     * In half of the space f hardly moves, so that second differences along short steps are zero there; in the other half kinks are so dense that
     * longer steps hold one. Taken for coarse with three of the ten seeds before.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void answersInFloat64AreKnownAsSuchWhereTheyHardlyMove(long seed) {
        SplittableRandom random = new SplittableRandom(-seed);
        double[] kinks = random.doubles(300, 0.03, 0.6).toArray();
        double[] bends = random.doubles(300, -1, 1).toArray();
        Oracle still = new FunctionOracle(5, 1, x -> {
            double[] answers = new double[x.size()];
            for (int p = 0; p < answers.length; p++) {
                double first = x.get(p).get(0);
                double second = x.get(p).get(1);
                double on = IntStream.range(0, kinks.length)
                        .mapToDouble(i -> bends[i] * Math.max(0, first - kinks[i]))
                        .sum();
                answers[p] = 0.02 + 1e-14 * second + on;
            }
            return Points.of(x.size(), 1, answers);
        });
        Resolution resolution = TestOracles.resolution(still, seed);
        assertThat(resolution.kind()).isEqualTo(Resolution.Kind.FLOAT64);
        assertThat(resolution.eta()).isLessThan(1e-14);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void answersInFloat64AreKnownAsSuchWhereTheyAreSoLargeThatTheyHaveFewDecimals(long seed) {
        Oracle large = TestOracles.ending(RandomNetworks.oracle(network(seed)), z -> 1e9 * z);
        assertThat(TestOracles.resolution(large, seed).kind()).isEqualTo(Resolution.Kind.FLOAT64);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void answersThatLostTheirDigitsOnTheWayAreNotTakenForFloat64(long seed) {
        Oracle scaled = TestOracles.ending(TestOracles.float32(network(seed)), z -> z / 3);
        assertThat(TestOracles.resolution(scaled, seed).kind()).isEqualTo(Resolution.Kind.COARSE);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void answersOfFourDecimalsAreKnownAsSuchAndKnownToHalfADigitOrSo(long seed) {
        Resolution resolution =
                TestOracles.resolution(new RoundedOracle(RandomNetworks.oracle(network(seed)), 4), seed);
        assertThat(resolution.kind()).isEqualTo(Resolution.Kind.DECIMALS);
        assertThat(resolution.eta()).isBetween(0.5e-4, 4e-4);
    }

    /**
     * η is twice the largest of a dozen second differences or two, which have a deviation of √6·σ: 4.9σ times the largest of
     * as many normals. That it is below σ needs twelve below 0.2 deviations, odds 1e-9; that it is above 24σ needs one above
     * 4.9, odds 2e-5.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void noiseIsKnownAsSuchAndItsSizeIsFound(long seed) {
        double sigma = 1e-3;
        Oracle noisy = new NoisyOracle(RandomNetworks.oracle(network(seed)), sigma, new SplittableRandom(-seed));
        Resolution resolution = TestOracles.resolution(noisy, seed);
        assertThat(resolution.kind()).isEqualTo(Resolution.Kind.NOISY);
        assertThat(resolution.eta() / sigma).isBetween(1.0, 24.0);
    }
}
