package org.crease.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.crease.lab.experiment.RandomVictim;
import org.crease.oracles.model.NetworkJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The experiments, at their smallest. */
class ExperimentsTest {
    @TempDir
    private Path folder;

    @Test
    void theLadderScoresEveryNetworkOfAFolderAndPassesOverOtherFiles() throws IOException {
        Path victims = Files.createDirectories(folder.resolve("victims/deep"));
        NetworkJson.write(victims.resolve("a.json"), RandomVictim.draw(List.of(5, 4, 2), 1), List.of());
        NetworkJson.write(victims.resolve("b.json"), RandomVictim.draw(List.of(1, 4, 2), 1), List.of());
        Files.writeString(victims.resolve("manifest.json"), "[]");
        Path out = folder.resolve("out");
        Cli cli = Cli.run(
                "experiment", "ladder", "--victims", folder.resolve("victims").toString(), "--out", out.toString());
        assertThat(cli.code()).isZero();
        assertThat(cli.out())
                .contains("| deep/a | complete | 5-4-2 | the same |")
                .contains("| deep/b | failed | 1-4-2 |")
                .contains("- deep/b: inputs must number at least 2, got 1")
                .doesNotContain("manifest");
        assertThat(out.resolve("ladder.md")).content().isEqualTo(cli.out());
        assertThat(out.resolve("ladder.csv")).content().hasLineCount(3).contains("deep/a,complete,5-4-2,5-4-2,");
    }

    @Test
    void aLadderNeedsAFolder() {
        Cli cli = Cli.run(
                "experiment", "ladder", "--victims", folder.resolve("none").toString());
        assertThat(cli.code()).isEqualTo(2);
        assertThat(cli.err()).contains("victims must be a folder, got '").hasLineCount(1);
    }

    @Test
    void thePapersSweepHasARowForEveryShape() {
        Path out = folder.resolve("sweep");
        Cli cli = Cli.run("experiment", "paper", "--runs", "1", "--out", out.toString());
        assertThat(cli.code()).isZero();
        assertThat(cli.out()).contains("| 10-10-10-10 | 1 of 1 |", "| 10-40-10-10-10 | 1 of 1 |", "| 10-10-20-10 | ");
        assertThat(out.resolve("paper.csv")).content().hasLineCount(11);
    }

    @Test
    void reliabilityHasARowForEveryShapeAndALineForEveryRun() {
        Path out = folder.resolve("reliability");
        Cli cli = Cli.run(
                "experiment",
                "reliability",
                "--widths",
                "5-4-2",
                "--widths",
                "1-4-2",
                "--runs",
                "2",
                "--out",
                out.toString());
        assertThat(cli.code()).isZero();
        assertThat(cli.out())
                .contains("| 5-4-2 | 2 of 2 | 0 | 0 | 0 | 0 | ", "| 1-4-2 | 0 of 2 | 0 | 2 | 0 | 0 | ")
                .contains("- 1-4-2 seed 2: failed: inputs must number at least 2, got 1")
                .doesNotContain("- 5-4-2");
        assertThat(out.resolve("reliability.md")).content().isEqualTo(cli.out());
        assertThat(out.resolve("reliability.csv"))
                .content()
                .hasLineCount(5)
                .contains("5-4-2,1,complete,0,", "1-4-2,2,failed,,,,");
    }

    @Test
    void reliabilitySeesThatACompleteResultIsAnotherNetwork() {
        Cli cli = ofAnotherNetwork("reliability", "--widths", "5-4-2", "--runs", "2");
        assertThat(cli.code()).isZero();
        assertThat(cli.out())
                .contains("| 5-4-2 | 2 of 2 | 0 | 0 | 2 | 2 | ")
                .containsPattern("- 5-4-2 seed 1: complete: wrong at \\d+ of 20000 places, by up to ")
                .contains("layer 1: 4 missing, 3 extra");
    }

    @Test
    void reliabilityNeedsWidthsRunsAndAMethodThatThereAre() {
        assertThat(Cli.run("experiment", "reliability", "--widths", "5").err()).contains("widths must be at least 2");
        assertThat(Cli.run("experiment", "reliability", "--widths", "5-4-2", "--runs", "0")
                        .err())
                .contains("runs must be at least 1, got 0");
        assertThat(Cli.run("experiment", "reliability", "--widths", "5-4-2", "--method", "none")
                        .err())
                .contains("method must be one of ");
    }

    @Test
    void precisionHasARowForEveryShapeAndKindOfAnswersAndALineForEveryRun() {
        Path out = folder.resolve("precision");
        Cli cli = Cli.run(
                "experiment",
                "precision",
                "--widths",
                "5-4-2,1-4-2",
                "--answers",
                "float64,float32,decimals:6,noise:1e-6",
                "--runs",
                "2",
                "--out",
                out.toString());
        assertThat(cli.code()).isZero();
        assertThat(cli.out())
                .contains("| 5-4-2 | float64 | 2 of 2 | 0 | 0 | 0 | 8 of 8 | ")
                .contains("| 5-4-2 | float32 | 2 of 2 | 0 | 0 | 0 | 8 of 8 | ")
                .contains("| 5-4-2 | decimals:6 | ", "| 5-4-2 | noise:1e-6 | ")
                .contains("| 1-4-2 | float64 | 0 of 2 | 0 | 2 | 0 | 0 of 8 | – | – | – | – | – | ");
        assertThat(out.resolve("precision.md")).content().isEqualTo(cli.out());
        assertThat(out.resolve("precision.csv"))
                .content()
                .hasLineCount(17)
                .contains("5-4-2,float32,1,complete,false,4,4,", "1-4-2,noise:1e-6,2,failed,false,0,4,,,0,0,");
    }

    @Test
    void precisionSeesThatACompleteResultIsAnotherNetwork() {
        Cli cli = ofAnotherNetwork("precision", "--widths", "5-4-2", "--answers", "float32", "--runs", "2");
        assertThat(cli.code()).isZero();
        assertThat(cli.out()).contains("| 5-4-2 | float32 | 2 of 2 | 0 | 0 | 2 | 0 of 8 | ");
    }

    @Test
    void precisionNeedsAnswersThatThereAre() {
        for (String answers : List.of("float16", "decimals:16", "decimals", "noise:-1", "noise:x", "float32:1")) {
            Cli cli = Cli.run("experiment", "precision", "--answers", answers);
            assertThat(cli.code()).isEqualTo(2);
            assertThat(cli.err()).contains("answers must be float64, float32, ", "got " + answers);
        }
    }

    /** An experiment with a method that has learnt one network by heart, 5-3-2, and calls it complete whatever is asked. */
    private static Cli ofAnotherNetwork(String... experiment) {
        String[] args =
                Stream.concat(Stream.of("experiment"), Stream.of(experiment)).toArray(String[]::new);
        return Cli.run(Rehearsed.methods(RandomVictim.draw(List.of(5, 3, 2), 9), 1), () -> false, args);
    }
}
