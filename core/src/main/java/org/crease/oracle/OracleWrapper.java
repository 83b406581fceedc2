package org.crease.oracle;

import java.util.function.UnaryOperator;
import org.crease.geometry.Points;

/** What the wrappers share: they pass questions, answers and accounts through, and each changes one thing. */
public abstract class OracleWrapper implements Oracle {
    private final Oracle inner;

    /** In front of another oracle. */
    protected OracleWrapper(Oracle inner) {
        this.inner = inner;
    }

    /** The oracle behind this one. */
    protected final Oracle inner() {
        return inner;
    }

    @Override
    public int inputs() {
        return inner.inputs();
    }

    @Override
    public int outputs() {
        return inner.outputs();
    }

    @Override
    public double uncertainty() {
        return inner.uncertainty();
    }

    @Override
    public final Points ask(Points questions) {
        return answer(questions, inner::ask);
    }

    @Override
    public final Points askAgain(Points questions) {
        return answer(questions, inner::askAgain);
    }

    /**
     * What this wrapper is for.
     *
     * @param next asks the oracle behind this one, in the way in which this one was asked
     */
    protected abstract Points answer(Points questions, UnaryOperator<Points> next);
}
