package org.crease.oracles.onnx;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.crease.oracles.OnnxFixture;
import org.crease.oracles.model.UnreadableModelException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnreadableOnnxModelTest {
    @TempDir
    Path folder;

    private void refused(Path file, String... parts) {
        assertThatThrownBy(() -> OnnxOracle.open(file))
                .isInstanceOf(UnreadableModelException.class)
                .hasMessageContainingAll(parts)
                .hasMessageContaining(file.toString())
                .hasMessageNotContaining("\n");
    }

    private OnnxFixture model(int type) {
        return OnnxFixture.of(type);
    }

    private Path file() {
        return folder.resolve("model.onnx");
    }

    @Test
    void aMissingFileIsRefused() {
        refused(folder.resolve("absent.onnx"), "model must be an existing file, got ");
    }

    @Test
    void aFileThatIsNoModelIsRefused() throws IOException {
        refused(Files.writeString(file(), "not a model at all"), "model must be one that ONNX Runtime can run, got ");
    }

    @Test
    void anEmptyFileIsRefused() throws IOException {
        refused(Files.write(file(), new byte[0]), "model must be one that ONNX Runtime can run, got ");
    }

    @Test
    void twoInputsAreRefused() {
        refused(
                model(OnnxFixture.FLOAT)
                        .input("a", -1, 2)
                        .input("b", -1, 2)
                        .node("Add", List.of("a", "b"), "y")
                        .output("y", -1, 2)
                        .write(file()),
                "model inputs must number 1, got 2 (a, b)");
    }

    @Test
    void severalOutputsAreRefused() {
        refused(
                model(OnnxFixture.FLOAT)
                        .input("x", -1, 2)
                        .node("Relu", List.of("x"), "y")
                        .node("Neg", List.of("x"), "z")
                        .node("Abs", List.of("x"), "w")
                        .output("y", -1, 2)
                        .output("z", -1, 2)
                        .output("w", -1, 2)
                        .write(file()),
                "model outputs must number 1, got 3 (y, z, w)");
    }

    @Test
    void anIntegerInputIsRefused() {
        refused(
                model(OnnxFixture.FLOAT)
                        .input(OnnxFixture.INT64, "x", -1, 2)
                        .node("Cast", List.of("x"), "y", OnnxFixture.integer("to", OnnxFixture.FLOAT))
                        .output("y", -1, 2)
                        .write(file()),
                "model input type must be FLOAT or DOUBLE, got INT64");
    }

    @Test
    void anIntegerOutputIsRefused() {
        refused(
                model(OnnxFixture.FLOAT)
                        .input("x", -1, 2)
                        .node("Cast", List.of("x"), "y", OnnxFixture.integer("to", OnnxFixture.INT64))
                        .output(OnnxFixture.INT64, "y", -1, 2)
                        .write(file()),
                "model output type must be FLOAT or DOUBLE, got INT64");
    }

    @Test
    void aDynamicDimensionAfterTheFirstIsRefused() {
        refused(
                model(OnnxFixture.FLOAT)
                        .input("x", -1, -1)
                        .node("Relu", List.of("x"), "y")
                        .output("y", -1, -1)
                        .write(file()),
                "model input dimensions after a batch dimension must be fixed and positive, got [-1, -1]");
    }

    @Test
    void anUnknownOperatorIsRefused() {
        refused(
                model(OnnxFixture.FLOAT)
                        .input("x", -1, 2)
                        .node("Crumple", List.of("x"), "y")
                        .output("y", -1, 2)
                        .write(file()),
                "model must be one that ONNX Runtime can run, got ",
                "Crumple");
    }

    @Test
    void aModelThatCannotAnswerOneQuestionIsRefusedAtOpening() {
        refused(
                model(OnnxFixture.FLOAT)
                        .input("x", -1, 4)
                        .integers("shape", 3, 3)
                        .node("Reshape", List.of("x", "shape"), "y")
                        .output("y", 3, 3)
                        .write(file()),
                "model must be one that ONNX Runtime can run, got ");
    }
}
