package org.crease.oracles.exec;

import java.nio.file.Path;
import java.time.Duration;
import org.crease.geometry.Vector;
import org.crease.oracles.model.Opening;

/** Commands for the shell that answer every question with itself, each in its own way, and how to open them. */
final class Commands {
    /** Long enough for a process to start on a machine that is busy. */
    static final Duration SHORT = Duration.ofMillis(400);

    private Commands() {}

    /** With a question of three zeros, and nobody who says stop. */
    static ProcessOracle open(String command) {
        return open(command, ProcessSettings.DEFAULTS);
    }

    static ProcessOracle open(String command, ProcessSettings settings) {
        return ProcessOracle.open(command, Vector.zero(3), settings, Opening.DIRECT, () -> false);
    }

    /** Answers so many questions, then does something else. */
    static String answering(int questions, String then) {
        return "i=0; while [ $i -lt " + questions + " ] && read -r q; do echo \"$q\"; i=$((i+1)); done; " + then;
    }

    /** Whatever it does the first time, another thing every further time; {@code mark} is a file that is not there yet. */
    static String once(Path mark, String first, String further) {
        return "if [ -e '" + mark + "' ]; then " + further + "; else : > '" + mark + "'; " + first + "; fi";
    }
}
