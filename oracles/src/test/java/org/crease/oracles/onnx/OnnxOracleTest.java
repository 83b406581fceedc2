package org.crease.oracles.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.crease.geometry.Points;
import org.crease.network.ReluNetwork;
import org.crease.oracle.OracleException;
import org.crease.oracles.OnnxFixture;
import org.crease.oracles.RandomNetworks;
import org.crease.oracles.model.NetworkOnnx;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxOracleTest {
    private static final double[] WEIGHTS = {1, -2, 3, 0.5, -1, 2, 4, -3, 1, 0.25};

    @TempDir
    Path folder;

    /** z = max(W·x, 0) with W of shape [5, 2] for x of shape [..., 5], flattened first. */
    private OnnxFixture flattening(int type, long... shape) {
        return OnnxFixture.of(type)
                .input("x", shape)
                .constant("w", new long[] {5, 2}, WEIGHTS)
                .node("Flatten", List.of("x"), "flat")
                .node("MatMul", List.of("flat", "w"), "z")
                .node("Relu", List.of("z"), "y")
                .output("y", shape[0], 2);
    }

    private static Points expected(Points questions) {
        double[] y = new double[questions.size() * 2];
        for (int p = 0; p < questions.size(); p++) {
            for (int i = 0; i < 2; i++) {
                double z = 0;
                for (int j = 0; j < 5; j++) {
                    z += questions.get(p, j) * WEIGHTS[2 * j + i];
                }
                y[2 * p + i] = Math.max(z, 0);
            }
        }
        return Points.of(questions.size(), 2, y);
    }

    @Test
    void aFloat64ModelWithADynamicBatchAnswersAnyNumberOfQuestionsInOrder() {
        ReluNetwork network = RandomNetworks.relu(1, 7, 20, 9, 3);
        Path file = folder.resolve("net.onnx");
        NetworkOnnx.write(file, network);
        try (OnnxOracle oracle = OnnxOracle.open(file)) {
            assertThat(oracle.inputs()).isEqualTo(7);
            assertThat(oracle.outputs()).isEqualTo(3);
            assertThat(oracle.arithmetic()).isEqualTo("float64");
            assertThat(oracle.batchLimit()).isEqualTo(1024);
            Points questions = RandomNetworks.questions(2, 2500, 7);
            Points answers = oracle.ask(questions);
            assertThat(RandomNetworks.distance(answers, network.evaluate(questions)))
                    .isLessThan(1e-12);
            assertThat(oracle.ask(questions)).isEqualTo(answers);
            assertThat(oracle.ask(questions.slice(1500, 1501)).get(0, 2)).isEqualTo(answers.get(1500, 2));
            assertThat(oracle.ask(questions.slice(0, 0)).size()).isZero();
        }
    }

    @Test
    void aFloat32ModelAnswersWithFloat32Precision() {
        try (OnnxOracle oracle =
                OnnxOracle.open(flattening(OnnxFixture.FLOAT, -1, 5).write(folder.resolve("f32.onnx")))) {
            assertThat(oracle.arithmetic()).isEqualTo("float32");
            Points questions = RandomNetworks.questions(3, 100, 5);
            // answers up to 2 · 5 · 4 = 40 in five roundings of 2⁻²⁴ each
            assertThat(RandomNetworks.distance(oracle.ask(questions), expected(questions)))
                    .isBetween(1e-9, 2e-5);
        }
    }

    @Test
    void aRank4InputWithBatch1IsAskedOneByOne() {
        try (OnnxOracle oracle =
                OnnxOracle.open(flattening(OnnxFixture.DOUBLE, 1, 1, 1, 5).write(folder.resolve("rank4.onnx")))) {
            assertThat(oracle.batchLimit()).isEqualTo(1);
            assertThat(oracle.inputs()).isEqualTo(5);
            Points questions = RandomNetworks.questions(4, 10, 5);
            assertThat(RandomNetworks.distance(oracle.ask(questions), expected(questions)))
                    .isLessThan(1e-13);
        }
    }

    @Test
    void aRank4InputWithADynamicBatchIsAskedTogether() {
        try (OnnxOracle oracle =
                OnnxOracle.open(flattening(OnnxFixture.DOUBLE, -1, 5, 1, 1).write(folder.resolve("rank4.onnx")))) {
            assertThat(oracle.batchLimit()).isEqualTo(1024);
            Points questions = RandomNetworks.questions(4, 10, 5);
            assertThat(RandomNetworks.distance(oracle.ask(questions), expected(questions)))
                    .isLessThan(1e-13);
        }
    }

    @Test
    void anInputOfRank1HasNoBatch() {
        Path file = OnnxFixture.of(OnnxFixture.DOUBLE)
                .input("x", 5)
                .constant("w", new long[] {5, 2}, WEIGHTS)
                .node("MatMul", List.of("x", "w"), "z")
                .node("Relu", List.of("z"), "y")
                .output("y", 2)
                .write(folder.resolve("rank1.onnx"));
        try (OnnxOracle oracle = OnnxOracle.open(file)) {
            assertThat(oracle.batchLimit()).isEqualTo(1);
            Points questions = RandomNetworks.questions(5, 10, 5);
            assertThat(RandomNetworks.distance(oracle.ask(questions), expected(questions)))
                    .isLessThan(1e-13);
        }
    }

    @Test
    void aFixedFirstDimensionAbove1IsPartOfOneQuestion() {
        Path file = OnnxFixture.of(OnnxFixture.DOUBLE)
                .input("x", 3, 2)
                .node("Relu", List.of("x"), "y")
                .output("y", 3, 2)
                .write(folder.resolve("matrix.onnx"));
        try (OnnxOracle oracle = OnnxOracle.open(file)) {
            assertThat(oracle.inputs()).isEqualTo(6);
            assertThat(oracle.outputs()).isEqualTo(6);
            assertThat(oracle.ask(Points.of(1, 6, new double[] {1, -1, 2, -2, 3, -3}))
                            .get(0)
                            .toArray())
                    .containsExactly(1, 0, 2, 0, 3, 0);
        }
    }

    @Test
    void aModelThatDeclaresABatchButReshapesToOneQuestionIsAskedOneByOne() {
        Path file = OnnxFixture.of(OnnxFixture.DOUBLE)
                .input("x", -1, 5)
                .integers("shape", 1, 5)
                .constant("w", new long[] {5, 2}, WEIGHTS)
                .node("Reshape", List.of("x", "shape"), "flat")
                .node("MatMul", List.of("flat", "w"), "z")
                .node("Relu", List.of("z"), "y")
                .output("y", -1, 2)
                .write(folder.resolve("fixed.onnx"));
        try (OnnxOracle oracle = OnnxOracle.open(file)) {
            assertThat(oracle.batchLimit()).isEqualTo(1);
            Points questions = RandomNetworks.questions(6, 3, 5);
            assertThat(RandomNetworks.distance(oracle.ask(questions), expected(questions)))
                    .isLessThan(1e-13);
        }
    }

    @Test
    void aModelThatMixesTheQuestionsOfABatchIsAskedOneByOne() {
        // y = Wᵀ·xᵀ has the batch last: as many numbers as it must have, in another order
        Path file = OnnxFixture.of(OnnxFixture.DOUBLE)
                .input("x", -1, 5)
                .constant("w", new long[] {5, 2}, WEIGHTS)
                .node("MatMul", List.of("x", "w"), "z")
                .node("Relu", List.of("z"), "r")
                .node("Transpose", List.of("r"), "y")
                .output("y", 2, -1)
                .write(folder.resolve("mixed.onnx"));
        try (OnnxOracle oracle = OnnxOracle.open(file)) {
            assertThat(oracle.batchLimit()).isEqualTo(1);
            Points questions = RandomNetworks.questions(7, 3, 5);
            assertThat(RandomNetworks.distance(oracle.ask(questions), expected(questions)))
                    .isLessThan(1e-13);
        }
    }

    @Test
    void aQuestionOfAnotherDimensionIsRefused() {
        try (OnnxOracle oracle =
                OnnxOracle.open(flattening(OnnxFixture.DOUBLE, -1, 5).write(folder.resolve("a.onnx")))) {
            assertThatThrownBy(() -> oracle.ask(RandomNetworks.questions(1, 2, 4)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("questions must have dimension 5, got 4");
        }
    }

    @Test
    void aClosedOracleDoesNotAnswerAndClosesTwice() {
        OnnxOracle oracle =
                OnnxOracle.open(flattening(OnnxFixture.DOUBLE, -1, 5).write(folder.resolve("a.onnx")));
        oracle.close();
        oracle.close();
        assertThatThrownBy(() -> oracle.ask(RandomNetworks.questions(1, 2, 5)))
                .isInstanceOf(OracleException.class)
                .hasMessageContaining("model must be open to be asked");
    }
}
