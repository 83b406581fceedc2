package org.crease.oracles.model;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.List;
import java.util.Optional;

/** An operator of a graph with what its inputs stand for. */
final class OnnxNode {
    private final NodeProto proto;
    private final List<Optional<Value>> inputs;

    /** @param inputs one for each of the node's; empty for an optional one that is left out */
    OnnxNode(NodeProto proto, List<Optional<Value>> inputs) {
        this.proto = proto;
        this.inputs = List.copyOf(inputs);
    }

    /** The operator's name, with its domain unless that is ONNX's own. */
    String operator() {
        String domain = proto.getDomain();
        return domain.isEmpty() || domain.equals("ai.onnx") ? proto.getOpType() : domain + "." + proto.getOpType();
    }

    Optional<Value> optional(int index) {
        return index < inputs.size() ? inputs.get(index) : Optional.empty();
    }

    Value value(int index) {
        return optional(index).orElseThrow(() -> wrong("must have an input " + index + ", got " + inputs.size()));
    }

    /** An input that must depend on the question. */
    Signal signal(int index) {
        if (value(index) instanceof Signal signal) {
            return signal;
        }
        throw wrong("input " + index + " must depend on the model's input, got a constant");
    }

    /** An input that must be constant. */
    Tensor tensor(int index) {
        if (value(index) instanceof Tensor tensor) {
            return tensor;
        }
        throw wrong("input " + index + " must be constant, got one that depends on the model's input");
    }

    Optional<AttributeProto> attribute(String name) {
        return proto.getAttributeList().stream()
                .filter(a -> a.getName().equals(name))
                .findFirst();
    }

    long integer(String name, long otherwise) {
        return attribute(name).map(AttributeProto::getI).orElse(otherwise);
    }

    double real(String name, double otherwise) {
        return attribute(name).map(a -> (double) a.getF()).orElse(otherwise);
    }

    Optional<long[]> integers(String name) {
        return attribute(name)
                .map(a -> a.getIntsList().stream().mapToLong(Long::longValue).toArray());
    }

    /** Whether a list of integers is absent or has this value throughout. */
    boolean isAll(String name, long value) {
        return attribute(name).stream().flatMap(a -> a.getIntsList().stream()).allMatch(i -> i == value);
    }

    /** @param complaint the bound and the value */
    UnreadableModelException wrong(String complaint) {
        return new UnreadableModelException(operator() + " " + complaint);
    }
}
