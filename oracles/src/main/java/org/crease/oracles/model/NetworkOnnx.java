package org.crease.oracles.model;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.crease.network.ReluNetwork;
import org.crease.oracle.Ending;

/** Networks as ONNX models: fully connected layers in, float64, or float32, with a dynamic batch out. */
public final class NetworkOnnx {
    private NetworkOnnx() {}

    /**
     * Reads a model that is a chain of affine maps and (leaky) ReLUs, layer by layer. A softmax or sigmoid at its end is left out.
     * Affine maps that follow each other become one layer; float32 weights are taken exactly; a float32 model's own rounding is not.
     *
     * @throws UnreadableModelException if the file is missing, or is not such a model
     */
    public static ReluNetwork read(Path file) {
        return file(file).network();
    }

    /** What {@link #read} reads, and the softmax or sigmoid that it leaves out. */
    static NetworkFile file(Path file) {
        ModelProto model = model(file);
        try {
            OnnxGraph graph = new OnnxGraph(model.getGraph());
            return new NetworkFile(graph.network(), graph.ending());
        } catch (UnreadableModelException e) {
            throw e.in(file);
        } catch (IllegalArgumentException e) {
            // a layer without neurons, say, which the graph's own rules allow
            throw new UnreadableModelException(
                    "network must have neurons in every layer, got " + file + " (" + e.getMessage() + ")", e);
        }
    }

    /**
     * What makes the answers of a model of any kind: a softmax, a sigmoid, or anything else, which counts as logits.
     *
     * @throws UnreadableModelException if the file is missing, or is no ONNX model
     */
    public static Ending ending(Path file) {
        return new OnnxGraph(model(file).getGraph()).ending();
    }

    private static ModelProto model(Path file) {
        try {
            return ModelProto.parseFrom(Files.readAllBytes(file));
        } catch (InvalidProtocolBufferException e) {
            throw new UnreadableModelException(
                    "network must be an ONNX model, got " + file + " (" + e.getMessage() + ")", e);
        } catch (IOException e) {
            throw new UnreadableModelException("network must be a readable file, got " + file, e);
        }
    }

    /**
     * Writes a float64 model, whole or not at all: input {@code x} [batch, n], output {@code y} [batch, m], a Gemm a layer.
     * Same network, same bytes.
     *
     * @throws IllegalArgumentException if a weight is not finite
     * @throws UncheckedIOException if the file cannot be written
     */
    public static void write(Path file, ReluNetwork network) {
        write(file, network, Ending.LOGITS);
    }

    /** As {@link #write(Path, ReluNetwork)}, with a Softmax or a Sigmoid at the end. */
    public static void write(Path file, ReluNetwork network, Ending ending) {
        AtomicFile.write(file, new OnnxWriter(network, ending, false).model().toByteArray());
    }

    /** As {@link #write(Path, ReluNetwork, Ending)}, in float32: weights are rounded, and a runtime computes in it, as with most models that people have. */
    public static void writeFloat32(Path file, ReluNetwork network, Ending ending) {
        AtomicFile.write(file, new OnnxWriter(network, ending, true).model().toByteArray());
    }
}
