package org.crease.lab.cli;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.crease.network.ReluNetwork;
import org.crease.oracle.FunctionOracle;
import org.crease.oracle.Oracle;
import org.crease.oracles.http.InferenceServerOracle;
import org.crease.oracles.model.NetworkFile;
import org.crease.oracles.onnx.OnnxOracle;

/**
 * The oracle behind an address, until it is closed.
 *
 * @param address as it was given
 * @param arithmetic the numbers that questions and answers are made of, as the model declares them
 * @param release what closing takes
 */
record OpenOracle(String address, String arithmetic, Oracle oracle, Runnable release) implements AutoCloseable {
    private static final String ONNX = "onnx:";
    private static final String WEIGHTS = "weights:";

    /** The addresses that are understood, for messages and help. */
    static final String ADDRESSES = "onnx:FILE, FILE.onnx, weights:FILE.json or http(s)://HOST:PORT/v2/models/NAME";

    /**
     * Opens an address.
     *
     * @param access for servers
     * @throws UsageException if it is not one of {@link #ADDRESSES}, or the file is missing
     * @throws org.crease.oracles.model.UnreadableModelException if the file or the server holds nothing that can be asked
     * @throws org.crease.oracle.StoppedException if somebody said stop while a server was waited for
     */
    static OpenOracle at(String address, ServerAccess access) {
        if (address.matches("(?i)https?://.*")) {
            return server(address, access);
        }
        if (address.startsWith(WEIGHTS)) {
            ReluNetwork network = NetworkFile.read(file(address, WEIGHTS));
            Oracle oracle = new FunctionOracle(network.inputs(), network.outputs(), network::evaluate);
            return new OpenOracle(address, "float64", oracle, () -> {});
        }
        if (address.startsWith(ONNX) || address.endsWith(".onnx")) {
            OnnxOracle oracle = OnnxOracle.open(file(address, ONNX));
            return new OpenOracle(address, oracle.arithmetic(), oracle, oracle::close);
        }
        String hint = address.endsWith(".json") ? "; for a network file write " + WEIGHTS + address : "";
        throw new UsageException("oracle must be " + ADDRESSES + ", got '" + address + "'" + hint);
    }

    private static OpenOracle server(String address, ServerAccess access) {
        URI uri;
        try {
            uri = new URI(address);
        } catch (URISyntaxException e) {
            // what is wrong is told, but not the address, which may hold a password
            throw new UsageException("oracle must be " + ADDRESSES + ", got another address: " + e.getReason());
        }
        InferenceServerOracle oracle = InferenceServerOracle.open(
                uri, access.settings(), access.token().get(), access.stopped());
        return new OpenOracle(address, oracle.arithmetic(), oracle, oracle::close);
    }

    private static Path file(String address, String scheme) {
        return existing("oracle", address.startsWith(scheme) ? address.substring(scheme.length()) : address);
    }

    /** A file that can be read; {@code name} tells the user which argument it is. */
    static Path existing(String name, String text) {
        Path path;
        try {
            path = Path.of(text);
        } catch (InvalidPathException e) {
            throw new UsageException(name + " must name a file, got '" + text + "'");
        }
        if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
            throw new UsageException(name + " must be a file that can be read, got '" + text + "'"
                    + (Files.exists(path) ? "" : ", which does not exist"));
        }
        return path;
    }

    @Override
    public void close() {
        release.run();
    }
}
