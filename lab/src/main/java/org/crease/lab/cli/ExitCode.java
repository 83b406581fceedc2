package org.crease.lab.cli;

import org.crease.recovery.Recovery;

/** What the command line tells the program that started it. */
final class ExitCode {
    static final int OK = 0;
    /** A bug, or a disk that does not take the results or the ledger. */
    static final int INTERNAL = 1;

    static final int USAGE = 2;
    static final int PARTIAL = 3;
    static final int FAILED = 4;
    static final int ORACLE_BROKE = 5;
    /** As a shell reports a process that SIGINT ended. */
    static final int INTERRUPTED = 130;

    private ExitCode() {}

    static int of(Recovery recovery) {
        int found = switch (recovery) {
            case Recovery.Complete complete -> OK;
            case Recovery.Partial partial -> PARTIAL;
            case Recovery.Failed failed -> FAILED;
        };
        return recovery.whyNotComplete()
                .map(reason -> switch (reason.cause()) {
                    case ORACLE -> ORACLE_BROKE;
                    case NOT_KEPT -> INTERNAL;
                    case INTERRUPTED -> INTERRUPTED;
                    case UNSUITABLE, UNEXPLAINED, LIMIT -> found;
                })
                .orElse(found);
    }
}
