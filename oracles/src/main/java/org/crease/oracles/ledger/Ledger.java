package org.crease.oracles.ledger;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.crease.oracle.NotKeptException;
import org.crease.oracle.OracleException;
import org.crease.oracles.model.OneLine;
import org.sqlite.SQLiteErrorCode;

/**
 * Every question and answer of a run, bit for bit, in one SQLite file (docs/formats.md). What {@link #record} has returned from
 * survives the end of this process, however it ends. One process has it at a time. Not for several threads.
 */
public final class Ledger implements AutoCloseable {
    /** Of the tables; a ledger of another one is refused. */
    static final int VERSION = 3;

    /** Two million bytes at most; of a hundred thousand answers, one new question in 150 is then looked for in vain. */
    private static final long HASH_BITS = (1 << 24) - 1;

    private static final String TABLES = """
            CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
            CREATE TABLE answers (
                id INTEGER PRIMARY KEY,
                hash INTEGER NOT NULL,
                occasion INTEGER NOT NULL,
                base INTEGER,
                x BLOB NOT NULL,
                y BLOB NOT NULL,
                checksum INTEGER NOT NULL);
            CREATE INDEX answers_by_hash ON answers (hash);
            """;

    private final Path file;
    private final Connection connection;
    private final PreparedStatement find;
    private final PreparedStatement insert;
    private final PreparedStatement full;
    private final Map<String, String> about = new LinkedHashMap<>();
    /** Which hashes are on file, by some of their bits: most questions are new, and need not be looked for. */
    private final BitSet perhaps = new BitSet();

    private long size;
    private long added;
    /** How often a question was asked once more because the run was resumed. */
    private int checks;
    /** The last question that was written out in full: those after it are written as what differs from it. */
    private Question writing = Question.NONE;
    /** The one that was last needed for reading. */
    private Question reading = Question.NONE;

    /**
     * An answer on file.
     *
     * @param id from 1, in the order in which answers came
     */
    record Entry(long id, Vector answer) {}

    /** A question that is written out in full. */
    private static final class Question {
        static final Question NONE = new Question(0, new byte[0]);

        private final long id;
        private final byte[] bits;

        Question(long id, byte[] bits) {
            this.id = id;
            this.bits = bits;
        }
    }

    private Ledger(Path file, Connection connection, Map<String, String> about) throws SQLException {
        this.file = file;
        this.connection = connection;
        this.about.putAll(about);
        this.find = connection.prepareStatement(
                "SELECT id, base, x, y, checksum, occasion FROM answers WHERE hash = ? AND occasion = ?");
        this.insert = connection.prepareStatement(
                "INSERT INTO answers (id, hash, occasion, base, x, y, checksum) VALUES (?, ?, ?, ?, ?, ?, ?)");
        this.full = connection.prepareStatement("SELECT x FROM answers WHERE id = ? AND base IS NULL");
    }

    /**
     * A new, empty ledger.
     *
     * @param file must not exist
     * @param about what a later reader has to know: which box was asked, and how to go on
     * @throws UnusableLedgerException if the file exists or cannot be written
     */
    public static Ledger create(Path file, Map<String, String> about) {
        if (Files.exists(file)) {
            throw new UnusableLedgerException("ledger must be a new file, got " + file + ", which exists");
        }
        return LedgerFile.use(file, connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate(TABLES);
                LedgerFile.markKind(statement, VERSION);
            }
            try (PreparedStatement row = connection.prepareStatement("INSERT INTO about VALUES (?, ?)")) {
                for (Map.Entry<String, String> entry : about.entrySet()) {
                    row.setString(1, entry.getKey());
                    row.setString(2, entry.getValue());
                    row.executeUpdate();
                }
            }
            connection.commit();
            return new Ledger(file, connection, about);
        });
    }

    /**
     * A ledger of an earlier run; all of it is read once, and every answer checked.
     *
     * @throws UnusableLedgerException if it is missing, no ledger, of another version, damaged, or in use by another run
     */
    public static Ledger open(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new UnusableLedgerException("ledger must be an existing file, got " + file);
        }
        return LedgerFile.use(file, connection -> {
            LedgerFile.requireKind(file, connection, VERSION);
            Map<String, String> about = new LinkedHashMap<>();
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT key, value FROM about")) {
                while (rows.next()) {
                    about.put(rows.getString(1), rows.getString(2));
                }
            }
            Ledger ledger = new Ledger(file, connection, about);
            ledger.verify();
            connection.commit();
            return ledger;
        });
    }

    /** Reads and counts every answer, and sees to it that each can be found. */
    private void verify() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT id, base, x, y, checksum, occasion, hash FROM answers ORDER BY id")) {
            while (rows.next()) {
                size++;
                if (rows.getLong(1) != size) {
                    throw SqlTrouble.damaged(file, "answer " + size + " is missing");
                }
                long hash = Key.hash(question(rows));
                if (hash != rows.getLong(7)) {
                    throw SqlTrouble.damaged(file, "answer " + size + " does not have its hash, by which it is found");
                }
                perhaps.set(someBits(hash));
                checks += rows.getInt(6) < 0 ? 1 : 0;
            }
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA integrity_check(1)")) {
            if (!row.next() || !row.getString(1).equals("ok")) {
                throw SqlTrouble.damaged(file, OneLine.of(row.getString(1)));
            }
        }
    }

    /**
     * The bits of the question of a row: id, base, x, y, checksum, occasion.
     *
     * @throws UnusableLedgerException if it does not have its checksum
     */
    private byte[] question(ResultSet row) throws SQLException {
        long id = row.getLong(1);
        long base = row.getLong(2);
        boolean whole = row.wasNull();
        byte[] x = row.getBytes(3);
        try {
            byte[] bits = whole ? x : Changes.applied(base(base), x);
            if (Key.checksum(bits, row.getBytes(4), row.getInt(6)) == row.getLong(5)) {
                reading = whole ? new Question(id, bits) : reading;
                return bits;
            }
        } catch (IndexOutOfBoundsException | BufferUnderflowException e) {
            throw SqlTrouble.damaged(file, "answer " + id + " does not fit its base");
        }
        throw SqlTrouble.damaged(file, "answer " + id + " does not have its checksum");
    }

    private byte[] base(long id) throws SQLException {
        if (reading.id != id) {
            full.setLong(1, id);
            try (ResultSet row = full.executeQuery()) {
                if (!row.next()) {
                    throw SqlTrouble.damaged(file, "answer " + id + ", which others build on, is missing");
                }
                reading = new Question(id, row.getBytes(1));
            }
        }
        return reading.bits;
    }

    private static int someBits(long hash) {
        return (int) (hash & HASH_BITS);
    }

    /** What was noted. */
    public Map<String, String> about() {
        return Collections.unmodifiableMap(about);
    }

    /** Notes something that was not known when it was made. */
    public void note(String key, String value) {
        try (PreparedStatement row = connection.prepareStatement("INSERT OR REPLACE INTO about VALUES (?, ?)")) {
            row.setString(1, key);
            row.setString(2, value);
            row.executeUpdate();
            connection.commit();
            about.put(key, value);
        } catch (SQLException e) {
            throw notWritten(e);
        }
    }

    /** The dimension of an answer; empty before there is one. */
    public OptionalInt outputs() {
        return entry("SELECT x, y FROM answers WHERE id = 1")
                .map(first -> OptionalInt.of(first.answer().dimension()))
                .orElse(OptionalInt.empty());
    }

    /** How often a question was asked once more because the run was resumed. */
    public int checks() {
        return checks;
    }

    /** The first question that was asked, with its answer; empty if none was. */
    Optional<Told> first() {
        return entry("SELECT x, y FROM answers WHERE id = 1");
    }

    /** The answer to another question than the first. */
    Optional<Vector> second() {
        return entry("SELECT x, y FROM answers WHERE occasion = 0 AND id > 1 ORDER BY id LIMIT 1")
                .map(Told::answer);
    }

    /** The most that two answers to the same question differ by, but for those because a run was resumed. */
    double scatter() {
        String pairs = "SELECT a.y, b.y FROM answers b JOIN answers a ON a.hash = b.hash"
                + " WHERE b.occasion > 0 AND a.occasion = 0";
        double most = 0;
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(pairs)) {
            while (rows.next()) {
                most = Math.max(most, SameModel.distance(vector(rows.getBytes(1)), vector(rows.getBytes(2))));
            }
            return most;
        } catch (SQLException e) {
            throw unreadable(e);
        }
    }

    /** A question that is written out in full, and its answer. */
    record Told(Vector question, Vector answer) {}

    private Optional<Told> entry(String query) {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            return row.next()
                    ? Optional.of(new Told(vector(row.getBytes(1)), vector(row.getBytes(2))))
                    : Optional.empty();
        } catch (SQLException e) {
            throw unreadable(e);
        }
    }

    /** How many of them were written since it was opened. */
    public long added() {
        return added;
    }

    /** How many answers it holds. */
    public long size() {
        return size;
    }

    Optional<Entry> find(Key key) {
        if (!perhaps.get(someBits(key.hash()))) {
            return Optional.empty();
        }
        try {
            find.setLong(1, key.hash());
            find.setInt(2, key.occasion());
            try (ResultSet rows = find.executeQuery()) {
                while (rows.next()) {
                    if (Arrays.equals(question(rows), key.bits())) {
                        return Optional.of(new Entry(rows.getLong(1), vector(rows.getBytes(4))));
                    }
                }
            }
            return Optional.empty();
        } catch (SQLException e) {
            throw unreadable(e);
        }
    }

    /**
     * Writes answers; when it returns, they are safe.
     *
     * @param answers as many as keys
     */
    void record(List<Key> keys, Points answers) {
        try {
            for (int i = 0; i < keys.size(); i++) {
                write(size + i + 1, keys.get(i), Key.bits(answers, i));
            }
            insert.executeBatch();
            connection.commit();
            size += keys.size();
            added += keys.size();
            for (Key key : keys) {
                perhaps.set(someBits(key.hash()));
                checks += key.occasion() < 0 ? 1 : 0;
            }
        } catch (SQLException e) {
            writing = Question.NONE; // it may be among what was not written
            throw notWritten(e);
        }
    }

    private OracleException unreadable(SQLException e) {
        return new OracleException(
                "ledger must be readable, got trouble: " + file + " (" + SqlTrouble.reason(e) + ")", e);
    }

    private NotKeptException notWritten(SQLException e) {
        boolean full = SqlTrouble.code(e) == SQLiteErrorCode.SQLITE_FULL;
        return new NotKeptException(
                "ledger must be writable, got trouble: " + file + " (" + SqlTrouble.reason(e) + ")"
                        + (full ? "; make room and go on with --resume" : "; maybe the disk is full"),
                e);
    }

    private void write(long id, Key key, byte[] answer) throws SQLException {
        Optional<byte[]> changes = writing.id == 0 ? Optional.empty() : Changes.between(writing.bits, key.bits());
        insert.setLong(1, id);
        insert.setLong(2, key.hash());
        insert.setInt(3, key.occasion());
        if (changes.isPresent()) {
            insert.setLong(4, writing.id);
        } else {
            insert.setNull(4, Types.INTEGER);
            writing = new Question(id, key.bits());
        }
        insert.setBytes(5, changes.orElse(key.bits()));
        insert.setBytes(6, answer);
        insert.setLong(7, Key.checksum(key.bits(), answer, key.occasion()));
        insert.addBatch();
    }

    private static Vector vector(byte[] bits) {
        double[] values = new double[bits.length / Double.BYTES];
        ByteBuffer.wrap(bits).order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().get(values);
        return Vector.of(values);
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new OracleException("ledger must close, got trouble: " + file + " (" + SqlTrouble.reason(e) + ")", e);
        }
    }
}
