package org.crease.lab.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.crease.geometry.Points;
import org.crease.network.Alignment;
import org.crease.network.Comparison;
import org.crease.network.Layer;
import org.crease.network.ReluNetwork;
import org.crease.oracle.Ending;
import org.crease.oracles.model.NetworkFile;
import org.crease.recovery.SearchSpace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code crease compare}: the scorer, on two files. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = "Compares a found network A with a true one B, neuron by neuron and as functions.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:isomorphic", "2:wrong arguments or unreadable input", "3:not isomorphic"})
final class CompareCommand implements Callable<Integer> {
    private final Environment environment;

    @Parameters(paramLabel = "A", description = "The found network: a file .onnx or .json.")
    private String found;

    @Parameters(paramLabel = "B", description = "The true network, likewise.")
    private String truth;

    @Option(
            names = "--samples",
            paramLabel = "N",
            defaultValue = "10000",
            description =
                    "Points at which the functions are compared: normal of standard deviation scale, or uniform in the"
                            + " box. Default: ${DEFAULT-VALUE}.")
    private int samples;

    @Mixin
    private SpaceOptions options;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    CompareCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        NetworkFile fileOfF = NetworkFile.of(OpenOracle.existing("A", found));
        NetworkFile fileOfG = NetworkFile.of(OpenOracle.existing("B", truth));
        boolean softmax = fileOfF.ending() == Ending.SOFTMAX || fileOfG.ending() == Ending.SOFTMAX;
        ReluNetwork f = softmax ? centred(fileOfF.network()) : fileOfF.network();
        ReluNetwork g = softmax ? centred(fileOfG.network()) : fileOfG.network();
        SearchSpace space = options.space(g.inputs());
        Points points = SpaceOptions.samples(space, samples, options.random());
        Comparison comparison = compare(f, g, points);
        if (json) {
            environment.out().println(Json.text(json(comparison)));
        } else {
            print(comparison, environment.out());
        }
        environment.out().flush();
        return comparison.isomorphic() ? ExitCode.OK : ExitCode.PARTIAL;
    }

    /** With logits that sum to zero: a softmax does not show a common shift. */
    private static ReluNetwork centred(ReluNetwork network) {
        Layer last = network.outputLayer();
        int m = last.outputs();
        int n = last.inputs();
        double[] weights = new double[m * n];
        for (int j = 0; j < n; j++) {
            int column = j;
            double mean = IntStream.range(0, m)
                            .mapToDouble(i -> last.weight(i, column))
                            .sum()
                    / m;
            for (int i = 0; i < m; i++) {
                weights[i * n + j] = last.weight(i, j) - mean;
            }
        }
        double mean = IntStream.range(0, m).mapToDouble(last::bias).sum() / m;
        double[] biases =
                IntStream.range(0, m).mapToDouble(i -> last.bias(i) - mean).toArray();
        return network.withOutputLayer(Layer.linear(m, n, weights, biases));
    }

    private static Comparison compare(ReluNetwork f, ReluNetwork g, Points points) {
        try {
            return Comparison.of(f, g, points, Alignment.MATCH_TOLERANCE);
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
        }
    }

    private static ObjectNode json(Comparison comparison) {
        ObjectNode json = Json.object();
        json.put("isomorphic", comparison.isomorphic());
        json.set(
                "widths",
                Json.array().add(Json.numbers(comparison.foundWidths())).add(Json.numbers(comparison.trueWidths())));
        ArrayNode layers = json.putArray("layers");
        for (Comparison.LayerScore score : comparison.layers()) {
            ObjectNode layer = layers.addObject();
            layer.put("matched", score.matched());
            layer.put("missing", score.missing());
            layer.put("extra", score.extra());
            layer.set("max_row_error", Json.number(score.maxRowError()));
            layer.set("max_bias_error", Json.number(score.maxBiasError()));
            layer.set("log_weight_error", Json.number(score.logWeightError()));
            layer.set("log_bias_error", Json.number(score.logBiasError()));
        }
        json.set("output", comparison.output().map(CompareCommand::output).orElse(null));
        ObjectNode functional = json.putObject("functional");
        functional.put("samples", comparison.functional().samples());
        functional.set("max_abs", Json.number(comparison.functional().maxAbs()));
        functional.set("max_rel", Json.number(comparison.functional().maxRel()));
        return json;
    }

    private static ObjectNode output(Comparison.OutputScore score) {
        ObjectNode json = Json.object();
        json.set("max_row_error", Json.number(score.maxRowError()));
        json.set("max_bias_error", Json.number(score.maxBiasError()));
        return json;
    }

    private static void print(Comparison comparison, PrintWriter out) {
        out.println((comparison.isomorphic() ? "isomorphic: " : "not isomorphic: ")
                + RunSummary.widths(comparison.foundWidths()) + " and "
                + RunSummary.widths(comparison.trueWidths()));
        if (!comparison.isomorphic()) {
            out.println("because:   " + String.join("; ", comparison.differences()));
        }
        List<Comparison.LayerScore> layers = comparison.layers();
        for (int k = 0; k < layers.size(); k++) {
            Comparison.LayerScore layer = layers.get(k);
            out.println("layer " + (k + 1) + ":   " + layer.matched() + " matched, " + layer.missing() + " missing, "
                    + layer.extra() + " extra; largest error of a row " + number(layer.maxRowError())
                    + ", of a bias " + number(layer.maxBiasError()));
        }
        comparison
                .output()
                .ifPresent(score -> out.println("output:    largest error of a row "
                        + RunSummary.number(score.maxRowError()) + ", of a bias "
                        + RunSummary.number(score.maxBiasError())));
        Comparison.Functional functional = comparison.functional();
        out.println("functions: largest difference " + RunSummary.number(functional.maxAbs()) + ", "
                + RunSummary.number(functional.maxRel()) + " of the largest value, at "
                + functional.samples() + " points");
    }

    private static String number(OptionalDouble value) {
        return RunSummary.number(value.orElse(Double.NaN));
    }
}
