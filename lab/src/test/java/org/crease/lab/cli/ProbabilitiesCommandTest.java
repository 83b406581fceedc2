package org.crease.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.crease.lab.experiment.RandomVictim;
import org.crease.network.ReluNetwork;
import org.crease.oracle.Ending;
import org.crease.oracles.model.NetworkOnnx;
import org.crease.oracles.onnx.OnnxOracle;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Model files that end in a softmax or in sigmoids. Seed 1. */
class ProbabilitiesCommandTest {
    private final ReluNetwork network = RandomVictim.draw(List.of(4, 6, 3), 1);

    @TempDir
    private Path folder;

    private Path out;

    @BeforeEach
    void nameTheRun() {
        out = folder.resolve("run");
    }

    @ParameterizedTest
    @EnumSource(names = "LOGITS", mode = EnumSource.Mode.EXCLUDE)
    void aModelThatEndsInProbabilitiesIsRecoveredWithItsEnd(Ending ending) {
        Path victim = victim(ending);
        Cli cli = recover(victim);
        assertThat(cli.code()).isZero();
        assertThat(cli.out()).contains("answers:      probabilities");
        assertThat(Cli.run("compare", out.resolve("network.json").toString(), victim.toString())
                        .code())
                .isZero();
        assertThat(Cli.run("compare", out.resolve("network.onnx").toString(), victim.toString())
                        .code())
                .isZero();
        Points x = Points.of(Vector.of(0.1, -0.4, 0.7, 0.2), Vector.of(1, 2, -1, 0));
        try (OnnxOracle f = OnnxOracle.open(victim);
                OnnxOracle g = OnnxOracle.open(out.resolve("network.onnx"))) {
            double[] p = f.ask(x).toArray();
            double[] q = g.ask(x).toArray();
            for (int i = 0; i < p.length; i++) {
                assertThat(q[i]).isBetween(p[i] - 1e-9, p[i] + 1e-9);
            }
        }
    }

    @Test
    void theReportSaysWhatIsKnownOfTheLogitsAndWhere() {
        String summary = recover(victim(Ending.SOFTMAX)).out();
        assertThat(summary).containsPattern("logits are known up to a common shift, class \\d is set to 0");
        JsonNode found = json("recovery.json").path("oracle").path("probabilities");
        assertThat(found.path("ending").asString()).isEqualTo("softmax");
        assertThat(found.path("reference").asInt()).isBetween(0, 2);
        assertThat(found.path("low").size()).isEqualTo(4);
        assertThat(found.path("high").get(0).asDouble()).isPositive();
        JsonNode net = json("network.json");
        assertThat(net.path("output_after_last_layer").asString()).isEqualTo("softmax");
        JsonNode reference = net.path("layers")
                .get(1)
                .path("weight")
                .get(found.path("reference").asInt());
        assertThat(reference).allMatch(weight -> weight.asDouble() == 0);
    }

    @Test
    void logitsAreWhatTheyWere() {
        Cli cli = recover(victim(Ending.LOGITS));
        assertThat(cli.code()).isZero();
        assertThat(cli.out()).doesNotContain("probabilities");
        assertThat(json("recovery.json").path("oracle").path("probabilities").isNull())
                .isTrue();
        assertThat(json("network.json").has("output_after_last_layer")).isFalse();
    }

    @Test
    void saidToBeLogitsProbabilitiesAreACurvedFunction() {
        Cli cli = recover(victim(Ending.SOFTMAX), "--output", "logits");
        assertThat(cli.code()).isEqualTo(4);
        assertThat(cli.out()).contains("f is not piecewise linear");
    }

    @Test
    void saidToBeProbabilitiesLogitsAreRefused() {
        Cli cli = recover(victim(Ending.LOGITS), "--output", "probabilities");
        assertThat(cli.code()).isEqualTo(4);
        assertThat(cli.out()).contains("answers must be probabilities");
        assertThat(recover(victim(Ending.LOGITS), "--output", "words").err())
                .contains("--output")
                .hasLineCount(1);
    }

    private Path victim(Ending ending) {
        Path file = folder.resolve(ending + ".onnx");
        NetworkOnnx.write(file, network, ending);
        return file;
    }

    private Cli recover(Path victim, String... options) {
        String[] args = {"recover", victim.toString(), "--out", out.toString(), "--budget", "20000"};
        return Cli.run(Stream.of(args, options).flatMap(Stream::of).toArray(String[]::new));
    }

    private JsonNode json(String name) {
        assertThat(Files.exists(out.resolve(name))).isTrue();
        return JsonMapper.shared().readTree(out.resolve(name));
    }
}
