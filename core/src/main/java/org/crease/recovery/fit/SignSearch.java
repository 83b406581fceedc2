package org.crease.recovery.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.crease.geometry.Vector;

/**
 * Signs s = ±1 out of A·s = b, of which there may be more than equations. As many as the rank of A follow from the others; these are tried both ways, all
 * of them, and only with the right ones do those that follow come out as ±1. Each equation of d digits tells d·log₂10 signs that way, where linear algebra
 * has one sign from it.
 *
 * @param values +1 or −1 for each
 * @param certificate the largest | |s_i| − 1 | of those that follow, before rounding
 * @param second the smallest certificate of another choice; infinite where there was none
 * @param rank how many follow
 */
public record SignSearch(List<Integer> values, double certificate, double second, int rank) {
    /** So many of the signs that follow are kept up to date; the others are computed where these are signs. */
    private static final int AHEAD = 3;

    /** What rounding makes of sums that are kept up to date. */
    private static final double ROUNDING = 1e-9;

    /**
     * Tries all choices, of which there are two to the power of the columns that depend on others.
     *
     * @param independent a column of which less than this, of the longest, is outside of the span of others depends on them
     * @param mostFree of these, at most
     * @return empty if there are more, or none that is independent
     */
    public static Optional<SignSearch> of(LeastSquares.Matrix a, Vector b, double independent, int mostFree) {
        List<Integer> pivots = independentColumns(a, independent);
        List<Integer> free = IntStream.range(0, a.columns())
                .filter(i -> !pivots.contains(i))
                .boxed()
                .toList();
        if (pivots.isEmpty() || free.size() > mostFree) {
            return Optional.empty();
        }
        return Optional.of(new Search(a, b, pivots, free).run());
    }

    /** Whether there was a choice. */
    public boolean isTried() {
        return rank < values.size();
    }

    /** The probability that a wrong choice would come out within a bound, judged by how near the second comes. */
    public double chance(double bound) {
        return Math.pow(Math.min(1, bound / second), rank);
    }

    /** The same as the signs of some of {@code count} columns; those of the others are 1. */
    SignSearch among(int[] columns, int count) {
        List<Integer> all = new ArrayList<>(Collections.nCopies(count, 1));
        for (int i = 0; i < columns.length; i++) {
            all.set(columns[i], values.get(i));
        }
        return new SignSearch(List.copyOf(all), certificate, second, rank + count - columns.length);
    }

    /** A largest set of independent columns, by Gram–Schmidt, the longest remainder first. */
    private static List<Integer> independentColumns(LeastSquares.Matrix matrix, double tolerance) {
        List<Vector> rest = new ArrayList<>();
        double longest = 0;
        for (int j = 0; j < matrix.columns(); j++) {
            rest.add(matrix.column(j));
            longest = Math.max(longest, rest.get(j).norm());
        }
        List<Integer> pivots = new ArrayList<>();
        while (pivots.size() < Math.min(matrix.rows(), matrix.columns())) {
            int next = 0;
            for (int j = 1; j < rest.size(); j++) {
                next = rest.get(j).norm() > rest.get(next).norm() ? j : next;
            }
            if (!(rest.get(next).norm() > tolerance * longest)) {
                break;
            }
            pivots.add(next);
            Vector unit = rest.get(next).unit();
            rest.replaceAll(column -> column.orthogonalTo(unit));
            rest.set(next, Vector.zero(matrix.rows()));
        }
        return pivots;
    }

    private static final class Search {
        private final List<Integer> pivots;
        private final List<Integer> free;
        /** What follows without the free signs, and what a free sign takes off it, [follower][free]. */
        private final double[] base;

        private final double[][] share;
        private final int ahead;
        private int[] best = {};
        private double certificate = Double.POSITIVE_INFINITY;
        private double second = Double.POSITIVE_INFINITY;

        Search(LeastSquares.Matrix a, Vector b, List<Integer> pivots, List<Integer> free) {
            LeastSquares.Matrix chosen = new LeastSquares.Matrix(a.rows(), pivots.size());
            LeastSquares.Matrix right = new LeastSquares.Matrix(a.rows(), 1 + free.size());
            for (int i = 0; i < a.rows(); i++) {
                for (int j = 0; j < pivots.size(); j++) {
                    chosen.set(i, j, a.get(i, pivots.get(j)));
                }
                right.set(i, 0, b.get(i));
                for (int f = 0; f < free.size(); f++) {
                    right.set(i, 1 + f, a.get(i, free.get(f)));
                }
            }
            LeastSquares.Matrix x = LeastSquares.solve(chosen, right).solution();
            // those that vary most first: few choices make them signs
            List<Integer> order = IntStream.range(0, pivots.size())
                    .boxed()
                    .sorted(Comparator.comparingDouble(i -> -variance(x, i)))
                    .toList();
            this.pivots = order.stream().map(pivots::get).toList();
            this.free = free;
            this.base = order.stream().mapToDouble(i -> x.get(i, 0)).toArray();
            this.share = order.stream()
                    .map(i -> IntStream.range(0, free.size())
                            .mapToDouble(f -> x.get(i, 1 + f))
                            .toArray())
                    .toArray(double[][]::new);
            this.ahead = Math.min(AHEAD, pivots.size());
        }

        private static double variance(LeastSquares.Matrix x, int follower) {
            return IntStream.range(1, x.columns())
                    .mapToDouble(f -> x.get(follower, f) * x.get(follower, f))
                    .sum();
        }

        SignSearch run() {
            int[] signs = new int[free.size()];
            Arrays.fill(signs, 1);
            double[] followers = new double[ahead];
            for (int i = 0; i < ahead; i++) {
                followers[i] = follower(i, signs);
            }
            consider(signs);
            // each number in Gray's order differs from the one before in one bit
            for (long step = 1; step < 1L << free.size(); step++) {
                int flipped = Long.numberOfTrailingZeros(step);
                signs[flipped] = -signs[flipped];
                boolean mayBe = true;
                for (int i = 0; i < ahead; i++) {
                    followers[i] -= 2 * signs[flipped] * share[i][flipped];
                    mayBe &= Math.abs(Math.abs(followers[i]) - 1) < second + ROUNDING;
                }
                if (mayBe) {
                    consider(signs);
                }
            }
            return result();
        }

        private double follower(int i, int[] signs) {
            double x = base[i];
            for (int f = 0; f < signs.length; f++) {
                x -= signs[f] * share[i][f];
            }
            return x;
        }

        private void consider(int[] signs) {
            double worst = 0;
            for (int i = 0; i < base.length && worst < second; i++) {
                worst = Math.max(worst, Math.abs(Math.abs(follower(i, signs)) - 1));
            }
            if (worst < certificate) {
                second = certificate;
                certificate = worst;
                best = signs.clone();
            } else {
                second = Math.min(second, worst);
            }
        }

        private SignSearch result() {
            List<Integer> values = new ArrayList<>(Collections.nCopies(pivots.size() + free.size(), 0));
            for (int f = 0; f < free.size(); f++) {
                values.set(free.get(f), best[f]);
            }
            for (int i = 0; i < pivots.size(); i++) {
                values.set(pivots.get(i), follower(i, best) >= 0 ? 1 : -1);
            }
            return new SignSearch(List.copyOf(values), certificate, second, pivots.size());
        }
    }
}
