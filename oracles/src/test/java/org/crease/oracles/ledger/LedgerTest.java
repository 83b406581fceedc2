package org.crease.oracles.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("ledger.sqlite");
    }

    @Test
    void whatWasRecordedIsFoundBitForBitAfterwards() {
        Points questions = Points.of(
                Vector.of(0.1, -0.0, Double.MIN_VALUE), Vector.of(0.1, 0.0, Double.MIN_VALUE), Vector.of(1e300, 2, 3));
        Points answers = Points.of(Vector.of(1 / 3.0), Vector.of(-0.0), Vector.of(Math.nextUp(1.0)));
        try (Ledger ledger = Ledger.create(file, Map.of("seed", "7"))) {
            ledger.record(keys(questions), answers);
        }
        try (Ledger ledger = Ledger.open(file)) {
            assertThat(ledger.about()).isEqualTo(Map.of("seed", "7"));
            assertThat(ledger.size()).isEqualTo(3);
            for (int i = 0; i < 3; i++) {
                assertThat(ledger.find(Key.of(questions, i))).contains(new Ledger.Entry(i + 1, answers.get(i)));
            }
            assertThat(ledger.find(Key.of(Points.of(Vector.of(1, 2, 3)), 0))).isEmpty();
        }
    }

    /** Seed 1. Of 200 coordinates one changes, then all: questions are written as changes and in full by turns. */
    @Test
    void questionsAlongAxesTakeLittleRoomAndAreFoundAgain() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        double[] values = new double[500 * 200];
        for (int i = 0; i < 500; i++) {
            for (int j = 0; j < 200; j++) {
                boolean stays = i % 100 != 0 && j != i % 200;
                values[200 * i + j] = stays ? values[200 * (i - 1) + j] : random.nextDouble();
            }
        }
        Points questions = Points.of(500, 200, values);
        try (Ledger ledger = Ledger.create(file, Map.of())) {
            ledger.record(keys(questions.slice(0, 250)), ones(250));
            ledger.record(keys(questions.slice(250, 500)), ones(250));
        }
        assertThat(Files.size(file)).isLessThan(500 * 200 * 8 / 2);
        try (Ledger ledger = Ledger.open(file)) {
            assertThat(IntStream.of(499, 0, 120, 301, 7))
                    .allMatch(
                            i -> ledger.find(Key.of(questions, i)).orElseThrow().id() == i + 1);
        }
    }

    @Test
    void theSameQuestionOnAnotherOccasionIsAnotherEntry() {
        Points question = Points.of(Vector.of(1, 2));
        try (Ledger ledger = Ledger.create(file, Map.of())) {
            Key again = Key.of(question, 0).at(1);
            ledger.record(keys(question), Points.of(Vector.of(5)));
            assertThat(ledger.find(again)).isEmpty();
            ledger.record(List.of(again), Points.of(Vector.of(6)));
            assertThat(ledger.find(again)).contains(new Ledger.Entry(2, Vector.of(6)));
        }
    }

    @Test
    void onlyOneRunHasItAtATime() {
        try (Ledger ledger = Ledger.create(file, Map.of())) {
            ledger.record(keys(Points.of(Vector.of(1, 2))), ones(1));
            refused(() -> Ledger.open(file), "another run is using");
        }
        Ledger.open(file).close();
    }

    @Test
    void anotherFileIsRefused() throws Exception {
        Files.writeString(file, "{\"status\":\"complete\"} and so on, and so on: this is no database at all");
        refused(() -> Ledger.open(file), "must be one of Crease's, got another file");
        Files.delete(file);
        change("CREATE TABLE answers (id INTEGER)");
        refused(() -> Ledger.open(file), "must be one of Crease's, got another file");
        refused(() -> Ledger.open(folder.resolve("missing.sqlite")), "must be an existing file");
        refused(() -> Ledger.create(file, Map.of()), "which exists");
    }

    @Test
    void aLedgerOfAnotherVersionIsRefusedAndNotMisread() throws SQLException {
        Ledger.create(file, Map.of()).close();
        change("PRAGMA user_version = 1");
        refused(() -> Ledger.open(file), "must be of version 3, got version 1");
    }

    @Test
    void aChangedAnswerIsFoundOut() throws SQLException {
        write(40);
        change("UPDATE answers SET y = x'0000000000000840' WHERE id = 17");
        refused(() -> Ledger.open(file), "answer 17 does not have its checksum");
    }

    /** It would be taken for a repetition, and the question be asked again. */
    @Test
    void aChangedOccasionIsFoundOut() throws SQLException {
        write(40);
        change("UPDATE answers SET occasion = 1 WHERE id = 17");
        refused(() -> Ledger.open(file), "answer 17 does not have its checksum");
    }

    /** It would be asked for again. */
    @Test
    void anAnswerThatCouldNotBeFoundAgainIsFoundOut() throws SQLException {
        write(40);
        change("UPDATE answers SET hash = hash + 1 WHERE id = 17");
        refused(() -> Ledger.open(file), "answer 17 does not have its hash");
    }

    @Test
    void anIndexThatLacksAnAnswerIsFoundOut() throws SQLException {
        write(40);
        change(
                "PRAGMA writable_schema = 1; UPDATE sqlite_schema SET sql = sql || ' WHERE id <> 17' WHERE type = 'index';");
        change("REINDEX");
        change(
                "PRAGMA writable_schema = 1; UPDATE sqlite_schema SET sql = replace(sql, ' WHERE id <> 17', '') WHERE type = 'index';");
        refused(() -> Ledger.open(file), "damaged");
    }

    @Test
    void aMissingAnswerIsFoundOut() throws SQLException {
        write(40);
        change("DELETE FROM answers WHERE id = 17");
        refused(() -> Ledger.open(file), "answer 17 is missing");
    }

    /** Bytes of the file turned over: at 60 places in it, SQLite or a checksum notices each one that holds anything. */
    @Test
    void aDamagedFileIsFoundOut() throws IOException {
        write(400);
        byte[] whole = Files.readAllBytes(file);
        for (int k = 1; k <= 60; k++) {
            Path damaged = folder.resolve("damaged-" + k);
            Files.write(damaged, whole);
            try (RandomAccessFile bytes = new RandomAccessFile(damaged.toFile(), "rw")) {
                bytes.seek((long) whole.length * k / 61);
                bytes.write(new byte[64]);
            }
            try (Ledger ledger = Ledger.open(damaged)) {
                // what was overwritten was empty: otherwise an answer that is on file would be asked for again
                assertThat(ledger.size()).isEqualTo(400);
                assertThat(keys(points(0, 400)))
                        .allMatch(key -> ledger.find(key).isPresent());
            } catch (UnusableLedgerException e) {
                assertThat(e).hasMessageContaining("damaged");
            }
        }
    }

    @Test
    void aCutFileIsFoundOut() throws IOException {
        write(400);
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.setLength(bytes.length() * 2 / 3);
        }
        refused(() -> Ledger.open(file), "damaged");
    }

    private void write(int answers) {
        try (Ledger ledger = Ledger.create(file, Map.of())) {
            record(ledger, 0, answers);
        }
    }

    private static void record(Ledger ledger, int from, int count) {
        ledger.record(keys(points(from, count)), ones(count));
    }

    private static Points points(int from, int count) {
        return Points.of(IntStream.range(from, from + count)
                .mapToObj(i -> Vector.of(i, i + 0.5, 1.0 / (i + 1)))
                .toList());
    }

    private static List<Key> keys(Points questions) {
        return IntStream.range(0, questions.size())
                .mapToObj(i -> Key.of(questions, i))
                .toList();
    }

    private static Points ones(int count) {
        return Points.of(IntStream.range(0, count).mapToObj(i -> Vector.of(1)).toList());
    }

    private void change(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatExceptionOfType(UnusableLedgerException.class)
                .isThrownBy(call)
                .withMessageContaining(message);
    }
}
