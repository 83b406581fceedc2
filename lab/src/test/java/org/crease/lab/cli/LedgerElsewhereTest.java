package org.crease.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.crease.lab.Repository;
import org.crease.lab.experiment.RandomVictim;
import org.crease.network.ReluNetwork;
import org.crease.oracles.ledger.Ledger;
import org.crease.oracles.model.NetworkJson;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The Python and the SQL of docs/formats.md, as they stand there, read a ledger: by python3 with numpy, and by DuckDB itself. */
class LedgerElsewhereTest {
    private final ReluNetwork network = RandomVictim.draw(List.of(20, 5, 2), 1);

    @TempDir
    private Path folder;

    @BeforeEach
    void recoverANetwork() throws IOException, InterruptedException {
        assumeTrue(python("import sqlite3, numpy") == 0, "skipped: there is no python3 with numpy");
        Path victim = folder.resolve("victim.json");
        NetworkJson.write(victim, network, List.of());
        assertThat(Cli.recover(folder.resolve("run1"), "weights:" + victim).code())
                .isZero();
    }

    @Test
    void thePythonReadsQuestionsAndAnswersThatFitTheNetworkBitForBit() throws IOException, InterruptedException {
        succeeds(block("python", "sqlite3")
                + "import json; json.dump([X.tolist(), Y.tolist(), [len(full)]], open('read.json', 'w'))");
        JsonNode read = JsonMapper.shared().readTree(folder.resolve("read.json"));
        Points questions = points(read.get(0));
        assertThat((long) questions.size()).isEqualTo(answersOnFile());
        // most are written as changes, so that those are read as well
        assertThat(read.get(2).get(0).asInt()).isLessThan(questions.size());
        assertThat(points(read.get(1))).isEqualTo(network.evaluate(questions));
    }

    @Test
    void theSqlMakesATableOfThemInDuckDbBitForBit() throws IOException, InterruptedException, SQLException {
        succeeds(block("python", "sqlite3") + block("python", "savetxt"));
        List<String> sql = block("sql", "read_csv")
                .replace("run1/", folder.resolve("run1") + "/")
                .lines()
                .toList();
        try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckDb.createStatement()) {
            statement.execute(sql.get(0));
            Points rows = points(statement, "FROM answers");
            Points questions = columns(rows, 0, 20);
            Points answers = columns(rows, 20, 22);
            assertThat((long) questions.size()).isEqualTo(answersOnFile());
            assertThat(answers).isEqualTo(network.evaluate(questions));
            DoubleSummaryStatistics y0 =
                    Arrays.stream(columns(answers, 0, 1).toArray()).summaryStatistics();
            assertThat(points(statement, sql.get(1)))
                    .isEqualTo(Points.of(Vector.of((double) y0.getCount(), y0.getMin(), y0.getMax())));
        }
    }

    private static String block(String language, String with) {
        return Repository.blocks("docs/formats.md", language).stream()
                .filter(block -> block.contains(with))
                .findFirst()
                .orElseThrow();
    }

    private long answersOnFile() {
        try (Ledger ledger = Ledger.open(folder.resolve("run1/ledger.sqlite"))) {
            return ledger.size();
        }
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

    private static Points points(Statement statement, String query) throws SQLException {
        List<Vector> points = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(query)) {
            double[] x = new double[rows.getMetaData().getColumnCount()];
            while (rows.next()) {
                for (int i = 0; i < x.length; i++) {
                    x[i] = rows.getDouble(i + 1);
                }
                points.add(Vector.of(x));
            }
        }
        return Points.of(points);
    }

    private static Points columns(Points rows, int from, int to) {
        return Points.of(IntStream.range(0, rows.size())
                .mapToObj(i -> Vector.of(IntStream.range(from, to)
                        .mapToDouble(j -> rows.get(i, j))
                        .toArray()))
                .toList());
    }

    private void succeeds(String program) throws IOException, InterruptedException {
        int code = python(program);
        assertThat(Files.readString(folder.resolve("output"))).isEmpty();
        assertThat(code).isZero();
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
