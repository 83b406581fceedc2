package org.crease.lab.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.crease.lab.experiment.PaperExperiment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code crease experiment paper}: a {@link PaperExperiment}, as a table and a file. */
@Command(
        name = "paper",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = "The paper's method on untrained networks (its section 6): Algorithm 1 as the first layer grows,"
                + " Algorithm 2 as the second does. About two minutes for 40 runs.")
final class PaperExperimentCommand implements Callable<Integer> {
    private final Environment environment;

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "40",
            description = "Networks of each shape, seeds 0 to N-1. Default: ${DEFAULT-VALUE}.")
    private int runs;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Also writes paper.md (the tables) and paper.csv (every run) into this folder.")
    private Path out;

    PaperExperimentCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws IOException {
        if (runs < 1) {
            throw new UsageException("runs must be at least 1, got " + runs);
        }
        return new ExperimentOutput(environment, out, "paper").run(new PaperExperiment(runs)::run);
    }
}
