package org.crease.lab.cli;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Files of models that are unfit in one way each; each method returns the address of its oracle. */
final class TestModels {
    private static final int DOUBLE = TensorProto.DataType.DOUBLE_VALUE;

    private TestModels() {}

    /** One operator from x ∈ ℝ⁴ to y ∈ ℝ⁴. */
    static String operator(Path folder, String name) {
        return write(folder, graph(4, 4).addNode(node(name, List.of("x"), "y")));
    }

    /** y = log(x − x − 1): not a number anywhere. */
    static String notANumber(Path folder) {
        return write(
                folder,
                graph(4, 4)
                        .addInitializer(constant("one", 1))
                        .addNode(node("Sub", List.of("x", "x"), "zero"))
                        .addNode(node("Sub", List.of("zero", "one"), "minus"))
                        .addNode(node("Log", List.of("minus"), "y")));
    }

    /** y = x + x₂ with two inputs. */
    static String twoInputs(Path folder) {
        return write(folder, graph(4, 4).addInput(tensor("x2", 4)).addNode(node("Add", List.of("x", "x2"), "y")));
    }

    /** y = x · x in float32. */
    static String squares32(Path folder) {
        GraphProto.Builder graph = graph(4, 4).addNode(node("Mul", List.of("x", "x"), "y"));
        for (ValueInfoProto.Builder tensor : List.of(graph.getInputBuilder(0), graph.getOutputBuilder(0))) {
            tensor.getTypeBuilder().getTensorTypeBuilder().setElemType(TensorProto.DataType.FLOAT_VALUE);
        }
        return write(folder, graph);
    }

    /** A file that ends too soon. */
    static String corrupt(Path folder) {
        try {
            Path file = folder.resolve("corrupt.onnx");
            byte[] whole =
                    graph(4, 4).addNode(node("Relu", List.of("x"), "y")).build().toByteArray();
            Files.write(file, Arrays.copyOf(whole, whole.length / 2));
            return "onnx:" + file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Weights so large that their products are infinite. */
    static String overflowing(Path folder) {
        return json(
                folder,
                "{\"activation\":\"relu\",\"layers\":[{\"weight\":[[1e308,1e308]],\"bias\":[1]},"
                        + "{\"weight\":[[1e308]],\"bias\":[0]}]}");
    }

    /** f = 3. */
    static String constantFunction(Path folder) {
        return json(
                folder,
                "{\"activation\":\"relu\",\"layers\":[{\"weight\":[[0,0],[0,0]],\"bias\":[1,2]},"
                        + "{\"weight\":[[1,1]],\"bias\":[0]}]}");
    }

    /** f = 2x₁ − x₂ + 1. */
    static String linearFunction(Path folder) {
        return json(folder, "{\"activation\":\"relu\",\"layers\":[{\"weight\":[[2,-1]],\"bias\":[1]}]}");
    }

    /** Two kinks on a line. */
    static String oneInput(Path folder) {
        return json(
                folder,
                "{\"activation\":\"relu\",\"layers\":[{\"weight\":[[1],[-2]],\"bias\":[0.5,1]},"
                        + "{\"weight\":[[1,3]],\"bias\":[0]}]}");
    }

    private static String json(Path folder, String text) {
        try {
            return "weights:" + Files.writeString(folder.resolve("model.json"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String write(Path folder, GraphProto.Builder graph) {
        ModelProto model = ModelProto.newBuilder()
                .setIrVersion(7)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(13))
                .setGraph(graph)
                .build();
        try {
            return "onnx:" + Files.write(folder.resolve("model.onnx"), model.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static GraphProto.Builder graph(int inputs, int outputs) {
        return GraphProto.newBuilder()
                .setName("test")
                .addInput(tensor("x", inputs))
                .addOutput(tensor("y", outputs));
    }

    private static NodeProto node(String operator, List<String> inputs, String output) {
        return NodeProto.newBuilder()
                .setOpType(operator)
                .addAllInput(inputs)
                .addOutput(output)
                .build();
    }

    private static TensorProto constant(String name, double value) {
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(DOUBLE)
                .addDims(1)
                .addDoubleData(value)
                .build();
    }

    /** Shape [batch, size]. */
    private static ValueInfoProto tensor(String name, int size) {
        TensorShapeProto shape = TensorShapeProto.newBuilder()
                .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("batch"))
                .addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(size))
                .build();
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(DOUBLE)
                                .setShape(shape)))
                .build();
    }
}
