package org.crease.oracles.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.crease.geometry.Points;
import org.crease.network.Layer;
import org.crease.network.ReluNetwork;
import org.crease.oracle.Ending;
import org.crease.oracles.RandomNetworks;
import org.crease.oracles.onnx.OnnxOracle;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Every fully connected victim: its ONNX file, its JSON file and ONNX Runtime agree. The folder is {@code -Dcrease.victims=…},
 * or {@code shared/victims} beside the project; without it the test is skipped.
 */
class VictimsTest {
    /** ONNX Runtime cannot load its Gemm on a tensor of rank 4; {@code .fixed.onnx} beside it can be run. */
    private static final List<String> NOT_RUN = List.of("arch_acc_3x20.onnx");
    /** Ends with Softmax, which is left out when it is read, but not when it is run. */
    private static final List<String> PROBABILITIES = List.of("marabou_mnist_softmax.onnx");

    private static Path victims() {
        List<Path> candidates = Stream.of(
                        System.getProperty("crease.victims"), "../shared/victims", "../../shared/victims")
                .filter(Objects::nonNull)
                .map(Path::of)
                .toList();
        Path folder = candidates.stream()
                .filter(p -> Files.isRegularFile(p.resolve("manifest.json")))
                .findFirst()
                .orElse(null);
        assumeTrue(folder != null, "victims must be in one of " + candidates + ", or at -Dcrease.victims=…");
        return folder;
    }

    @Test
    void everyFullyConnectedVictimIsReadAndAnswersAsItsJsonFileSays() {
        Path folder = victims();
        List<String> wrong = new ArrayList<>();
        int files = 0;
        for (JsonNode victim :
                JsonMapper.shared().readTree(folder.resolve("manifest.json").toFile())) {
            if (!victim.get("mlp").asBoolean()) {
                continue;
            }
            Path place = folder.resolve(victim.get("folder").asString());
            ReluNetwork json = NetworkFile.read(place.resolve(victim.get("id").asString() + ".json"));
            for (JsonNode file : victim.get("files")) {
                if (file.asString().endsWith(".onnx")) {
                    files++;
                    wrong.addAll(complaints(place.resolve(file.asString()), json));
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(files).isGreaterThan(90);
    }

    @Test
    void theFilesThatAreNotRunAreRefusedInOneLine() {
        Path folder = victims().resolve("published");
        for (String name : NOT_RUN) {
            assertThatThrownBy(() -> OnnxOracle.open(folder.resolve(name)))
                    .isInstanceOf(UnreadableModelException.class)
                    .hasMessageMatching("model must be one that ONNX Runtime can run, got .+");
        }
    }

    @Test
    void aSoftmaxAtTheEndIsLeftOutAndKnown() {
        Path folder = victims().resolve("published");
        for (String name : PROBABILITIES) {
            Path onnx = folder.resolve(name);
            Path json = folder.resolve(name.replace(".onnx", ".json"));
            assertThat(NetworkFile.read(onnx)).isEqualTo(NetworkFile.read(json));
            assertThat(NetworkFile.of(onnx).ending()).isEqualTo(Ending.SOFTMAX);
            assertThat(NetworkFile.of(json).ending()).isEqualTo(Ending.SOFTMAX);
        }
    }

    @Test
    void everyOtherVictimIsRefusedAsANetworkInOneLine() {
        Path folder = victims();
        for (JsonNode victim :
                JsonMapper.shared().readTree(folder.resolve("manifest.json").toFile())) {
            if (!victim.get("mlp").asBoolean()) {
                Path file = folder.resolve(victim.get("folder").asString())
                        .resolve(victim.get("id").asString() + ".onnx");
                assertThatThrownBy(() -> NetworkFile.read(file))
                        .isInstanceOf(UnreadableModelException.class)
                        .hasMessageMatching(".+ must .+, got .+: .+");
            }
        }
    }

    /** What is wrong with one ONNX file; nothing if all is well. */
    private static List<String> complaints(Path file, ReluNetwork json) {
        String name = file.getFileName().toString();
        Points questions = RandomNetworks.questions(11, 50, json.inputs());
        List<String> wrong = new ArrayList<>();
        ReluNetwork read = json;
        try {
            if (!PROBABILITIES.contains(name)) {
                read = NetworkFile.read(file);
                // Some JSON files have the digits from before the rounding to float32; merged layers are not rounded.
                double error = Math.min(
                        relativeError(read.evaluate(questions), json.evaluate(questions)),
                        relativeError(read.evaluate(questions), rounded(json).evaluate(questions)));
                if (!read.widths().equals(json.widths()) || !(error <= 1e-12)) {
                    wrong.add(name + ": read as " + read.widths() + ", differs from its JSON by " + error);
                }
            }
            if (!NOT_RUN.contains(name) && !PROBABILITIES.contains(name)) {
                double error = runningError(file, read, questions);
                if (!(error <= 1)) {
                    wrong.add(name + ": run, differs from what was read by tolerance × " + error);
                }
            }
        } catch (UnreadableModelException e) {
            wrong.add(e.getMessage());
        }
        return wrong;
    }

    /** How far ONNX Runtime is from the network read, in units of the tolerance: rounding through up to 12 layers. */
    private static double runningError(Path file, ReluNetwork network, Points questions) {
        try (OnnxOracle oracle = OnnxOracle.open(file)) {
            double tolerance = oracle.arithmetic().equals("float32") ? 0x1p-18 : 1e-13;
            return relativeError(oracle.ask(questions), network.evaluate(questions)) / tolerance;
        }
    }

    /** The network with weights and biases rounded to float32. */
    private static ReluNetwork rounded(ReluNetwork network) {
        List<Layer> layers = new ArrayList<>();
        for (Layer layer : network.layers()) {
            int n = layer.inputs();
            int m = layer.outputs();
            layers.add(Layer.linear(
                            m,
                            n,
                            IntStream.range(0, m * n)
                                    .mapToDouble(i -> (float) layer.weight(i / n, i % n))
                                    .toArray(),
                            IntStream.range(0, m)
                                    .mapToDouble(i -> (float) layer.bias(i))
                                    .toArray())
                    .withNegativeSlopes(IntStream.range(0, m)
                            .mapToDouble(layer::negativeSlope)
                            .toArray()));
        }
        return new ReluNetwork(layers);
    }

    private static double relativeError(Points a, Points expected) {
        double magnitude =
                Arrays.stream(expected.toArray()).map(Math::abs).max().orElse(0);
        return RandomNetworks.distance(a, expected) / Math.max(magnitude, Double.MIN_NORMAL);
    }
}
