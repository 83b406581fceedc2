package org.crease.oracles.model;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.crease.network.ReluNetwork;
import org.crease.oracle.Ending;

/** A graph run on a question that is not known: every name stands for a constant, or for layers of the question. */
final class OnnxGraph {
    private final GraphProto graph;
    private final Map<String, TensorProto> initializers;
    private final Map<String, Value> values = new HashMap<>();

    OnnxGraph(GraphProto graph) {
        this.graph = graph;
        this.initializers = graph.getInitializerList().stream()
                .collect(Collectors.toMap(TensorProto::getName, t -> t, (a, b) -> b));
    }

    /** @throws UnreadableModelException if the graph is not a fully connected ReLU network */
    ReluNetwork network() {
        // Before version 4 of the format, initializers were listed among the inputs.
        ValueInfoProto input = only(
                "inputs",
                graph.getInputList().stream()
                        .filter(v -> !initializers.containsKey(v.getName()))
                        .toList());
        ValueInfoProto output = only("outputs", graph.getOutputList());
        values.put(input.getName(), Signal.input(shapeOfOneQuestion(input)));
        Optional<NodeProto> last = last();
        for (NodeProto proto : graph.getNodeList()) {
            if (last.filter(proto::equals).isPresent()) {
                continue;
            }
            OnnxNode node = new OnnxNode(
                    proto, proto.getInputList().stream().map(this::lookUp).toList());
            if (proto.getOutputCount() < 1) {
                throw node.wrong("must have an output, got none");
            }
            values.put(proto.getOutput(0), Operators.apply(node));
        }
        String logits = last.map(proto -> proto.getInput(0)).orElse(output.getName());
        if (values.get(logits) instanceof Signal signal) {
            return signal.network();
        }
        throw new UnreadableModelException(
                "model output must depend on the model's input, got " + output.getName() + ", which does not");
    }

    /** What stands between the last layer and the answers. */
    Ending ending() {
        return last().map(NodeProto::getOpType)
                .map(operator -> operator.equals("Softmax") ? Ending.SOFTMAX : Ending.SIGMOID)
                .orElse(Ending.LOGITS);
    }

    /** The softmax or sigmoid that makes the answers, if there is one. */
    private Optional<NodeProto> last() {
        return graph.getNodeList().stream()
                .filter(node ->
                        node.getOpType().equals("Softmax") || node.getOpType().equals("Sigmoid"))
                .filter(node -> node.getInputCount() == 1 && node.getOutputCount() == 1)
                .filter(node -> graph.getOutputList().stream()
                        .anyMatch(output -> output.getName().equals(node.getOutput(0))))
                .findFirst();
    }

    private static ValueInfoProto only(String what, List<ValueInfoProto> values) {
        if (values.size() != 1) {
            throw new UnreadableModelException("model " + what + " must number 1, got " + values.size() + " ("
                    + values.stream().map(ValueInfoProto::getName).collect(Collectors.joining(", ")) + ")");
        }
        return values.getFirst();
    }

    private Optional<Value> lookUp(String name) {
        if (name.isEmpty()) {
            return Optional.empty();
        }
        Value value = values.get(name);
        if (value == null) {
            TensorProto constant = initializers.get(name);
            if (constant == null) {
                throw new UnreadableModelException("tensor must be defined before it is used, got " + name);
            }
            value = Tensor.of(constant);
            values.put(name, value);
        }
        return Optional.of(value);
    }

    /** The declared shape with a dynamic first dimension, the batch, taken as 1. */
    private static int[] shapeOfOneQuestion(ValueInfoProto input) {
        TensorShapeProto declared = input.getType().getTensorType().getShape();
        int[] shape = new int[declared.getDimCount()];
        for (int d = 0; d < shape.length; d++) {
            long size = declared.getDim(d).getDimValue();
            boolean batch = size < 1 && d == 0 && shape.length > 1;
            if ((size < 1 && !batch) || size > Integer.MAX_VALUE) {
                throw new UnreadableModelException("model input dimensions after a batch dimension must be fixed and"
                        + " positive, got " + dimensions(declared));
            }
            shape[d] = batch ? 1 : (int) size;
        }
        return shape;
    }

    private static String dimensions(TensorShapeProto shape) {
        return Arrays.toString(shape.getDimList().stream()
                .map(d -> d.hasDimValue() ? Long.toString(d.getDimValue()) : d.getDimParam())
                .toArray());
    }
}
