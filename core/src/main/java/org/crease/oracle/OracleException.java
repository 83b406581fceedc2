package org.crease.oracle;

/** The black box did not answer, or not with what an answer must be; the message is one line for its owner. */
public class OracleException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public OracleException(String message) {
        super(message);
    }

    public OracleException(String message, Throwable cause) {
        super(message, cause);
    }
}
