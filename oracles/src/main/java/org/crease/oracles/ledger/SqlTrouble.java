package org.crease.oracles.ledger;

import java.nio.file.Path;
import java.sql.SQLException;
import org.crease.oracles.model.OneLine;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What SQLite's errors mean to the owner of a ledger, in one line. */
final class SqlTrouble {
    private SqlTrouble() {}

    static UnusableLedgerException unusable(Path file, SQLException trouble) {
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

    static UnusableLedgerException damaged(Path file, String how) {
        return new UnusableLedgerException("ledger must be whole, got a damaged one: " + file + " (" + how + ")");
    }

    static SQLiteErrorCode code(SQLException trouble) {
        if (!(trouble instanceof SQLiteException sqlite)) {
            return SQLiteErrorCode.UNKNOWN_ERROR;
        }
        // the low byte is the kind of trouble, the others tell more about it
        return SQLiteErrorCode.getErrorCode(sqlite.getResultCode().code & 0xff);
    }

    /** What SQLite says; where it could not be started, its driver has the reason in the cause only. */
    static String reason(SQLException trouble) {
        boolean sqlite = trouble instanceof SQLiteException || trouble.getCause() == null;
        String reason =
                trouble.getMessage() + (sqlite ? "" : ": " + trouble.getCause().getMessage());
        return OneLine.joined(reason);
    }
}
