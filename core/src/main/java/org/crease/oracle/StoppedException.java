package org.crease.oracle;

/** Somebody stopped the run. The black box is fine; the asking is over. */
public final class StoppedException extends OracleException {
    private static final long serialVersionUID = 1;

    /** For whoever waits for answers, and was told to stop. */
    public StoppedException() {
        super("the run was stopped");
    }
}
