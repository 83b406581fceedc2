package org.crease.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
}
