package org.crease.oracles.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.crease.oracle.AnsweredInPartException;
import org.crease.oracle.AnsweredInPartException.Part;
import org.crease.oracle.CheckedOracle;
import org.crease.oracle.CountingOracle;
import org.crease.oracle.FunctionOracle;
import org.crease.oracle.Oracle;
import org.crease.oracle.OracleException;
import org.crease.oracle.StoppedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerOracleTest {
    @TempDir
    private Path folder;

    private Ledger ledger;
    /** Every question that got through to the box. */
    private final List<Vector> asked = new ArrayList<>();
    /** Answers with the number of the question. */
    private final FunctionOracle box = new FunctionOracle(2, 1, questions -> {
        IntStream.range(0, questions.size()).mapToObj(questions::get).forEach(asked::add);
        int first = asked.size() - questions.size();
        return Points.of(IntStream.range(0, questions.size())
                .mapToObj(i -> Vector.of(first + i))
                .toList());
    });

    @BeforeEach
    void open() {
        ledger = Ledger.create(folder.resolve("ledger.sqlite"), Map.of());
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void nothingIsAskedTwice() {
        LedgerOracle oracle = new LedgerOracle(box, ledger);
        Points first = oracle.ask(questions(0, 1, 2));
        assertThat(oracle.ask(questions(2, 7, 0, 7))).isEqualTo(answers(2, 3, 0, 3));
        assertThat(first).isEqualTo(answers(0, 1, 2));
        assertThat(asked).hasSize(4);
        assertThat(oracle.repeated()).isEqualTo(3);
    }

    @Test
    void whatAnEarlierRunAskedIsAnsweredAndIsNoRepetition() {
        new LedgerOracle(box, ledger).ask(questions(0, 1, 2));
        LedgerOracle next = new LedgerOracle(box, ledger);
        assertThat(next.ask(questions(1, 0))).isEqualTo(answers(1, 0));
        assertThat(next.repeated()).isZero();
        assertThat(asked).hasSize(3);
        next.ask(questions(1));
        assertThat(next.repeated()).isEqualTo(1);
    }

    @Test
    void askedAgainOnPurposeTheBoxAnswersAgainAndTheNextRunHearsTheSame() {
        LedgerOracle oracle = new LedgerOracle(box, ledger);
        assertThat(oracle.ask(questions(5))).isEqualTo(answers(0));
        assertThat(oracle.askAgain(questions(5, 5))).isEqualTo(answers(1, 2));
        assertThat(oracle.repeated()).isZero();
        LedgerOracle next = new LedgerOracle(box, ledger);
        assertThat(next.ask(questions(5))).isEqualTo(answers(0));
        assertThat(next.askAgain(questions(5, 5))).isEqualTo(answers(1, 2));
        assertThat(asked).hasSize(3);
    }

    @Test
    void largeBatchesAreWrittenInBlocks() {
        List<Integer> sizes = new ArrayList<>();
        FunctionOracle counting = new FunctionOracle(2, 1, questions -> {
            sizes.add(questions.size());
            assertThat(ledger.size()).isEqualTo(1024L * (sizes.size() - 1));
            return box.ask(questions);
        });
        int[] many = IntStream.range(0, 2500).toArray();
        assertThat(new LedgerOracle(counting, ledger).ask(questions(many))).isEqualTo(answers(many));
        assertThat(sizes).containsExactly(1024, 1024, 452);
    }

    @Test
    void eachPartOfABatchIsOnFileBeforeTheNextComes() {
        Oracle slow = new Oracle() {
            @Override
            public int inputs() {
                return 2;
            }

            @Override
            public int outputs() {
                return 1;
            }

            @Override
            public Points ask(Points questions) {
                throw new AssertionError("asked in parts");
            }

            @Override
            public void askInParts(Points questions, boolean again, Consumer<Part> arrived) {
                arrived.accept(new Part(2, answers(2, 3)));
                assertThat(ledger.size()).isEqualTo(2);
                arrived.accept(new Part(0, answers(0, 1)));
                assertThat(ledger.size()).isEqualTo(4);
                throw new StoppedException();
            }
        };
        LedgerOracle oracle = new LedgerOracle(new CheckedOracle(slow), ledger);
        assertThatExceptionOfType(AnsweredInPartException.class)
                .isThrownBy(() -> oracle.ask(questions(0, 1, 2, 3, 4)))
                .satisfies(e -> assertThat(e.parts()).containsExactly(new Part(0, answers(0, 1, 2, 3))));
        // in the order in which they came
        try (Ledger again = reopened()) {
            assertThat(again.find(Key.of(questions(2), 0)).orElseThrow().id()).isEqualTo(1);
            assertThat(new LedgerOracle(box, again).ask(questions(0, 1, 2, 3))).isEqualTo(answers(0, 1, 2, 3));
        }
        assertThat(asked).isEmpty();
    }

    @Test
    void whatIsMissingOfABatchIsTold() {
        FunctionOracle forgetful = new FunctionOracle(2, 1, questions -> answers(0));
        assertThatExceptionOfType(OracleException.class)
                .isThrownBy(() -> new LedgerOracle(new CheckedOracle(forgetful), ledger).ask(questions(0, 1)))
                .withMessage("answers must number 2, got 1");
    }

    private Ledger reopened() {
        ledger.close();
        return Ledger.open(folder.resolve("ledger.sqlite"));
    }

    @Test
    void whatABrokenBatchDidAnswerIsKeptAndCounted() {
        FunctionOracle breaking = new FunctionOracle(2, 1, questions -> {
            throw new AnsweredInPartException(
                    List.of(new Part(1, answers(11)), new Part(3, answers(13))), new StoppedException());
        });
        new LedgerOracle(box, ledger).ask(questions(0));
        CountingOracle counting = new CountingOracle(new LedgerOracle(breaking, ledger));
        assertThatExceptionOfType(StoppedException.class).isThrownBy(() -> counting.ask(questions(9, 0, 1, 8, 3)));
        assertThat(counting.total()).isEqualTo(3);
        // 0 was known; of 9, 1, 8, 3 the second and the fourth came back
        assertThat(new LedgerOracle(box, ledger).ask(questions(0, 1, 3))).isEqualTo(answers(0, 11, 13));
        assertThat(asked).hasSize(1);
    }

    @Test
    void aBoxThatBreaksAtOnceSaysSo() {
        FunctionOracle broken = new FunctionOracle(2, 1, questions -> {
            throw new OracleException("broken");
        });
        assertThatExceptionOfType(OracleException.class)
                .isThrownBy(() -> new LedgerOracle(broken, ledger).ask(questions(1)))
                .withMessage("broken");
        assertThat(ledger.size()).isZero();
    }

    private static Points questions(int... numbers) {
        return Points.of(
                IntStream.of(numbers).mapToObj(i -> Vector.of(i, 1.0 / 3)).toList());
    }

    private static Points answers(int... numbers) {
        return Points.of(IntStream.of(numbers).mapToObj(Vector::of).toList());
    }
}
