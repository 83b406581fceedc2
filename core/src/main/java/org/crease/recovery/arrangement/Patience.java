package org.crease.recovery.arrangement;

import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.crease.geometry.Points;
import org.crease.oracle.Oracle;
import org.crease.oracle.OracleWrapper;

/**
 * Ends a run that goes in circles: boundaries that are found, dropped and found again are changes, but no news. News is that more weights
 * are known than ever before.
 */
final class Patience {
    /** Questions without news, at least, and for each one that was asked before. */
    private static final long LEAST = 100_000;

    private static final double SHARE = 3;

    private final LongSupplier known;
    private long most;
    private long asked;
    private long lastNews;

    /**
     * @param known how many weights are
     */
    Patience(LongSupplier known) {
        this.known = known;
    }

    /** The same black box, asked as long as there is news. */
    Oracle with(Oracle oracle) {
        return new Counting(oracle);
    }

    /** Ends the run once its patience is over; until anything is known it is not. */
    private void count(int questions) {
        asked += questions;
        long now = known.getAsLong();
        if (now > most || now == 0) {
            most = now;
            lastNews = asked;
        } else if (asked - lastNews > Math.max(LEAST, SHARE * lastNews)) {
            throw new OverException("the last " + (asked - lastNews) + " of " + asked + " questions told nothing new");
        }
    }

    /** The run goes in circles. */
    static final class OverException extends RuntimeException {
        private static final long serialVersionUID = 1;

        private OverException(String message) {
            super(message);
        }
    }

    private final class Counting extends OracleWrapper {
        Counting(Oracle inner) {
            super(inner);
        }

        @Override
        protected Points answer(Points questions, UnaryOperator<Points> next) {
            count(questions.size());
            return next.apply(questions);
        }

        @Override
        protected OracleWrapper around(Oracle other) {
            return new Counting(other);
        }
    }
}
