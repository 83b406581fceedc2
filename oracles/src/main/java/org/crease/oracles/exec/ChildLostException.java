package org.crease.oracles.exec;

/** The running process ended or hung: the command may be started again. The message is a half sentence about the command. */
final class ChildLostException extends Exception {
    private static final long serialVersionUID = 1;

    ChildLostException(String message) {
        super(message);
    }
}
