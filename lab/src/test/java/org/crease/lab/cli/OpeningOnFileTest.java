package org.crease.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.crease.lab.experiment.RandomVictim;
import org.crease.lab.serve.InferenceServer;
import org.crease.lab.serve.ServeSettings;
import org.crease.lab.serve.ServedModel;
import org.crease.network.ReluNetwork;
import org.crease.oracle.FunctionOracle;
import org.crease.oracles.http.Datatype;
import org.crease.oracles.ledger.Ledger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The questions that open a server are on file like all others: the ledger holds exactly what the server answered. */
class OpeningOnFileTest {
    private final ReluNetwork network = RandomVictim.draw(List.of(4, 6, 2), 3);
    /** How many questions the server has answered. */
    private final AtomicInteger answered = new AtomicInteger();

    @TempDir
    private Path folder;

    @Test
    void theServerIsAskedNothingTwiceButOneQuestionOnPurposeByEachRunThatGoesOn() {
        try (InferenceServer server = serve(network)) {
            assertThat(recover(server, "--out", "--budget", "150").code()).isEqualTo(4);
            assertThat(onFile()).isEqualTo(answered.get()).isBetween(100L, 150L);
            assertThat(recover(server, "--resume", "--budget", "700").code()).isIn(3, 4);
            assertThat(onFile()).isEqualTo(answered.get()).isBetween(600L, 700L);
            assertThat(recover(server, "--resume").code()).isZero();
            assertThat(onFile()).isEqualTo(answered.get());
            // two questions, both together, and one for each of the two runs that went on
            assertThat(JsonMapper.shared()
                            .readTree(folder.resolve("run/recovery.json"))
                            .path("queries")
                            .path("by_step")
                            .path("Opening")
                            .asInt())
                    .isEqualTo(6);
        }
        assertThat(Cli.run("replay", path("run"), "--out", path("again")).code())
                .isZero();
        assertThat(folder.resolve("again/network.json")).hasSameTextualContentAs(folder.resolve("run/network.json"));
        assertThat(queries("again")).isEqualTo(queries("run"));
    }

    @Test
    void anotherModelBehindTheSameNameIsRefusedAndNothingOfItKept() {
        try (InferenceServer server = serve(network)) {
            recover(server, "--out", "--budget", "150");
        }
        long before = onFile();
        for (ReluNetwork other :
                List.of(RandomVictim.draw(List.of(4, 6, 2), 4), RandomVictim.draw(List.of(4, 6, 3), 3))) {
            try (InferenceServer server = serve(other)) {
                Cli cli = recover(server, "--resume");
                assertThat(cli.code()).isEqualTo(2);
                assertThat(cli.err()).containsAnyOf("must be the model that the ledger holds", "response is wrong");
                assertThat(cli.err()).hasLineCount(1);
            }
            assertThat(onFile()).isEqualTo(before);
        }
    }

    /** A process is opened with the origin, which tells later whether it is constant. */
    @Test
    void anOpeningQuestionThatTheRunAsksTooIsARepeatedOne() {
        String echo = "exec:while read -r q; do echo \"$q\"; done";
        Cli cli = Cli.run("recover", echo, "--inputs", "2", "--out", path("run"));
        assertThat(cli.out()).startsWith("failed: f is linear").doesNotContain("asked now");
        JsonNode queries = JsonMapper.shared()
                .readTree(folder.resolve("run/recovery.json"))
                .path("queries");
        assertThat(queries.path("repeated").asLong()).isEqualTo(1);
        assertThat(queries.path("total").asLong()).isEqualTo(onFile() + 1);
    }

    @Test
    void aServerThatCannotBeOpenedLeavesNothing() {
        Cli cli = Cli.run("recover", "http://127.0.0.1:9/v2/models/victim", "--out", path("deep/run"));
        assertThat(cli.code()).isEqualTo(2);
        assertThat(Files.exists(folder.resolve("deep"))).isFalse();
    }

    private InferenceServer serve(ReluNetwork served) {
        FunctionOracle counted = new FunctionOracle(served.inputs(), served.outputs(), questions -> {
            answered.addAndGet(questions.size());
            return served.evaluate(questions);
        });
        return InferenceServer.start(
                new ServedModel("victim", Datatype.FP64, counted), ServeSettings.DEFAULTS, Optional.empty());
    }

    private Cli recover(InferenceServer server, String option, String... more) {
        return Cli.run(Stream.concat(
                        Stream.of("recover", server.address().toString(), option, path("run")), Arrays.stream(more))
                .toArray(String[]::new));
    }

    private long onFile() {
        try (Ledger ledger = Ledger.open(folder.resolve("run/ledger.sqlite"))) {
            return ledger.size();
        }
    }

    private String queries(String run) {
        return JsonMapper.shared()
                .readTree(folder.resolve(run).resolve("recovery.json"))
                .path("queries")
                .toString();
    }

    private String path(String run) {
        return folder.resolve(run).toString();
    }
}
