package org.crease.lab.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.crease.oracle.CountingOracle;
import org.crease.recovery.Progress;
import org.crease.recovery.Recovery;
import org.crease.recovery.RecoveryMethod;
import org.crease.recovery.SearchSpace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code crease recover}: from an oracle to a folder with the network. */
@Command(
        name = "recover",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = "Recovers a network from its answers, into a folder.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:complete",
            "2:wrong arguments or unreadable input; nothing is written",
            "3:partial: somewhere the function is not yet explained",
            "4:failed, with the reason",
            "5:the oracle broke; what was learnt is written",
            "130:interrupted; what was learnt is written"
        })
final class RecoverCommand implements Callable<Integer> {
    private final Environment environment;

    @Parameters(paramLabel = "ORACLE", description = OpenOracle.ADDRESSES + ".")
    private String address;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "crease-run",
            description = "Where the results go: a folder without an earlier run. Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Option(
            names = "--method",
            paramLabel = "NAME",
            defaultValue = "arrangement",
            description = "How: paper. Default: ${DEFAULT-VALUE}.")
    private String methodName;

    @Option(names = "--budget", paramLabel = "QUERIES", description = "Stop after so many queries.")
    private Long budget;

    @Option(
            names = "--time",
            paramLabel = "DURATION",
            converter = TimeConverter.class,
            description = "Stop after a time: 30s, 10m, 2h, PT1H30M.")
    private Duration time;

    @Mixin
    private SpaceOptions options;

    @Mixin
    private ServerOptions server;

    @Option(names = "--json", description = "Print recovery.json and nothing else.")
    private boolean json;

    @Option(names = "--quiet", description = "No progress and no summary; the reason if it is not complete.")
    private boolean quiet;

    RecoverCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws IOException {
        RecoveryMethod method = environment.method(methodName);
        Limits limits =
                new Limits(budget == null ? OptionalLong.empty() : OptionalLong.of(budget), Optional.ofNullable(time));
        BooleanSupplier stopped = environment.stopSignal().get();
        try (OpenOracle opened =
                OpenOracle.at(address, new ServerAccess(server.settings(), environment.token(), stopped))) {
            SearchSpace space = options.space(opened.oracle().inputs());
            try (RunFolder folder = RunFolder.claim(out)) {
                Run run = run(opened, method, space, limits, stopped);
                run.recovery().findings().ifPresent(folder::writeNetwork);
                String report = Json.text(RunJson.of(run));
                folder.keep(report);
                tell(run, report);
                return ExitCode.of(run.recovery());
            }
        }
    }

    private Run run(
            OpenOracle opened, RecoveryMethod method, SearchSpace space, Limits limits, BooleanSupplier stopped) {
        CountingOracle oracle = limits.over(opened.oracle(), space.domain(), stopped);
        long wallStart = System.nanoTime();
        double cpuStart = cpuSeconds();
        Recovery recovery = watched(method, oracle, space);
        return new Run(
                opened.address(),
                oracle.outputs(),
                method,
                options.domain().text(),
                space,
                options.seed(),
                limits,
                recovery,
                oracle.byAccount(),
                1e-9 * (System.nanoTime() - wallStart),
                cpuSeconds() - cpuStart);
    }

    private Recovery watched(RecoveryMethod method, CountingOracle oracle, SearchSpace space) {
        if (quiet || json || !environment.interactive()) {
            return method.recover(oracle, space, options.seed(), Progress.NONE);
        }
        try (ProgressLine progress = new ProgressLine(environment.err(), oracle::total, System::nanoTime)) {
            return method.recover(oracle, space, options.seed(), progress);
        }
    }

    private static double cpuSeconds() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(used -> 1e-9 * used.toNanos())
                .orElse(Double.NaN);
    }

    private void tell(Run run, String report) {
        if (json) {
            environment.out().println(report);
        } else if (!quiet) {
            RunSummary.lines(run, out).forEach(environment.out()::println);
        } else if (run.recovery().whyNotComplete().isPresent()) {
            environment.err().println("crease: " + RunSummary.status(run));
        }
        environment.out().flush();
        environment.err().flush();
    }
}
