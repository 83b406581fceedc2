package org.crease.lab.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.crease.oracle.CheckedOracle;
import org.crease.oracle.CountingOracle;
import org.crease.oracle.Oracle;
import org.crease.oracle.OracleException;
import org.crease.oracles.ledger.Ledger;
import org.crease.oracles.ledger.LedgerOracle;
import org.crease.recovery.Probabilities;
import org.crease.recovery.Progress;
import org.crease.recovery.Reason;
import org.crease.recovery.RecognizeProbabilities;
import org.crease.recovery.Recovery;
import picocli.CommandLine.Option;

/** A run with its ledger: what {@code recover} and {@code replay} share, and the options for what they show of it. */
final class Recording {
    /** The account of the questions that opened the oracle, in this call or before. */
    private static final String OPENING = "Opening";

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
        LedgerOracle remembered = new LedgerOracle(new CheckedOracle(box), ledger, RunFolder.first(ledger));
        long opening = RunFolder.opening(ledger);
        CountingOracle oracle = limits.over(remembered, plan.space().box(), opening, stopped);
        long wallStart = System.nanoTime();
        double cpuStart = cpuSeconds();
        Optional<Probabilities> probabilities = Optional.empty();
        Recovery recovery;
        try {
            probabilities = probabilities(plan, oracle);
            recovery = plan.kind() == OutputKind.PROBABILITIES && probabilities.isEmpty()
                    ? new Recovery.Failed(Reason.noProbabilities(), Optional.empty())
                    : watched(plan, oracle, probabilities, environment);
        } catch (OracleException e) {
            recovery = new Recovery.Failed(Reason.beforeLayer1(e), Optional.empty());
        }
        Map<String, Long> queries = new LinkedHashMap<>();
        if (opening > 0) {
            queries.put(OPENING, opening);
        }
        queries.putAll(oracle.byAccount());
        return new Run(
                plan,
                limits,
                box.outputs(),
                probabilities,
                recovery,
                queries,
                remembered.repeated(),
                ledger.added(),
                1e-9 * (System.nanoTime() - wallStart),
                cpuSeconds() - cpuStart);
    }

    private static Optional<Probabilities> probabilities(RunPlan plan, Oracle oracle) {
        return plan.kind() == OutputKind.LOGITS
                ? Optional.empty()
                : RecognizeProbabilities.DEFAULTS.recognize(oracle, plan.space(), SpaceOptions.random(plan.seed()));
    }

    private Recovery watched(
            RunPlan plan, CountingOracle oracle, Optional<Probabilities> probabilities, Environment environment) {
        if (quiet || json || !environment.interactive()) {
            return recover(plan, oracle, probabilities, Progress.NONE);
        }
        try (ProgressLine progress = new ProgressLine(environment.err(), oracle::total, System::nanoTime)) {
            return recover(plan, oracle, probabilities, progress);
        }
    }

    private static Recovery recover(
            RunPlan plan, Oracle oracle, Optional<Probabilities> probabilities, Progress progress) {
        if (probabilities.isEmpty()) {
            return plan.method().recover(oracle, plan.space(), plan.seed(), progress);
        }
        Probabilities p = probabilities.get();
        return p.whole(plan.method().recover(p.logits(oracle), p.space(), plan.seed(), progress));
    }

    private static double cpuSeconds() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(used -> 1e-9 * used.toNanos())
                .orElse(Double.NaN);
    }

    /**
     * Writes the results into the run's folder, and shows them.
     *
     * @param recorded the folder of the ledger: the run's own, or that of the run that is replayed
     */
    void keep(Run run, RunFolder folder, Path recorded, Environment environment) {
        String report = Json.text(RunJson.of(run));
        String again = recorded.equals(folder.path()) ? RunSummary.goOn(recorded) : "crease replay " + recorded;
        try {
            run.recovery().findings().ifPresent(found -> folder.writeNetwork(found, run.ending()));
            folder.keep(report);
        } catch (IOException e) {
            throw notWritten(FileTrouble.explain(e), e, again);
        } catch (UncheckedIOException e) {
            throw notWritten(e.getMessage(), e.getCause(), again);
        }
        show(run, report, folder.path(), recorded, environment);
    }

    private static UncheckedIOException notWritten(String why, IOException cause, String again) {
        return new UncheckedIOException(
                "results must be written, got trouble: " + why
                        + "; the answers are safe: make room, and write them with " + again,
                cause);
    }

    private void show(Run run, String report, Path folder, Path recorded, Environment environment) {
        if (json) {
            environment.out().println(report);
        } else if (!quiet) {
            RunSummary.lines(run, folder, recorded).forEach(environment.out()::println);
        } else if (run.recovery().whyNotComplete().isPresent()) {
            environment.err().println("crease: " + RunSummary.status(run));
        }
        environment.out().flush();
        environment.err().flush();
    }
}
