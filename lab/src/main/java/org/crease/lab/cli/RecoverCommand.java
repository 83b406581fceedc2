package org.crease.lab.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.crease.oracle.TimeLimit;
import org.crease.oracles.ledger.LedgerOracle;
import org.crease.recovery.RecoveryMethod;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

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
            "1:internal error, or a disk that does not take the results or the ledger",
            "2:wrong arguments or unreadable input; nothing is written",
            "3:partial: somewhere the function is not yet explained",
            "4:failed, with the reason",
            "5:the oracle broke; what was learnt is written, and --resume goes on",
            "130:interrupted; what was learnt is written, and --resume goes on"
        })
final class RecoverCommand implements Callable<Integer> {
    private final Environment environment;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "ORACLE",
            arity = "0..1",
            description = OpenOracle.ADDRESS_LINES + "%nWith --resume, that of the run unless it has moved.")
    private String address;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "crease-run",
            description = "Where the results go: a folder without an earlier run. Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Option(
            names = "--resume",
            paramLabel = "DIR",
            description =
                    "Go on with the run in this folder, which broke, was stopped or met a limit. Nothing that it asked is"
                            + " asked again; its method, seed, domain and scale are kept.")
    private Path resume;

    @Option(
            names = "--method",
            paramLabel = "NAME",
            defaultValue = "arrangement",
            description = "How: arrangement, paper. Default: ${DEFAULT-VALUE}.")
    private String methodName;

    @Option(
            names = "--budget",
            paramLabel = "QUERIES",
            description = "Stop after so many queries, those before --resume included.")
    private Long budget;

    @Option(
            names = "--time",
            paramLabel = "DURATION",
            converter = TimeConverter.class,
            description = "Stop after a time, that of this call alone: 30s, 10m, 2h, PT1H30M.")
    private Duration time;

    @Option(
            names = "--output",
            paramLabel = "KIND",
            defaultValue = "auto",
            description = "What answers are: logits, probabilities (of a softmax or sigmoid) or auto, which looks."
                    + " Default: ${DEFAULT-VALUE}.")
    private OutputKind kind;

    @Mixin
    private SpaceOptions options;

    @Mixin
    private OracleOptions oracle;

    @Mixin
    private Recording recording;

    RecoverCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws IOException {
        Limits limits = new Limits(
                budget == null ? OptionalLong.empty() : OptionalLong.of(budget),
                Optional.ofNullable(time).map(limit -> new TimeLimit(limit, System::nanoTime)));
        BooleanSupplier stopped = environment.stopSignal().get();
        return resume == null ? begin(limits, stopped) : goOn(limits, stopped);
    }

    private int begin(Limits limits, BooleanSupplier stopped) throws IOException {
        if (address == null) {
            throw new ParameterException(spec.commandLine(), "oracle must be given, or a run to --resume, got neither");
        }
        RecoveryMethod method = environment.method(methodName);
        try (RunFolder folder = RunFolder.claim(out);
                OpenOracle opened = oracle.open(
                        address,
                        n -> options.space(n).box(),
                        asked -> new LedgerOracle(
                                asked.oracle(),
                                folder.ledger(plan(asked, method).about())),
                        limits,
                        stopped,
                        environment)) {
            RunPlan plan = plan(opened, method);
            folder.ledger(plan.about());
            return run(plan, limits, opened, folder, stopped);
        }
    }

    private RunPlan plan(OpenOracle opened, RecoveryMethod method) {
        return new RunPlan(
                address,
                opened.model().get(),
                kind,
                method,
                options.domain().text(),
                options.space(opened),
                options.seed());
    }

    private int goOn(Limits limits, BooleanSupplier stopped) throws IOException {
        for (String option : new String[] {"--out", "--output", "--method", "--domain", "--scale", "--seed"}) {
            if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
                throw new UsageException(option.substring(2) + " must be that of the run with --resume, got " + option);
            }
        }
        try (RunFolder folder = RunFolder.of(resume)) {
            RunPlan plan = RunPlan.of(folder.about(), environment);
            try (OpenOracle opened = oracle.open(
                    address == null ? plan.address() : address,
                    plan,
                    asked -> {
                        plan.requireModel(asked);
                        return new LedgerOracle(asked.oracle(), folder.ledger());
                    },
                    limits,
                    stopped,
                    environment)) {
                plan.requireModel(opened);
                plan.requireAnswers(opened, folder.ledger());
                return run(plan, limits, opened, folder, stopped);
            }
        }
    }

    private int run(RunPlan plan, Limits limits, OpenOracle opened, RunFolder folder, BooleanSupplier stopped)
            throws IOException {
        folder.opened();
        Run run = recording.run(plan, limits, opened.oracle(), folder.ledger(), stopped, environment);
        recording.keep(run, folder, folder.path(), environment);
        return ExitCode.of(run.recovery());
    }
}
