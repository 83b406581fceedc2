package org.crease.oracle;

import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.crease.geometry.Points;

/** Refuses further questions once somebody has said stop; a question that is on its way is still answered. */
public final class StoppableOracle extends OracleWrapper {
    private final BooleanSupplier stopped;

    /**
     * @param stopped asked before every batch, on the thread that asks; once true it must stay so
     */
    public StoppableOracle(Oracle inner, BooleanSupplier stopped) {
        super(inner);
        this.stopped = stopped;
    }

    @Override
    protected OracleWrapper around(Oracle other) {
        return new StoppableOracle(other, stopped);
    }

    @Override
    protected Points answer(Points questions, UnaryOperator<Points> next) {
        checkStopped();
        return next.apply(questions);
    }

    @Override
    public void checkOpen() {
        checkStopped();
        super.checkOpen();
    }

    private void checkStopped() {
        if (stopped.getAsBoolean()) {
            throw new StoppedException();
        }
    }
}
