package org.crease.oracle;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.crease.geometry.Points;

/** Answers at most so many questions; a batch that would go over the budget is refused whole. Not for several threads. */
public final class BudgetedOracle extends OracleWrapper {
    private final long budget;
    private final AtomicLong spent;

    /**
     * @param budget the largest number of questions, at least 0
     */
    public BudgetedOracle(Oracle inner, long budget) {
        this(inner, budget, new AtomicLong());
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
        if (questions.size() > budget - spent.get()) {
            throw new BudgetSpentException(budget);
        }
        Points answers = next.apply(questions);
        spent.addAndGet(questions.size());
        return answers;
    }
}
