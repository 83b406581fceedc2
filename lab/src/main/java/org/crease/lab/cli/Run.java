package org.crease.lab.cli;

import java.util.Map;
import org.crease.recovery.Recovery;
import org.crease.recovery.RecoveryMethod;
import org.crease.recovery.SearchSpace;

/**
 * A finished run: what was asked for, what it cost, what came of it.
 *
 * @param address of the oracle
 * @param outputs the dimension of an answer; that of a question is the domain's
 * @param domain as it was given
 * @param queries answered, by account
 * @param wallSeconds from the first question to the result
 * @param cpuSeconds of the process over the same time
 */
record Run(
        String address,
        int outputs,
        RecoveryMethod method,
        String domain,
        SearchSpace space,
        long seed,
        Limits limits,
        Recovery recovery,
        Map<String, Long> queries,
        double wallSeconds,
        double cpuSeconds) {
    int inputs() {
        return space.domain().dimension();
    }

    long totalQueries() {
        return queries.values().stream().mapToLong(Long::longValue).sum();
    }

    String status() {
        return switch (recovery) {
            case Recovery.Complete complete -> "complete";
            case Recovery.Partial partial -> "partial";
            case Recovery.Failed failed -> "failed";
        };
    }
}
