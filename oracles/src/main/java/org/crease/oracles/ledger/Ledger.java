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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.crease.oracle.NotKeptException;
import org.crease.oracle.OracleException;
import org.crease.oracles.model.OneLine;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Every question and answer of a run, bit for bit, in one SQLite file (docs/formats.md). What {@link #record} has returned from
 * survives the end of this process, however it ends. One process has it at a time. Not for several threads.
 */
public final class Ledger implements AutoCloseable {
    /** Of the tables; a ledger of another one is refused. */
    static final int VERSION = 2;

    /** "Crea": what SQLite's header says the file is for. */
    private static final int APPLICATION = 0x43726561;

    /** Two million bytes at most; of a hundred thousand answers, one new question in 150 is then looked for in vain. */
    private static final long HASH_BITS = (1 << 24) - 1;

    /**
     * Pages in the journal, 64 MB, before they are moved into the file: hashes are spread over all of the index, so that every block changes nearly all of its
     * pages, and moving them each time costs more than the answers themselves.
     */
    private static final int JOURNAL_PAGES = 16_000;

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
    private final Map<String, String> about;
    /** Which hashes are on file, by some of their bits: most questions are new, and need not be looked for. */
    private final BitSet perhaps = new BitSet();

    private long size;
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
        this.about = about;
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
        return use(file, connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate(TABLES);
                statement.executeUpdate("PRAGMA application_id = " + APPLICATION);
                statement.executeUpdate("PRAGMA user_version = " + VERSION);
            }
            try (PreparedStatement row = connection.prepareStatement("INSERT INTO about VALUES (?, ?)")) {
                for (Map.Entry<String, String> entry : about.entrySet()) {
                    row.setString(1, entry.getKey());
                    row.setString(2, entry.getValue());
                    row.executeUpdate();
                }
            }
            connection.commit();
            return new Ledger(file, connection, Map.copyOf(about));
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
        return use(file, connection -> {
            requireKind(file, connection);
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

    private interface Use {
        Ledger of(Connection connection) throws SQLException;
    }

    /** Connects and makes a ledger of it, with the connection closed if that fails. */
    private static Ledger use(Path file, Use use) {
        SQLiteConfig config = new SQLiteConfig();
        config.setLockingMode(SQLiteConfig.LockingMode.EXCLUSIVE);
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        // what is lost when the power fails is the last seconds; the end of a process loses nothing
        config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
        // a run that only reads so far has it for itself as well
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        config.setBusyTimeout(0);
        Connection connection = null;
        try {
            connection = config.createConnection("jdbc:sqlite:" + file);
            try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA wal_autocheckpoint = " + JOURNAL_PAGES);
            }
            connection.setAutoCommit(false);
            return use.of(connection);
        } catch (SQLException | RuntimeException e) {
            closeQuietly(connection, e);
            throw e instanceof SQLException trouble ? unusable(file, trouble) : (RuntimeException) e;
        }
    }

    private static void closeQuietly(Connection connection, Exception because) {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException e) {
            because.addSuppressed(e);
        }
    }

    private static UnusableLedgerException unusable(Path file, SQLException trouble) {
        return switch (code(trouble)) {
            case SQLITE_BUSY, SQLITE_LOCKED ->
                new UnusableLedgerException(
                        "ledger must be free, got " + file + ", which another run is using", trouble);
            case SQLITE_NOTADB ->
                new UnusableLedgerException("ledger must be one of Crease's, got another file: " + file, trouble);
            case SQLITE_CORRUPT -> damaged(file, reason(trouble));
            case SQLITE_IOERR, SQLITE_FULL ->
                new UnusableLedgerException(
                        "ledger must be usable, got " + file + " (" + reason(trouble) + "); maybe the disk is full",
                        trouble);
            default ->
                new UnusableLedgerException(
                        "ledger must be usable, got " + file + " (" + reason(trouble) + ")", trouble);
        };
    }

    private static UnusableLedgerException damaged(Path file, String how) {
        return new UnusableLedgerException("ledger must be whole, got a damaged one: " + file + " (" + how + ")");
    }

    private static SQLiteErrorCode code(SQLException trouble) {
        if (!(trouble instanceof SQLiteException sqlite)) {
            return SQLiteErrorCode.UNKNOWN_ERROR;
        }
        // the low byte is the kind of trouble, the others tell more about it
        return SQLiteErrorCode.getErrorCode(sqlite.getResultCode().code & 0xff);
    }

    /** What SQLite says; where it could not be started, its driver has the reason in the cause only. */
    private static String reason(SQLException trouble) {
        boolean sqlite = trouble instanceof SQLiteException || trouble.getCause() == null;
        String reason =
                trouble.getMessage() + (sqlite ? "" : ": " + trouble.getCause().getMessage());
        return OneLine.joined(reason);
    }

    private static void requireKind(Path file, Connection connection) throws SQLException {
        if (number(connection, "PRAGMA application_id") != APPLICATION) {
            throw new UnusableLedgerException("ledger must be one of Crease's, got another file: " + file);
        }
        long version = number(connection, "PRAGMA user_version");
        if (version != VERSION) {
            throw new UnusableLedgerException("ledger must be of version " + VERSION + ", got version " + version + ": "
                    + file + "; maybe another version of Crease reads it");
        }
    }

    private static long number(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    /** Reads and counts every answer, and sees to it that each can be found. */
    private void verify() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT id, base, x, y, checksum, occasion, hash FROM answers ORDER BY id")) {
            while (rows.next()) {
                size++;
                if (rows.getLong(1) != size) {
                    throw damaged(file, "answer " + size + " is missing");
                }
                long hash = Key.hash(question(rows));
                if (hash != rows.getLong(7)) {
                    throw damaged(file, "answer " + size + " does not have its hash, by which it is found");
                }
                perhaps.set(someBits(hash));
            }
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA integrity_check(1)")) {
            if (!row.next() || !row.getString(1).equals("ok")) {
                throw damaged(file, OneLine.of(row.getString(1)));
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
            throw damaged(file, "answer " + id + " does not fit its base");
        }
        throw damaged(file, "answer " + id + " does not have its checksum");
    }

    private byte[] base(long id) throws SQLException {
        if (reading.id != id) {
            full.setLong(1, id);
            try (ResultSet row = full.executeQuery()) {
                if (!row.next()) {
                    throw damaged(file, "answer " + id + ", which others build on, is missing");
                }
                reading = new Question(id, row.getBytes(1));
            }
        }
        return reading.bits;
    }

    private static int someBits(long hash) {
        return (int) (hash & HASH_BITS);
    }

    /** What was noted when it was made. */
    public Map<String, String> about() {
        return about;
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
            throw new OracleException("ledger must be readable, got trouble: " + file + " (" + reason(e) + ")", e);
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
            keys.forEach(key -> perhaps.set(someBits(key.hash())));
        } catch (SQLException e) {
            writing = Question.NONE; // it may be among what was not written
            boolean full = code(e) == SQLiteErrorCode.SQLITE_FULL;
            throw new NotKeptException(
                    "ledger must be writable, got trouble: " + file + " (" + reason(e) + ")"
                            + (full ? "; make room and go on with --resume" : "; maybe the disk is full"),
                    e);
        }
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
            throw new OracleException("ledger must close, got trouble: " + file + " (" + reason(e) + ")", e);
        }
    }
}
