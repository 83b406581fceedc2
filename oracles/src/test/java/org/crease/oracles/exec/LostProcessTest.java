package org.crease.oracles.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.crease.oracle.AnsweredInPartException;
import org.crease.oracle.AnsweredInPartException.Part;
import org.crease.oracle.OracleException;
import org.crease.oracle.StoppedException;
import org.crease.oracles.RandomNetworks;
import org.crease.oracles.model.Opening;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A command that dies, hangs or breaks the protocol after it has answered, and one that is told to stop. */
@Timeout(20)
class LostProcessTest {
    private static final ProcessSettings HASTY = ProcessSettings.DEFAULTS.withTimeout(Commands.SHORT);

    private final Points questions = RandomNetworks.questions(1, 60, 3);

    @TempDir
    Path folder;

    @Test
    void oneThatDiesEverySevenAnswersIsStartedAgainForTheOthers() {
        Path starts = folder.resolve("starts");
        String command = "echo >> '" + starts + "'; " + Commands.answering(7, "exit 1");
        try (ProcessOracle oracle = Commands.open(command)) {
            assertThat(oracle.ask(questions)).isEqualTo(questions);
            // one answer went to the first question
            assertThat(starts).content().hasLineCount((1 + 60 + 6) / 7);
        }
    }

    @Test
    void oneThatHangsIsStartedAgainForTheOthers() {
        try (ProcessOracle oracle = Commands.open(Commands.answering(20, "sleep 60"), HASTY)) {
            assertThat(oracle.ask(questions)).isEqualTo(questions);
        }
    }

    @Test
    void whatComesWithinTheTimeOutEachIsNotTooLateTogether() {
        String slow = "while read -r q; do sleep 0.05; echo \"$q\"; done";
        try (ProcessOracle oracle = Commands.open(slow, HASTY)) {
            Points some = questions.slice(0, 12);
            assertThat(oracle.ask(some)).isEqualTo(some);
        }
    }

    @Test
    void oneThatDiesTooOftenWithoutAnAnswerIsGivenUpWithItsLastWords() {
        String command = Commands.once(
                folder.resolve("mark"), Commands.answering(1, "exit 1"), "echo 'no GPU' >&2; echo 'bye' >&2; exit 9");
        try (ProcessOracle oracle = Commands.open(command)) {
            assertThatThrownBy(() -> oracle.ask(questions))
                    .isExactlyInstanceOf(OracleException.class)
                    .hasMessage("command must answer, but it ended with exit code 9; it said: no GPU / bye: " + command
                            + " (4 times in a row)");
        }
    }

    @Test
    void oneThatHangsTooOftenIsGivenUp() {
        String command =
                Commands.once(folder.resolve("mark"), Commands.answering(1, "exit 1"), "echo 'thinking' >&2; sleep 60");
        try (ProcessOracle oracle = Commands.open(command, HASTY.withRestarts(1))) {
            assertThatThrownBy(() -> oracle.ask(questions))
                    .hasMessageStartingWith(
                            "command must answer, but it was silent for 0.4 s, maybe because it does not"
                                    + " flush its output; it said: thinking: ")
                    .hasMessageEndingWith("(2 times in a row)");
        }
    }

    /** A restart is for a process that does its work; the next batch is another try. */
    @Test
    void whatWasAnsweredBeforeTheEndIsNotLost() {
        String command =
                Commands.once(folder.resolve("mark"), Commands.answering(5, "exit 1"), "echo 'broken' >&2; exit 9");
        try (ProcessOracle oracle = Commands.open(command)) {
            AnsweredInPartException partly =
                    catchThrowableOfType(AnsweredInPartException.class, () -> oracle.ask(questions));
            assertThat(answered(partly)).isEqualTo(questions.slice(0, 4));
            assertThat(partly.end()).hasMessageContaining("exit code 9; it said: broken");
            assertThat(folder.resolve("mark").toFile().delete()).isTrue();
            assertThat(oracle.ask(questions.slice(4, 9))).isEqualTo(questions.slice(4, 9));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "echo hello         | answer must be a line that holds a JSON array of numbers, got 'hello': ",
                "echo               | answer must be a line that holds a JSON array of numbers, got '': ",
                "echo '{\"y\":1}'   | answer must be a line that holds a JSON array of numbers, got '{\"y\":1}': ",
                "echo '[1,2,3] [4]' | answer must be a line that holds a JSON array of numbers, got '[1,2,3] [4]': ",
                "echo '[1,2,3'      | answer must be a line that holds a JSON array of numbers, got '[1,2,3': ",
                "echo '[1,NaN,3]'   | answer must be a line that holds a JSON array of numbers, got '[1,NaN,3]': ",
                "echo '[]'          | answer must be a line that holds a JSON array of numbers, got '[]': ",
                "echo '[1,null,3]'  | answer must be finite numbers, output 1 is null: ",
                "echo '[1,2,\"x\"]' | answer must be finite numbers, output 2 is \"x\": ",
                "echo '[1,2,1e999]' | answer must be finite numbers, output 2 is ",
                "echo '[[1,2,3]]'   | answer must be finite numbers, output 0 is [1,2,3]: ",
                "echo '[1,2]'       | answer must hold 3 numbers as the first one, got 2: ",
                "head -c 20000000 /dev/zero | answer must be a line of at most 16777216 bytes, got more: ",
            })
    void whatIsNoAnswerIsToldInOneLineAndNotAskedForAgain(String instead, String told) {
        String command = Commands.answering(3, instead + "; cat");
        try (ProcessOracle oracle = Commands.open(command)) {
            AnsweredInPartException partly =
                    catchThrowableOfType(AnsweredInPartException.class, () -> oracle.ask(questions));
            assertThat(partly.getMessage())
                    .startsWith(told)
                    .contains(": i=0; while")
                    .doesNotContain("\n");
            assertThat(answered(partly)).isEqualTo(questions.slice(0, 2));
        }
    }

    @Test
    void anAnswerThatNobodyAskedForIsTold() throws InterruptedException {
        try (ProcessOracle oracle = Commands.open("read -r q; echo \"$q\"; echo \"$q\"; cat")) {
            Thread.sleep(
                    100); // for the second answer; if it came later it would be taken for that of the next question
            assertThatThrownBy(() -> oracle.ask(questions))
                    .hasMessageStartingWith("answers must number one a question, got more: ");
        }
    }

    /** It takes 50 ms; the bound is for machines that are busy, and the time-out is 30 s. */
    @Test
    void aStopEndsTheWaitForAnAnswerAndKeepsTheOthers() {
        AtomicLong stopAt = new AtomicLong(Long.MAX_VALUE);
        try (ProcessOracle oracle = ProcessOracle.open(
                Commands.answering(6, "sleep 60"),
                Vector.zero(3),
                ProcessSettings.DEFAULTS,
                Opening.DIRECT,
                () -> System.nanoTime() > stopAt.get())) {
            stopAt.set(System.nanoTime() + 300_000_000);
            AnsweredInPartException partly =
                    catchThrowableOfType(AnsweredInPartException.class, () -> oracle.ask(questions));
            assertThat(System.nanoTime() - stopAt.get())
                    .isLessThan(Duration.ofSeconds(5).toNanos());
            assertThat(partly.end()).isExactlyInstanceOf(StoppedException.class);
            assertThat(answered(partly)).isEqualTo(questions.slice(0, 5));
            assertThatThrownBy(() -> oracle.ask(questions)).isExactlyInstanceOf(StoppedException.class);
        }
    }

    /** The answers of all parts, which follow each other. */
    private static Points answered(AnsweredInPartException partly) {
        List<Vector> answers = new ArrayList<>();
        for (Part part : partly.parts()) {
            assertThat(part.from()).isEqualTo(answers.size());
            IntStream.range(0, part.answers().size())
                    .mapToObj(part.answers()::get)
                    .forEach(answers::add);
        }
        return Points.of(answers);
    }
}
