package org.crease.recovery.arrangement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.crease.geometry.Vector;
import org.junit.jupiter.api.Test;

/** What equations leave open, against what linear algebra says of it. */
class NullSpaceTest {
    private static final double INFORMATIVE = 1e-4;

    private static Vector vector(NullSpace space, int index) {
        return Vector.of(space.vector(index));
    }

    private static double[] sum(double factor, double[] a, double[] b) {
        return Vector.of(b).plus(factor, Vector.of(a)).toArray();
    }

    /** Seeds 0 to 19; a normal row is within INFORMATIVE of those before it once in 10⁴ at most, when one dimension is left. */
    @Test
    void everyNewEquationTakesOneDimensionAndWhatIsLeftSolvesThemAll() {
        for (int seed = 0; seed < 20; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            NullSpace space = new NullSpace(9, INFORMATIVE);
            List<Vector> rows = new ArrayList<>();
            for (int k = 1; k <= 8; k++) {
                Vector row = Vector.gaussian(9, random).times(Math.pow(10, 6 * random.nextDouble() - 3));
                rows.add(row.unit());
                assertThat(space.add(row.toArray())).isTrue();
                assertThat(space.dimension()).isEqualTo(9 - k);
            }
            // a reflection leaves ε/INFORMATIVE at worst
            assertThat(rows)
                    .allSatisfy(row -> assertThat(row.dot(vector(space, 0))).isCloseTo(0, within(1e-11)));
        }
    }

    @Test
    void theBasisStaysOrthonormal() {
        SplittableRandom random = new SplittableRandom(1);
        NullSpace space = new NullSpace(60, INFORMATIVE);
        for (int k = 0; k < 50; k++) {
            space.add(Vector.gaussian(60, random).toArray());
        }
        assertThat(space.dimension()).isEqualTo(10);
        for (int i = 0; i < 10; i++) {
            for (int j = 0; j < 10; j++) {
                assertThat(vector(space, i).dot(vector(space, j))).isCloseTo(i == j ? 1 : 0, within(1e-13));
            }
        }
    }

    /**
     * Equations of which each tells hardly more than those before it, each off by 10⁻⁹: taken as they come, the errors of some are in all that follow.
     * Seeds 0 to 19.
     */
    @Test
    void whatTellsMostFirstKeepsTheSolutionThatErrorsWouldTake() {
        for (int seed = 0; seed < 20; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Vector solution = Vector.direction(12, random);
            List<double[]> rows = new ArrayList<>();
            Vector last = Vector.direction(12, random).orthogonalTo(solution);
            for (int k = 0; k < 200; k++) {
                last = last.plus(1.5e-4, Vector.direction(12, random).orthogonalTo(solution))
                        .unit();
                rows.add(last.plus(1e-9, Vector.direction(12, random)).toArray());
            }
            NullSpace asTheyCome = new NullSpace(12, INFORMATIVE);
            rows.forEach(asTheyCome::add);
            NullSpace tellingFirst = new NullSpace(12, INFORMATIVE);
            tellingFirst.addTellingFirst(rows);
            double lost = outside(solution, asTheyCome);
            double kept = outside(solution, tellingFirst);
            assertThat(kept).as("seed %d", seed).isLessThan(1e-5);
            assertThat(lost).as("seed %d", seed).isGreaterThan(2 * kept);
        }
    }

    /** How far a vector of length one is from what is open. */
    private static double outside(Vector solution, NullSpace space) {
        double inside = length(space.times(solution.toArray()));
        return Math.sqrt(Math.max(0, 1 - inside * inside));
    }

    private static double length(double[] vector) {
        return Vector.of(vector).norm();
    }

    @Test
    void anEquationThatFollowsFromOthersTellsNothing() {
        SplittableRandom random = new SplittableRandom(2);
        double[] a = Vector.gaussian(5, random).toArray();
        double[] b = Vector.gaussian(5, random).toArray();
        NullSpace space = new NullSpace(5, INFORMATIVE);
        space.add(a);
        space.add(b);
        assertThat(space.add(sum(-3, a, b))).isFalse();
        assertThat(space.dimension()).isEqualTo(3);
    }

    @Test
    void newsSmallerThanTheNoiseIsNone() {
        SplittableRandom random = new SplittableRandom(3);
        double[] a = Vector.direction(5, random).toArray();
        double[] other = Vector.of(Vector.direction(5, random).toArray())
                .orthogonalTo(Vector.of(a))
                .unit()
                .toArray();
        NullSpace space = new NullSpace(5, INFORMATIVE);
        space.add(a);
        assertThat(space.add(sum(0.9 * INFORMATIVE, other, a))).isFalse();
        assertThat(space.add(sum(1.1 * INFORMATIVE, other, a))).isTrue();
    }

    @Test
    void equationsOfOneErrorAreMeasuredByTheLongestOfThem() {
        double[] large = {1, 0, 0};
        double[] small = {0, 0.5 * INFORMATIVE, 0};
        NullSpace together = new NullSpace(3, INFORMATIVE);
        assertThat(together.addAll(List.of(large, small))).isEqualTo(1);
        NullSpace apart = new NullSpace(3, INFORMATIVE);
        assertThat(apart.add(large)).isTrue();
        assertThat(apart.add(small)).isTrue();
    }

    @Test
    void anUnknownIsOpenAsFarAsSolutionsDifferInIt() {
        NullSpace space = new NullSpace(4, INFORMATIVE);
        space.add(new double[] {0, 5, 0, 0});
        space.add(new double[] {1, 0, 1, 0});
        assertThat(Vector.of(space.coordinate(0)).norm()).isCloseTo(Math.sqrt(0.5), within(1e-15));
        assertThat(Vector.of(space.coordinate(1)).norm()).isCloseTo(0, within(1e-15));
        assertThat(Vector.of(space.coordinate(2)).norm()).isCloseTo(Math.sqrt(0.5), within(1e-15));
        assertThat(Vector.of(space.coordinate(3)).norm()).isCloseTo(1, within(1e-15));
    }

    @Test
    void aFullSystemLeavesNothingAndMoreEquationsTellNothing() {
        NullSpace space = new NullSpace(2, INFORMATIVE);
        space.add(new double[] {1, 2});
        space.add(new double[] {3, -1});
        assertThat(space.dimension()).isZero();
        assertThat(space.add(new double[] {1, 1})).isFalse();
    }

    @Test
    void anEquationWithoutCoefficientsTellsNothing() {
        NullSpace space = new NullSpace(2, INFORMATIVE);
        assertThat(space.add(new double[2])).isFalse();
        assertThat(space.addAll(List.of())).isZero();
        assertThat(space.dimension()).isEqualTo(2);
    }

    @Test
    void aCopyGoesItsOwnWay() {
        NullSpace space = new NullSpace(3, INFORMATIVE);
        space.add(new double[] {1, 1, 1});
        double[][] before = {space.vector(0), space.vector(1)};
        NullSpace copy = space.copy();
        assertThat(copy.add(new double[] {1, 0, 0})).isTrue();
        assertThat(copy.dimension()).isEqualTo(1);
        assertThat(space.dimension()).isEqualTo(2);
        assertThat(Arrays.deepEquals(before, new double[][] {space.vector(0), space.vector(1)}))
                .isTrue();
    }
}
