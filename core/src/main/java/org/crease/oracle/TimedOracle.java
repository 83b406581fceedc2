package org.crease.oracle;

import java.util.function.UnaryOperator;
import org.crease.geometry.Points;

/**
 * Refuses further questions when a time is over. A question that is on its way is still answered, unless who waits for it looks
 * at the same limit and stops waiting.
 */
public final class TimedOracle extends OracleWrapper {
    private final TimeLimit limit;

    public TimedOracle(Oracle inner, TimeLimit limit) {
        super(inner);
        this.limit = limit;
    }

    @Override
    protected OracleWrapper around(Oracle other) {
        return new TimedOracle(other, limit);
    }

    @Override
    protected Points answer(Points questions, UnaryOperator<Points> next) {
        checkTime();
        try {
            return next.apply(questions);
        } catch (AnsweredInPartException e) {
            throw stoppedByTime(e.end()) ? new AnsweredInPartException(e.parts(), over()) : e;
        } catch (StoppedException e) {
            throw stoppedByTime(e) ? over() : e;
        }
    }

    @Override
    public void checkOpen() {
        checkTime();
        super.checkOpen();
    }

    private void checkTime() {
        if (limit.isOver()) {
            throw over();
        }
    }

    private boolean stoppedByTime(OracleException end) {
        return end instanceof StoppedException && limit.isOver();
    }

    private TimeOverException over() {
        return new TimeOverException(limit.time());
    }
}
