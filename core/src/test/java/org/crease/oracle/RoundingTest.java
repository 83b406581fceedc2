package org.crease.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.SplittableRandom;
import org.crease.geometry.Points;
import org.junit.jupiter.api.Test;

class RoundingTest {
    private static double rounded(double value, int decimals) {
        return new RoundedOracle(Answers.constant(value), decimals)
                .ask(Answers.questions(1, 1))
                .get(0, 0);
    }

    @Test
    void answersAreTheNearestDecimals() {
        assertThat(rounded(3.14159, 2)).isEqualTo(3.14);
        assertThat(rounded(-3.14159, 4)).isEqualTo(-3.1416);
        assertThat(rounded(2.71828, 0)).isEqualTo(3);
        assertThat(rounded(1234.5678, 3)).isEqualTo(1234.568);
    }

    @Test
    void everyAnswerIsWhatAPrinterOfThatManyDecimalsPrints() {
        SplittableRandom random = new SplittableRandom(6);
        for (int trial = 0; trial < 5_000; trial++) {
            double value = random.nextGaussian() * 100;
            int decimals = random.nextInt(9);
            double printed = new BigDecimal(value)
                    .setScale(decimals, RoundingMode.HALF_EVEN)
                    .doubleValue();
            assertThat(rounded(value, decimals)).isCloseTo(printed, within(Math.ulp(printed)));
        }
    }

    @Test
    void theShapeOfTheAnswersIsKept() {
        Points answers = new RoundedOracle(Answers.sumAndProduct(), 3).ask(Answers.questions(4, 2));
        assertThat(answers.size()).isEqualTo(4);
        assertThat(answers.dimension()).isEqualTo(2);
    }

    @Test
    void decimalsBeyondADoubleAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new RoundedOracle(Answers.constant(1), 16));
        assertThatIllegalArgumentException().isThrownBy(() -> new RoundedOracle(Answers.constant(1), -1));
    }
}
