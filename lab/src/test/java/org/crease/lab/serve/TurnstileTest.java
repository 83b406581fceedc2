package org.crease.lab.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TurnstileTest {
    private final AtomicLong clock = new AtomicLong(-5_000_000_000L);

    @Test
    void aSecondsWorthMayComeAtOnceAndTheRestAtItsRate() {
        Turnstile turnstile = new Turnstile(10, clock::get);
        assertThat(turnstile.enter(10)).isZero();
        assertThat(turnstile.enter(1)).isZero();
        assertThat(turnstile.enter(1)).isBetween(Duration.ofMillis(99), Duration.ofMillis(101));
        clock.addAndGet(150_000_000);
        assertThat(turnstile.enter(1)).isZero();
    }

    /** Or it could never be answered. */
    @Test
    void aRequestLargerThanTheRateIsLetInAndPaidForAfterwards() {
        Turnstile turnstile = new Turnstile(10, clock::get);
        assertThat(turnstile.enter(40)).isZero();
        assertThat(turnstile.enter(1)).isBetween(Duration.ofMillis(2999), Duration.ofMillis(3001));
    }

    @Test
    void withoutALimitNobodyWaits() {
        Turnstile turnstile = new Turnstile(Double.POSITIVE_INFINITY, clock::get);
        for (int i = 0; i < 3; i++) {
            assertThat(turnstile.enter(Integer.MAX_VALUE)).isZero();
        }
    }
}
