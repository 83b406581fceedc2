package org.crease.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckedAnswersTest {
    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void anAnswerThatIsNoNumberIsRefused(double answer) {
        Oracle checked = new CheckedOracle(Answers.constant(answer));
        assertThatExceptionOfType(OracleException.class)
                .isThrownBy(() -> checked.ask(Answers.questions(3, 1)))
                .withMessageContaining("finite")
                .withMessageContaining(Double.toString(answer));
    }

    @Test
    void anAnswerOfAWrongDimensionIsRefused() {
        Oracle checked = new CheckedOracle(new FunctionOracle(2, 3, x -> Answers.questions(x.size(), 2)));
        assertThatExceptionOfType(OracleException.class)
                .isThrownBy(() -> checked.ask(Answers.questions(4, 2)))
                .withMessage("answers must be 4 × 3, got 4 × 2");
    }

    @Test
    void aWrongNumberOfAnswersIsRefused() {
        Oracle checked = new CheckedOracle(new FunctionOracle(2, 1, x -> Answers.questions(x.size() - 1, 1)));
        assertThatExceptionOfType(OracleException.class)
                .isThrownBy(() -> checked.ask(Answers.questions(4, 2)))
                .withMessage("answers must be 4 × 1, got 3 × 1");
    }

    @Test
    void goodAnswersPassUnchanged() {
        Points questions = Points.of(Vector.of(1, 2), Vector.of(-3, 1e300));
        assertThat(new CheckedOracle(Answers.sumAndProduct()).ask(questions))
                .isEqualTo(Answers.sumAndProduct().ask(questions));
    }
}
