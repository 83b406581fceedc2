package org.crease.lab.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.crease.lab.experiment.Coarseness;
import org.crease.lab.experiment.Precision;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code crease experiment precision}: a {@link Precision}, as a table and files. */
@Command(
        name = "precision",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description =
                "Recovers random networks through answers with fewer and fewer digits, and tells how much comes out.")
final class PrecisionCommand implements Callable<Integer> {
    private final Environment environment;

    @Option(
            names = "--widths",
            paramLabel = "N-…-N",
            defaultValue = "10-10-10-1,20-10-1",
            split = ",",
            description = "Shapes, as for train random. Default: ${DEFAULT-VALUE}.")
    private List<String> shapes;

    @Option(
            names = "--answers",
            paramLabel = "KIND",
            defaultValue =
                    "float64,float32,decimals:6,decimals:5,decimals:4,decimals:3,noise:1e-6,noise:1e-5,noise:1e-4",
            split = ",",
            description =
                    "float64, float32, decimals:N or noise:S, with S in units of the range of the answers to standard"
                            + " normal inputs. Default: ${DEFAULT-VALUE}.")
    private List<String> answers;

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "10",
            description = "Networks of each shape, seeds 1 to N, of the draw and of the recovery."
                    + " Default: ${DEFAULT-VALUE}.")
    private int runs;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Also writes precision.md (the table) and precision.csv (every run) into this folder.")
    private Path out;

    PrecisionCommand(Environment environment) {
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
        List<Coarseness> coarseness = answers.stream()
                .map(text -> Coarseness.parse(text)
                        .orElseThrow(
                                () -> new UsageException("answers must be float64, float32, decimals:N with N from 0 to"
                                        + " 15 or noise:S with S at least 0, got " + text)))
                .toList();
        Precision precision = new Precision(environment.method("arrangement"), runs, coarseness);
        return new ExperimentOutput(environment, out, "precision").run(progress -> precision.run(widths, progress));
    }
}
