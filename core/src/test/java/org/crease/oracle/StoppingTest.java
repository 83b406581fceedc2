package org.crease.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.junit.jupiter.api.Test;

class StoppingTest {
    private final Oracle echo = new FunctionOracle(1, 1, x -> x);
    private final Points question = Points.of(Vector.of(2));

    @Test
    void questionsAreAnsweredUntilSomebodySaysStop() {
        AtomicBoolean stop = new AtomicBoolean();
        Oracle oracle = new StoppableOracle(echo, stop::get);
        assertThat(oracle.ask(question)).isEqualTo(question);
        stop.set(true);
        assertThatThrownBy(() -> oracle.ask(question))
                .isInstanceOf(StoppedException.class)
                .hasMessage("the run was stopped");
    }

    @Test
    void questionsAreAnsweredUntilTheTimeIsOver() {
        AtomicLong clock = new AtomicLong(-7);
        Oracle oracle = new TimedOracle(echo, Duration.ofMillis(1500), clock::get);
        clock.addAndGet(1_499_999_999);
        assertThat(oracle.ask(question)).isEqualTo(question);
        clock.addAndGet(1);
        assertThatThrownBy(() -> oracle.ask(question))
                .isInstanceOf(TimeOverException.class)
                .hasMessage("time of 1.5 s is over");
    }

    @Test
    void aTimeOfNothingIsRefused() {
        assertThatThrownBy(() -> new TimedOracle(echo, Duration.ZERO, () -> 0))
                .hasMessage("time must be positive, got PT0S");
    }
}
