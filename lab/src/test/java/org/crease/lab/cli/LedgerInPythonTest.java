package org.crease.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.crease.lab.Repository;
import org.crease.lab.experiment.RandomVictim;
import org.crease.network.ReluNetwork;
import org.crease.oracles.ledger.Ledger;
import org.crease.oracles.model.NetworkJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The Python of docs/formats.md reads a ledger as it is. */
class LedgerInPythonTest {
    @TempDir
    private Path folder;

    @Test
    void theQuestionsAndAnswersThatItReadsFitTheNetworkBitForBit() throws IOException, InterruptedException {
        assumeTrue(python("import sqlite3, numpy") == 0, "skipped: there is no python3 with numpy");
        ReluNetwork network = RandomVictim.draw(List.of(20, 5, 2), 1);
        Path victim = folder.resolve("victim.json");
        NetworkJson.write(victim, network, List.of());
        Path run = folder.resolve("run1");
        assertThat(Cli.run("recover", "weights:" + victim, "--out", run.toString())
                        .code())
                .isZero();
        String reader = Repository.blocks("docs/formats.md", "python").stream()
                .filter(block -> block.contains("sqlite3"))
                .findFirst()
                .orElseThrow();
        int code = python(
                reader + "import json; json.dump([X.tolist(), Y.tolist(), [len(full)]], open('read.json', 'w'))");
        assertThat(Files.readString(folder.resolve("output"))).isEmpty();
        assertThat(code).isZero();
        JsonNode read = JsonMapper.shared().readTree(folder.resolve("read.json"));
        Points questions = points(read.get(0));
        try (Ledger ledger = Ledger.open(run.resolve("ledger.sqlite"))) {
            assertThat((long) questions.size()).isEqualTo(ledger.size());
        }
        // most are written as changes, so that those are read as well
        assertThat(read.get(2).get(0).asInt()).isLessThan(questions.size());
        assertThat(points(read.get(1))).isEqualTo(network.evaluate(questions));
    }

    private static Points points(JsonNode rows) {
        List<Vector> points = new ArrayList<>();
        for (JsonNode row : rows) {
            double[] x = new double[row.size()];
            for (int i = 0; i < x.length; i++) {
                x[i] = row.get(i).asDouble();
            }
            points.add(Vector.of(x));
        }
        return Points.of(points);
    }

    /** The exit code of a program, run in the test's folder. */
    private int python(String program) throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("program.py"), program);
        try {
            Process process = new ProcessBuilder("python3", file.toString())
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("output").toFile())
                    .start();
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
            return process.exitValue();
        } catch (IOException e) {
            return -1; // no such command
        }
    }
}
