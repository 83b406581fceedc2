package org.crease.oracles.model;

import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/** A constant: integers up to 2⁵³ and floating-point numbers alike are kept as doubles, exactly. */
final class Tensor implements Value {
    private final int[] shape;
    private final double[] values;

    private Tensor(int[] shape, double[] values) {
        this.shape = shape;
        this.values = values;
    }

    /** A vector. */
    static Tensor of(double... values) {
        return new Tensor(new int[] {values.length}, values.clone());
    }

    static Tensor scalar(double value) {
        return new Tensor(new int[0], new double[] {value});
    }

    /** @throws UnreadableModelException if the type is none of float, double, int32, int64, or numbers are missing */
    static Tensor of(TensorProto proto) {
        int[] shape = new int[proto.getDimsCount()];
        for (int d = 0; d < shape.length; d++) {
            shape[d] = Math.clamp(proto.getDims(d), -1, Integer.MAX_VALUE);
        }
        if (proto.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
            throw new UnreadableModelException(
                    "tensor " + proto.getName() + " must be inside the file, got external data");
        }
        int size = Shapes.size(shape);
        int present = proto.hasRawData() ? proto.getRawData().size() / width(proto) : typedCount(proto);
        if (present != size) {
            throw new UnreadableModelException(
                    "tensor " + proto.getName() + " must hold " + size + " numbers, got " + present);
        }
        IntToDoubleFunction source = proto.hasRawData() ? raw(proto) : typed(proto);
        double[] values = new double[size];
        Arrays.setAll(values, source);
        return new Tensor(shape, values);
    }

    private static int width(TensorProto proto) {
        return switch (proto.getDataType()) {
            case TensorProto.DataType.FLOAT_VALUE, TensorProto.DataType.INT32_VALUE -> 4;
            case TensorProto.DataType.DOUBLE_VALUE, TensorProto.DataType.INT64_VALUE -> 8;
            default -> throw wrongType(proto);
        };
    }

    private static IntToDoubleFunction raw(TensorProto proto) {
        ByteString raw = proto.getRawData();
        ByteBuffer bytes = raw.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        return switch (proto.getDataType()) {
            case TensorProto.DataType.FLOAT_VALUE -> i -> bytes.getFloat(4 * i);
            case TensorProto.DataType.INT32_VALUE -> i -> bytes.getInt(4 * i);
            case TensorProto.DataType.DOUBLE_VALUE -> i -> bytes.getDouble(8 * i);
            case TensorProto.DataType.INT64_VALUE -> i -> bytes.getLong(8 * i);
            default -> throw wrongType(proto);
        };
    }

    private static int typedCount(TensorProto proto) {
        return switch (proto.getDataType()) {
            case TensorProto.DataType.FLOAT_VALUE -> proto.getFloatDataCount();
            case TensorProto.DataType.INT32_VALUE -> proto.getInt32DataCount();
            case TensorProto.DataType.DOUBLE_VALUE -> proto.getDoubleDataCount();
            case TensorProto.DataType.INT64_VALUE -> proto.getInt64DataCount();
            default -> throw wrongType(proto);
        };
    }

    private static IntToDoubleFunction typed(TensorProto proto) {
        return switch (proto.getDataType()) {
            case TensorProto.DataType.FLOAT_VALUE -> proto::getFloatData;
            case TensorProto.DataType.INT32_VALUE -> proto::getInt32Data;
            case TensorProto.DataType.DOUBLE_VALUE -> proto::getDoubleData;
            case TensorProto.DataType.INT64_VALUE -> proto::getInt64Data;
            default -> throw wrongType(proto);
        };
    }

    private static UnreadableModelException wrongType(TensorProto proto) {
        return new UnreadableModelException("tensor " + proto.getName() + " type must be float, double, int32 or int64,"
                + " got " + TensorProto.DataType.forNumber(proto.getDataType()));
    }

    @Override
    public int[] shape() {
        return shape;
    }

    @Override
    public Tensor reshaped(int... newShape) {
        return new Tensor(newShape, values);
    }

    double[] values() {
        return values.clone();
    }

    /** The values as integers: a shape, or axes. */
    long[] integers() {
        return Arrays.stream(values).mapToLong(v -> (long) v).toArray();
    }

    /** Each value rounded to float32. */
    Tensor toFloat32() {
        return new Tensor(shape, Arrays.stream(values).map(v -> (float) v).toArray());
    }

    /** The values repeated to fill {@code target}, to which this must broadcast. */
    double[] broadcastTo(int... target) {
        if (!Arrays.equals(Shapes.broadcast(shape, target), target)) {
            throw new UnreadableModelException(
                    "constant must broadcast to " + Arrays.toString(target) + ", got shape " + Arrays.toString(shape));
        }
        int[] strides = new int[target.length];
        int stride = 1;
        for (int d = 1; d <= shape.length; d++) {
            int dimension = shape[shape.length - d];
            strides[target.length - d] = dimension == 1 ? 0 : stride;
            stride *= dimension;
        }
        return gathered(target, strides);
    }

    /** Dimension d of the result is dimension {@code order[d]} of this. */
    Tensor transposed(int... order) {
        int[] own = new int[shape.length];
        int stride = 1;
        for (int d = shape.length - 1; d >= 0; d--) {
            own[d] = stride;
            stride *= shape[d];
        }
        int[] newShape = Arrays.stream(order).map(d -> shape[d]).toArray();
        int[] strides = Arrays.stream(order).map(d -> own[d]).toArray();
        return new Tensor(newShape, gathered(newShape, strides));
    }

    /** Walks over {@code target} in row-major order, {@code strides[d]} steps in the values for each step along d. */
    private double[] gathered(int[] target, int[] strides) {
        double[] result = new double[Shapes.size(target)];
        for (int i = 0; i < result.length; i++) {
            int rest = i;
            int from = 0;
            for (int d = target.length - 1; d >= 0; d--) {
                from += rest % target[d] * strides[d];
                rest /= target[d];
            }
            result[i] = values[from];
        }
        return result;
    }
}
