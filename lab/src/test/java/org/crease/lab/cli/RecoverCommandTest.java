package org.crease.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.crease.lab.experiment.RandomVictim;
import org.crease.network.NeuronId;
import org.crease.network.ReluNetwork;
import org.crease.oracle.FunctionOracle;
import org.crease.oracles.model.NetworkFile;
import org.crease.oracles.model.NetworkJson;
import org.crease.recovery.Findings;
import org.crease.recovery.MeasureResolution;
import org.crease.recovery.Reason;
import org.crease.recovery.Recovery;
import org.crease.recovery.RecoveryMethod;
import org.crease.recovery.SearchSpace;
import org.crease.recovery.Verification;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RecoverCommandTest {
    private final ReluNetwork network = RandomVictim.draw(List.of(4, 3, 1), 7);
    private final Map<String, RecoveryMethod> methods = Rehearsed.methods(network, 2000);

    @TempDir
    private Path folder;

    private Path out;
    private String address;

    @BeforeEach
    void writeTheVictim() {
        out = folder.resolve("run");
        Path victim = folder.resolve("victim.json");
        NetworkJson.write(victim, network, List.of());
        address = "weights:" + victim;
    }

    @Test
    void aCompleteRunLeavesTheNetworkTwiceAndTheReport() throws IOException {
        Cli cli = recover();
        assertThat(cli.code()).isZero();
        assertThat(cli.err()).isEmpty();
        assertThat(names(out))
                .containsExactlyInAnyOrder("network.onnx", "network.json", "recovery.json", "ledger.sqlite");
        assertThat(NetworkFile.read(out.resolve("network.json"))).isEqualTo(network);
        assertThat(NetworkFile.read(out.resolve("network.onnx"))).isEqualTo(network);
    }

    @Test
    void theReportHasTheFormOfTheContract() {
        recover("--seed", "9");
        JsonNode json = JsonMapper.shared().readTree(out.resolve("recovery.json"));
        assertThat(json.path("format").asString()).isEqualTo("crease-recovery/1");
        assertThat(json.path("status").asString()).isEqualTo("complete");
        assertThat(json.path("reason").isNull()).isTrue();
        assertThat(json.path("method").asString()).isEqualTo("arrangement");
        assertThat(json.path("seed").asLong()).isEqualTo(9);
        assertThat(json.path("version").asString()).matches("\\d+\\.\\d+\\.\\d+.*");
        assertThat(json.path("oracle").path("address").asString()).isEqualTo(address);
        assertThat(json.path("oracle").path("input").asInt()).isEqualTo(4);
        assertThat(json.path("oracle").path("output").asInt()).isEqualTo(1);
        assertThat(json.path("oracle").path("precision").path("kind").asString())
                .isEqualTo("float64");
        assertThat(json.path("oracle").path("precision").path("eta").asDouble()).isBetween(1e-18, 1e-12);
        assertThat(json.path("architecture").path("widths").toString()).isEqualTo("[4,3,1]");
        assertThat(json.path("architecture").path("parameters").asInt()).isEqualTo(19);
        assertThat(json.path("queries").path("by_step").path("Asking").asInt()).isEqualTo(2000);
        assertThat(json.path("queries").path("total").asInt()).isGreaterThan(2000);
        assertThat(json.path("queries").path("repeated").asInt()).isEqualTo(1999);
        assertThat(json.path("seconds").path("wall").asDouble()).isPositive();
        assertThat(json.path("seconds").path("cpu").isNumber()).isTrue();
        assertThat(json.path("layers").toString())
                .isEqualTo("[{\"neurons\":3,\"unknown_weights\":0,\"sign_certificate\":1.0E-12,\"max_stderr\":null}]");
        assertThat(json.path("verification").path("max_rel").isNull()).isTrue();
        assertThat(json.path("verification").path("missing_kink_rate_95").asDouble())
                .isEqualTo(0.1);
        assertThat(json.path("unknown").toString())
                .isEqualTo("[{\"layer\":2,\"neuron\":0,\"input\":2,\"why\":\"only in combination\"}]");
    }

    @Test
    void jsonIsWhatTheReportIsAndNothingElse() throws IOException {
        Cli cli = recover("--json");
        assertThat(cli.out()).isEqualToNormalizingNewlines(Files.readString(out.resolve("recovery.json")));
        assertThat(cli.err()).isEmpty();
    }

    @Test
    void theSummaryHasThreeToEightLines() {
        Cli cli = recover();
        assertThat(cli.out().lines().toList()).hasSizeBetween(3, 8);
        assertThat(cli.out()).contains("complete", "4-3-1, 19 parameters, 1 of them unknown", "a parameter", "float64");
    }

    @Test
    void theSummaryOfABoundedDomainSaysThatNothingIsClaimedOutside() {
        String line =
                "domain:       box:-1,2: no question was asked outside, and nothing is claimed of boundaries there, nor of"
                        + " neurons that are off wherever it was asked";
        assertThat(recover("--domain", "box:-1,2").out().lines()).contains(line).hasSizeLessThanOrEqualTo(8);
        out = folder.resolve("again");
        assertThat(recover().out()).doesNotContain("domain:");
    }

    @Test
    void theSummarySaysWhatIsNotKnownAndWhy() {
        assertThat(recover().out()).contains("unknown:      1 weight into layer 2 (only in combination)");
        Findings found = findings(OptionalDouble.empty(), List.of());
        assertThat(summary(new Recovery.Partial(found, new Reason(Reason.Cause.UNEXPLAINED, "why"))))
                .containsOnlyOnce("unknown:      the signs of layer 1");
        assertThat(summary(new Recovery.Complete(findings(OptionalDouble.of(0), List.of()))))
                .noneMatch(line -> line.startsWith("unknown"));
    }

    @Test
    void theSummaryOfARunCutShortLeavesThatToTheReason() {
        Findings found = findings(
                OptionalDouble.empty(), List.of(new Findings.UnknownWeight(new NeuronId(1, 0), 2, "not asked yet")));
        Findings unverified = new Findings(
                found.network(), List.of(), found.resolution(), found.layers(), found.unknown(), Optional.empty());
        assertThat(summary(new Recovery.Partial(unverified, new Reason(Reason.Cause.LIMIT, "spent"))))
                .noneMatch(line -> line.startsWith("unknown"));
    }

    private Findings findings(OptionalDouble certificate, List<Findings.UnknownWeight> unknown) {
        MeasureResolution.Outcome outcome = MeasureResolution.DEFAULTS.measure(
                new FunctionOracle(4, 1, network::evaluate), SearchSpace.all(4), new SplittableRandom(1));
        return new Findings(
                network,
                List.of(),
                ((MeasureResolution.Measured) outcome).resolution(),
                List.of(new Findings.HiddenLayer(3, certificate)),
                unknown,
                Optional.of(new Verification(500, 1e-13, 1e-13, 40, 30, 0)));
    }

    private List<String> summary(Recovery recovery) {
        Run run = new Run(
                new RunPlan(
                        address, "sha256:…", OutputKind.AUTO, new Rehearsed(network, 0), "all", SearchSpace.all(4), 1),
                Limits.NONE,
                1,
                Optional.empty(),
                recovery,
                Map.of("Asking", 2000L),
                0,
                2000,
                1,
                1);
        return RunSummary.lines(run, out, out);
    }

    @Test
    void quietSaysNothingOfACompleteRun() {
        Cli cli = recover("--quiet");
        assertThat(cli.out() + cli.err()).isEmpty();
    }

    @Test
    void quietTellsTheReasonOfAnother() {
        Cli cli = recover("--quiet", "--budget", "1500");
        assertThat(cli.out()).isEmpty();
        assertThat(cli.err()).isEqualToNormalizingNewlines("crease: partial: budget of 1500 queries is spent\n");
    }

    @Test
    void aSpentBudgetIsPartial() throws IOException {
        Cli cli = recover("--budget", "1500");
        assertThat(cli.code()).isEqualTo(3);
        assertThat(cli.out()).startsWith("partial: budget of 1500 queries is spent");
        assertThat(names(out)).hasSize(4);
        JsonNode json = JsonMapper.shared().readTree(out.resolve("recovery.json"));
        assertThat(json.path("queries").path("total").asInt()).isLessThanOrEqualTo(1500);
    }

    @Test
    void aSpentTimeIsFailedIfNothingIsKnown() throws IOException {
        Cli cli = recover("--time", "0.000000001s");
        assertThat(cli.code()).isEqualTo(4);
        assertThat(cli.out()).startsWith("failed: time of ");
        assertThat(names(out)).containsExactlyInAnyOrder("recovery.json", "ledger.sqlite");
    }

    @Test
    void anInterruptedRunWritesWhatIsKnown() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        Cli cli = Cli.run(
                methods, () -> asked.incrementAndGet() > 1000, "recover", address, "--out", out.toString(), "--json");
        assertThat(cli.json().path("reason").asString()).isEqualTo("the run was stopped");
        assertThat(cli.code()).isEqualTo(130);
        assertThat(names(out)).contains("recovery.json");
    }

    @Test
    void anOracleThatAnswersNonsenseIsBroken() {
        Cli cli = Cli.run(
                methods, () -> false, "recover", TestModels.overflowing(folder), "--out", out.toString(), "--quiet");
        assertThat(cli.code()).isEqualTo(5);
        assertThat(cli.err()).contains("answer must be finite").hasLineCount(1);
    }

    @Test
    void filesOfOthersInTheFolderAreLeftAlone() throws IOException {
        Files.createDirectory(out);
        Files.writeString(out.resolve("notes.txt"), "mine");
        assertThat(recover().code()).isZero();
        assertThat(out.resolve("notes.txt")).hasContent("mine");
    }

    @Test
    void theSameSeedGivesTheSameBytes() throws IOException {
        recover();
        Path again = folder.resolve("again");
        Cli.run(methods, () -> false, "recover", address, "--out", again.toString());
        assertThat(again.resolve("network.json")).hasSameBinaryContentAs(out.resolve("network.json"));
        assertThat(again.resolve("network.onnx")).hasSameBinaryContentAs(out.resolve("network.onnx"));
    }

    @Test
    void aBugIsOneLineWithoutATraceAndLosesNoAnswer() throws IOException {
        Map<String, RecoveryMethod> broken = Map.of("arrangement", new Rehearsed(null, 0));
        Cli cli = Cli.run(broken, () -> false, "recover", address, "--out", out.toString());
        assertThat(cli.code()).isEqualTo(1);
        assertThat(cli.err())
                .startsWith("crease: internal error: ")
                .endsWith("; please report" + System.lineSeparator());
        assertThat(cli.err().lines()).hasSize(1);
        assertThat(names(out)).containsExactly("ledger.sqlite");
    }

    private Cli recover(String... options) {
        String[] fixed = {"recover", address, "--out", out.toString()};
        String[] args = Stream.of(fixed, options).flatMap(Arrays::stream).toArray(String[]::new);
        return Cli.run(methods, () -> false, args);
    }

    private static List<String> names(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
