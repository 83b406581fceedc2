package org.crease.recovery.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.crease.geometry.Vector;
import org.junit.jupiter.api.Test;

/** Random equations, seeds as told, of known signs. */
class SignSearchTest {
    private static final double INDEPENDENT = 1e-6;

    private record Equations(LeastSquares.Matrix a, Vector b, List<Integer> signs) {
        static Equations draw(int equations, int unknowns, double error, long seed) {
            SplittableRandom random = new SplittableRandom(seed);
            List<Integer> signs = IntStream.range(0, unknowns)
                    .mapToObj(i -> random.nextBoolean() ? 1 : -1)
                    .toList();
            LeastSquares.Matrix a = new LeastSquares.Matrix(equations, unknowns);
            double[] b = new double[equations];
            for (int i = 0; i < equations; i++) {
                b[i] = error * random.nextGaussian();
                for (int j = 0; j < unknowns; j++) {
                    a.set(i, j, random.nextGaussian());
                    b[i] += a.get(i, j) * signs.get(j);
                }
            }
            return new Equations(a, Vector.of(b), signs);
        }

        SignSearch search() {
            return SignSearch.of(a, b, INDEPENDENT, 22).orElseThrow();
        }
    }

    /** Seeds 0 to 19: 2¹⁸ choices, of which one comes out to 10⁻⁸; that another one comes within a hundredth has odds of 10⁻⁸. */
    @Test
    void sevenEquationsTellTwentyFiveSigns() {
        for (int seed = 0; seed < 20; seed++) {
            Equations equations = Equations.draw(7, 25, 1e-12, seed);
            SignSearch found = equations.search();
            assertThat(found.values()).as("seed %d", seed).isEqualTo(equations.signs());
            assertThat(found.certificate()).as("seed %d", seed).isLessThan(1e-9);
            assertThat(found.chance(1e-6)).as("seed %d", seed).isLessThan(1e-9);
            assertThat(found.isTried()).isTrue();
        }
    }

    /** Seeds 0 to 19: one equation, in which the sign of the largest coefficient follows from the eight others. */
    @Test
    void noChoiceIsLeftOut() {
        for (int seed = 0; seed < 20; seed++) {
            Equations equations = Equations.draw(1, 9, 0.3, seed);
            int largest = IntStream.range(0, 9)
                    .boxed()
                    .max(Comparator.comparingDouble(j -> Math.abs(equations.a().get(0, j))))
                    .orElseThrow();
            double[] certificates = IntStream.range(0, 1 << 9)
                    .filter(bits -> (bits >> largest & 1) == 0)
                    .mapToDouble(bits -> {
                        double left = equations.b().get(0);
                        for (int j = 0; j < 9; j++) {
                            left -= j == largest ? 0 : equations.a().get(0, j) * ((bits >> j & 1) == 0 ? 1 : -1);
                        }
                        return Math.abs(Math.abs(left / equations.a().get(0, largest)) - 1);
                    })
                    .sorted()
                    .toArray();
            assertThat(equations.search().certificate()).as("seed %d", seed).isCloseTo(certificates[0], offset(1e-9));
            assertThat(equations.search().second()).as("seed %d", seed).isCloseTo(certificates[1], offset(1e-9));
        }
    }

    /** Seeds 0 to 19: two equations of two digits do not tell fifteen signs. */
    @Test
    void whatFewDigitsLeaveOpenIsNotCalledTold() {
        for (int seed = 0; seed < 20; seed++) {
            assertThat(Equations.draw(2, 15, 1e-2, seed).search().chance(1e-2))
                    .as("seed %d", seed)
                    .isGreaterThan(1e-3);
        }
    }

    @Test
    void asManyEquationsAsSignsLeaveNothingToTry() {
        SignSearch found = Equations.draw(6, 6, 1e-12, 1).search();
        assertThat(found.isTried()).isFalse();
        assertThat(found.second()).isInfinite();
    }

    @Test
    void moreFreeSignsThanAllowedAreNotTried() {
        Equations equations = Equations.draw(3, 30, 1e-12, 1);
        assertThat(SignSearch.of(equations.a(), equations.b(), INDEPENDENT, 22)).isEmpty();
    }
}
