package org.crease.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NoiseTest {
    private static final double SIGMA = 0.3;
    private static final int DRAWS = 100_000;

    /** Seed 7. Each of three statistics leaves 5 standard deviations with odds of 6e-7: 2e-6 for another seed. */
    @Test
    void theNoiseHasMeanZeroTheDeviationAskedForAndNoMemory() {
        double[] noise = new NoisyOracle(Answers.constant(10), SIGMA, new SplittableRandom(7))
                .ask(Answers.questions(DRAWS, 1))
                .toArray();
        double mean = 0;
        double square = 0;
        double next = 0;
        for (int i = 0; i < DRAWS; i++) {
            double v = noise[i] - 10;
            mean += v / DRAWS;
            square += v * v / DRAWS;
            next += i + 1 < DRAWS ? v * (noise[i + 1] - 10) / DRAWS : 0;
        }
        assertThat(mean).isCloseTo(0, within(5 * SIGMA / Math.sqrt(DRAWS)));
        assertThat(Math.sqrt(square)).isCloseTo(SIGMA, within(5 * SIGMA / Math.sqrt(2.0 * DRAWS)));
        assertThat(next).isCloseTo(0, within(5 * SIGMA * SIGMA / Math.sqrt(DRAWS)));
    }

    /** Seed 8. The share beyond 2σ is 0.0455; 5 standard deviations of its estimate: odds of 6e-7 for another seed. */
    @Test
    void theNoiseIsNormal() {
        double[] noise = new NoisyOracle(Answers.constant(0), SIGMA, new SplittableRandom(8))
                .ask(Answers.questions(DRAWS, 1))
                .toArray();
        long far = java.util.Arrays.stream(noise)
                .filter(v -> Math.abs(v) > 2 * SIGMA)
                .count();
        assertThat(far / (double) DRAWS).isCloseTo(0.0455, within(5 * Math.sqrt(0.0455 * 0.9545 / DRAWS)));
    }

    @Test
    void theSameQuestionHasDifferentAnswersAndTheSameSeedTheSameOnes() {
        Oracle noisy = new NoisyOracle(Answers.constant(1), SIGMA, new SplittableRandom(9));
        Oracle again = new NoisyOracle(Answers.constant(1), SIGMA, new SplittableRandom(9));
        var first = noisy.ask(Answers.questions(4, 1));
        assertThat(first).isNotEqualTo(noisy.ask(Answers.questions(4, 1)));
        assertThat(first).isEqualTo(again.ask(Answers.questions(4, 1)));
    }

    @Test
    void aDeviationBelowZeroIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NoisyOracle(Answers.constant(1), -0.1, new SplittableRandom(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NoisyOracle(Answers.constant(1), Double.NaN, new SplittableRandom(1)));
    }
}
