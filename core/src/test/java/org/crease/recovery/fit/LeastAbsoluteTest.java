package org.crease.recovery.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.crease.geometry.Vector;
import org.junit.jupiter.api.Test;

/** Three values out of answers that are linear in them, where some answers are about something else. */
class LeastAbsoluteTest {
    private static final Vector TRUTH = Vector.of(2, -1, 0.5);
    private static final int ANSWERS = 200;
    private static final double MOST = 1e-10;

    /**
     * A model of answers each a multiple of the values, of which one in ten is about something else.
     *
     * @param told how many of the values the others depend on
     */
    private static LeastAbsolute.Model model(long seed, int told) {
        SplittableRandom random = new SplittableRandom(seed);
        LeastSquares.Matrix slopes = new LeastSquares.Matrix(ANSWERS, TRUTH.dimension());
        double[] answers = new double[ANSWERS];
        for (int row = 0; row < ANSWERS; row++) {
            boolean isForeign = row % 10 == 0;
            for (int v = 0; v < TRUTH.dimension(); v++) {
                double slope = v < told || isForeign ? random.nextGaussian() : 0;
                slopes.set(row, v, slope);
                answers[row] += slope * TRUTH.get(v);
            }
            answers[row] += isForeign ? random.nextGaussian() : 0;
        }
        return new LeastAbsolute.Model() {
            @Override
            public double[] rests(Vector values) {
                double[] rests = answers.clone();
                for (int row = 0; row < rests.length; row++) {
                    rests[row] -= slopes.row(row).dot(values);
                }
                return rests;
            }

            @Override
            public LeastSquares.Matrix slopes(Vector values) {
                return slopes;
            }
        };
    }

    /** Seeds 0 to 19. */
    @Test
    void answersAboutSomethingElseDrawNoValueOff() {
        for (int seed = 0; seed < 20; seed++) {
            LeastAbsolute solved = LeastAbsolute.of(model(seed, 3), Vector.zero(3), MOST);
            for (int v = 0; v < 3; v++) {
                assertThat(solved.values().get(v)).as("seed %d", seed).isCloseTo(TRUTH.get(v), within(1e-8));
                assertThat(solved.errors().get(v)).isLessThan(1e-8);
            }
        }
    }

    /** Seeds 0 to 19: the last value can be had so that one of those answers agrees, which tells nothing. */
    @Test
    void aValueThatOnlyThoseDependOnIsNotTold() {
        for (int seed = 0; seed < 20; seed++) {
            LeastAbsolute solved = LeastAbsolute.of(model(seed, 2), Vector.zero(3), MOST);
            assertThat(solved.errors().get(2)).as("seed %d", seed).isInfinite();
            assertThat(solved.values().get(0)).isCloseTo(TRUTH.get(0), within(1e-8));
            assertThat(solved.errors().get(0)).isLessThan(1e-8);
        }
    }
}
