package org.crease.oracles.exec;

import java.time.Duration;

/**
 * How patient a {@link ProcessOracle} is.
 *
 * @param timeout the longest wait for one answer, counted from the answer before it or from the question; positive
 * @param restarts how often in a row the command is started again without a single answer in between; at least 0
 */
public record ProcessSettings(Duration timeout, int restarts) {
    /** 30 s: a model may have to be loaded before the first answer. Three restarts: what breaks four times in a row is broken. */
    public static final ProcessSettings DEFAULTS = new ProcessSettings(Duration.ofSeconds(30), 3);

    public ProcessSettings {
        if (!timeout.isPositive()) {
            throw new IllegalArgumentException("timeout must be positive, got " + timeout);
        }
        if (restarts < 0) {
            throw new IllegalArgumentException("restarts must be at least 0, got " + restarts);
        }
    }

    public ProcessSettings withTimeout(Duration longest) {
        return new ProcessSettings(longest, restarts);
    }

    public ProcessSettings withRestarts(int most) {
        return new ProcessSettings(timeout, most);
    }
}
