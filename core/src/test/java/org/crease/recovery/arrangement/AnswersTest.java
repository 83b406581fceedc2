package org.crease.recovery.arrangement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.crease.oracle.CountingOracle;
import org.crease.oracle.FunctionOracle;
import org.crease.oracle.Oracle;
import org.junit.jupiter.api.Test;

/** What was asked and answered, kept for later. */
class AnswersTest {
    /** x ↦ 2 x. */
    private static Oracle doubling(int inputs) {
        return new FunctionOracle(inputs, 1, x -> {
            double[] f = new double[x.size()];
            for (int i = 0; i < f.length; i++) {
                f[i] = 2 * x.get(i, 0);
            }
            return Points.of(f.length, 1, f);
        });
    }

    private static Points numbers(int from, int to) {
        List<Vector> x = new ArrayList<>();
        for (int i = from; i < to; i++) {
            x.add(Vector.of(i));
        }
        return Points.of(x);
    }

    @Test
    void everyAnswerIsKeptBesideItsQuestion() {
        Answers answers = new Answers();
        Oracle oracle = answers.keeping(doubling(1));
        assertThat(oracle.ask(numbers(0, 5)).get(4)).isEqualTo(Vector.of(8));
        oracle.chargedTo("PointsOnLine").ask(numbers(5, 12));
        assertThat(answers.size()).isEqualTo(12);
        Answers.Sample all = answers.sample(12, new SplittableRandom(1));
        for (int i = 0; i < 12; i++) {
            assertThat(all.f().get(i)).isEqualTo(all.x().get(i).times(2));
        }
    }

    @Test
    void aSampleHoldsNothingTwiceAndNoMoreThanThereIs() {
        Answers answers = new Answers();
        answers.keeping(doubling(1)).ask(numbers(0, 50));
        for (int seed = 0; seed < 20; seed++) {
            Answers.Sample some = answers.sample(30, new SplittableRandom(seed));
            assertThat(some.x()).hasSize(30).doesNotHaveDuplicates();
            assertThat(some.f()).hasSize(30);
            assertThat(answers.sample(1000, new SplittableRandom(seed)).x())
                    .hasSize(50)
                    .doesNotHaveDuplicates();
        }
    }

    /** Seed 1: 4000 draws of one in four; a count is 10 σ off, below 650 or above 1350, once in 10²² runs. */
    @Test
    void everyAnswerIsDrawnAsOftenAsAnyOther() {
        Answers answers = new Answers();
        answers.keeping(doubling(1)).ask(numbers(0, 4));
        SplittableRandom random = new SplittableRandom(1);
        int[] drawn = new int[4];
        for (int i = 0; i < 4000; i++) {
            drawn[(int) answers.sample(1, random).x().getFirst().get(0)]++;
        }
        assertThat(drawn).satisfies(counts -> {
            for (int count : counts) {
                assertThat(count).isBetween(650, 1350);
            }
        });
    }

    @Test
    void movedAnswersAreDrawnLast() {
        Answers asked = new Answers();
        asked.keeping(doubling(1)).ask(numbers(0, 10));
        Answers answers = asked.at(x -> x.plus(0.5, Vector.of(1)));
        answers.keeping(doubling(1)).ask(numbers(10, 14));
        for (int seed = 0; seed < 20; seed++) {
            Answers.Sample some = answers.sample(6, new SplittableRandom(seed));
            assertThat(some.x()).hasSize(6);
            assertThat(some.exact()).isEqualTo(4);
            assertThat(some.exactly().x())
                    .containsExactlyInAnyOrder(Vector.of(10), Vector.of(11), Vector.of(12), Vector.of(13));
            assertThat(answers.sample(3, new SplittableRandom(seed)).exact()).isEqualTo(3);
        }
    }

    @Test
    void theSameSeedDrawsTheSame() {
        Answers answers = new Answers();
        answers.keeping(doubling(1)).ask(numbers(0, 50));
        assertThat(answers.sample(20, new SplittableRandom(3))).isEqualTo(answers.sample(20, new SplittableRandom(3)));
        assertThat(new HashSet<>(answers.sample(20, new SplittableRandom(3)).x()))
                .isNotEqualTo(new HashSet<>(
                        answers.sample(20, new SplittableRandom(4)).x()));
    }

    @Test
    void someAreSpreadOverAllOfThemWithoutChance() {
        Answers answers = new Answers();
        Oracle oracle = answers.keeping(new FunctionOracle(1, 1, x -> x));
        oracle.ask(Points.of(IntStream.range(0, 100).mapToObj(Vector::of).toList()));
        assertThat(answers.spread(4, true).x())
                .containsExactly(Vector.of(0), Vector.of(25), Vector.of(50), Vector.of(75));
        assertThat(answers.spread(4, true).f())
                .isEqualTo(answers.spread(4, false).x());
        assertThat(answers.spread(1000, true).x()).hasSize(100);
        assertThat(new Answers().spread(5, true).x()).isEmpty();
    }

    @Test
    void gradientsAreAskedButNotKept() {
        CountingOracle counter = new CountingOracle(doubling(1));
        Answers answers = new Answers();
        Oracle oracle = answers.keeping(counter);
        oracle.chargedTo(LocalNormals.ACCOUNT).ask(numbers(0, 5));
        assertThat(answers.size()).isZero();
        assertThat(counter.byAccount()).containsEntry(LocalNormals.ACCOUNT, 5L);
        oracle.chargedTo("Verify").ask(numbers(0, 5));
        assertThat(answers.size()).isEqualTo(5);
        assertThat(counter.byAccount()).containsEntry("Verify", 5L);
    }

    /** 8 million numbers: 80 questions of 100,000 and their answers; the last goes over by less than itself. */
    @Test
    void whatGoesOverTheCapacityIsAnsweredButNotKept() {
        Answers answers = new Answers();
        Oracle oracle = answers.keeping(doubling(100_000));
        Points ten = Points.of(10, 100_000, new double[1_000_000]);
        for (int batch = 0; batch < 9; batch++) {
            assertThat(oracle.ask(ten).size()).isEqualTo(10);
        }
        assertThat(answers.size()).isEqualTo(80);
    }
}
