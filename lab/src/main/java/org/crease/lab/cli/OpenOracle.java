package org.crease.lab.cli;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.crease.geometry.Vector;
import org.crease.network.ReluNetwork;
import org.crease.oracle.FunctionOracle;
import org.crease.oracle.Oracle;
import org.crease.oracle.OracleException;
import org.crease.oracles.exec.ProcessOracle;
import org.crease.oracles.exec.ProcessSettings;
import org.crease.oracles.http.InferenceServerOracle;
import org.crease.oracles.ledger.Ledger;
import org.crease.oracles.ledger.LedgerOracle;
import org.crease.oracles.ledger.UnusableLedgerException;
import org.crease.oracles.model.NetworkFile;
import org.crease.oracles.onnx.OnnxOracle;

/**
 * The oracle behind an address, until it is closed.
 *
 * @param address as it was given
 * @param arithmetic the numbers that questions and answers are made of, as the model declares them
 * @param model what tells this model from others, as far as that can be told without asking it; a fingerprint
 * @param isFixed whether that is all it takes: the same fingerprint, the same answers
 * @param release what closing takes
 */
record OpenOracle(
        String address, String arithmetic, Oracle oracle, Supplier<String> model, boolean isFixed, Runnable release)
        implements AutoCloseable {
    private static final String ONNX = "onnx:";
    private static final String WEIGHTS = "weights:";
    private static final String EXEC = "exec:";
    private static final String REPLAY = "replay:";

    /** The addresses that are understood, for messages and help. */
    static final String ADDRESSES = "onnx:FILE, FILE.onnx, weights:FILE.json, http(s)://HOST:PORT/v2/models/NAME,"
            + " exec:COMMAND or replay:RUN";

    /** The same for a help text, whose lines are not to break inside an address. */
    static final String ADDRESS_LINES = "What to ask, one of%n"
            + "  FILE.onnx, onnx:FILE%n    a model in ONNX Runtime%n"
            + "  weights:FILE%n    a network file, .json or .onnx, in float64%n"
            + "  http://HOST:PORT/v2/models/NAME%n"
            + "    a model server, or https://…; its token%n"
            + "    comes from the environment: CREASE_TOKEN%n"
            + "  exec:COMMAND%n    a process, with --inputs N%n"
            + "  replay:RUN%n    what the ledger in this folder holds";

    /**
     * Opens an address.
     *
     * @throws UsageException if it is not one of {@link #ADDRESSES}, or the file is missing
     * @throws org.crease.oracles.model.UnreadableModelException if there is nothing behind it that can be asked
     * @throws org.crease.oracle.StoppedException if somebody said stop while a server was waited for
     */
    static OpenOracle at(String address, Access access) {
        OpenOracle opened = opened(address, access);
        int inputs = opened.oracle().inputs();
        if (access.inputs().orElse(inputs) != inputs) {
            opened.close();
            throw new UsageException("inputs must be the oracle's " + inputs + ", got "
                    + access.inputs().getAsInt());
        }
        return opened;
    }

    private static OpenOracle opened(String address, Access access) {
        if (address.matches("(?i)https?://.*")) {
            return server(address, access);
        }
        if (address.startsWith(EXEC)) {
            return process(address, address.substring(EXEC.length()), access);
        }
        if (address.startsWith(REPLAY)) {
            return replay(address, Path.of(address.substring(REPLAY.length())));
        }
        if (address.startsWith(WEIGHTS)) {
            Path file = file(address, WEIGHTS);
            ReluNetwork network = NetworkFile.read(file);
            Oracle oracle = new FunctionOracle(network.inputs(), network.outputs(), network::evaluate);
            return new OpenOracle(address, "float64", oracle, () -> Fingerprint.of(file), true, () -> {});
        }
        if (address.startsWith(ONNX) || address.endsWith(".onnx")) {
            Path file = file(address, ONNX);
            Supplier<String> model = () -> Fingerprint.of(file);
            OnnxOracle oracle = OnnxOracle.open(
                    file,
                    access.domain(),
                    (asked, arithmetic) ->
                            access.opening().apply(new OpenOracle(address, arithmetic, asked, model, true, () -> {})));
            return new OpenOracle(address, oracle.arithmetic(), oracle, model, true, oracle::close);
        }
        String hint = address.endsWith(".json") ? "; for a network file write " + WEIGHTS + address : "";
        throw new UsageException("oracle must be " + ADDRESSES + ", got '" + address + "'" + hint);
    }

    private static OpenOracle process(String address, String command, Access access) {
        if (command.isBlank()) {
            throw new UsageException("oracle must name a command after " + EXEC + ", got '" + address + "'");
        }
        int inputs = access.inputs()
                .orElseThrow(
                        () -> new UsageException("inputs must be given with " + EXEC + ", got none: write --inputs N"));
        Vector first = access.domain().apply(inputs).nearest();
        ProcessSettings settings =
                ProcessSettings.DEFAULTS.withTimeout(access.server().timeout());
        Supplier<String> model = () -> "command: " + command;
        ProcessOracle oracle = ProcessOracle.open(
                command,
                first,
                settings,
                (asked, arithmetic) ->
                        access.opening().apply(new OpenOracle(address, arithmetic, asked, model, false, () -> {})),
                access.stopped());
        return new OpenOracle(address, ProcessOracle.ARITHMETIC, oracle, model, false, oracle::close);
    }

    private static OpenOracle replay(String address, Path run) {
        Ledger ledger = Ledger.open(run.resolve(RunFolder.LEDGER));
        Map<String, String> about = ledger.about();
        return new OpenOracle(
                address,
                "as recorded",
                new LedgerOracle(nobody(RunPlan.inputs(about), ledger), ledger),
                () -> RunPlan.model(about),
                true,
                ledger::close);
    }

    /** Stands behind a ledger that has to do without its oracle. */
    static Oracle nobody(int inputs, Ledger ledger) {
        int outputs = ledger.outputs()
                .orElseThrow(() -> new UnusableLedgerException("ledger must hold an answer, got an empty one"));
        return new FunctionOracle(inputs, outputs, questions -> {
            throw new OracleException("ledger must hold the answer to every question, got one that it does not hold:"
                    + " the run ended there, or another seed, method or version of Crease asks other questions");
        });
    }

    private static OpenOracle server(String address, Access access) {
        URI uri;
        try {
            uri = new URI(address);
        } catch (URISyntaxException e) {
            // what is wrong is told, but not the address, which may hold a password
            throw new UsageException("oracle must be " + ADDRESSES + ", got another address: " + e.getReason());
        }
        String output = access.server().output().map(name -> ", " + name).orElse("");
        UnaryOperator<String> model = arithmetic -> uri.getPath() + ", " + arithmetic + output;
        InferenceServerOracle oracle = InferenceServerOracle.open(
                uri,
                access.server(),
                access.token().get(),
                access.domain(),
                (asked, arithmetic) -> access.opening()
                        .apply(new OpenOracle(
                                address, arithmetic, asked, () -> model.apply(arithmetic), false, () -> {})),
                access.stopped());
        String arithmetic = oracle.arithmetic();
        return new OpenOracle(address, arithmetic, oracle, () -> model.apply(arithmetic), false, oracle::close);
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
