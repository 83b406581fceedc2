package org.crease.oracle;

import java.time.Duration;

/** The agreed time is over. The black box is fine; the asking is over. */
public final class TimeOverException extends OracleException {
    private static final long serialVersionUID = 1;

    TimeOverException(Duration limit) {
        super("time of " + limit.toMillis() / 1000.0 + " s is over");
    }
}
