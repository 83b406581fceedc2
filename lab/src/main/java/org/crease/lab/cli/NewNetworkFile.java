package org.crease.lab.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.crease.network.ReluNetwork;
import org.crease.oracle.Ending;
import org.crease.oracles.model.NetworkJson;
import org.crease.oracles.model.NetworkOnnx;

/** A file for a network, which is not there yet. */
record NewNetworkFile(Path path) {
    /** @throws UsageException if it cannot be written, or its name says of neither form */
    NewNetworkFile {
        if (!isOnnx(path) && !path.toString().endsWith(".json")) {
            throw new UsageException("out must end in .onnx or .json, got '" + path + "'");
        }
        if (Files.exists(path)) {
            throw new UsageException("out must be a new file, got '" + path + "', which exists");
        }
        Path folder = path.toAbsolutePath().getParent();
        if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
            throw new UsageException("out must lie in a folder that can be written, got '" + path + "'");
        }
    }

    private static boolean isOnnx(Path path) {
        return path.toString().endsWith(".onnx");
    }

    boolean isOnnx() {
        return isOnnx(path);
    }

    /** In float64. */
    void write(ReluNetwork network, Ending ending) {
        if (isOnnx()) {
            NetworkOnnx.write(path, network, ending);
        } else {
            NetworkJson.write(path, network, ending, List.of(), List.of());
        }
    }
}
