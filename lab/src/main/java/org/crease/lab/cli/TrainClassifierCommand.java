package org.crease.lab.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.crease.lab.experiment.TrainedClassifier;
import org.crease.oracle.Ending;
import org.crease.oracles.model.NetworkOnnx;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code crease train classifier}: a {@link TrainedClassifier} into a file, with the softmax at its end. */
@Command(
        name = "classifier",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = "Trains a classifier of Gaussian blobs that ends in a softmax.")
final class TrainClassifierCommand implements Callable<Integer> {
    private final Environment environment;

    @Option(
            names = "--widths",
            paramLabel = "N-…-N",
            required = true,
            description = "Inputs, hidden layers, classes: 10-16-10-4.")
    private String widths;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of the blobs, the weights and the order. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--float32", description = "An .onnx that computes in float32; its weights are float32 either way.")
    private boolean isFloat32;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            required = true,
            description = "A new file: .onnx or .json, float64 if nothing else is said.")
    private Path out;

    TrainClassifierCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        NewNetworkFile file = new NewNetworkFile(out);
        if (isFloat32 && !file.isOnnx()) {
            throw new UsageException("out must end in .onnx with --float32, got '" + out + "'");
        }
        TrainedClassifier trained = trained();
        if (isFloat32) {
            NetworkOnnx.writeFloat32(out, trained.network(), Ending.SOFTMAX);
        } else {
            file.write(trained.network(), Ending.SOFTMAX);
        }
        environment
                .out()
                .println(out + ": " + RunSummary.widths(trained.network().widths()) + ", seed " + seed
                        + String.format(Locale.ROOT, ", %.1f %% of fresh samples right", 100 * trained.accuracy()));
        environment.out().flush();
        return ExitCode.OK;
    }

    private TrainedClassifier trained() {
        try {
            return TrainedClassifier.train(TrainRandomCommand.numbers(widths), seed);
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
        }
    }
}
