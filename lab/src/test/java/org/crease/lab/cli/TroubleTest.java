package org.crease.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.crease.lab.Repository;
import org.crease.lab.experiment.RandomVictim;
import org.crease.oracles.model.NetworkJson;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Trouble on the other side, over a real socket, and with the disk: one clear line and the right exit code. */
@Timeout(120)
class TroubleTest {
    private static final String HTML = "<html><body>Sign in</body></html>";
    /** Requests that a server is opened with: one, another, both at once. */
    private static final int OPENING = 3;

    @TempDir
    private Path folder;

    private Path out;

    @BeforeEach
    void nameTheFolder() {
        out = folder.resolve("run");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://127.0.0.1:1/v2/models/m   | server must be there, got connection refused",
                "http://no.invalid/v2/models/m    | host must be known, got an unknown one",
                "http://127.0.0.1:1/models/m      | server must be http(s)://HOST:PORT/v2/models/NAME",
                "http://127.0.0.1:99999/v2/models/m | server must be http(s)://HOST:PORT/v2/models/NAME",
            })
    void aWrongAddressIsTold(String address, String told) {
        Cli.recover(out, address).refused(out, told, address);
    }

    @Test
    void anUnknownModelIsTold() {
        try (Serving server =
                Serving.of(Repository.path("examples/2-4-3-2.json").toString())) {
            String other = server.address().replace("2-4-3-2", "other");
            Cli.recover(out, other).refused(out, "server must know the model, got 404", "got 'other'", other);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                HTML + " | server must answer in JSON, got an HTML page",
                "{} | model inputs must number 1, got no list of them",
                "[-1,3,-1] | model input dimensions after a batch dimension must be fixed and positive, got [-1,3,-1]",
                "[] | model input shape must hold 1 to",
            })
    void aServerOfAnotherKindIsTold(String metadata, String told) {
        String said = metadata.startsWith("[") ? OddServer.metadata(metadata) : metadata;
        try (OddServer server = new OddServer(said, 0, x -> HTML)) {
            Cli.recover(out, server.address()).refused(out, told, server.address());
        }
    }

    static Stream<Arguments> answersThatAreNone() {
        return Stream.of(
                Arguments.of("HTML", x(rows -> HTML), "server must answer in JSON, got an HTML page"),
                Arguments.of(
                        "NaN",
                        x(rows -> OddServer.response(rows, 2, numbers(rows * 2 - 1) + ",NaN")),
                        "data must be finite numbers, got NaN"),
                Arguments.of(
                        "null",
                        x(rows -> OddServer.response(rows, 2, numbers(rows * 2 - 1) + ",null")),
                        "data must be finite numbers, got null"),
                Arguments.of(
                        "infinite",
                        x(rows -> OddServer.response(rows, 2, numbers(rows * 2 - 1) + ",1e999")),
                        "data must be finite numbers, got 1e999"),
                Arguments.of(
                        "longer", x(rows -> OddServer.response(rows, 3, numbers(rows * 3))), "answers must number "),
                Arguments.of(
                        "shape",
                        x(rows -> OddServer.response(rows, 2, numbers(rows * 3))),
                        "data must number as many as shape"),
                Arguments.of(
                        "fewer",
                        x(rows -> OddServer.response(rows - 1, 2, numbers(rows * 2 - 2))),
                        "output shape must begin with "));
    }

    private static Function<double[], String> x(Function<Integer, String> byRows) {
        return x -> byRows.apply(x.length / 3);
    }

    private static String numbers(int count) {
        return String.join(",", Collections.nCopies(count, "1.5"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answersThatAreNone")
    void anAnswerThatIsNoneBreaksTheOracleAndTheRunCanGoOn(String what, Function<double[], String> odd, String told) {
        try (OddServer server = new OddServer(OddServer.METADATA, OPENING + 3, odd)) {
            Cli cli = Cli.recover(out, server.address(), "--quiet");
            assertThat(cli.err()).startsWith("crease: failed: ").contains(told).hasLineCount(1);
            assertThat(cli.out()).isEmpty();
            assertThat(cli.code()).isEqualTo(5);
            assertThat(out.resolve("recovery.json")).exists();
        }
    }

    @Test
    void answersThatDifferEachTimeAreSaidToAndByHowMuch() {
        try (Serving server =
                Serving.of(Repository.path("examples/6-6-6-2.json").toString(), "--noise", "1e-3")) {
            Cli looked = Cli.run("inspect", server.address());
            assertThat(looked.out()).containsPattern(DIFFER);
            assertThat(looked.code()).isZero();
            double error = Cli.run("inspect", server.address(), "--json")
                    .json()
                    .path("precision")
                    .path("repeat_error")
                    .asDouble();
            // the larger of two standard deviations out of 12 pairs each: outside by chance once in 10⁷ seeds
            assertThat(error).isBetween(3e-4, 3e-3);
            assertThat(Cli.recover(out, server.address(), "--budget", "1500").out())
                    .containsPattern(DIFFER);
        }
    }

    private static final String DIFFER =
            "repeats: +not deterministic: answers to the same question differ, with a standard deviation of \\d\\.\\de-0[34]";

    @Test
    void answersThatAreTheSameEachTimeAreNotSaidToDiffer() {
        String model = TestModels.oneInput(folder);
        assertThat(Cli.run("inspect", model).out()).doesNotContain("repeats:");
        assertThat(Cli.run("inspect", model, "--json")
                        .json()
                        .path("precision")
                        .path("repeat_error")
                        .asDouble(-1))
                .isZero();
    }

    /** The bound is for machines that are busy; a request's own time-out is 30 s. */
    @Test
    void theTimeEndsTheWaitForAServer() {
        try (OddServer server = new OddServer(OddServer.METADATA, OPENING + 3, x -> OddServer.SILENCE)) {
            timeIsOver(Cli.recover(out, server.address(), "--time", "2s"));
        }
    }

    @Test
    void theTimeEndsTheWaitForAProcess() {
        timeIsOver(Cli.recover(
                out,
                "exec:i=0; while [ $i -lt 5 ] && read -r q; do echo \"$q\"; i=$((i+1)); done; sleep 60",
                "--inputs",
                "2",
                "--time",
                "2s"));
    }

    private void timeIsOver(Cli cli) {
        assertThat(cli.out()).startsWith("failed: time of 2.0 s is over before layer 1 was known");
        assertThat(cli.out()).contains("to go on:     crease recover --resume " + out);
        assertThat(cli.code()).isEqualTo(4);
        JsonNode report = JsonMapper.shared().readTree(out.resolve("recovery.json"));
        assertThat(report.path("seconds").path("wall").asDouble()).isBetween(0.0, 10.0);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aTimeThatIsOverBeforeTheOracleIsOpenIsRefused(int sound) {
        long start = System.nanoTime();
        try (OddServer server = new OddServer(OddServer.METADATA, sound, x -> OddServer.SILENCE)) {
            Cli.recover(out, server.address(), "--time", "1s")
                    .refused(out, "oracle must be open before the time is over", "1.0 s");
        }
        assertThat(1e-9 * (System.nanoTime() - start)).isLessThan(10);
    }

    @Test
    void aLedgerOfAnotherModelOnTheServerIsRefused() {
        try (Serving server =
                        Serving.of(Repository.path("examples/2-4-3-2.json").toString());
                Serving other =
                        Serving.of(Repository.path("examples/2-4-3-2.json").toString(), "--name", "second")) {
            Cli.recover(out, server.address(), "--budget", "200");
            Cli cli = Cli.run("recover", "--resume", out.toString(), other.address());
            assertThat(cli.err())
                    .contains("oracle must be the model that the ledger holds answers of, got another one")
                    .hasLineCount(1);
            assertThat(cli.code()).isEqualTo(2);
        }
    }

    /**
     * A limit on the size of files in place of a full disk. It leaves room for the library of SQLite, which its driver unpacks first,
     * and is less than the ledger's journal gets to.
     */
    @Test
    void aFullDiskIsToldAndTheRunGoesOnOnceThereIsRoom() throws IOException, InterruptedException {
        Path victim = folder.resolve("victim.json");
        NetworkJson.write(victim, RandomVictim.draw(List.of(6, 6, 6, 2), 3), List.of());
        Path output = folder.resolve("output");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(
                        "/bin/sh",
                        "-c",
                        "ulimit -f 5000; exec \"$@\"",
                        "sh",
                        java,
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "recover",
                        "weights:" + victim,
                        "--method",
                        "paper",
                        "--quiet",
                        "--out",
                        out.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(output))
                .contains("ledger must be writable, got trouble: ", "maybe the disk is full")
                .hasLineCount(1);
        assertThat(process.exitValue()).isEqualTo(1);
        Cli cli = Cli.run("recover", "--resume", out.toString(), "--budget", "5000");
        assertThat(cli.err()).isEmpty();
        assertThat(cli.out()).contains("budget of 5000 queries is spent", " of them asked now");
        assertThat(cli.code()).isIn(3, 4);
    }
}
