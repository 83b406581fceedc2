package org.crease.oracles.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.concurrent.atomic.AtomicInteger;
import org.crease.geometry.Vector;
import org.crease.oracle.StoppedException;
import org.crease.oracles.model.Opening;
import org.crease.oracles.model.UnreadableModelException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A command that does not get as far as a first answer is told in one line, without a second try. */
@Timeout(20)
class UnusableCommandTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "./gone --now        | command must answer, but it ended with exit code 127; it said: ",
                "exit 3              | command must answer, but it ended with exit code 3, and said nothing on standard error: exit 3",
                "echo ouch >&2       | command must answer, but it ended with exit code 0; it said: ouch: echo ouch >&2",
                "kill -9 $$          | command must answer, but it ended with exit code 137, ",
                "printf '[1]'        | command must answer, but it ended with exit code 0, ",
                "exec >&-; sleep 60  | command must answer, but it ended its output but not itself, ",
                "sleep 60            | command must answer, but it was silent for 0.4 s, ",
                "echo Loading; cat   | answer must be a line that holds a JSON array of numbers, got 'Loading': echo Loading; cat",
            })
    void itIsToldWhatBecameOfIt(String command, String told) {
        assertThatThrownBy(() -> Commands.open(command, ProcessSettings.DEFAULTS.withTimeout(Commands.SHORT)))
                .isInstanceOf(UnreadableModelException.class)
                .hasMessageStartingWith(told)
                .hasMessageEndingWith(": " + command);
    }

    @Test
    void ofStandardErrorTheLastFiveLinesAreShownAndNotMoreThanFiveHundredCharacters() {
        Throwable lines = catchThrowable(() -> Commands.open("printf '%s\\n' a b c d e f g >&2"));
        assertThat(lines).hasMessageContaining("it said: c / d / e / f / g: ");
        Throwable characters = catchThrowable(() -> Commands.open("printf '%01000d' 7 >&2"));
        assertThat(characters).hasMessageContaining("it said: " + "0".repeat(499) + "7: ");
    }

    @Test
    void aStopEndsTheWaitForTheFirstAnswer() {
        AtomicInteger glances = new AtomicInteger();
        assertThatThrownBy(() -> ProcessOracle.open(
                        "sleep 60",
                        Vector.zero(3),
                        ProcessSettings.DEFAULTS,
                        Opening.DIRECT,
                        () -> glances.incrementAndGet() > 3))
                .isExactlyInstanceOf(StoppedException.class);
    }
}
