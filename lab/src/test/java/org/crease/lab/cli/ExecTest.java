package org.crease.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.crease.lab.experiment.RandomVictim;
import org.crease.network.ReluNetwork;
import org.crease.oracles.model.NetworkJson;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A process as the oracle of a run: {@code exec:COMMAND}. */
@Timeout(30)
class ExecTest {
    /** mawk keeps questions and answers to itself without this switch, which others do not know. */
    private static final String AWK =
            "case \"$(awk -W version 2>&1 </dev/null)\" in mawk*) awk='awk -W interactive';; *) awk=awk;; esac; exec $awk ";

    private final ReluNetwork network = RandomVictim.draw(List.of(3, 2, 1), 4);

    @TempDir
    private Path folder;

    private Path out;

    @BeforeEach
    void nameTheFolder() {
        out = folder.resolve("run");
    }

    @Test
    void aNetworkInAwkIsRecoveredAndIsTheTrueOne() throws IOException {
        Cli cli = Cli.recover(out, "exec:" + awk(), "--inputs", "3");
        assertThat(cli.err()).isEmpty();
        assertThat(cli.out()).startsWith("complete").contains("3-2-1, 11 parameters", "float64");
        assertThat(cli.code()).isZero();
        Path truth = folder.resolve("truth.json");
        NetworkJson.write(truth, network, List.of());
        Cli compared = Cli.run("compare", out.resolve("network.json").toString(), truth.toString());
        assertThat(compared.out()).startsWith("isomorphic");
        assertThat(compared.code()).isZero();
    }

    /** The network as a script: a question's numbers are $1, $2, $3 once brackets and commas are blanks. */
    private String awk() throws IOException {
        StringBuilder program =
                new StringBuilder("function relu(z) { return z > 0 ? z : 0 }\n{ gsub(/[][,]/, \" \")\n");
        StringBuilder output = new StringBuilder();
        for (int i = 0; i < 2; i++) {
            double[] row = network.layers().getFirst().row(i).toArray();
            program.append("h%d = relu(%s*$1 + %s*$2 + %s*$3 + %s)\n"
                    .formatted(
                            i,
                            row[0],
                            row[1],
                            row[2],
                            network.layers().getFirst().neuron(i).constant()));
            output.append(
                    "%s*h%d + ".formatted(network.layers().getLast().row(0).get(i), i));
        }
        output.append(network.layers().getLast().neuron(0).constant());
        program.append("printf \"[%.17g]\\n\", ").append(output).append("; fflush() }\n");
        Path script = Files.writeString(folder.resolve("net.awk"), program);
        return AWK + "-f '" + script + "'";
    }

    @Test
    void aProcessIsInspected() throws IOException {
        Cli cli = Cli.run("inspect", "exec:" + awk(), "--inputs", "3");
        assertThat(cli.out()).contains("3 inputs, 1 output", "float64");
        assertThat(cli.code()).isZero();
    }

    /** The question with which it is opened included. */
    @Test
    void aProcessIsAskedNothingOutsideTheDomain() throws IOException {
        Path seen = folder.resolve("seen");
        Cli.recover(out, "exec:tee '" + seen + "'", "--inputs", "2", "--domain", "box:1,2", "--budget", "300");
        assertThat(Files.readAllLines(seen)).hasSizeGreaterThan(10).first().isEqualTo("[1.0,1.0]");
        assertThat(Files.readAllLines(seen)).allMatch(line -> line.matches("\\[(1\\.\\d+|2\\.0),(1\\.\\d+|2\\.0)]"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "exec:cat     |   | inputs must be given with exec:, got none: write --inputs N",
                "exec:cat     | 0 | inputs must be at least 1, got 0",
                "exec:cat     | x | option '--inputs': must be a whole number",
                "exec:        | 2 | oracle must name a command after exec:, got 'exec:'",
                "exec:./gone  | 2 | command must answer, but it ended with exit code 127; it said: ",
                "exec:echo hi | 2 | answer must be a line that holds a JSON array of numbers, got 'hi': echo hi",
            })
    void whatCannotBeOpenedIsRefused(String address, String inputs, String told) {
        Cli cli = inputs == null ? Cli.recover(out, address) : Cli.recover(out, address, "--inputs", inputs);
        cli.refused(out, told);
    }

    @Test
    void otherOraclesKnowHowManyInputsTheyHave() {
        String one = TestModels.oneInput(folder);
        Cli.recover(out, one, "--inputs", "2").refused(out, "inputs must be the oracle's 1, got 2");
        assertThat(Cli.recover(out, one, "--inputs", "1").code()).isEqualTo(4);
    }

    @Test
    void aProcessThatBreaksOnTheWayEndsTheRunWithOneLine() {
        Cli cli = Cli.recover(
                out,
                "exec:i=0; while [ $i -lt 5 ] && read -r q; do echo \"$q\"; i=$((i+1)); done; echo lost; cat",
                "--inputs",
                "2",
                "--quiet");
        assertThat(cli.err()).contains("got 'lost'").hasLineCount(1);
        assertThat(cli.code()).isEqualTo(5);
        assertThat(out.resolve("recovery.json")).exists();
    }

    /** Half a second after the start, while 30 s would be waited for an answer; the bound is for machines that are busy. */
    @ParameterizedTest
    @ValueSource(strings = {"--seed 1", "--domain box:-1,1 --budget 100000 --time 1h"})
    void ctrlCEndsTheWaitForAnAnswer(String options) {
        Duration later = Duration.ofMillis(500);
        AtomicLong firstGlance = new AtomicLong();
        BooleanSupplier stopped = () -> {
            firstGlance.compareAndSet(0, System.nanoTime());
            return System.nanoTime() - firstGlance.get() > later.toNanos();
        };
        String hanging = "exec:i=0; while [ $i -lt 5 ] && read -r q; do echo \"$q\"; i=$((i+1)); done; sleep 60";
        String[] fixed = {"recover", hanging, "--inputs", "2", "--out", out.toString(), "--quiet"};
        Cli cli = Cli.run(Main.methods(), stopped, joined(fixed, options.split(" ")));
        assertThat(System.nanoTime() - firstGlance.get()).isLessThan(10 * later.toNanos());
        assertThat(cli.err()).contains("the run was stopped").hasLineCount(1);
        assertThat(cli.code()).isEqualTo(130);
        assertThat(out.resolve("recovery.json")).exists();
    }

    @Test
    void theTimeOutHoldsForAnAnswerOfAProcess() {
        Cli.recover(out, "exec:sleep 60", "--inputs", "2", "--timeout", "0.2s").refused(out, "was silent for 0.2 s");
    }

    private static String[] joined(String[] some, String[] others) {
        return Stream.of(some, others).flatMap(Arrays::stream).toArray(String[]::new);
    }
}
