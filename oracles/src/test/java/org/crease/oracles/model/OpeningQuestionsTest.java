package org.crease.oracles.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import org.crease.geometry.Box;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.junit.jupiter.api.Test;

/** What a model is asked first lies in the domain, after rounding to the model's numbers too. */
class OpeningQuestionsTest {
    private static final double INFINITE = Double.POSITIVE_INFINITY;

    @Test
    void theyLieInTheDomainAndDiffer() {
        Box box = new Box(
                Vector.of(5, -0.1, -INFINITE, 1e300, -7, 2),
                Vector.of(6, 0.1, -3, INFINITE, -6.9999, Math.nextUp(2.0)));
        Points questions = OpeningQuestions.in(box);
        Vector first = questions.get(0);
        Vector second = questions.get(1);
        assertThat(box.contains(first)).isTrue();
        assertThat(box.contains(second)).isTrue();
        assertThat(first).isNotEqualTo(second);
    }

    @Test
    void withoutBoundsTheyAreOfBothSignsAndAtMostOne() {
        Points questions = OpeningQuestions.in(Box.unbounded(30));
        assertThat(Arrays.stream(questions.toArray()).boxed())
                .allMatch(x -> Math.abs(x) <= 1)
                .anyMatch(x -> x > 0.5)
                .anyMatch(x -> x < -0.5);
    }

    @Test
    void theNumbersBetweenBoundsThatAreFloat32RoundToSuch() {
        Box box = new Box(Vector.of(0.1, -0.1, -INFINITE), Vector.of(0.3, 1e300, 1));
        Box inside = Arithmetic.FLOAT32.inside(box);
        for (Vector edge : new Vector[] {inside.low(), inside.high()}) {
            for (double x : edge.toArray()) {
                assertThat(Arithmetic.FLOAT32.nearest(x)).isEqualTo(x);
            }
        }
        assertThat(inside.low()).isEqualTo(Vector.of(0.1f, -Math.nextDown(0.1f), -INFINITE));
        assertThat(inside.high()).isEqualTo(Vector.of(Math.nextDown(0.3f), Float.MAX_VALUE, 1));
        assertThat(Arithmetic.FLOAT64.inside(box)).isEqualTo(box);
    }

    @Test
    void aDomainWithoutTwoNumbersIsRefused() {
        assertThatExceptionOfType(UnreadableModelException.class)
                .isThrownBy(() -> Arithmetic.FLOAT32.inside(new Box(Vector.of(1), Vector.of(1 + 1e-9))))
                .withMessage(
                        "domain must hold at least two numbers of float32 along each input, got 1.0 to 1.000000001 along input 0");
    }
}
