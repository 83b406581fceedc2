package org.crease.oracles.http;

/** A request or a response that is not what the protocol wants; the message is one line: name, bound, value. */
public final class MalformedMessageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    MalformedMessageException(String message) {
        super(message);
    }
}
