package org.crease.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.crease.lab.experiment.RandomVictim;
import org.crease.oracles.model.NetworkJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Functions that the method cannot recover: it fails with what was found, in one line, and writes nothing else. */
class UnsuitableFunctionTest {
    @TempDir
    private Path folder;

    @Test
    void aConstantFunctionHasNothingToFind() {
        fails(4, "constant", TestModels.constantFunction(folder));
    }

    @Test
    void aLinearFunctionHasNoBoundaries() {
        fails(4, "linear", TestModels.linearFunction(folder));
    }

    @Test
    void aCurvedFunctionIsNotPiecewiseLinear() {
        fails(4, "piecewise linear", TestModels.operator(folder, "Sigmoid"), "--output", "logits");
    }

    @Test
    void aNetworkOfOneInputIsTooThin() {
        fails(4, "input", TestModels.oneInput(folder));
    }

    @Test
    void aBudgetOfTenQueriesIsSpentBeforeTheFirstLayer() {
        Path victim = folder.resolve("victim.json");
        NetworkJson.write(victim, RandomVictim.draw(List.of(5, 4, 3, 1), 1), List.of());
        fails(4, "budget of 10 queries", "weights:" + victim, "--budget", "10");
    }

    @Test
    void answersThatAreNotNumbersMeanABrokenOracle() {
        fails(5, "answer must be finite", TestModels.notANumber(folder));
    }

    @Test
    void infiniteAnswersMeanABrokenOracle() {
        fails(5, "answer must be finite", TestModels.overflowing(folder));
    }

    private void fails(int code, String found, String address, String... options) {
        Path out = folder.resolve("run");
        Cli cli = Cli.recover(
                out,
                address,
                Stream.concat(Stream.of("--quiet"), Stream.of(options)).toArray(String[]::new));
        assertThat(cli.err().toLowerCase(Locale.ROOT)).contains(found).startsWith("crease: failed: ");
        assertThat(cli.err().lines()).hasSize(1);
        assertThat(cli.code()).isEqualTo(code);
        assertThat(out.toFile().list()).containsExactlyInAnyOrder("recovery.json", "ledger.sqlite");
        JsonNode json = JsonMapper.shared().readTree(out.resolve("recovery.json"));
        assertThat(json.path("status").asString()).isEqualTo("failed");
        assertThat(json.path("reason").asString()).isNotBlank();
        assertThat(json.path("architecture").isNull()).isTrue();
    }
}
