package org.crease.oracle;

import java.util.function.UnaryOperator;
import org.crease.geometry.Points;

/** Answers at most so many questions; a batch that would go over the budget is refused whole. Not for several threads. */
public final class BudgetedOracle extends OracleWrapper {
    private final long budget;
    private long spent;

    /**
     * @param budget the largest number of questions, at least 0
     */
    public BudgetedOracle(Oracle inner, long budget) {
        super(inner);
        if (budget < 0) {
            throw new IllegalArgumentException("budget must be at least 0, got " + budget);
        }
        this.budget = budget;
    }

    @Override
    protected Points answer(Points questions, UnaryOperator<Points> next) {
        if (questions.size() > budget - spent) {
            throw new BudgetSpentException(budget);
        }
        Points answers = next.apply(questions);
        spent += questions.size();
        return answers;
    }
}
