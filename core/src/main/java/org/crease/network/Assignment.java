package org.crease.network;

import java.util.Arrays;

/**
 * The linear assignment problem, exactly: the pairing of rows and columns with the smallest sum of costs.
 *
 * <p>Source: R. Jonker, A. Volgenant, "A shortest augmenting path algorithm for dense and sparse linear assignment problems",
 * Computing 38 (1987) 325–340. Departure: only the augmentation phase, which is correct alone; their initialisation saves time
 * and changes nothing. O(rows² · columns).
 */
final class Assignment {
    private static final int NONE = -1;

    private final double[][] cost;
    private final int rows;
    private final int columns;
    /** Dual prices: cost − rowPrice − columnPrice is nowhere negative, and 0 on the pairs chosen. */
    private final double[] rowPrice;

    private final double[] columnPrice;
    private final int[] rowOf;

    private Assignment(double[][] cost, int rows, int columns) {
        this.cost = cost;
        this.rows = rows;
        this.columns = columns;
        this.rowPrice = new double[rows];
        this.columnPrice = new double[columns];
        this.rowOf = new int[columns];
        Arrays.fill(rowOf, NONE);
    }

    /**
     * Pairs as many as there can be pairs.
     *
     * @param cost finite, [rows][columns], at least one of each
     * @return for each row its column, −1 for the rows that are left over if there are more rows than columns
     */
    static int[] solve(double[][] cost) {
        int rows = cost.length;
        int columns = cost[0].length;
        boolean tall = rows > columns;
        Assignment problem =
                tall ? new Assignment(transposed(cost), columns, rows) : new Assignment(cost, rows, columns);
        for (int i = 0; i < problem.rows; i++) {
            problem.augmentFrom(i);
        }
        return tall ? problem.rowOf : inverse(problem.rowOf, rows);
    }

    /** Gives one more row a column, along the cheapest path of exchanges (Dijkstra on the reduced costs). */
    private void augmentFrom(int start) {
        double[] distance = new double[columns];
        int[] previous = new int[columns];
        boolean[] done = new boolean[columns];
        Arrays.fill(distance, Double.POSITIVE_INFINITY);
        Arrays.fill(previous, NONE);

        int row = start;
        int column = NONE;
        double reached = 0;
        do {
            double toRow = reached - rowPrice[row];
            int nearest = NONE;
            for (int j = 0; j < columns; j++) {
                if (done[j]) {
                    continue;
                }
                double through = toRow + cost[row][j] - columnPrice[j];
                if (through < distance[j]) {
                    distance[j] = through;
                    previous[j] = column;
                }
                if (nearest == NONE || distance[j] < distance[nearest]) {
                    nearest = j;
                }
            }
            column = nearest;
            reached = distance[column];
            done[column] = true;
            row = rowOf[column];
        } while (row != NONE);

        raisePrices(start, distance, done, reached);
        for (int j = column; j != NONE; j = previous[j]) {
            rowOf[j] = previous[j] == NONE ? start : rowOf[previous[j]];
        }
    }

    private void raisePrices(int start, double[] distance, boolean[] done, double reached) {
        rowPrice[start] += reached;
        for (int j = 0; j < columns; j++) {
            if (done[j]) {
                double slack = reached - distance[j];
                columnPrice[j] -= slack;
                if (rowOf[j] != NONE) {
                    rowPrice[rowOf[j]] += slack;
                }
            }
        }
    }

    private static int[] inverse(int[] rowOf, int rows) {
        int[] columnOf = new int[rows];
        for (int j = 0; j < rowOf.length; j++) {
            if (rowOf[j] != NONE) {
                columnOf[rowOf[j]] = j;
            }
        }
        return columnOf;
    }

    private static double[][] transposed(double[][] matrix) {
        double[][] result = new double[matrix[0].length][matrix.length];
        for (int i = 0; i < matrix.length; i++) {
            for (int j = 0; j < matrix[0].length; j++) {
                result[j][i] = matrix[i][j];
            }
        }
        return result;
    }
}
