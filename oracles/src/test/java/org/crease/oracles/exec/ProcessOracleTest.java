package org.crease.oracles.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.crease.oracle.OracleException;
import org.crease.oracles.RandomNetworks;
import org.crease.oracles.model.Opening;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A command that keeps to the protocol. Most answer with the question itself. */
@Timeout(20)
class ProcessOracleTest {
    @TempDir
    Path folder;

    @Test
    void theFirstAnswerTellsHowManyOutputsThereAre() {
        try (ProcessOracle oracle = Commands.open("while read -r q; do echo '[1.5, 2e-3]'; done")) {
            assertThat(oracle.inputs()).isEqualTo(3);
            assertThat(oracle.outputs()).isEqualTo(2);
            Points questions = RandomNetworks.questions(1, 2, 3);
            assertThat(oracle.ask(questions)).isEqualTo(Points.of(Vector.of(1.5, 2e-3), Vector.of(1.5, 2e-3)));
            assertThat(oracle.ask(questions.slice(0, 0)).size()).isZero();
        }
    }

    @Test
    void theFirstQuestionIsTheOneGiven() {
        Path seen = folder.resolve("seen");
        Vector first = Vector.of(0.5, 7);
        // written before it is answered, since closing kills
        String command = "while read -r q; do echo \"$q\" > '" + seen + "'; echo \"$q\"; done";
        ProcessOracle.open(command, first, ProcessSettings.DEFAULTS, Opening.DIRECT, () -> false)
                .close();
        assertThat(seen).hasContent("[0.5,7.0]");
    }

    @Test
    void numbersComeAndGoBitForBit() {
        SplittableRandom random = new SplittableRandom(1);
        double[] values = random.doubles(3000, -1, 1).toArray();
        for (int i = 0; i < values.length; i++) {
            double anyBits = Double.longBitsToDouble(random.nextLong());
            values[i] = i % 2 == 0 || !Double.isFinite(anyBits) ? values[i] : anyBits;
        }
        values[0] = Double.MIN_VALUE;
        values[1] = -Double.MAX_VALUE;
        values[2] = -0.0;
        Points questions = Points.of(1000, 3, values);
        try (ProcessOracle oracle = Commands.open("cat")) {
            assertThat(oracle.ask(questions).toArray()).containsExactly(values);
        }
    }

    /** 4 MB each way, through pipes of 64 kB. */
    @Test
    void fiveThousandQuestionsAtOnceAreAnsweredInOrder() {
        Points questions = RandomNetworks.questions(2, 5000, 40);
        try (ProcessOracle oracle =
                ProcessOracle.open("cat", Vector.zero(40), ProcessSettings.DEFAULTS, Opening.DIRECT, () -> false)) {
            assertThat(oracle.ask(questions)).isEqualTo(questions);
            assertThat(oracle.ask(questions.slice(7, 9))).isEqualTo(questions.slice(7, 9));
        }
    }

    /** 2 MB of it, and a pipe holds 64 kB. */
    @Test
    void aCommandThatTalksOnStandardErrorIsNotHeldUp() {
        String talking = "i=0; while [ $i -lt 20000 ]; do echo 'a hundred characters of complaint, more or less, which"
                + " nobody reads but which have to go somewhere' >&2; i=$((i+1)); done; cat";
        try (ProcessOracle oracle = Commands.open(talking)) {
            Points questions = RandomNetworks.questions(3, 5, 3);
            assertThat(oracle.ask(questions)).isEqualTo(questions);
        }
    }

    @Test
    void nothingOfTheProcessRunsOnAfterClosing() throws IOException, InterruptedException {
        Path beats = folder.resolve("beats");
        Files.createFile(beats);
        String beating = "(while :; do echo >> '" + beats + "'; sleep 0.02; done) & cat";
        ProcessOracle oracle = Commands.open(beating);
        while (Files.size(beats) < 2) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        oracle.close();
        oracle.close();
        TimeUnit.MILLISECONDS.sleep(50); // for a beat that had begun
        long size = Files.size(beats);
        TimeUnit.MILLISECONDS.sleep(200);
        assertThat(Files.size(beats)).isEqualTo(size);
        assertThatThrownBy(() -> oracle.ask(Points.of(Vector.zero(3))))
                .isInstanceOf(OracleException.class)
                .hasMessageStartingWith("command must be open to be asked, got a closed one: ");
    }

    @Test
    void whatIsNoQuestionIsRefused() {
        try (ProcessOracle oracle = Commands.open("cat")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> oracle.ask(Points.of(Vector.zero(2))))
                    .withMessage("questions must have dimension 3, got 2");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> oracle.ask(Points.of(Vector.of(1, Double.NaN, 2))))
                    .withMessage("questions must be finite, got NaN");
        }
    }
}
