package org.crease.lab.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.crease.oracle.CheckedOracle;
import org.crease.oracle.CountingOracle;
import org.crease.oracle.Oracle;
import org.crease.oracles.ledger.Ledger;
import org.crease.oracles.ledger.LedgerOracle;
import org.crease.recovery.Progress;
import org.crease.recovery.Recovery;
import picocli.CommandLine.Option;

/** A run with its ledger: what {@code recover} and {@code replay} share, and the options for what they show of it. */
final class Recording {
    @Option(names = "--json", description = "Print recovery.json and nothing else.")
    private boolean json;

    @Option(names = "--quiet", description = "No progress and no summary; the reason if it is not complete.")
    private boolean quiet;

    /**
     * Runs a plan.
     *
     * @param box asked what the ledger does not hold
     */
    Run run(RunPlan plan, Limits limits, Oracle box, Ledger ledger, BooleanSupplier stopped, Environment environment) {
        LedgerOracle remembered = new LedgerOracle(new CheckedOracle(box), ledger);
        CountingOracle oracle = limits.over(remembered, plan.space().domain(), stopped);
        long wallStart = System.nanoTime();
        double cpuStart = cpuSeconds();
        Recovery recovery = watched(plan, oracle, environment);
        return new Run(
                plan,
                limits,
                recovery,
                oracle.byAccount(),
                remembered.repeated(),
                1e-9 * (System.nanoTime() - wallStart),
                cpuSeconds() - cpuStart);
    }

    private Recovery watched(RunPlan plan, CountingOracle oracle, Environment environment) {
        if (quiet || json || !environment.interactive()) {
            return plan.method().recover(oracle, plan.space(), plan.seed(), Progress.NONE);
        }
        try (ProgressLine progress = new ProgressLine(environment.err(), oracle::total, System::nanoTime)) {
            return plan.method().recover(oracle, plan.space(), plan.seed(), progress);
        }
    }

    private static double cpuSeconds() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(used -> 1e-9 * used.toNanos())
                .orElse(Double.NaN);
    }

    /** Writes the results into the run's folder, and shows them. */
    void keep(Run run, RunFolder folder, Environment environment) throws IOException {
        run.recovery().findings().ifPresent(folder::writeNetwork);
        String report = Json.text(RunJson.of(run));
        folder.keep(report);
        show(run, report, folder.path(), environment);
    }

    private void show(Run run, String report, Path folder, Environment environment) {
        if (json) {
            environment.out().println(report);
        } else if (!quiet) {
            RunSummary.lines(run, folder).forEach(environment.out()::println);
        } else if (run.recovery().whyNotComplete().isPresent()) {
            environment.err().println("crease: " + RunSummary.status(run));
        }
        environment.out().flush();
        environment.err().flush();
    }
}
