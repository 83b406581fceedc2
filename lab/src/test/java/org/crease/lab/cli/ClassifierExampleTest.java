package org.crease.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.crease.lab.Repository;
import org.crease.oracles.onnx.OnnxOracle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The trained classifiers of examples/, 10-16-10-4 with a softmax at the end, through the file and through a server. With --seed 1: 8,783 questions
 * through float64, 31,895 through float32.
 */
class ClassifierExampleTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"classifier, 1e-12", "classifier-float32, 1e-5"})
    void isRecoveredToItsProbabilitiesThroughItsFile(String name, double tolerance) {
        Path victim = Repository.path("examples").resolve(name + ".onnx");
        recoverAndCompare(victim.toString(), victim, tolerance);
    }

    @ParameterizedTest
    @CsvSource({"classifier, 1e-12", "classifier-float32, 1e-5"})
    void isRecoveredToItsProbabilitiesThroughAServer(String name, double tolerance) {
        Path victim = Repository.path("examples").resolve(name + ".onnx");
        try (Serving server = Serving.of(victim.toString())) {
            recoverAndCompare(server.address(), victim, tolerance);
        }
    }

    private void recoverAndCompare(String address, Path victim, double tolerance) {
        Path out = folder.resolve("run");
        Cli cli = Cli.run("recover", address, "--out", out.toString(), "--seed", "1", "--json");
        assertThat(cli.code()).as(cli.err()).isZero();
        JsonNode recovery = JsonMapper.shared().readTree(out.resolve("recovery.json"));
        assertThat(recovery.path("status").asString()).isEqualTo("complete");
        assertThat(recovery.path("oracle").path("probabilities").path("ending").asString())
                .isEqualTo("softmax");
        assertThat(Files.exists(out.resolve("network.onnx"))).isTrue();
        // the same neurons, and not just the same function
        assertThat(Cli.run("compare", out.resolve("network.json").toString(), victim.toString())
                        .code())
                .isZero();
        SplittableRandom random = new SplittableRandom(5);
        Points data = Points.of(
                Stream.generate(() -> Vector.gaussian(10, random)).limit(2000).toList());
        try (OnnxOracle f = OnnxOracle.open(victim);
                OnnxOracle g = OnnxOracle.open(out.resolve("network.onnx"))) {
            double[] p = f.ask(data).toArray();
            double[] q = g.ask(data).toArray();
            double worst = 0;
            for (int i = 0; i < p.length; i++) {
                worst = Math.max(worst, Math.abs(p[i] - q[i]));
            }
            assertThat(worst).isLessThan(tolerance);
        }
    }
}
