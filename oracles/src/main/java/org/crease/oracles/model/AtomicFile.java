package org.crease.oracles.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes a file whole or not at all. */
final class AtomicFile {
    private AtomicFile() {}

    /** Replaces {@code file} by these bytes; a reader sees the old file or the new one, never a part. */
    static void write(Path file, byte[] content) {
        Path target = file.toAbsolutePath();
        // In the same folder, since a move is atomic only within a file system; the process id keeps two runs apart.
        Path part = target.resolveSibling(
                "." + target.getFileName() + "." + ProcessHandle.current().pid() + ".part");
        try {
            try {
                Files.write(part, content);
                Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("file must be writable, got " + file + " (" + e.getMessage() + ")", e);
        }
    }
}
