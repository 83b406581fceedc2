package org.crease.recovery;

import org.crease.oracle.Oracle;

/** A way from answers to a network. An implementation is its immutable configuration. */
public interface RecoveryMethod {
    /** The name by which the command line and the reports know it. */
    String name();

    /**
     * Recovers what can be recovered. The same arguments give the same questions and the same result, bit for bit, if the
     * oracle answers the same.
     *
     * @param oracle asked on the accounts of the subroutines; its {@link org.crease.oracle.OracleException}s end the
     *     recovery and are told in the result
     * @param seed of every random choice
     * @param progress told about each step
     */
    Recovery recover(Oracle oracle, SearchSpace space, long seed, Progress progress);
}
