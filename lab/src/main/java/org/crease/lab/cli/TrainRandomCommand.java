package org.crease.lab.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.crease.lab.experiment.RandomVictim;
import org.crease.network.ReluNetwork;
import org.crease.oracle.Ending;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code crease train random}: a {@link RandomVictim} into a file. */
@Command(
        name = "random",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = "Draws a network as the paper does: normal weights of variance 2/fan-in, standard normal biases.")
final class TrainRandomCommand implements Callable<Integer> {
    private final Environment environment;

    @Option(
            names = "--widths",
            paramLabel = "N-…-N",
            required = true,
            description = "Inputs, hidden layers, outputs: 10-20-20-1.")
    private String widths;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of the draw. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            required = true,
            description = "A new file: .onnx or .json, float64 either way.")
    private Path out;

    TrainRandomCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        NewNetworkFile file = new NewNetworkFile(out);
        ReluNetwork network = draw(widths, seed);
        file.write(network, Ending.LOGITS);
        environment
                .out()
                .println(out + ": " + RunSummary.widths(network.widths()) + ", " + network.parameters()
                        + " parameters, seed " + seed);
        environment.out().flush();
        return ExitCode.OK;
    }

    /** Draws a network of widths as they are written on the command line. */
    static ReluNetwork draw(String widths, long seed) {
        try {
            return RandomVictim.draw(numbers(widths), seed);
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
        }
    }

    /** Widths as they are written on the command line. */
    static List<Integer> numbers(String widths) {
        if (!widths.matches("\\d{1,8}(-\\d{1,8})+")) {
            throw new UsageException(
                    "widths must be at least 2 positive numbers joined by -, as 10-20-1, got '" + widths + "'");
        }
        return Arrays.stream(widths.split("-")).map(Integer::valueOf).toList();
    }
}
