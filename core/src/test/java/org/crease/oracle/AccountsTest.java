package org.crease.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.junit.jupiter.api.Test;

class AccountsTest {
    private final CountingOracle oracle = new CountingOracle(Answers.sumAndProduct());

    @Test
    void everyQuestionOfABatchIsCountedOnTheAccountItWasAskedOn() {
        oracle.chargedTo("InferHyperplane").ask(Answers.questions(5, 2));
        oracle.chargedTo("PointsOnLine").ask(Answers.questions(3, 2));
        oracle.chargedTo("InferHyperplane").ask(Answers.questions(2, 2));
        oracle.ask(Answers.questions(1, 2));
        assertThat(oracle.total()).isEqualTo(11);
        assertThat(oracle.byAccount())
                .containsEntry("InferHyperplane", 7L)
                .containsEntry("PointsOnLine", 3L)
                .containsEntry(CountingOracle.UNCLAIMED, 1L)
                .hasSize(3);
        assertThat(oracle.byAccount().keySet())
                .containsExactly("InferHyperplane", "PointsOnLine", CountingOracle.UNCLAIMED);
    }

    @Test
    void viewsShareTheirCountsHoweverDeepTheyAre() {
        CountingOracle view = (CountingOracle) oracle.chargedTo("FirstLayer");
        view.chargedTo("TestHyperplane").ask(Answers.questions(4, 2));
        view.ask(Answers.questions(6, 2));
        assertThat(view.total()).isEqualTo(oracle.total()).isEqualTo(10);
        assertThat(view.byAccount()).isEqualTo(oracle.byAccount()).containsEntry("TestHyperplane", 4L);
    }

    @Test
    void countsGivenOutEarlierStayWhatTheyWere() {
        oracle.ask(Answers.questions(1, 2));
        var before = oracle.byAccount();
        oracle.ask(Answers.questions(1, 2));
        assertThat(before).containsEntry(CountingOracle.UNCLAIMED, 1L);
    }

    @Test
    void aQuestionThatWasNotAnsweredIsNotCounted() {
        CountingOracle broken = new CountingOracle(new CheckedOracle(Answers.constant(Double.NaN)));
        assertThatThrownBy(() -> broken.chargedTo("a").ask(Answers.questions(2, 1)))
                .isInstanceOf(OracleException.class);
        assertThat(broken.total()).isZero();
    }

    @Test
    void countingChangesNoAnswerAndNoDimension() {
        Points question = Points.of(Vector.of(2, 5));
        assertThat(oracle.chargedTo("any").ask(question)).isEqualTo(Points.of(Vector.of(7, 10)));
        assertThat(oracle.inputs()).isEqualTo(2);
        assertThat(oracle.outputs()).isEqualTo(2);
    }

    @Test
    void anOracleWithoutAccountsIsItsOwnView() {
        Oracle plain = Answers.constant(1);
        assertThat(plain.chargedTo("any")).isSameAs(plain);
    }
}
