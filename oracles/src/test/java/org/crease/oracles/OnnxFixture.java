package org.crease.oracles;

import ai.onnx.proto.OnnxMl.AttributeProto;
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

/** Small ONNX files, put together in a few lines. A dimension of −1 is dynamic. */
public final class OnnxFixture {
    public static final int FLOAT = TensorProto.DataType.FLOAT_VALUE;
    public static final int DOUBLE = TensorProto.DataType.DOUBLE_VALUE;
    public static final int INT64 = TensorProto.DataType.INT64_VALUE;

    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("test");
    private final int type;

    private OnnxFixture(int type) {
        this.type = type;
    }

    /** A model whose constants have this type. */
    public static OnnxFixture of(int type) {
        return new OnnxFixture(type);
    }

    public OnnxFixture input(String name, long... shape) {
        return input(type, name, shape);
    }

    public OnnxFixture input(int itsType, String name, long... shape) {
        graph.addInput(value(itsType, name, shape));
        return this;
    }

    public OnnxFixture output(String name, long... shape) {
        return output(type, name, shape);
    }

    public OnnxFixture output(int itsType, String name, long... shape) {
        graph.addOutput(value(itsType, name, shape));
        return this;
    }

    public OnnxFixture constant(String name, long[] shape, double... values) {
        TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(type);
        for (long d : shape) {
            tensor.addDims(d);
        }
        for (double v : values) {
            if (type == FLOAT) {
                tensor.addFloatData((float) v);
            } else {
                tensor.addDoubleData(v);
            }
        }
        graph.addInitializer(tensor);
        return this;
    }

    public OnnxFixture integers(String name, long... values) {
        graph.addInitializer(TensorProto.newBuilder()
                .setName(name)
                .setDataType(INT64)
                .addDims(values.length)
                .addAllInt64Data(Arrays.stream(values).boxed().toList()));
        return this;
    }

    public OnnxFixture node(String operator, List<String> inputs, String output, AttributeProto... attributes) {
        graph.addNode(NodeProto.newBuilder()
                .setOpType(operator)
                .addAllInput(inputs)
                .addOutput(output)
                .addAllAttribute(List.of(attributes)));
        return this;
    }

    public static AttributeProto integer(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    public static AttributeProto real(String name, float value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.FLOAT)
                .setF(value)
                .build();
    }

    public Path write(Path file) {
        ModelProto model = ModelProto.newBuilder()
                .setIrVersion(7)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(13))
                .setGraph(graph)
                .build();
        try {
            return Files.write(file, model.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ValueInfoProto value(int itsType, String name, long... shape) {
        TensorShapeProto.Builder dims = TensorShapeProto.newBuilder();
        for (int d = 0; d < shape.length; d++) {
            TensorShapeProto.Dimension.Builder dimension = TensorShapeProto.Dimension.newBuilder();
            dims.addDim(shape[d] < 0 ? dimension.setDimParam("d" + d) : dimension.setDimValue(shape[d]));
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(itsType)
                                .setShape(dims)))
                .build();
    }
}
