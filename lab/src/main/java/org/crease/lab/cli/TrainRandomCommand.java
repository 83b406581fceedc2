package org.crease.lab.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.crease.lab.experiment.RandomVictim;
import org.crease.network.ReluNetwork;
import org.crease.oracles.model.NetworkJson;
import org.crease.oracles.model.NetworkOnnx;
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
        boolean onnx = out.toString().endsWith(".onnx");
        if (!onnx && !out.toString().endsWith(".json")) {
            throw new UsageException("out must end in .onnx or .json, got '" + out + "'");
        }
        if (Files.exists(out)) {
            throw new UsageException("out must be a new file, got '" + out + "', which exists");
        }
        Path folder = out.toAbsolutePath().getParent();
        if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
            throw new UsageException("out must lie in a folder that can be written, got '" + out + "'");
        }
        ReluNetwork network = draw(widths, seed);
        if (onnx) {
            NetworkOnnx.write(out, network);
        } else {
            NetworkJson.write(out, network, List.of());
        }
        environment
                .out()
                .println(out + ": " + RunSummary.widths(network.widths()) + ", " + network.parameters()
                        + " parameters, seed " + seed);
        environment.out().flush();
        return ExitCode.OK;
    }

    /** Draws a network of widths as they are written on the command line. */
    static ReluNetwork draw(String widths, long seed) {
        if (!widths.matches("\\d{1,8}(-\\d{1,8})+")) {
            throw new UsageException(
                    "widths must be at least 2 positive numbers joined by -, as 10-20-1, got '" + widths + "'");
        }
        List<Integer> numbers =
                Arrays.stream(widths.split("-")).map(Integer::valueOf).toList();
        try {
            return RandomVictim.draw(numbers, seed);
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
        }
    }
}
