package org.crease.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.crease.geometry.Box;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Views with an account or with gaps reach what is behind a wrapper, and the wrapper goes on doing what it is for. */
class ViewsTest {
    /** The second class is gone. */
    private static final Oracle GONE = new FunctionOracle(2, 2, x -> Points.of(x.size(), 2, new double[] {1, 0}));

    static Stream<UnaryOperator<Oracle>> wrappers() {
        TimeLimit limit = new TimeLimit(Duration.ofDays(1), () -> 0);
        return Stream.of(
                inner -> new BoxedOracle(inner, Box.unbounded(2)),
                inner -> new BudgetedOracle(inner, 10),
                CountingOracle::new,
                inner -> new NoisyOracle(inner, 0, new SplittableRandom(1)),
                inner -> new RoundedOracle(inner, 3),
                inner -> new StoppableOracle(inner, () -> false),
                inner -> new TimedOracle(inner, limit));
    }

    @ParameterizedTest
    @MethodSource("wrappers")
    void gapsAreSeenThroughEveryWrapper(UnaryOperator<Oracle> wrapper) {
        Oracle wrapped = wrapper.apply(new LogRatioOracle(GONE, Ending.SOFTMAX, 0, 0, 0));
        assertThatExceptionOfType(OracleException.class).isThrownBy(() -> wrapped.ask(Answers.questions(1, 2)));
        Oracle gaps = wrapped.withGaps();
        assertThat(gaps.ask(Answers.questions(1, 2)).get(0, 0)).isNaN();
        assertThat(gaps.outputs()).isEqualTo(1);
        assertThat(gaps.withGaps()).isSameAs(gaps);
    }

    @ParameterizedTest
    @MethodSource("wrappers")
    void whatHasNoGapsIsItsOwnView(UnaryOperator<Oracle> wrapper) {
        Oracle wrapped = wrapper.apply(Answers.sumAndProduct());
        assertThat(wrapped.withGaps()).isSameAs(wrapped);
    }

    @Test
    void accountsAreKeptByTheOutermostWhoDoes() {
        CountingOracle inner = new CountingOracle(Answers.sumAndProduct());
        new BoxedOracle(new CheckedOracle(inner), Box.unbounded(2))
                .chargedTo("a")
                .ask(Answers.questions(3, 2));
        CountingOracle outer = new CountingOracle(inner.chargedTo("b"));
        outer.chargedTo("c").ask(Answers.questions(4, 2));
        assertThat(inner.byAccount())
                .containsEntry("a", 3L)
                .containsEntry("b", 4L)
                .hasSize(2);
        assertThat(outer.byAccount()).containsEntry("c", 4L).hasSize(1);
    }

    @Test
    void aViewSpendsTheSameBudgetAndIsKeptInTheSameBox() {
        Oracle inner = new CountingOracle(Answers.sumAndProduct());
        Oracle budgeted = new BudgetedOracle(inner, 5);
        budgeted.chargedTo("a").ask(Answers.questions(3, 2));
        assertThatExceptionOfType(BudgetSpentException.class)
                .isThrownBy(() -> budgeted.chargedTo("b").ask(Answers.questions(3, 2)));
        Oracle boxed = new BoxedOracle(inner, Box.cube(2, -1, 1)).chargedTo("a");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> boxed.ask(Points.of(Vector.of(0, 2))));
    }
}
