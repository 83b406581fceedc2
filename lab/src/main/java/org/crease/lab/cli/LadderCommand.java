package org.crease.lab.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.crease.lab.experiment.Ladder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code crease experiment ladder}: a {@link Ladder}, as a table and files. */
@Command(
        name = "ladder",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = "Recovers every .json network under a folder and scores the result against the file.")
final class LadderCommand implements Callable<Integer> {
    private final Environment environment;

    @Option(names = "--victims", paramLabel = "DIR", required = true, description = "The folder, with its subfolders.")
    private Path victims;

    @Option(
            names = "--method",
            paramLabel = "NAME",
            defaultValue = "arrangement",
            description = "As for recover. Default: ${DEFAULT-VALUE}.")
    private String method;

    @Option(
            names = "--cap",
            paramLabel = "DURATION",
            defaultValue = "60s",
            converter = TimeConverter.class,
            description = "Time for each network. Default: ${DEFAULT-VALUE}.")
    private Duration cap;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of every run. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--out", paramLabel = "DIR", description = "Also writes ladder.md and ladder.csv into this folder.")
    private Path out;

    LadderCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws IOException {
        if (!Files.isDirectory(victims)) {
            throw new UsageException("victims must be a folder, got '" + victims + "'");
        }
        Ladder ladder = new Ladder(environment.method(method), cap, seed);
        return new ExperimentOutput(environment, out, "ladder").run(progress -> ladder.run(victims, progress));
    }
}
