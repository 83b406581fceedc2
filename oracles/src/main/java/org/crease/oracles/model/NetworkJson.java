package org.crease.oracles.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.crease.geometry.Vector;
import org.crease.network.ReluNetwork;
import org.crease.oracle.Ending;
import org.crease.recovery.Findings.UnknownWeight;

/**
 * Networks as JSON: {@code crease-network/1}, and the plain form {@code {"activation","layers":[{"weight","bias"}]}}.
 * {@code weight} is [out][in]. Hidden layers have ReLUs, or {@code negative_slope} (a number, or one a neuron); the last layer
 * is linear unless {@code "final_activation":"relu"} says otherwise. Numbers survive writing and reading bit for bit.
 */
public final class NetworkJson {
    /** The value of {@code format} in what {@link #write} writes. */
    public static final String FORMAT = "crease-network/1";

    /** The field that says what stands between the last layer and the answers: {@code softmax}, {@code sigmoid}. */
    static final String ENDING = "output_after_last_layer";

    private NetworkJson() {}

    /**
     * Reads either form.
     *
     * @throws UnreadableModelException if the file is missing or does not hold a network
     */
    public static ReluNetwork read(Path file) {
        return file(file).network();
    }

    /** All that {@link #read} reads. */
    static NetworkFile file(Path file) {
        try {
            return new NetworkJsonReader().read(Files.readAllBytes(file));
        } catch (UnreadableModelException e) {
            throw e.in(file);
        } catch (IOException e) {
            throw new UnreadableModelException("network must be a readable file, got " + file, e);
        }
    }

    /**
     * Writes {@code crease-network/1}, one row of weights a line, whole or not at all.
     *
     * @param unknown the weights that hold a filler, in any order; may be empty
     * @throws IllegalArgumentException if a weight is not finite, or an unknown one is not in the network
     * @throws UncheckedIOException if the file cannot be written
     */
    public static void write(Path file, ReluNetwork network, List<UnknownWeight> unknown) {
        write(file, network, Ending.LOGITS, unknown, List.of());
    }

    /**
     * As {@link #write(Path, ReluNetwork, List)}.
     *
     * @param ending what makes answers of what the last layer puts out
     * @param standardErrors of the weights, by layer and neuron; written as null where not finite; empty if not estimated
     */
    public static void write(
            Path file,
            ReluNetwork network,
            Ending ending,
            List<UnknownWeight> unknown,
            List<List<Vector>> standardErrors) {
        String text = new NetworkJsonWriter(network, ending, unknown, standardErrors).text();
        AtomicFile.write(file, text.getBytes(StandardCharsets.UTF_8));
    }
}
