package org.crease.oracles.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.crease.oracle.FunctionOracle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One question asked once more tells another model from the one that a ledger holds answers of. */
class SameModelTest {
    private static final Points QUESTIONS = Points.of(Vector.of(1, 2), Vector.of(-3, 1), Vector.of(0.5, 0.25));

    @TempDir
    private Path folder;

    private Ledger ledger;
    private int asked;
    private double noise;
    private final SplittableRandom random = new SplittableRandom(1);

    @BeforeEach
    void open() {
        ledger = Ledger.create(folder.resolve("ledger.sqlite"), Map.of());
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    /** x ↦ a x₀ + x₁, with noise. */
    private FunctionOracle model(double a) {
        return new FunctionOracle(2, 1, questions -> {
            asked += questions.size();
            double[] y = new double[questions.size()];
            for (int i = 0; i < y.length; i++) {
                y[i] = a * questions.get(i, 0) + questions.get(i, 1) + noise * (2 * random.nextDouble() - 1);
            }
            return Points.of(y.length, 1, y);
        });
    }

    private void record(FunctionOracle model) {
        LedgerOracle oracle = new LedgerOracle(model, ledger);
        oracle.ask(QUESTIONS);
        oracle.askAgain(QUESTIONS);
        asked = 0;
    }

    @Test
    void theSameModelIsAskedOneQuestionWhichIsOnFileAndCounted() {
        record(model(2));
        assertThat(SameModel.parts(ledger, model(2), 0x1p-52)).isEmpty();
        assertThat(SameModel.parts(ledger, model(2), 0x1p-52)).isEmpty();
        assertThat(asked).isEqualTo(2);
        assertThat(ledger.checks()).isEqualTo(2);
        assertThat(ledger.size()).isEqualTo(8);
        ledger.close();
        ledger = Ledger.open(folder.resolve("ledger.sqlite"));
        assertThat(ledger.checks()).isEqualTo(2);
    }

    @Test
    void aModelThatDiffersInTheSixthDigitIsAnotherAndLeavesNothing() {
        record(model(2));
        assertThat(SameModel.parts(ledger, model(2 + 1e-6), 0x1p-52).orElseThrow())
                .isBetween(0.9e-6, 1.1e-6);
        assertThat(ledger.size()).isEqualTo(6);
        assertThat(SameModel.parts(ledger, model(2 + 1e-6), 0x1p-23)).isEmpty(); // less than float32 tells
    }

    /** Seed 1, noise of at most 0.1: two answers differ by 0.2 at most, a quarter of the way to another answer is 2.25. */
    @Test
    void whereAnswersScatterTheSameModelPassesAndOneFarOffDoesNot() {
        noise = 0.1;
        record(model(2));
        assertThat(SameModel.parts(ledger, model(2), 0x1p-52)).isEmpty();
        assertThat(SameModel.parts(ledger, model(7), 0x1p-52)).isPresent();
    }

    @Test
    void anEmptyLedgerHasNothingToCompare() {
        assertThat(SameModel.parts(ledger, model(2), 0x1p-52)).isEmpty();
        assertThat(asked).isZero();
        assertThat(ledger.outputs()).isEmpty();
    }
}
