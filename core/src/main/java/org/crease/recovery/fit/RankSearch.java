package org.crease.recovery.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.crease.network.Layer;

/**
 * The signs s for which C − ½ Σ_i s_i β_i A_i has a given rank, of all choices of signs: what is left is what neurons that never switch add. One minor, kept up to date from choice to choice, is zero for few of
 * them; for these all singular values are computed.
 */
final class RankSearch {
    /** What minors may be off by, in units of what the whole remainder may. */
    private static final double LOOSE = 100;

    private final int rank;
    private final LeastSquares.Matrix beta;
    private final LeastSquares.Matrix c;
    private final Layer layer;
    private final double doubt;

    /**
     * Prepares.
     *
     * @param beta neurons × outputs
     * @param c inputs of the layer × outputs, both more than {@code rank}
     * @param doubt the largest share of C beyond the rank that is believed
     */
    RankSearch(int rank, LeastSquares.Matrix beta, LeastSquares.Matrix c, Layer layer, double doubt) {
        this.rank = rank;
        this.beta = beta;
        this.c = c;
        this.layer = layer;
        this.doubt = doubt;
    }

    /** The signs if one choice, and no other, leaves that rank. */
    Optional<LastSigns> only() {
        int[] inputs = largest(
                c.rows(),
                j -> IntStream.range(0, c.columns())
                        .mapToDouble(o -> Math.abs(c.get(j, o)))
                        .sum());
        int[] outputs = largest(
                c.columns(),
                o -> IntStream.range(0, c.rows())
                        .mapToDouble(j -> Math.abs(c.get(j, o)))
                        .sum());
        int size = rank + 1;
        int[] signs = new int[layer.outputs()];
        Arrays.fill(signs, 1);
        double[][] minor = new double[size][size];
        double[][][] share = new double[signs.length][size][size];
        double scale = 0;
        for (int j = 0; j < size; j++) {
            for (int o = 0; o < size; o++) {
                minor[j][o] = c.get(inputs[j], outputs[o]);
                for (int i = 0; i < signs.length; i++) {
                    share[i][j][o] = beta.get(i, outputs[o]) * layer.weight(i, inputs[j]) / 2;
                    minor[j][o] -= share[i][j][o];
                    scale = Math.max(scale, Math.abs(share[i][j][o]));
                }
                scale = Math.max(scale, Math.abs(c.get(inputs[j], outputs[o])));
            }
        }
        double bound = LOOSE * doubt * Math.pow(scale, size);
        List<LastSigns> found = new ArrayList<>();
        // each number in Gray's order differs from the one before in one bit
        for (long step = 0; step < 1L << signs.length && found.size() < 2; step++) {
            if (step > 0) {
                flip(Long.numberOfTrailingZeros(step), signs, minor, share);
            }
            if (Math.abs(determinant(minor)) <= bound) {
                List<Integer> values = Arrays.stream(signs).boxed().toList();
                double left = LastSigns.beyondRank(
                        rank, LastSigns.rest(beta, c, layer, values).toStore());
                if (left <= LOOSE * doubt) {
                    found.add(new LastSigns(values, left, rank));
                }
            }
        }
        return found.size() == 1
                ? Optional.of(found.getFirst()).filter(signsFound -> signsFound.certificate() <= doubt)
                : Optional.empty();
    }

    /** The {@code rank + 1} indices below {@code count} for which a number is largest. */
    private int[] largest(int count, IntToDoubleFunction number) {
        return IntStream.range(0, count)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -number.applyAsDouble(i)))
                .limit(rank + 1L)
                .mapToInt(i -> i)
                .toArray();
    }

    private static void flip(int i, int[] signs, double[][] minor, double[][][] share) {
        signs[i] = -signs[i];
        for (int j = 0; j < minor.length; j++) {
            for (int o = 0; o < minor.length; o++) {
                minor[j][o] -= 2 * signs[i] * share[i][j][o];
            }
        }
    }

    /** By its first row: matrices have two rows or three. */
    private static double determinant(double[][] m) {
        if (m.length == 2) {
            return m[0][0] * m[1][1] - m[0][1] * m[1][0];
        }
        double sum = 0;
        for (int o = 0; o < m.length; o++) {
            double[][] smaller = new double[m.length - 1][m.length - 1];
            for (int j = 1; j < m.length; j++) {
                for (int p = 0; p < m.length - 1; p++) {
                    smaller[j - 1][p] = m[j][p < o ? p : p + 1];
                }
            }
            sum += (o % 2 == 0 ? 1 : -1) * m[0][o] * determinant(smaller);
        }
        return sum;
    }
}
