package org.crease.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.crease.lab.Repository;
import org.crease.lab.serve.InferenceServer;
import org.crease.lab.serve.ServeSettings;
import org.crease.lab.serve.ServedModel;
import org.crease.network.ReluNetwork;
import org.crease.oracle.FunctionOracle;
import org.crease.oracles.http.Datatype;
import org.crease.oracles.model.NetworkFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * All that can come between a run and its server, in one run: 1 % of the answers are 503, 0.5 % of the connections are dropped,
 * the server is restarted twice, and the process that asks is killed three times without a warning, and resumed.
 */
class FaultRunTest {
    private static final Path VICTIM = Repository.path("examples/6-6-6-2.json");
    /** Of the order of kills and restarts, and of the questions and milliseconds between them. */
    private static final long SEED = 1;

    private static final int KILLS = 3;
    private static final int RESTARTS = 2;
    /** Without a common factor: of multiples of both, none would be a 503. */
    private static final int FAIL_EVERY = 99;

    private static final int DROP_EVERY = 199;
    private static final int CONCURRENCY = 4;
    /** So that a restart happens while questions are on their way. */
    private static final Duration DELAY = Duration.ofMillis(2);
    /** Asked of a new server, to see how it takes batches: two questions one at a time, and both together. */
    private static final int OPENING = 4;

    private final Random random = new Random(SEED);
    /** How many questions the server has answered. */
    private final AtomicInteger answered = new AtomicInteger();

    @TempDir
    private Path folder;

    @Test
    void aRunThroughAllFaultsEndsAsOneWithoutAny() throws IOException, InterruptedException, SQLException {
        assertThat(Cli.run("recover", "weights:" + VICTIM, "--out", path("quiet"))
                        .code())
                .isZero();
        List<String> answers = answers("quiet");

        runThroughFaults(answers.size());

        assertThat(folder.resolve("faults/network.json")).hasSameBinaryContentAs(folder.resolve("quiet/network.json"));
        // besides, what opened the server, once, and one question asked once more on purpose by each process that went
        // on
        List<String> onFile = answers("faults");
        assertThat(onFile).containsAll(answers).hasSize(answers.size() + OPENING + KILLS);
        assertThat(onFile.stream().filter(FaultRunTest::isCheck)).hasSize(KILLS);
        assertThat(queries("faults").path("by_step").path("Opening").asInt()).isEqualTo(OPENING + KILLS);
        assertThat(queries("faults").path("total").asInt())
                .isEqualTo(queries("quiet").path("total").asInt() + OPENING + KILLS);
        // all that the server answered is on file, but for what was under way when a process ended or a server went: so
        // many requests, of one question each
        int onceMore = answered.get() - onFile.size();
        assertThat(onceMore).isBetween(0, (KILLS + RESTARTS) * CONCURRENCY);
    }

    private void runThroughFaults(int questions) throws IOException, InterruptedException {
        int port = freePort();
        List<Boolean> kills = new ArrayList<>(Collections.nCopies(KILLS, true));
        kills.addAll(Collections.nCopies(RESTARTS, false));
        Collections.shuffle(kills, random);
        InferenceServer server = serve(port);
        Process run = run(port, "--out");
        try {
            for (boolean kill : kills) {
                await(random.nextInt(OPENING + 1, questions / (KILLS + RESTARTS + 1)), run);
                if (kill) {
                    run.destroyForcibly().waitFor();
                    run = run(port, "--resume");
                } else {
                    server.close();
                    Thread.sleep(random.nextInt(500));
                    server = serve(port);
                }
            }
            assertThat(run.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(run.exitValue()).as(printed()).isZero();
        } finally {
            run.destroyForcibly();
            server.close();
        }
    }

    /** Waits until so many more questions are answered, and a moment. */
    private void await(int more, Process run) throws IOException, InterruptedException {
        int enough = answered.get() + more;
        while (answered.get() < enough) {
            assertThat(run.isAlive()).as(printed()).isTrue();
            Thread.sleep(1);
        }
        Thread.sleep(random.nextInt(10));
    }

    private InferenceServer serve(int port) {
        ReluNetwork network = NetworkFile.read(VICTIM);
        FunctionOracle counted = new FunctionOracle(network.inputs(), network.outputs(), questions -> {
            answered.addAndGet(questions.size());
            return network.evaluate(questions);
        });
        ServeSettings faulty =
                new ServeSettings(port, Double.POSITIVE_INFINITY, Integer.MAX_VALUE, FAIL_EVERY, DROP_EVERY, DELAY);
        return InferenceServer.start(new ServedModel("victim", Datatype.FP64, counted), faulty, Optional.empty());
    }

    private Process run(int port, String option) throws IOException {
        // one question a request, so that one request in a hundred is one answer in a hundred
        return JavaProcess.start(
                Main.class,
                folder.resolve("printed"),
                "recover",
                "http://127.0.0.1:" + port + "/v2/models/victim",
                option,
                path("faults"),
                "--batch",
                "1",
                "--concurrency",
                String.valueOf(CONCURRENCY),
                "--timeout",
                "10s");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private String printed() throws IOException {
        return Files.readString(folder.resolve("printed"));
    }

    private String path(String run) {
        return folder.resolve(run).toString();
    }

    /** Each question with its answer, by their checksums and the answer's bits. */
    private List<String> answers(String run) throws SQLException {
        List<String> answers = new ArrayList<>();
        try (Connection ledger = DriverManager.getConnection(
                        "jdbc:sqlite:" + folder.resolve(run).resolve("ledger.sqlite"));
                Statement statement = ledger.createStatement();
                ResultSet rows = statement.executeQuery("SELECT hash, occasion, checksum, hex(y) FROM answers")) {
            while (rows.next()) {
                answers.add(rows.getLong(1) + " " + rows.getInt(2) + " " + rows.getLong(3) + " " + rows.getString(4));
            }
        }
        assertThat(answers).doesNotHaveDuplicates();
        return answers;
    }

    /** Whether it was asked again to see whether the model is still the same. */
    private static boolean isCheck(String answer) {
        return answer.matches("-?\\d+ -.*"); // the occasion
    }

    private JsonNode queries(String run) {
        return JsonMapper.shared()
                .readTree(folder.resolve(run).resolve("recovery.json"))
                .path("queries");
    }
}
