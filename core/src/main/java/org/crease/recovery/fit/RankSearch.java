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
 * The signs s for which C − ½ Σ_i s_i β_i A_i has a given rank, of all choices of signs: what is left is what neurons that never switch add. One minor, kept up to date from choice to choice, is zero for one of
 * a hundred; others are computed for these, and all singular values where each is zero.
 */
final class RankSearch {
    /** What minors may be off by, in units of what the whole remainder may. */
    private static final double LOOSE = 100;

    /** A wrong choice that passes so many is one in millions. */
    private static final int MOST_MINORS = 4;

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
        int[] inputs = byWeight(
                c.rows(),
                j -> IntStream.range(0, c.columns())
                        .mapToDouble(o -> Math.abs(c.get(j, o)))
                        .sum());
        int[] outputs = byWeight(
                c.columns(),
                o -> IntStream.range(0, c.rows())
                        .mapToDouble(j -> Math.abs(c.get(j, o)))
                        .sum());
        int size = rank + 1;
        List<Minor> minors = new ArrayList<>();
        for (int first = 0; first + size <= inputs.length && minors.size() < MOST_MINORS; first += size) {
            minors.add(new Minor(Arrays.copyOfRange(inputs, first, first + size), Arrays.copyOf(outputs, size)));
        }
        Minor kept = minors.removeFirst();
        int[] signs = new int[layer.outputs()];
        Arrays.fill(signs, 1);
        kept.set(signs);
        List<LastSigns> found = new ArrayList<>();
        // each number in Gray's order differs from the one before in one bit
        for (long step = 0; step < 1L << signs.length && found.size() < 2; step++) {
            if (step > 0) {
                int flipped = Long.numberOfTrailingZeros(step);
                signs[flipped] = -signs[flipped];
                kept.flip(flipped, signs[flipped]);
            }
            if (kept.mayBeZero()
                    && minors.stream().allMatch(minor -> minor.set(signs).mayBeZero())) {
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

    /** The indices below {@code count}, those first for which a number is largest. */
    private static int[] byWeight(int count, IntToDoubleFunction number) {
        return IntStream.range(0, count)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -number.applyAsDouble(i)))
                .mapToInt(i -> i)
                .toArray();
    }

    /** Some inputs and as many outputs of what a choice of signs leaves. */
    private final class Minor {
        private final double[][] linear;
        private final double[][] value;
        /** What each neuron has of it, [neuron][input][output]. */
        private final double[][][] share;

        private final double bound;

        Minor(int[] inputs, int[] outputs) {
            int size = inputs.length;
            linear = new double[size][size];
            value = new double[size][size];
            share = new double[layer.outputs()][size][size];
            double scale = 0;
            for (int j = 0; j < size; j++) {
                for (int o = 0; o < size; o++) {
                    linear[j][o] = c.get(inputs[j], outputs[o]);
                    scale = Math.max(scale, Math.abs(linear[j][o]));
                    for (int i = 0; i < share.length; i++) {
                        share[i][j][o] = beta.get(i, outputs[o]) * layer.weight(i, inputs[j]) / 2;
                        scale = Math.max(scale, Math.abs(share[i][j][o]));
                    }
                }
            }
            bound = LOOSE * doubt * Math.pow(scale, size);
        }

        Minor set(int[] signs) {
            for (int j = 0; j < value.length; j++) {
                for (int o = 0; o < value.length; o++) {
                    value[j][o] = linear[j][o];
                    for (int i = 0; i < signs.length; i++) {
                        value[j][o] -= signs[i] * share[i][j][o];
                    }
                }
            }
            return this;
        }

        void flip(int neuron, int sign) {
            for (int j = 0; j < value.length; j++) {
                for (int o = 0; o < value.length; o++) {
                    value[j][o] -= 2 * sign * share[neuron][j][o];
                }
            }
        }

        boolean mayBeZero() {
            return Math.abs(determinant(value)) <= bound;
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
