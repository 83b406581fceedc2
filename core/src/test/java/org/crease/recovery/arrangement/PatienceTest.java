package org.crease.recovery.arrangement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.concurrent.atomic.AtomicLong;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.crease.oracle.CountingOracle;
import org.crease.oracle.FunctionOracle;
import org.crease.oracle.Oracle;
import org.junit.jupiter.api.Test;

/** How long questions may be asked without news. */
class PatienceTest {
    private static final Points THOUSAND = Points.of(Collections.nCopies(1000, Vector.of(1, 2)));

    private final AtomicLong known = new AtomicLong();
    private final CountingOracle counted = new CountingOracle(new FunctionOracle(2, 2, x -> x));
    private final Oracle oracle = new Patience(known::get).with(counted);

    private void ask(int thousands) {
        for (int i = 0; i < thousands; i++) {
            oracle.chargedTo("PointsOnLine").ask(THOUSAND);
        }
    }

    @Test
    void aRunThatKnowsNothingYetIsNotEnded() {
        ask(500);
        assertThat(counted.total()).isEqualTo(500_000);
    }

    @Test
    void aHundredThousandQuestionsMayTellNothing() {
        known.set(7);
        ask(101);
        assertThatThrownBy(() -> ask(1))
                .isInstanceOf(Patience.OverException.class)
                .hasMessage("the last 101000 of 102000 questions told nothing new");
        assertThat(counted.total()).isEqualTo(101_000);
    }

    @Test
    void moreMayWhereNewsWereDear() {
        ask(200);
        known.set(7);
        ask(1 + 603);
        assertThatThrownBy(() -> ask(1)).isInstanceOf(Patience.OverException.class);
    }

    @Test
    void whatWasKnownBeforeIsNoNews() {
        known.set(7);
        ask(60);
        known.set(5);
        ask(20);
        known.set(7);
        assertThatThrownBy(() -> ask(60)).isInstanceOf(Patience.OverException.class);
    }

    @Test
    void eachNewsCountsAnew() {
        for (int news = 1; news < 8; news++) {
            known.set(news);
            ask(100);
        }
        assertThat(counted.total()).isEqualTo(700_000);
    }
}
