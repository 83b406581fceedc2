package org.crease.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.crease.geometry.Points;
import org.crease.lab.Repository;
import org.crease.lab.experiment.RandomVictim;
import org.crease.oracle.Oracle;
import org.crease.oracles.http.InferenceServerOracle;
import org.crease.oracles.http.ServerSettings;
import org.crease.oracles.model.NetworkFile;
import org.crease.oracles.model.NetworkOnnx;
import org.crease.oracles.onnx.OnnxOracle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server in between changes nothing. */
class RecoverFromServerTest {
    private static final ServerSettings QUICK =
            ServerSettings.DEFAULTS.withRetries(20, Duration.ofMillis(1), Duration.ofMillis(20));

    @TempDir
    private Path folder;

    @Test
    void theSameNetworkIsRecoveredAsFromTheFile() {
        Path example = Repository.path("examples/6-6-6-2.json");
        sameFromServerAs("weights:" + example, example);
    }

    @Test
    void theSameNetworkIsRecoveredAsFromTheModelFile() {
        Path tiny = folder.resolve("tiny.onnx");
        NetworkOnnx.write(tiny, RandomVictim.draw(List.of(2, 3, 1), 3));
        sameFromServerAs(tiny.toString(), tiny);
    }

    private void sameFromServerAs(String address, Path file) {
        Cli direct =
                Cli.run("recover", address, "--out", folder.resolve("direct").toString());
        try (Serving server = Serving.of(file.toString())) {
            Cli served = Cli.run(
                    "recover",
                    server.address(),
                    "--out",
                    folder.resolve("served").toString(),
                    "--json");
            assertThat(served.err()).isEmpty();
            assertThat(served.code()).isEqualTo(direct.code()).isZero();
            assertThat(served.json().path("oracle").path("address").asString()).isEqualTo(server.address());
        }
        for (String name : new String[] {"network.json", "network.onnx"}) {
            assertThat(folder.resolve("served").resolve(name))
                    .hasSameBinaryContentAs(folder.resolve("direct").resolve(name));
        }
    }

    @Test
    void faultsOfTheServerChangeNoAnswer() {
        Path victim = Repository.path("examples/4-8-6-2.json");
        Points questions = points(4, 600);
        try (Serving server = Serving.of(victim.toString(), "--fail-every", "3", "--drop-every", "5");
                InferenceServerOracle oracle = open(server, QUICK.withBatch(10))) {
            assertThat(oracle.ask(questions)).isEqualTo(NetworkFile.read(victim).evaluate(questions));
        }
    }

    @Test
    void float32AnswersAreThoseOfTheFileBitForBit() {
        Path model = Path.of(TestModels.squares32(folder).substring("onnx:".length()));
        Points questions = points(4, 300);
        try (OnnxOracle direct = OnnxOracle.open(model);
                Serving server = Serving.of(model.toString());
                InferenceServerOracle served = open(server, QUICK)) {
            assertThat(served.arithmetic()).isEqualTo(direct.arithmetic()).isEqualTo("float32");
            assertThat(bits(served, questions)).isEqualTo(bits(direct, questions));
        }
    }

    @Test
    void aServerWithARateIsWaitedFor() {
        try (Serving server =
                        Serving.of(Repository.path("examples/2-4-3-2.json").toString(), "--rate", "60");
                InferenceServerOracle oracle = open(
                        server,
                        ServerSettings.DEFAULTS
                                .withBatch(40)
                                .withRetries(3, Duration.ofMillis(1), Duration.ofSeconds(5)))) {
            long start = System.nanoTime();
            oracle.ask(points(2, 140));
            // 144 questions with those of the opening, of which 60 come at once and the last 40 on credit
            assertThat(1e-9 * (System.nanoTime() - start)).isGreaterThan(0.7);
        }
    }

    @Test
    void aServerThatBreaksIsExitCode5AndItsOptionsAreRead() {
        try (Serving server =
                Serving.of(Repository.path("examples/2-4-3-2.json").toString(), "--max-batch", "1", "--rate", "20")) {
            Cli cli = Cli.run(
                    "recover",
                    server.address(),
                    "--out",
                    folder.resolve("run").toString(),
                    "--quiet",
                    "--retries",
                    "0",
                    "--timeout",
                    "5s",
                    "--concurrency",
                    "2",
                    "--batch",
                    "7",
                    "--rate",
                    "1000");
            assertThat(cli.code()).isEqualTo(5);
            assertThat(cli.err())
                    .contains("server must answer, got 429 (rate must be at most 20.0 questions a second, got more)")
                    .hasLineCount(1);
        }
    }

    @Test
    void whoStopsWhileAServerIsWaitedForGetsExitCode130() {
        long start = System.nanoTime();
        BooleanSupplier stopped = () -> System.nanoTime() - start > 300_000_000;
        try (Serving server =
                Serving.of(Repository.path("examples/2-4-3-2.json").toString(), "--delay", "30s")) {
            Cli cli = Cli.run(Main.methods(), stopped, "inspect", server.address());
            assertThat(cli.code()).isEqualTo(130);
            assertThat(cli.err()).isEqualTo("crease: the run was stopped" + System.lineSeparator());
        }
        assertThat(1e-9 * (System.nanoTime() - start)).isLessThan(10);
    }

    @ParameterizedTest
    @CsvSource({
        "--concurrency, 0, 'concurrency must be at least 1, got 0'",
        "--batch, 0, 'batch must be at least 1, got 0'",
        "--rate, -1, 'rate must be positive, got -1.0'",
        "--retries, -1, 'retries must be at least 0, got -1'",
        "--timeout, soon, 'time must be a positive duration'",
    })
    void aWrongOptionIsTold(String option, String value, String told) {
        for (String command : new String[] {"recover", "inspect"}) {
            Cli cli = Cli.run(command, "http://127.0.0.1:1/v2/models/m", option, value);
            assertThat(cli.code()).isEqualTo(2);
            assertThat(cli.err()).contains(told).hasLineCount(1);
        }
    }

    @Test
    void noServerIsExitCode2() {
        for (String address : new String[] {"http://127.0.0.1:1/v2/models/m", "http://h/v2", "http://u:s3cr3t@h y/"}) {
            Cli cli = Cli.run("recover", address, "--out", folder.resolve("run").toString());
            assertThat(cli.code()).isEqualTo(2);
            assertThat(cli.err()).startsWith("crease: ").hasLineCount(1).doesNotContain("s3cr3t");
            assertThat(folder.resolve("run")).doesNotExist();
        }
    }

    private static long[] bits(Oracle oracle, Points questions) {
        return Arrays.stream(oracle.ask(questions).toArray())
                .mapToLong(Double::doubleToRawLongBits)
                .toArray();
    }

    private static Points points(int dimension, int number) {
        return Points.of(
                number,
                dimension,
                new Random(5).doubles((long) number * dimension, -3, 3).toArray());
    }

    private static InferenceServerOracle open(Serving server, ServerSettings settings) {
        return InferenceServerOracle.open(URI.create(server.address()), settings, Optional.empty(), () -> false);
    }
}
