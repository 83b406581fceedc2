package org.crease.oracle;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.crease.geometry.Points;

/**
 * Answers at most so many questions; a batch that would go over the budget is refused whole: who asks it can do nothing with a part of the answers, so that they would be
 * paid for in vain. Not for several threads.
 */
public final class BudgetedOracle extends OracleWrapper {
    private final long budget;
    private final AtomicLong spent;

    /** None of the budget is spent. */
    public BudgetedOracle(Oracle inner, long budget) {
        this(inner, budget, 0);
    }

    /**
     * @param budget the largest number of questions, at least 0
     * @param spent how many of these have been asked already
     */
    public BudgetedOracle(Oracle inner, long budget, long spent) {
        this(inner, budget, new AtomicLong(spent));
    }

    private BudgetedOracle(Oracle inner, long budget, AtomicLong spent) {
        super(inner);
        if (budget < 0) {
            throw new IllegalArgumentException("budget must be at least 0, got " + budget);
        }
        this.budget = budget;
        this.spent = spent;
    }

    @Override
    protected OracleWrapper around(Oracle other) {
        return new BudgetedOracle(other, budget, spent);
    }

    @Override
    protected Points answer(Points questions, UnaryOperator<Points> next) {
        long left = Math.max(0, budget - spent.get());
        if (questions.size() > left) {
            throw new BudgetSpentException(budget, left, questions.size());
        }
        Points answers = next.apply(questions);
        spent.addAndGet(questions.size());
        return answers;
    }
}
