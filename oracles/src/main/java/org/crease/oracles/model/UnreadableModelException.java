package org.crease.oracles.model;

import java.nio.file.Path;

/** A file does not hold a model that can be used; the message is one line: name, bound, value. */
public final class UnreadableModelException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** @param message what must hold and what was found instead; line breaks in it become spaces */
    public UnreadableModelException(String message) {
        super(OneLine.joined(message));
    }

    /** @param message what must hold and what was found instead; line breaks in it become spaces */
    public UnreadableModelException(String message, Throwable cause) {
        super(OneLine.joined(message), cause);
    }

    /** The same complaint with the file that it is about. */
    UnreadableModelException in(Path file) {
        return new UnreadableModelException(getMessage() + ": " + file, this);
    }
}
