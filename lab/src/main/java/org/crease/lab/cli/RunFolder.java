package org.crease.lab.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.crease.network.ReluNetwork;
import org.crease.oracle.Ending;
import org.crease.oracles.ledger.Ledger;
import org.crease.oracles.model.NetworkJson;
import org.crease.oracles.model.NetworkOnnx;
import org.crease.recovery.Findings;

/**
 * The folder of one run. Claimed before the first question, so that no answer is asked for in vain; if the oracle could not be opened, or
 * nothing was asked, it is left as it was found. Each file but the ledger is written whole or not at all, {@code recovery.json} last:
 * where it is, the others are complete.
 */
final class RunFolder implements AutoCloseable {
    static final String RECOVERY = "recovery.json";
    static final String JSON = "network.json";
    static final String ONNX = "network.onnx";
    static final String LEDGER = "ledger.sqlite";

    /** In the ledger: how many answers, the first ones, opened the oracle. */
    private static final String OPENING = "opening";

    private final Path folder;
    /** The folders that were not there before, inner ones first. */
    private final List<Path> made;

    private Optional<Ledger> ledger;
    private boolean opened;
    private boolean kept;

    private RunFolder(Path folder, List<Path> made, Optional<Ledger> ledger) {
        this.folder = folder;
        this.made = made;
        this.ledger = ledger;
        this.opened = ledger.isPresent();
        this.kept = ledger.isPresent();
    }

    /**
     * Makes the folder, or takes one that holds no run; other files in it are left alone.
     *
     * @throws UsageException if there is a run in it, or it cannot be written
     */
    static RunFolder claim(Path folder) {
        for (String name : List.of(RECOVERY, JSON, ONNX, LEDGER)) {
            if (Files.exists(folder.resolve(name))) {
                throw new UsageException(
                        "out must be a folder without an earlier run, got '" + folder + "', which holds " + name);
            }
        }
        List<Path> made = Stream.iterate(folder.toAbsolutePath(), Objects::nonNull, Path::getParent)
                .takeWhile(path -> !Files.exists(path))
                .toList();
        try {
            Files.createDirectories(folder);
            Files.delete(Files.createTempFile(folder, ".crease", null));
        } catch (IOException e) {
            throw new UsageException(
                    "out must be a folder that can be written, got '" + folder + "' (" + FileTrouble.explain(e) + ")");
        }
        return new RunFolder(folder, made, Optional.empty());
    }

    /**
     * Takes the folder of an earlier run, to go on with it.
     *
     * @throws UsageException if there is none
     * @throws org.crease.oracles.ledger.UnusableLedgerException if its ledger cannot be used
     */
    static RunFolder of(Path folder) {
        Path file = folder.resolve(LEDGER);
        if (!Files.isRegularFile(file)) {
            throw new UsageException("run must be a folder that holds " + LEDGER + ", got '" + folder + "'");
        }
        return new RunFolder(folder, List.of(), Optional.of(Ledger.open(file)));
    }

    /** The ledger of the run; a new one, with a note of what it is about, unless it goes on with an earlier one. */
    Ledger ledger(Map<String, String> about) {
        if (ledger.isEmpty()) {
            ledger = Optional.of(Ledger.create(folder.resolve(LEDGER), about));
        }
        return ledger.get();
    }

    /** The oracle is open, and what it was asked for that is on file. */
    void opened() {
        opened = true;
        if (!about().containsKey(OPENING)) {
            ledger().note(OPENING, String.valueOf(ledger().size() - ledger().checks()));
        }
    }

    /** Of the answers in a ledger, how many opened the oracle or told when a run was resumed whether it was still the same one. */
    static long opening(Ledger ledger) {
        return first(ledger) + ledger.checks();
    }

    /** How many of the answers in a ledger, the first ones, opened the oracle. */
    static long first(Ledger ledger) {
        return Long.parseLong(ledger.about().getOrDefault(OPENING, "0"));
    }

    /** The ledger, once there is one. */
    Ledger ledger() {
        return ledger.orElseThrow();
    }

    /** What the ledger of an earlier run notes. */
    Map<String, String> about() {
        return ledger().about();
    }

    void writeNetwork(Findings findings, Ending ending) {
        ReluNetwork network = findings.network();
        NetworkOnnx.write(folder.resolve(ONNX), network, ending);
        NetworkJson.write(folder.resolve(JSON), network, ending, findings.unknown(), findings.standardErrors());
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
        boolean isOfUse = opened && ledger.map(l -> l.size() > 0).orElse(false);
        ledger.ifPresent(Ledger::close);
        if (!isOfUse && !kept) {
            Files.deleteIfExists(folder.resolve(LEDGER));
            for (Path path : made) {
                Files.delete(path);
            }
        }
    }
}
