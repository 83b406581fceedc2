package org.crease.oracle;

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
    public Points ask(Points questions) {
        return inner.ask(questions);
    }
}
