package org.crease.oracles.ledger;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;

/** The SQLite file of a ledger: how it is connected to, and what marks it as one. */
final class LedgerFile {
    /** "Crea": what SQLite's header says the file is for. */
    private static final int APPLICATION = 0x43726561;

    /**
     * Pages in the journal, 64 MB, before they are moved into the file: hashes are spread over all of the index, so that every block changes nearly all of its
     * pages, and moving them each time costs more than the answers themselves.
     */
    private static final int JOURNAL_PAGES = 16_000;

    private LedgerFile() {}

    /** What a ledger is made of a connection by. */
    interface Use {
        Ledger of(Connection connection) throws SQLException;
    }

    /** Connects and makes a ledger of it, with the connection closed if that fails. */
    static Ledger use(Path file, Use use) {
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
            throw e instanceof SQLException trouble ? SqlTrouble.unusable(file, trouble) : (RuntimeException) e;
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

    /** Marks a new file. */
    static void markKind(Statement statement, int version) throws SQLException {
        statement.executeUpdate("PRAGMA application_id = " + APPLICATION);
        statement.executeUpdate("PRAGMA user_version = " + version);
    }

    /** @throws UnusableLedgerException if a file is not so marked, or by another version */
    static void requireKind(Path file, Connection connection, int expected) throws SQLException {
        if (number(connection, "PRAGMA application_id") != APPLICATION) {
            throw new UnusableLedgerException("ledger must be one of Crease's, got another file: " + file);
        }
        long version = number(connection, "PRAGMA user_version");
        if (version != expected) {
            throw new UnusableLedgerException("ledger must be of version " + expected + ", got version " + version
                    + ": " + file + "; maybe another version of Crease reads it");
        }
    }

    private static long number(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            return row.next() ? row.getLong(1) : 0;
        }
    }
}
