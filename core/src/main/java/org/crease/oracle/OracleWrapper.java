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
    public void checkOpen() {
        inner.checkOpen();
    }

    @Override
    public final Points ask(Points questions) {
        return answer(questions, inner::ask);
    }

    @Override
    public final Points askAgain(Points questions) {
        return answer(questions, inner::askAgain);
    }

    @Override
    public Oracle chargedTo(String account) {
        return instead(inner.chargedTo(account));
    }

    @Override
    public Oracle withGaps() {
        return instead(inner.withGaps());
    }

    private Oracle instead(Oracle other) {
        return other.equals(inner) ? this : around(other);
    }

    /**
     * The same wrapper in front of another view of the oracle behind it. What it counts or remembers is shared.
     *
     * @param other with an account, or with gaps
     */
    protected abstract OracleWrapper around(Oracle other);

    /**
     * What this wrapper is for.
     *
     * @param next asks the oracle behind this one, in the way in which this one was asked
     */
    protected abstract Points answer(Points questions, UnaryOperator<Points> next);
}
