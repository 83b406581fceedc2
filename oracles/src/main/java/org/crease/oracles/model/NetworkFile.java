package org.crease.oracles.model;

import java.nio.file.Path;
import java.util.Locale;
import org.crease.network.ReluNetwork;
import org.crease.oracle.Ending;

/** A network file of either kind, told apart by the end of its name. */
public final class NetworkFile {
    private NetworkFile() {}

    /**
     * Reads a network, without a softmax or sigmoid after its last layer ({@link #ending}).
     *
     * @param file a name that ends in {@code .json} or {@code .onnx}
     * @throws UnreadableModelException if the name ends otherwise, or the file does not hold a network
     */
    public static ReluNetwork read(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".json")) {
            return NetworkJson.read(file);
        }
        if (name.endsWith(".onnx")) {
            return NetworkOnnx.read(file);
        }
        throw new UnreadableModelException("network file name must end in .json or .onnx, got " + file);
    }

    /**
     * What stands between the last layer of a network that {@link #read} reads and its answers.
     *
     * @throws UnreadableModelException as there
     */
    public static Ending ending(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".json")
                ? NetworkJson.ending(file)
                : NetworkOnnx.ending(file);
    }
}
