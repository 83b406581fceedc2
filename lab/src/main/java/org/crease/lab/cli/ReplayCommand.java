package org.crease.lab.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.crease.oracle.Oracle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code crease replay}: a run again, from its ledger alone. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = "Does a run again from its ledger, without the oracle: the same questions, the same network.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:complete",
            "1:internal error, or a disk that does not take the results",
            "2:wrong arguments, or a ledger that cannot be used; nothing is written",
            "3:partial: somewhere the function is not yet explained",
            "4:failed, with the reason",
            "5:the ledger ends before the run; what was learnt is written",
            "130:interrupted; what was learnt is written"
        })
final class ReplayCommand implements Callable<Integer> {
    private final Environment environment;

    @Parameters(paramLabel = "RUN", description = "The folder of a run, with its ledger.")
    private Path run;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "crease-replay",
            description = "Where the results go: a folder without an earlier run. Default: ${DEFAULT-VALUE}.")
    private Path out;

    @Mixin
    private Recording recording;

    ReplayCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws IOException {
        try (RunFolder original = RunFolder.of(run);
                RunFolder folder = RunFolder.claim(out)) {
            RunPlan plan = RunPlan.of(original.about(), environment);
            Oracle nobody = OpenOracle.nobody(plan.inputs(), original.ledger());
            BooleanSupplier stopped = environment.stopSignal().get();
            Run replayed = recording.run(plan, Limits.NONE, nobody, original.ledger(), stopped, environment);
            recording.keep(replayed, folder, run, environment);
            tellWhetherSame();
            return ExitCode.of(replayed.recovery());
        }
    }

    private void tellWhetherSame() throws IOException {
        Path network = run.resolve(RunFolder.JSON);
        Path again = out.resolve(RunFolder.JSON);
        if (Files.exists(network) && Files.exists(again) && Files.mismatch(network, again) >= 0) {
            environment
                    .err()
                    .println("crease: the network is not that of " + run
                            + ", which another version of Crease may have made, or a run that ended earlier");
            environment.err().flush();
        }
    }
}
