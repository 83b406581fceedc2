package org.crease.oracles.ledger;

/** A ledger that cannot be opened: damaged, of another kind, or in use; the message is one line for its owner. */
public final class UnusableLedgerException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public UnusableLedgerException(String message) {
        super(message);
    }

    UnusableLedgerException(String message, Throwable cause) {
        super(message, cause);
    }
}
