package org.crease.oracles.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {
    @Test
    void eachQuestionHoldsUpTheNextForItsShareOfASecond() {
        Pace pace = new Pace(100);
        assertThat(pace.book(5, 1000)).isZero();
        assertThat(pace.book(1, 1000)).isEqualTo(50_000_000);
        assertThat(pace.book(1, 1000)).isEqualTo(60_000_000);
        assertThat(pace.book(1, 500_000_000)).isZero();
    }

    @Test
    void withoutALimitNothingWaits() {
        Pace pace = new Pace(Double.POSITIVE_INFINITY);
        assertThat(pace.book(1_000_000, -7)).isZero();
        assertThat(pace.book(1, -7)).isZero();
    }
}
