package org.crease.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
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
        Oracle oracle = new TimedOracle(echo, new TimeLimit(Duration.ofMillis(1500), clock::get));
        clock.addAndGet(1_499_999_999);
        assertThat(oracle.ask(question)).isEqualTo(question);
        clock.addAndGet(1);
        assertThatThrownBy(() -> oracle.ask(question))
                .isInstanceOf(TimeOverException.class)
                .hasMessage("time of 1.5 s is over");
    }

    @Test
    void longWorkBetweenQuestionsEndsAsTheNextQuestionWould() {
        AtomicBoolean stop = new AtomicBoolean();
        AtomicLong clock = new AtomicLong();
        TimeLimit limit = new TimeLimit(Duration.ofNanos(5), clock::get);
        Oracle oracle = new CountingOracle(new StoppableOracle(new TimedOracle(echo, limit), stop::get));
        oracle.checkOpen();
        clock.set(5);
        assertThatThrownBy(oracle::checkOpen).isInstanceOf(TimeOverException.class);
        stop.set(true);
        assertThatThrownBy(oracle::checkOpen).isInstanceOf(StoppedException.class);
    }

    @Test
    void whoStopsWaitingBecauseTheTimeIsOverIsNotTakenForSomebodyWhoSaidStop() {
        AtomicLong clock = new AtomicLong();
        Oracle waiting = new FunctionOracle(1, 1, questions -> {
            clock.addAndGet(1_000_000_000);
            throw new StoppedException();
        });
        Oracle oracle = new TimedOracle(waiting, new TimeLimit(Duration.ofSeconds(2), clock::get));
        assertThatThrownBy(() -> oracle.ask(question)).isInstanceOf(StoppedException.class);
        assertThatThrownBy(() -> oracle.ask(question)).isInstanceOf(TimeOverException.class);
    }

    @Test
    void whatWasAnsweredBeforeTheTimeWasOverIsHandedOver() {
        AtomicLong clock = new AtomicLong();
        AnsweredInPartException.Part part = new AnsweredInPartException.Part(0, question);
        Oracle waiting = new FunctionOracle(1, 1, questions -> {
            clock.set(5);
            throw new AnsweredInPartException(List.of(part), new StoppedException());
        });
        Oracle oracle = new TimedOracle(waiting, new TimeLimit(Duration.ofNanos(5), clock::get));
        assertThatThrownBy(() -> oracle.ask(question)).isInstanceOfSatisfying(AnsweredInPartException.class, e -> {
            assertThat(e.parts()).containsExactly(part);
            assertThat(e.end()).isInstanceOf(TimeOverException.class);
        });
    }

    @Test
    void aTimeOfNothingIsRefused() {
        assertThatThrownBy(() -> new TimeLimit(Duration.ZERO, () -> 0)).hasMessage("time must be positive, got PT0S");
    }
}
