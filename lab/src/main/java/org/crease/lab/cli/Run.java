package org.crease.lab.cli;

import java.util.Map;
import java.util.Optional;
import org.crease.oracle.Ending;
import org.crease.recovery.Probabilities;
import org.crease.recovery.Recovery;

/**
 * A finished run: what was asked for, what it cost, what came of it.
 *
 * @param outputs the dimension of an answer
 * @param probabilities how the network was got at, if answers are such
 * @param recovery of all of the network, without what makes probabilities of its logits
 * @param queries answered, by account
 * @param repeated how many of them were repetitions, which the box was not asked
 * @param asked how many the box was asked now; the others were on file, or repetitions
 * @param wallSeconds from the first question to the result
 * @param cpuSeconds of the process over the same time
 */
record Run(
        RunPlan plan,
        Limits limits,
        int outputs,
        Optional<Probabilities> probabilities,
        Recovery recovery,
        Map<String, Long> queries,
        long repeated,
        long asked,
        double wallSeconds,
        double cpuSeconds) {
    long totalQueries() {
        return queries.values().stream().mapToLong(Long::longValue).sum();
    }

    /** What stands between the network and the answers. */
    Ending ending() {
        return probabilities.map(Probabilities::ending).orElse(Ending.LOGITS);
    }

    String status() {
        return switch (recovery) {
            case Recovery.Complete complete -> "complete";
            case Recovery.Partial partial -> "partial";
            case Recovery.Failed failed -> "failed";
        };
    }
}
