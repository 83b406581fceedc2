package org.crease.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class BudgetTest {
    private final CountingOracle asked = new CountingOracle(Answers.sumAndProduct());

    @Test
    void aBatchThatWouldGoOverTheBudgetIsRefusedWholeAndASmallerOneIsStillAnswered() {
        Oracle budgeted = new BudgetedOracle(asked, 10);
        budgeted.ask(Answers.questions(6, 2));
        assertThatExceptionOfType(BudgetSpentException.class)
                .isThrownBy(() -> budgeted.ask(Answers.questions(5, 2)))
                .withMessage("budget of 10 queries is spent, but for 4, and the next 5 are of use only together");
        assertThat(asked.total()).isEqualTo(6);
        budgeted.ask(Answers.questions(4, 2));
        assertThat(asked.total()).isEqualTo(10);
        assertThatExceptionOfType(BudgetSpentException.class)
                .isThrownBy(() -> budgeted.ask(Answers.questions(1, 2)))
                .withMessage("budget of 10 queries is spent");
        assertThat(asked.total()).isEqualTo(10);
    }

    @Test
    void nothingIsAnsweredOnABudgetOfZero() {
        Oracle budgeted = new BudgetedOracle(asked, 0);
        assertThatExceptionOfType(BudgetSpentException.class).isThrownBy(() -> budgeted.ask(Answers.questions(1, 2)));
        assertThat(asked.total()).isZero();
    }

    @Test
    void whatWasSpentBeforeCounts() {
        Oracle budgeted = new BudgetedOracle(asked, 10, 8);
        assertThatExceptionOfType(BudgetSpentException.class).isThrownBy(() -> budgeted.ask(Answers.questions(3, 2)));
        budgeted.ask(Answers.questions(2, 2));
        assertThat(asked.total()).isEqualTo(2);
    }

    @Test
    void whatIsAskedThroughAViewIsPaidFromTheSameBudget() {
        CountingOracle oracle = new CountingOracle(new BudgetedOracle(asked, 5));
        oracle.chargedTo("a").ask(Answers.questions(3, 2));
        assertThatExceptionOfType(BudgetSpentException.class)
                .isThrownBy(() -> oracle.chargedTo("b").ask(Answers.questions(3, 2)));
        assertThat(oracle.byAccount()).containsOnlyKeys("a");
    }

    @Test
    void aBudgetBelowZeroIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BudgetedOracle(asked, -1))
                .withMessage("budget must be at least 0, got -1");
    }
}
