package org.crease.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.crease.lab.experiment.RandomVictim;
import org.crease.oracles.model.NetworkJson;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The switches of {@code crease serve} all at once, over a real socket, against {@code crease recover}. */
@Timeout(300)
class ServeTogetherTest {
    private static final String TOKEN = "s3cr3t-t0ken";
    private static final double RATE = 300;
    private static final int MAX_BATCH = 64;
    /** One request at a time, so that the noise falls on the same answers in each run, and the result is no matter of chance. */
    private static final String[] ONE_BY_ONE = {"--concurrency", "1", "--seed", "1", "--domain", "box:-3,3"};

    @TempDir
    private Path folder;

    private String victim;
    private Path out;

    @BeforeEach
    void writeTheVictim() {
        Path file = folder.resolve("victim.json");
        NetworkJson.write(file, RandomVictim.draw(List.of(3, 5, 2), 1), List.of());
        victim = file.toString();
        out = folder.resolve("run");
    }

    /** Noise and rounding included: the answers are worth nine digits then, and the network is told to better than seven. */
    @Test
    void aNetworkIsRecoveredThroughAllOfThemAndItsPrecisionIsTold() throws IOException {
        try (Serving server = serve("--softmax", "--noise", "1e-10", "--round", "11")) {
            Cli cli = recover(server, out, ONE_BY_ONE);
            assertThat(cli.code()).as(cli.out() + cli.err()).isZero();
            assertThat(cli.out()).contains("precision:    noisy").contains("repeats:      not deterministic");
            assertThatTheTokenIsNowhere(cli, server);
        }
        JsonNode report = report(out);
        assertThat(report.path("oracle").path("probabilities").path("ending").asString())
                .isEqualTo("softmax");
        assertThat(report.path("oracle").path("precision").path("repeat_error").asDouble())
                .isBetween(1e-10, 1e-7);
        assertThatTheRateWasKept(report);
        JsonNode difference = Cli.run("compare", network(out), victim, "--domain", "box:-3,3", "--json")
                .json();
        assertThat(difference.path("isomorphic").asBoolean()).isTrue();
        assertThat(difference.path("functional").path("max_rel").asDouble()).isLessThan(1e-7);
    }

    @Test
    void whatDoesNotTouchTheAnswersChangesNoBitOfTheNetwork() throws IOException {
        try (Serving quiet = Serving.of(victim, "--softmax")) {
            assertThat(Cli.recover(folder.resolve("quiet"), quiet.address()).code())
                    .isZero();
        }
        try (Serving server = serve("--softmax")) {
            Cli cli = recover(server, out);
            assertThat(cli.code()).as(cli.out() + cli.err()).isZero();
            assertThatTheTokenIsNowhere(cli, server);
        }
        assertThat(Path.of(network(out))).hasSameBinaryContentAs(Path.of(network(folder.resolve("quiet"))));
        assertThat(report(out).path("queries"))
                .isEqualTo(report(folder.resolve("quiet")).path("queries"));
        assertThatTheRateWasKept(report(out));
    }

    /** Three decimals and as much noise leave no network to be sure of, and none is claimed. */
    @Test
    void whereLittleIsLeftOfTheAnswersTheRunDoesNotEndAsComplete() throws IOException {
        try (Serving server = serve("--softmax", "--noise", "1e-3", "--round", "3")) {
            Cli cli = recover(
                    server,
                    out,
                    Stream.of(ONE_BY_ONE, new String[] {"--budget", "700"})
                            .flatMap(Stream::of)
                            .toArray(String[]::new));
            assertThat(cli.code()).as(cli.out() + cli.err()).isIn(ExitCode.PARTIAL, ExitCode.FAILED);
            assertThat(report(out).path("reason").asString()).isNotEmpty();
            assertThatTheTokenIsNowhere(cli, server);
        }
    }

    /** With every 25th request failing, every 40th dropped, some refused for being too many, and each of the others late. */
    private Serving serve(String... disguise) {
        String[] trouble = {
            "--rate", String.valueOf(RATE),
            "--fail-every", "25",
            "--drop-every", "40",
            "--delay", "1ms",
            "--max-batch", String.valueOf(MAX_BATCH),
            "--name", "m",
            "--require-token"
        };
        return Serving.withToken(
                TOKEN,
                Stream.of(new String[] {victim}, trouble, disguise)
                        .flatMap(Stream::of)
                        .toArray(String[]::new));
    }

    private static Cli recover(Serving server, Path out, String... options) {
        String[] command = {"recover", server.address(), "--out", out.toString()};
        return Cli.withToken(
                TOKEN, Stream.of(command, options).flatMap(Stream::of).toArray(String[]::new));
    }

    /** A second's worth comes at once, and the last request on credit. */
    private static void assertThatTheRateWasKept(JsonNode report) {
        JsonNode queries = report.path("queries");
        double asked =
                queries.path("total").asDouble() - queries.path("repeated").asDouble();
        assertThat(asked).isGreaterThan(2 * RATE);
        assertThat(report.path("seconds").path("wall").asDouble()).isGreaterThan((asked - RATE - MAX_BATCH) / RATE);
    }

    private void assertThatTheTokenIsNowhere(Cli cli, Serving server) throws IOException {
        assertThat(cli.out() + cli.err() + server.printed()).doesNotContain(TOKEN);
        try (Stream<Path> files = Files.list(out)) {
            for (Path file : files.toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .doesNotContain(TOKEN);
            }
        }
    }

    private static String network(Path run) {
        return run.resolve("network.json").toString();
    }

    private static JsonNode report(Path run) {
        return JsonMapper.shared().readTree(run.resolve("recovery.json"));
    }
}
