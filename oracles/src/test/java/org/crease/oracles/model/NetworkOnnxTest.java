package org.crease.oracles.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.crease.geometry.Points;
import org.crease.network.ReluNetwork;
import org.crease.oracles.OnnxFixture;
import org.crease.oracles.RandomNetworks;
import org.crease.oracles.onnx.OnnxOracle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkOnnxTest {
    @TempDir
    Path folder;

    /** Whether ONNX Runtime and the network read back agree with the network written. */
    private void assertSurvives(ReluNetwork network) {
        Path file = folder.resolve("net.onnx");
        NetworkOnnx.write(file, network);
        assertThat(NetworkFile.read(file)).isEqualTo(network);
        assertAnswers(file, network);
    }

    private static void assertAnswers(Path file, ReluNetwork network) {
        try (OnnxOracle oracle = OnnxOracle.open(file)) {
            Points questions = RandomNetworks.questions(9, 200, network.inputs());
            // answers are below 100; in float32 two layers round them by some 2⁻²³ · 100 at most
            double tolerance = oracle.arithmetic().equals("float64") ? 1e-12 : 2e-5;
            assertThat(RandomNetworks.distance(oracle.ask(questions), network.evaluate(questions)))
                    .isLessThanOrEqualTo(tolerance);
        }
    }

    /** What is read agrees with what ONNX Runtime answers. */
    private void assertReadRight(OnnxFixture model, Integer... widths) {
        Path file = model.write(folder.resolve("model.onnx"));
        ReluNetwork network = NetworkOnnx.read(file);
        assertThat(network.widths()).containsExactly(widths);
        assertAnswers(file, network);
    }

    private void assertRefused(OnnxFixture model, String message) {
        Path file = model.write(folder.resolve("model.onnx"));
        assertThatThrownBy(() -> NetworkOnnx.read(file))
                .isInstanceOf(UnreadableModelException.class)
                .hasMessage(message + ": " + file);
    }

    @Test
    void aReluNetworkSurvivesAndAnswersTheSameInOnnxRuntime() {
        assertSurvives(RandomNetworks.relu(1, 10, 20, 20, 3));
        assertSurvives(RandomNetworks.relu(2, 3, 1));
    }

    @Test
    void aLeakyNetworkSurvivesAndAnswersTheSameInOnnxRuntime() {
        assertSurvives(RandomNetworks.leaky(3, 8, 12, 9, 2));
    }

    @Test
    void anActivationAfterTheLastLayerSurvives() {
        assertSurvives(new ReluNetwork(RandomNetworks.relu(4, 5, 7, 3, 1).hidden()));
        assertSurvives(new ReluNetwork(RandomNetworks.leaky(4, 5, 7, 3, 1).hidden()));
    }

    @Test
    void theSameNetworkGivesTheSameBytesAndNoOtherFile() throws IOException {
        Path a = folder.resolve("a.onnx");
        Path b = folder.resolve("b.onnx");
        NetworkOnnx.write(a, RandomNetworks.leaky(5, 4, 3, 2));
        NetworkOnnx.write(b, RandomNetworks.leaky(5, 4, 3, 2));
        assertThat(a).hasSameBinaryContentAs(b);
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactlyInAnyOrder(a, b);
        }
    }

    @Test
    void matricesOnTheRightAreReadWithConstantsInEitherOrder() {
        assertReadRight(
                OnnxFixture.of(OnnxFixture.DOUBLE)
                        .input("x", -1, 3)
                        .constant("mean", new long[] {3}, 1, 2, 3)
                        .constant("std", new long[] {1, 3}, 2, 4, 0.5)
                        .constant("w", new long[] {3, 2}, 1, -2, 3, 0.5, -1, 2)
                        .constant("b", new long[] {2}, 0.5, -0.5)
                        .constant("v", new long[] {2, 1}, 3, -1)
                        .constant("c", new long[] {}, 7)
                        .node("Sub", List.of("x", "mean"), "x1")
                        .node("Div", List.of("x1", "std"), "x2")
                        .node("MatMul", List.of("x2", "w"), "z")
                        .node("Add", List.of("b", "z"), "zb")
                        .node("Relu", List.of("zb"), "h")
                        .node("MatMul", List.of("h", "v"), "u")
                        .node("Sub", List.of("c", "u"), "y")
                        .output("y", -1, 1),
                3,
                2,
                1);
    }

    @Test
    void matricesOnTheLeftOfAColumnAreRead() {
        assertReadRight(
                OnnxFixture.of(OnnxFixture.DOUBLE)
                        .input("x", 3, 1)
                        .constant("w", new long[] {2, 3}, 1, -2, 3, 0.5, -1, 2)
                        .constant("b", new long[] {2, 1}, 0.5, -0.5)
                        .node("MatMul", List.of("w", "x"), "z")
                        .node("Add", List.of("z", "b"), "zb")
                        .node("Relu", List.of("zb"), "y")
                        .output("y", 2, 1),
                3,
                2);
    }

    @Test
    void gemmIsReadWithAlphaBetaAndBothTranspositions() {
        assertReadRight(
                OnnxFixture.of(OnnxFixture.DOUBLE)
                        .input("x", 3, 1)
                        .constant("w", new long[] {2, 3}, 1, -2, 3, 0.5, -1, 2)
                        .constant("b", new long[] {1}, 0.5)
                        .node(
                                "Gemm",
                                List.of("x", "w", "b"),
                                "z",
                                OnnxFixture.integer("transA", 1),
                                OnnxFixture.integer("transB", 1),
                                OnnxFixture.real("alpha", 0.5f),
                                OnnxFixture.real("beta", -2))
                        .node("Relu", List.of("z"), "h")
                        .constant("v", new long[] {2, 2}, 1, 2, 3, 4)
                        .node("Gemm", List.of("h", "v"), "y")
                        .output("y", 1, 2),
                3,
                2,
                2);
    }

    @Test
    void leakyReluAndPReluBecomeSlopes() {
        OnnxFixture model = OnnxFixture.of(OnnxFixture.FLOAT)
                .input("x", -1, 2)
                .constant("w", new long[] {2, 2}, 1, -2, 3, 0.5)
                .constant("a", new long[] {2}, 0.25, -0.5)
                .node("MatMul", List.of("x", "w"), "z1")
                .node("LeakyRelu", List.of("z1"), "h1")
                .node("MatMul", List.of("h1", "w"), "z2")
                .node("PRelu", List.of("z2", "a"), "y")
                .output("y", -1, 2);
        assertReadRight(model, 2, 2, 2);
        ReluNetwork network = NetworkOnnx.read(folder.resolve("model.onnx"));
        assertThat(network.layers().getFirst().negativeSlope(1)).isEqualTo(0.01f);
        assertThat(network.outputLayer().negativeSlope(1)).isEqualTo(-0.5);
    }

    @Test
    void aConvolutionThatCoversItsInputIsAFullyConnectedLayer() {
        assertReadRight(
                OnnxFixture.of(OnnxFixture.FLOAT)
                        .input("x", 1, 1, 1, 3)
                        .constant("w", new long[] {2, 1, 1, 3}, 1, -2, 3, 0.5, -1, 2)
                        .constant("b", new long[] {2}, 0.5, -0.5)
                        .constant("v", new long[] {1, 2, 1, 1}, 2, -1)
                        .node("Conv", List.of("x", "w", "b"), "z")
                        .node("Relu", List.of("z"), "h")
                        .node("Conv", List.of("h", "v"), "u")
                        .node("Flatten", List.of("u"), "y")
                        .output("y", 1, 1),
                3,
                2,
                1);
    }

    @Test
    void aSmallerConvolutionIsRefused() {
        assertRefused(
                OnnxFixture.of(OnnxFixture.FLOAT)
                        .input("x", 1, 1, 1, 3)
                        .constant("w", new long[] {2, 1, 1, 2}, 1, -2, 3, 0.5)
                        .node("Conv", List.of("x", "w"), "y")
                        .output("y", 1, 2, 1, 2),
                "Conv kernel must cover its whole input of shape [1, 1, 1, 3], got [2, 1, 1, 2]");
    }

    @Test
    void affineMapsInARowBecomeOneLayer() {
        assertReadRight(
                OnnxFixture.of(OnnxFixture.DOUBLE)
                        .input("x", -1, 2)
                        .constant("w", new long[] {2, 2}, 1, -2, 3, 0.5)
                        .constant("b", new long[] {2}, 0.5, -0.5)
                        .node("Gemm", List.of("x", "w", "b"), "z1")
                        .node("Gemm", List.of("z1", "w", "b"), "z2")
                        .node("Relu", List.of("z2"), "h")
                        .node("MatMul", List.of("h", "w"), "u")
                        .node("Gemm", List.of("u", "w", "b"), "y")
                        .output("y", -1, 2),
                2,
                2,
                2);
    }

    @Test
    void shapesMayChangeOnTheWay() {
        assertReadRight(
                OnnxFixture.of(OnnxFixture.DOUBLE)
                        .input("x", -1, 1, 2, 2)
                        .integers("flat", -1, 4)
                        .integers("axes", 1)
                        .constant("w", new long[] {4, 2}, 1, -2, 3, 0.5, -1, 2, 4, -3)
                        .constant("a", new long[] {2}, 0.25, -0.5)
                        .constant("wt", new long[] {1, 2}, 1, 2)
                        .node("Reshape", List.of("x", "flat"), "x1")
                        .node("Unsqueeze", List.of("x1", "axes"), "x2")
                        .node("Squeeze", List.of("x2", "axes"), "x3")
                        .node("Identity", List.of("x3"), "x4")
                        .node("MatMul", List.of("x4", "w"), "z")
                        .node("Relu", List.of("z"), "h")
                        .node("Transpose", List.of("wt"), "v")
                        .node("MatMul", List.of("h", "v"), "y")
                        .output("y", -1, 1),
                4,
                2,
                1);
    }

    @Test
    void anOperatorThatIsNotAffineNorAReluIsRefusedByName() {
        assertRefused(
                OnnxFixture.of(OnnxFixture.FLOAT)
                        .input("x", -1, 2)
                        .node("Tanh", List.of("x"), "y")
                        .output("y", -1, 2),
                "operator must be one of Add, Cast, Constant, Conv, Div, Dropout, Flatten, Gemm, Identity, LeakyRelu, "
                        + "MatMul, Mul, Neg, PRelu, Relu, Reshape, Squeeze, Sub, Transpose, Unsqueeze, got Tanh");
    }

    @Test
    void aSkipConnectionIsRefused() {
        assertRefused(
                OnnxFixture.of(OnnxFixture.FLOAT)
                        .input("x", -1, 2)
                        .node("Relu", List.of("x"), "h")
                        .node("Add", List.of("x", "h"), "y")
                        .output("y", -1, 2),
                "Add must have one constant operand, got two that depend on the model's input");
        assertRefused(
                OnnxFixture.of(OnnxFixture.FLOAT)
                        .input("x", -1, 2)
                        .node("Relu", List.of("x"), "h")
                        .node("Sub", List.of("x", "h"), "y")
                        .output("y", -1, 2),
                "Sub must have one constant operand or spell out a leaky ReLU, got another difference");
    }

    @Test
    void wrongSizesAreRefused() {
        assertRefused(
                OnnxFixture.of(OnnxFixture.FLOAT)
                        .input("x", -1, 2)
                        .constant("w", new long[] {3, 1}, 1, 2, 3)
                        .node("MatMul", List.of("x", "w"), "y")
                        .output("y", -1, 1),
                "MatMul weights must have 2 inputs, got 3");
        assertRefused(
                OnnxFixture.of(OnnxFixture.FLOAT)
                        .input("x", -1, 2)
                        .constant("w", new long[] {2, 1}, 1)
                        .node("MatMul", List.of("x", "w"), "y")
                        .output("y", -1, 1),
                "tensor w must hold 2 numbers, got 1");
        assertRefused(
                OnnxFixture.of(OnnxFixture.FLOAT)
                        .input("x", -1, 2)
                        .input("y", -1, 2)
                        .node("Relu", List.of("x"), "z")
                        .output("z", -1, 2),
                "model inputs must number 1, got 2 (x, y)");
    }

    @Test
    void aLayerWithoutNeuronsIsRefused() {
        Path file = OnnxFixture.of(OnnxFixture.FLOAT)
                .input("x", -1, 2)
                .constant("w", new long[] {2, 0})
                .node("MatMul", List.of("x", "w"), "y")
                .output("y", -1, 0)
                .write(folder.resolve("model.onnx"));
        assertThatThrownBy(() -> NetworkOnnx.read(file))
                .isInstanceOf(UnreadableModelException.class)
                .hasMessageStartingWith("network must have neurons in every layer, got " + file);
    }

    @Test
    void aFileThatIsNoModelIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("model.onnx"), "not a model at all");
        assertThatThrownBy(() -> NetworkOnnx.read(file))
                .isInstanceOf(UnreadableModelException.class)
                .hasMessageContaining(file.toString())
                .hasMessageNotContaining("\n");
        assertThatThrownBy(() -> NetworkOnnx.read(folder.resolve("absent.onnx")))
                .isInstanceOf(UnreadableModelException.class)
                .hasMessageStartingWith("network must be a readable file, got ");
    }
}
