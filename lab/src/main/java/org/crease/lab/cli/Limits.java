package org.crease.lab.cli;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.crease.geometry.Box;
import org.crease.oracle.BoxedOracle;
import org.crease.oracle.BudgetedOracle;
import org.crease.oracle.CountingOracle;
import org.crease.oracle.Oracle;
import org.crease.oracle.StoppableOracle;
import org.crease.oracle.TimeLimit;
import org.crease.oracle.TimedOracle;

/**
 * What a run may cost.
 *
 * @param budget the largest number of queries; empty if there is none
 * @param time runs already; empty if there is none
 */
record Limits(OptionalLong budget, Optional<TimeLimit> time) {
    static final Limits NONE = new Limits(OptionalLong.empty(), Optional.empty());

    Limits {
        if (budget.isPresent() && budget.getAsLong() < 1) {
            throw new UsageException("budget must be at least 1 query, got " + budget.getAsLong());
        }
    }

    /** Whether to end the wait for an answer: somebody said stop, or the time is over. */
    BooleanSupplier endsWaiting(BooleanSupplier stopped) {
        return () -> stopped.getAsBoolean() || time.map(TimeLimit::isOver).orElse(false);
    }

    /**
     * The oracle of a run: questions kept inside the domain and the limits, and all of them counted.
     *
     * @param spent questions that opened the oracle, of those in the budget
     */
    CountingOracle over(Oracle answers, Box domain, long spent, BooleanSupplier stopped) {
        Oracle oracle = answers;
        if (!domain.isUnbounded()) {
            oracle = new BoxedOracle(oracle, domain);
        }
        if (budget.isPresent()) {
            oracle = new BudgetedOracle(oracle, budget.getAsLong(), spent);
        }
        if (time.isPresent()) {
            oracle = new TimedOracle(oracle, time.get());
        }
        return new CountingOracle(new StoppableOracle(oracle, stopped));
    }
}
