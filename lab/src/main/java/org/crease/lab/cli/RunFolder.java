package org.crease.lab.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.crease.oracles.model.NetworkJson;
import org.crease.oracles.model.NetworkOnnx;
import org.crease.recovery.Findings;

/**
 * The folder of one run. Claimed before the first question, so that no answer is asked for in vain; until {@link #keep}, closing
 * it removes it again if it was made for this run. Each file is written whole or not at all, {@code recovery.json} last: where
 * it is, the others are complete.
 */
final class RunFolder implements AutoCloseable {
    static final String RECOVERY = "recovery.json";
    static final String JSON = "network.json";
    static final String ONNX = "network.onnx";

    private final Path folder;
    private final boolean made;
    private boolean kept;

    private RunFolder(Path folder, boolean made) {
        this.folder = folder;
        this.made = made;
    }

    /**
     * Makes the folder, or takes one that holds no run; other files in it are left alone.
     *
     * @throws UsageException if there is a run in it, or it cannot be written
     */
    static RunFolder claim(Path folder) {
        for (String name : List.of(RECOVERY, JSON, ONNX)) {
            if (Files.exists(folder.resolve(name))) {
                throw new UsageException(
                        "out must be a folder without an earlier run, got '" + folder + "', which holds " + name);
            }
        }
        boolean made = !Files.exists(folder);
        try {
            Files.createDirectories(folder);
            Files.delete(Files.createTempFile(folder, ".crease", null));
        } catch (IOException e) {
            throw new UsageException(
                    "out must be a folder that can be written, got '" + folder + "' (" + FileTrouble.explain(e) + ")");
        }
        return new RunFolder(folder, made);
    }

    void writeNetwork(Findings findings) {
        NetworkOnnx.write(folder.resolve(ONNX), findings.network());
        NetworkJson.write(folder.resolve(JSON), findings.network(), findings.unknown(), findings.standardErrors());
    }

    /** Writes the report, with which the run is whole. */
    void keep(String recovery) throws IOException {
        kept = true;
        // not createTempFile, whose files only their owner may read
        Path part = folder.resolve("." + RECOVERY + ".part");
        try {
            Files.writeString(part, recovery + "\n");
            Files.move(part, folder.resolve(RECOVERY), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    Path path() {
        return folder;
    }

    @Override
    public void close() throws IOException {
        if (made && !kept) {
            Files.delete(folder);
        }
    }
}
