package org.crease.oracles.http;

import org.crease.oracle.OracleException;

/** The server has understood and says no; asking the same again would not help. */
final class RefusedException extends OracleException {
    private static final long serialVersionUID = 1;

    private static final int BAD_REQUEST = 400;
    private static final int TOO_LARGE = 413;

    private final int status;

    RefusedException(int status, String message) {
        super(message);
        this.status = status;
    }

    /** Whether fewer questions might do: 413 says so, and servers with a largest batch say 400. */
    boolean mayBeTooMany() {
        return status == TOO_LARGE || status == BAD_REQUEST;
    }
}
