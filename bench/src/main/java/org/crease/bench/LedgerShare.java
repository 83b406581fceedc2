package org.crease.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.crease.geometry.Points;
import org.crease.network.ReluNetwork;
import org.crease.oracle.CheckedOracle;
import org.crease.oracle.FunctionOracle;
import org.crease.oracle.Oracle;
import org.crease.oracle.OracleWrapper;
import org.crease.oracles.ledger.Ledger;
import org.crease.oracles.ledger.LedgerOracle;
import org.crease.oracles.model.NetworkFile;
import org.crease.recovery.Progress;
import org.crease.recovery.Recovery;
import org.crease.recovery.SearchSpace;
import org.crease.recovery.arrangement.ArrangementMethod;

/**
 * What part of a recovery's time its ledger takes: clocks before and behind it, in one run, since runs of a busy machine are hard to compare. Arguments: a
 * network, and how often, in one process.
 */
public final class LedgerShare {
    private static final long SEED = 1;
    private static final double NANO = 1e-9;

    private LedgerShare() {}

    /**
     * Prints a line a run.
     *
     * @throws IOException if no temporary folder can be made
     */
    public static void main(String[] args) throws IOException {
        ReluNetwork network = NetworkFile.read(Path.of(args[0]));
        for (int i = 0; i < Integer.parseInt(args[1]); i++) {
            run(network);
        }
    }

    private static void run(ReluNetwork network) throws IOException {
        Path folder = Files.createTempDirectory("crease-ledger");
        Path file = folder.resolve("ledger.sqlite");
        long start = System.nanoTime();
        Clock behind = new Clock(
                new CheckedOracle(new FunctionOracle(network.inputs(), network.outputs(), network::evaluate)));
        Clock before;
        Recovery recovery;
        long answers;
        try (Ledger ledger = Ledger.create(file, Map.of())) {
            before = new Clock(new LedgerOracle(behind, ledger));
            recovery =
                    ArrangementMethod.DEFAULTS.recover(before, SearchSpace.all(network.inputs()), SEED, Progress.NONE);
            answers = ledger.size();
        }
        double wall = NANO * (System.nanoTime() - start);
        double inLedger = before.seconds() - behind.seconds();
        System.out.printf(
                "%s: %d answers, %d MB; %.1f s, %.1f s of them in the network, %.1f s in the ledger (%.0f %%)%n",
                recovery.getClass().getSimpleName(),
                answers,
                Files.size(file) >> 20,
                wall,
                behind.seconds(),
                inLedger,
                100 * inLedger / wall);
        Files.delete(file);
        Files.delete(folder);
    }

    /** Measures how long answers are waited for. */
    private static final class Clock extends OracleWrapper {
        private final AtomicLong nanos;

        Clock(Oracle inner) {
            this(inner, new AtomicLong());
        }

        private Clock(Oracle inner, AtomicLong nanos) {
            super(inner);
            this.nanos = nanos;
        }

        double seconds() {
            return NANO * nanos.get();
        }

        @Override
        protected OracleWrapper around(Oracle other) {
            return new Clock(other, nanos);
        }

        @Override
        protected Points answer(Points questions, UnaryOperator<Points> next) {
            long start = System.nanoTime();
            try {
                return next.apply(questions);
            } finally {
                nanos.addAndGet(System.nanoTime() - start);
            }
        }
    }
}
