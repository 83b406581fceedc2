package org.crease.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.crease.lab.experiment.RandomVictim;
import org.crease.network.Isomorphism;
import org.crease.network.ReluNetwork;
import org.crease.oracles.model.NetworkFile;
import org.crease.oracles.model.NetworkJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class CommandsTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"victim.json", "victim.onnx"})
    void aRandomVictimIsWrittenAsItWasDrawn(String name) {
        Path file = folder.resolve(name);
        Cli cli = Cli.run("train", "random", "--widths", "5-4-3-2", "--seed", "3", "--out", file.toString());
        assertThat(cli.code()).isZero();
        assertThat(cli.out()).contains("5-4-3-2, 47 parameters, seed 3").hasLineCount(1);
        assertThat(NetworkFile.read(file)).isEqualTo(RandomVictim.draw(List.of(5, 4, 3, 2), 3));
    }

    @Test
    void isomorphicNetworksCompareAsSuch() {
        ReluNetwork network = RandomVictim.draw(List.of(5, 4, 3, 2), 3);
        Cli cli = compare(Isomorphism.canonical(network).network(), network, "--json");
        assertThat(cli.code()).isZero();
        JsonNode json = cli.json();
        assertThat(compare(network, network).out()).doesNotContain("because");
        assertThat(json.path("isomorphic").asBoolean()).isTrue();
        assertThat(json.path("widths").toString()).isEqualTo("[[5,4,3,2],[5,4,3,2]]");
        assertThat(json.path("layers").size()).isEqualTo(2);
        assertThat(json.path("layers").path(1).path("matched").asInt()).isEqualTo(3);
        assertThat(json.path("layers").path(1).path("max_row_error").asDouble()).isLessThan(1e-14);
        assertThat(json.path("functional").path("samples").asInt()).isEqualTo(10000);
        assertThat(json.path("functional").path("max_rel").asDouble()).isLessThan(1e-13);
    }

    @Test
    void differentNetworksCompareAsDifferent() {
        Cli cli = compare(
                RandomVictim.draw(List.of(5, 4, 2), 1),
                RandomVictim.draw(List.of(5, 4, 3, 2), 3),
                "--domain",
                "box:-1,1",
                "--samples",
                "50");
        assertThat(cli.code()).isEqualTo(3);
        assertThat(cli.out())
                .startsWith("not isomorphic: 5-4-2 and 5-4-3-2")
                .contains("layer 1:   0 matched, 4 missing, 4 extra; largest error of a row unknown")
                .contains(
                        "because:   hidden layers are 1, not 2; layer 1: 4 missing, 4 extra, rows being the same below")
                .contains("at 50 points");
    }

    @Test
    void anErrorOfZeroHasNoLogarithm() {
        ReluNetwork network = RandomVictim.draw(List.of(3, 2, 1), 3);
        JsonNode layer =
                compare(network, network, "--json").json().path("layers").path(0);
        assertThat(layer.path("max_row_error").asDouble()).isZero();
        assertThat(layer.path("log_weight_error").isNull()).isTrue();
    }

    @Test
    void anOracleIsInspected() {
        Path victim = folder.resolve("victim.onnx");
        Cli.run("train", "random", "--widths", "5-4-3-2", "--out", victim.toString());
        Cli cli = Cli.run("inspect", victim.toString(), "--json");
        assertThat(cli.code()).isZero();
        JsonNode json = cli.json();
        assertThat(json.path("input").asInt()).isEqualTo(5);
        assertThat(json.path("output").asInt()).isEqualTo(2);
        assertThat(json.path("arithmetic").asString()).isEqualTo("float64");
        assertThat(json.path("precision").path("kind").asString()).isEqualTo("float64");
        assertThat(json.path("queries_per_second").path("1").asDouble()).isPositive();
        assertThat(json.path("queries_per_second").path("1024").asDouble()).isPositive();
    }

    @Test
    void inspectionTellsOfCurvature() {
        Cli cli = Cli.run("inspect", TestModels.operator(folder, "Sigmoid"));
        assertThat(cli.code()).isZero();
        assertThat(cli.out()).contains("not piecewise linear");
    }

    @Test
    void anOracleThatBreaksUnderInspectionIsTold() {
        Cli cli = Cli.run("inspect", TestModels.notANumber(folder));
        assertThat(cli.code()).isEqualTo(5);
        assertThat(cli.err()).startsWith("crease: answer must be finite").hasLineCount(1);
    }

    @Test
    void versionAndHelpAreThere() {
        assertThat(Cli.run("--version").out()).matches("crease \\d+\\.\\d+\\.\\d+\\S*\\R");
        assertThat(Cli.run("recover", "--help").out()).contains("--budget", "--resume", "130");
        assertThat(Cli.run("recover", "--help").code()).isZero();
    }

    private Cli compare(ReluNetwork a, ReluNetwork b, String... options) {
        NetworkJson.write(folder.resolve("a.json"), a, List.of());
        NetworkJson.write(folder.resolve("b.json"), b, List.of());
        List<String> args = new ArrayList<>(List.of(
                "compare",
                folder.resolve("a.json").toString(),
                folder.resolve("b.json").toString()));
        args.addAll(List.of(options));
        return Cli.run(args.toArray(String[]::new));
    }
}
