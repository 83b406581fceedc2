package org.crease.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FalseAlarmTest {
    private static final int DRAWN = 2_000_000;

    /** Tables of the normal distribution. */
    @Test
    void standardErrorsAreQuantilesOfTheNormalDistribution() {
        assertThat(FalseAlarm.GLANCE.standardErrors()).isCloseTo(3.8906, within(1e-3));
        assertThat(FalseAlarm.VERDICT.standardErrors()).isCloseTo(6.1094, within(1e-3));
    }

    /** Seed 1. 200 false alarms are expected; 120 or fewer, or 280 or more, come once in 10⁷ draws of this test. */
    @Test
    void chanceRaisesAnAlarmAsOftenAsStated() {
        SplittableRandom random = new SplittableRandom(1);
        double most = FalseAlarm.GLANCE.standardErrors();
        long alarms = IntStream.range(0, DRAWN)
                .filter(i -> Math.abs(random.nextGaussian()) > most)
                .count();
        assertThat(alarms).isBetween(121L, 279L);
    }
}
