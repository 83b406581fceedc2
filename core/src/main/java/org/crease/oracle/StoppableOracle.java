package org.crease.oracle;

import java.util.function.BooleanSupplier;
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
    public Points ask(Points questions) {
        if (stopped.getAsBoolean()) {
            throw new StoppedException();
        }
        return inner().ask(questions);
    }
}
