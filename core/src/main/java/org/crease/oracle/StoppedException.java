package org.crease.oracle;

/** Somebody stopped the run. The black box is fine; the asking is over. */
public final class StoppedException extends OracleException {
    private static final long serialVersionUID = 1;

    /** For oracles that notice a stop while they wait for an answer. */
    public StoppedException() {
        super("the run was stopped");
    }
}
