package org.crease.oracles.model;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.crease.network.Layer;
import org.crease.network.ReluNetwork;
import org.crease.oracle.Ending;

/** A network as an ONNX graph of operators that every runtime has in float64 and float32. */
final class OnnxWriter {
    /** Old enough for any runtime in use, and the first with all that is needed here. */
    private static final int OPSET = 13;
    /** The version of the file format that came with that operator set. */
    private static final int IR_VERSION = 7;

    private final ReluNetwork network;
    private final Ending ending;
    private final boolean isFloat32;
    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("network");

    /** @param isFloat32 whether numbers and arithmetic are float32, to which weights are rounded; else float64 */
    OnnxWriter(ReluNetwork network, Ending ending, boolean isFloat32) {
        this.network = network;
        this.ending = ending;
        this.isFloat32 = isFloat32;
    }

    ModelProto model() {
        graph.addInput(value("x", network.inputs()));
        graph.addOutput(value("y", network.outputs()));
        String below = "x";
        for (int k = 0; k < network.layers().size(); k++) {
            below = addLayer(
                    network.layers().get(k),
                    k + 1,
                    below,
                    k + 1 == network.layers().size());
        }
        switch (ending) {
            case LOGITS -> {}
            case SOFTMAX -> addNode("Softmax", "y", below); // over the last axis, by default
            case SIGMOID -> addNode("Sigmoid", "y", below);
        }
        return ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName("crease")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET))
                .setGraph(graph)
                .build();
    }

    /** Adds layer {@code k}, from 1, and tells the name of what it puts out. */
    private String addLayer(Layer layer, int k, String below, boolean last) {
        String above = !last ? "phi" + k : ending == Ending.LOGITS ? "y" : "logits";
        boolean linear = slopes(layer).allMatch(s -> s == 1);
        String z = linear ? above : "z" + k;
        int m = layer.outputs();
        int n = layer.inputs();
        addTensor(
                "weight" + k,
                IntStream.range(0, m * n)
                        .mapToDouble(i -> layer.weight(i / n, i % n))
                        .toArray(),
                m,
                n);
        addTensor("bias" + k, IntStream.range(0, m).mapToDouble(layer::bias).toArray(), m);
        graph.addNode(NodeProto.newBuilder()
                .setOpType("Gemm")
                .setName("Gemm_" + z)
                .addAllInput(List.of(below, "weight" + k, "bias" + k))
                .addOutput(z)
                .addAttribute(AttributeProto.newBuilder()
                        .setName("transB")
                        .setType(AttributeProto.AttributeType.INT)
                        .setI(1)));
        if (linear) {
            return above;
        }
        if (slopes(layer).allMatch(s -> s == 0)) {
            addNode("Relu", above, z);
            return above;
        }
        // LeakyRelu and PRelu have no float64 kernels in ONNX Runtime: max(z, 0) − a · max(−z, 0).
        addTensor("slope" + k, slopes(layer).toArray(), m);
        addNode("Relu", "positive" + k, z);
        addNode("Neg", "negated" + k, z);
        addNode("Relu", "negative" + k, "negated" + k);
        addNode("Mul", "leak" + k, "negative" + k, "slope" + k);
        addNode("Sub", above, "positive" + k, "leak" + k);
        return above;
    }

    private static DoubleStream slopes(Layer layer) {
        return IntStream.range(0, layer.outputs()).mapToDouble(layer::negativeSlope);
    }

    private void addNode(String operator, String output, String... inputs) {
        graph.addNode(NodeProto.newBuilder()
                .setOpType(operator)
                .setName(operator + "_" + output)
                .addAllInput(List.of(inputs))
                .addOutput(output));
    }

    private void addTensor(String name, double[] values, int... shape) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * (isFloat32 ? Float.BYTES : Double.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (double value : values) {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException(name + " must be finite, got " + value);
            }
            if (isFloat32) {
                bytes.putFloat((float) value);
            } else {
                bytes.putDouble(value);
            }
        }
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(name)
                .setDataType(datatype())
                .setRawData(ByteString.copyFrom(bytes.flip()));
        for (int d : shape) {
            tensor.addDims(d);
        }
        graph.addInitializer(tensor);
    }

    private int datatype() {
        return isFloat32 ? TensorProto.DataType.FLOAT_VALUE : TensorProto.DataType.DOUBLE_VALUE;
    }

    private ValueInfoProto value(String name, int width) {
        TensorShapeProto shape = TensorShapeProto.newBuilder()
                .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("batch"))
                .addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(width))
                .build();
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(datatype())
                                .setShape(shape)))
                .build();
    }
}
