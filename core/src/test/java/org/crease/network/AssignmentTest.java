package org.crease.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AssignmentTest {
    private final SplittableRandom random = new SplittableRandom(1);

    @Test
    void theCheapestPairingIsFoundOnSquaresAndRectangles() {
        for (int trial = 0; trial < 300; trial++) {
            double[][] cost = randomMatrix(1 + random.nextInt(6), 1 + random.nextInt(6), random.nextBoolean());
            int[] columnOf = Assignment.solve(cost);
            assertThat(costOf(cost, columnOf)).isCloseTo(cheapest(cost, 0, new boolean[cost[0].length]), within(1e-12));
        }
    }

    @Test
    void asManyPairsAreMadeAsThereCanBe() {
        for (int trial = 0; trial < 100; trial++) {
            double[][] cost = randomMatrix(1 + random.nextInt(7), 1 + random.nextInt(7), false);
            int[] chosen =
                    Arrays.stream(Assignment.solve(cost)).filter(j -> j >= 0).toArray();
            assertThat(chosen).doesNotHaveDuplicates().hasSize(Math.min(cost.length, cost[0].length));
        }
    }

    @Test
    void aGreedyPairingIsNotTheCheapest() {
        assertThat(Assignment.solve(new double[][] {{1, 2}, {1.5, 4}})).containsExactly(1, 0);
    }

    @Test
    void aHiddenPermutationOfManyRowsComesBack() {
        int[] hidden = IntStream.range(0, 200).map(i -> (i * 77 + 5) % 200).toArray();
        double[][] cost = randomMatrix(200, 200, false);
        for (int i = 0; i < hidden.length; i++) {
            cost[i][hidden[i]] = -1;
        }
        assertThat(Assignment.solve(cost)).containsExactly(hidden);
    }

    private double[][] randomMatrix(int rows, int columns, boolean withTies) {
        double[][] matrix = new double[rows][columns];
        for (double[] row : matrix) {
            Arrays.setAll(row, j -> withTies ? random.nextInt(3) : random.nextDouble());
        }
        return matrix;
    }

    private static double costOf(double[][] cost, int[] columnOf) {
        return IntStream.range(0, cost.length)
                .filter(i -> columnOf[i] >= 0)
                .mapToDouble(i -> cost[i][columnOf[i]])
                .sum();
    }

    /** Tries everything; rows may go without a column only if there are more rows than columns. */
    private static double cheapest(double[][] cost, int row, boolean[] taken) {
        if (row == cost.length) {
            return 0;
        }
        double best = Double.POSITIVE_INFINITY;
        int free = 0;
        for (int j = 0; j < taken.length; j++) {
            if (!taken[j]) {
                free++;
                taken[j] = true;
                best = Math.min(best, cost[row][j] + cheapest(cost, row + 1, taken));
                taken[j] = false;
            }
        }
        if (free < cost.length - row) {
            best = Math.min(best, cheapest(cost, row + 1, taken));
        }
        return best;
    }
}
