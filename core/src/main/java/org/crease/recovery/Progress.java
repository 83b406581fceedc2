package org.crease.recovery;

import java.util.List;

/** Hears how far a recovery is. */
@FunctionalInterface
public interface Progress {
    /** Hears nothing. */
    Progress NONE = (step, neurons) -> {};

    /**
     * Hears of one step.
     *
     * @param step the subroutine or phase, as its account is named
     * @param neurons found so far, by hidden layer
     */
    void at(String step, List<Integer> neurons);
}
