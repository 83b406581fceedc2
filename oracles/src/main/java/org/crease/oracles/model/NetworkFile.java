package org.crease.oracles.model;

import java.nio.file.Path;
import java.util.Locale;
import org.crease.network.ReluNetwork;
import org.crease.oracle.Ending;

/**
 * What a network file of either kind holds; the end of its name tells which.
 *
 * @param network without a softmax or sigmoid after its last layer
 * @param ending what stands between that layer and the answers
 */
public record NetworkFile(ReluNetwork network, Ending ending) {
    /**
     * Reads a file.
     *
     * @param file a name that ends in {@code .json} or {@code .onnx}
     * @throws UnreadableModelException if the name ends otherwise, or the file does not hold a network
     */
    public static NetworkFile of(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".json")) {
            return NetworkJson.file(file);
        }
        if (name.endsWith(".onnx")) {
            return NetworkOnnx.file(file);
        }
        throw new UnreadableModelException("network file name must end in .json or .onnx, got " + file);
    }

    /** The network that {@link #of} reads. */
    public static ReluNetwork read(Path file) {
        return of(file).network();
    }
}
