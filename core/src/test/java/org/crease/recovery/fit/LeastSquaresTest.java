package org.crease.recovery.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.crease.geometry.Vector;
import org.junit.jupiter.api.Test;

class LeastSquaresTest {
    private final SplittableRandom random = new SplittableRandom(21);

    @Test
    void equationsWithASolutionGiveItWhateverTheUnitsOfTheUnknowns() {
        for (int trial = 0; trial < 100; trial++) {
            int n = 1 + trial % 8;
            Vector x = Vector.gaussian(n, random);
            double unit = Math.pow(10, trial % 7);
            LeastSquares.Matrix a = matrix(n + trial % 4, n, unit);
            LeastSquares fit = LeastSquares.solve(a, times(a, x));
            assertThat(fit.rank()).isEqualTo(n);
            assertThat(fit.solution().column(0).distanceTo(x))
                    .isLessThan(1e-14 * unit * fit.condition() * (1 + x.norm()));
            assertThat(fit.condition()).isBetween(1.0 - 1e-12, 1e7);
        }
    }

    @Test
    void theSolutionIsThatOfTheNormalEquations() {
        for (int trial = 0; trial < 100; trial++) {
            int n = 1 + trial % 6;
            LeastSquares.Matrix a = matrix(3 * n + 4, n, 1);
            Vector b = Vector.gaussian(3 * n + 4, random);
            LeastSquares fit = LeastSquares.solve(a, b);
            Vector expected = normalEquations(a, b);
            assertThat(fit.solution().column(0).distanceTo(expected)).isLessThan(1e-12 * (1 + expected.norm()));
            Vector rest = times(a, expected).minus(b);
            double worst = Arrays.stream(rest.toArray()).map(Math::abs).max().orElseThrow();
            assertThat(fit.residual()).isCloseTo(worst, within(1e-12));
        }
    }

    /** A large, tall matrix takes another way; with zero columns that way was wrong by 0.1 to 0.4 once. */
    @Test
    void unknownsThatNoEquationHasOrThatCannotBeToldApartAreNoHindrance() {
        for (int trial = 0; trial < 3; trial++) {
            LeastSquares.Matrix a = matrix(2250, 60, 1);
            for (int i = 0; i < a.rows(); i++) {
                for (int j = 51; j < 60; j += 2) {
                    a.set(i, j, trial == 0 ? 0 : a.get(i, j - 1) * (trial == 1 ? 1 : -3));
                }
            }
            Vector x = Vector.gaussian(60, random);
            LeastSquares fit = LeastSquares.solve(a, times(a, x));
            assertThat(fit.rank()).isEqualTo(55);
            assertThat(fit.residual()).isLessThan(1e-11);
        }
    }

    @Test
    void severalRightHandSidesAreSolvedAsIfEachWereAlone() {
        LeastSquares.Matrix a = matrix(9, 4, 1);
        List<Vector> sides = List.of(Vector.gaussian(9, random), Vector.gaussian(9, random));
        LeastSquares.Matrix b = new LeastSquares.Matrix(9, 2);
        for (int i = 0; i < 9; i++) {
            b.set(i, 0, sides.get(0).get(i));
            b.set(i, 1, sides.get(1).get(i));
        }
        LeastSquares both = LeastSquares.solve(a, b);
        for (int c = 0; c < 2; c++) {
            Vector alone = LeastSquares.solve(a, sides.get(c)).solution().column(0);
            assertThat(both.solution().column(c).distanceTo(alone)).isLessThan(1e-13);
        }
    }

    @Test
    void columnsThatDependOnEachOtherLowerTheRankAndTheEquationsStillHold() {
        LeastSquares.Matrix a = matrix(8, 4, 1);
        for (int i = 0; i < 8; i++) {
            a.set(i, 3, a.get(i, 0) - 2 * a.get(i, 1));
        }
        Vector b = times(a, Vector.of(1, 2, 3, 4));
        LeastSquares fit = LeastSquares.solve(a, b);
        assertThat(fit.rank()).isEqualTo(3);
        assertThat(fit.condition()).isInfinite();
        assertThat(fit.residual()).isLessThan(1e-12);
    }

    @Test
    void anUnknownThatNoEquationNamesIsZero() {
        LeastSquares.Matrix a = matrix(5, 3, 1);
        for (int i = 0; i < 5; i++) {
            a.set(i, 1, 0);
        }
        LeastSquares fit = LeastSquares.solve(a, times(a, Vector.of(1, 2, 3)));
        assertThat(fit.rank()).isEqualTo(2);
        assertThat(fit.solution().column(0).distanceTo(Vector.of(1, 0, 3))).isLessThan(1e-13);
    }

    @Test
    void whereTheEquationsDoNotDecideTheSolutionIsTheShortestInUnitsOfTheColumns() {
        LeastSquares fit = LeastSquares.solve(
                LeastSquares.Matrix.ofRows(List.of(Vector.of(1, 2), Vector.of(2, 4))), Vector.of(5, 10));
        assertThat(fit.rank()).isEqualTo(1);
        // columns of lengths √5 and 2√5: x₁·√5 = x₂·2√5
        assertThat(fit.solution().column(0).distanceTo(Vector.of(2.5, 1.25))).isLessThan(1e-13);
    }

    @Test
    void fewerEquationsThanUnknownsAreSolvedToo() {
        LeastSquares fit = LeastSquares.solve(LeastSquares.Matrix.ofRows(List.of(Vector.of(1, 1))), Vector.of(4));
        assertThat(fit.rank()).isEqualTo(1);
        assertThat(fit.condition()).isInfinite();
        assertThat(fit.solution().column(0).distanceTo(Vector.of(2, 2))).isLessThan(1e-13);
    }

    private LeastSquares.Matrix matrix(int rows, int columns, double unitOfLast) {
        LeastSquares.Matrix a = LeastSquares.Matrix.ofRows(IntStream.range(0, rows)
                .mapToObj(i -> Vector.gaussian(columns, random))
                .toList());
        for (int i = 0; i < rows; i++) {
            a.set(i, columns - 1, a.get(i, columns - 1) * unitOfLast);
        }
        return a;
    }

    private static Vector times(LeastSquares.Matrix a, Vector x) {
        Vector product = Vector.zero(a.rows());
        for (int j = 0; j < a.columns(); j++) {
            product = product.plus(x.get(j), a.column(j));
        }
        return product;
    }

    /** AᵀA·x = Aᵀb by elimination with pivots. */
    private static Vector normalEquations(LeastSquares.Matrix a, Vector b) {
        int n = a.columns();
        double[][] m = new double[n][n + 1];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                m[i][j] = a.column(i).dot(a.column(j));
            }
            m[i][n] = a.column(i).dot(b);
        }
        for (int c = 0; c < n; c++) {
            int pivot = c;
            for (int r = c; r < n; r++) {
                pivot = Math.abs(m[r][c]) > Math.abs(m[pivot][c]) ? r : pivot;
            }
            double[] row = m[pivot];
            m[pivot] = m[c];
            m[c] = row;
            for (int r = 0; r < n; r++) {
                double factor = r == c ? 0 : m[r][c] / row[c];
                for (int j = c; j <= n; j++) {
                    m[r][j] -= factor * row[j];
                }
            }
        }
        double[] x = new double[n];
        for (int i = 0; i < n; i++) {
            x[i] = m[i][n] / m[i][i];
        }
        return Vector.of(x);
    }
}
