package org.crease.lab.cli;

/** Wrong arguments or unreadable input, told in one line: name, bound, value. */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UsageException(String message) {
        super(message);
    }
}
