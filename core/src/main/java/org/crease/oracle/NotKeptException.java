package org.crease.oracle;

/** An answer came and could not be written down. The black box is fine; the asking is over, since nobody would know of it. */
public final class NotKeptException extends OracleException {
    private static final long serialVersionUID = 1;

    public NotKeptException(String message, Throwable cause) {
        super(message, cause);
    }
}
