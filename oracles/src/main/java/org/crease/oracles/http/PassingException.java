package org.crease.oracles.http;

import java.time.Duration;
import java.util.Optional;
import org.crease.oracle.OracleException;

/** Trouble that may pass by itself, so that asking again makes sense. */
final class PassingException extends OracleException {
    private static final long serialVersionUID = 1;

    /** Kinds of passing trouble. */
    enum Kind {
        /** The server asks for fewer requests. */
        THROTTLED,
        /** The server, or a gateway before it, cannot answer now. */
        UNAVAILABLE,
        /** A connection was there and ended, or the time was over. */
        BROKEN,
        /** There was no connection. */
        UNREACHABLE
    }

    private final Kind kind;
    private final transient Optional<Duration> retryAfter;

    PassingException(Kind kind, String message, Optional<Duration> retryAfter) {
        super(message);
        this.kind = kind;
        this.retryAfter = retryAfter;
    }

    PassingException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.retryAfter = Optional.empty();
    }

    Kind kind() {
        return kind;
    }

    /** The pause that the server asked for. */
    Optional<Duration> retryAfter() {
        return retryAfter;
    }
}
