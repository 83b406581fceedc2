package org.crease.lab.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.crease.lab.experiment.Reliability;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code crease experiment reliability}: a {@link Reliability}, as a table and files. */
@Command(
        name = "reliability",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = "Recovers random networks and counts how many end complete, and how many of these are wrong.")
final class ReliabilityCommand implements Callable<Integer> {
    private final Environment environment;

    @Option(
            names = "--widths",
            paramLabel = "N-…-N",
            required = true,
            description = "A shape, as for train random: 10-15-15-1. Again for each further shape.")
    private List<String> shapes;

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "100",
            description = "Networks of each shape, seeds 1 to N, of the draw and of the recovery."
                    + " Default: ${DEFAULT-VALUE}.")
    private int runs;

    @Option(
            names = "--method",
            paramLabel = "NAME",
            defaultValue = "arrangement",
            description = "As for recover. Default: ${DEFAULT-VALUE}.")
    private String method;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Also writes reliability.md (the tables) and reliability.csv (every run) into this folder.")
    private Path out;

    ReliabilityCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws IOException {
        if (runs < 1) {
            throw new UsageException("runs must be at least 1, got " + runs);
        }
        List<List<Integer>> widths = shapes.stream()
                .map(shape -> TrainRandomCommand.draw(shape, 1).widths())
                .toList();
        Reliability reliability = new Reliability(environment.method(method), runs);
        return new ExperimentOutput(environment, out, "reliability").run(progress -> reliability.run(widths, progress));
    }
}
