package org.crease.recovery.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.recovery.FalseAlarm;
import org.ojalgo.matrix.decomposition.SingularValue;
import org.ojalgo.matrix.store.R064Store;

/**
 * The signs s of the last hidden layer out of C = ½ Σ_i s_i β_i A_i, for every output. Where there are fewer equations than
 * neurons, some signs are tried both ways: that the others then come out as ±1 tells the right ones.
 *
 * @param values +1 or −1 for each neuron
 * @param certificate the largest | |s_i| − 1 | before rounding; with a linear part, what is left of C beyond its rank
 * @param rank of the linear part of C that the neurons do not explain
 */
record LastSigns(List<Integer> values, double certificate, int rank) {
    /** 2^26 sums of a few numbers: a second. */
    private static final int MOST_TRIED = 26;

    /** 2^24 small determinants: half a second. */
    private static final int MOST_RANKED = 24;

    /** That so many numbers are all zero by chance, to the digits believed, is out of question for any of as many choices. */
    private static final int FEWEST_MINORS = 4;

    /** What a neuron does to the outputs that are exact, relative to the one that does most, if it does nothing: no answer with which a fit agrees tells its bend. */
    private static final double NOTHING = 1e-9;

    /** What has less than this share outside of others adds nothing to them. */
    private static final double INDEPENDENT = 1e-9;

    /**
     * Solves for the signs.
     *
     * @param beta neurons × outputs
     * @param c inputs of the layer × outputs
     * @param noise size of errors in these numbers, relative to the largest bend: weaker neurons have signs that c does not tell
     * @param doubt the square of the largest certificate believed where all signs are told. Where signs are tried, the largest
     *     certificate believed, and a tenth of what a second solution's must exceed
     * @return empty if the signs are not determined
     */
    static Optional<LastSigns> solve(
            LeastSquares.Matrix beta, LeastSquares.Matrix c, Layer layer, double noise, double doubt) {
        return trusted(best(beta, c, layer, noise), doubt);
    }

    private static Optional<LastSigns> trusted(Optional<SignSearch> found, double doubt) {
        return found.filter(best ->
                        best.certificate() <= (best.isTried() ? doubt : Math.sqrt(doubt)) && 10 * doubt < best.second())
                .map(best -> new LastSigns(best.values(), best.certificate(), 0));
    }

    /**
     * The signs that leave least of C. Where answers are coarse, those of weak neurons matter less than errors do: whether they are right is for
     * the polish to find out.
     *
     * @param most what may be left, relative to the largest bend
     * @return empty if more is left
     */
    static Optional<LastSigns> likeliest(
            LeastSquares.Matrix beta, LeastSquares.Matrix c, Layer layer, double noise, double most) {
        double bound = most * largest(beta);
        return best(beta, c, layer, noise)
                .filter(best -> best.chance(best.certificate()) <= FalseAlarm.VERDICT.probability())
                .map(best -> new LastSigns(best.values(), best.certificate(), 0))
                .filter(signs -> largest(rest(beta, c, layer, signs.values())) <= bound);
    }

    private static double largest(LeastSquares.Matrix matrix) {
        double largest = 0;
        for (int i = 0; i < matrix.rows(); i++) {
            for (int j = 0; j < matrix.columns(); j++) {
                largest = Math.max(largest, Math.abs(matrix.get(i, j)));
            }
        }
        return largest;
    }

    private static Optional<SignSearch> best(
            LeastSquares.Matrix beta, LeastSquares.Matrix c, Layer layer, double noise) {
        return search(system(beta, layer), flat(c).times(2), noise);
    }

    /** The signs of neurons that do something to the outputs; those of the others do not matter, and are 1. */
    private static Optional<SignSearch> search(LeastSquares.Matrix system, Vector right, double noise) {
        double[] lengths = IntStream.range(0, system.columns())
                .mapToDouble(i -> system.column(i).norm())
                .toArray();
        double longest = Arrays.stream(lengths).max().orElse(0);
        int[] heard = IntStream.range(0, lengths.length)
                .filter(i -> lengths[i] > NOTHING * longest)
                .toArray();
        return SignSearch.of(system.selectColumns(heard), right, noise, MOST_TRIED)
                .map(found -> found.among(heard, lengths.length));
    }

    /**
     * As {@link #solve}, where rows lack something: its share of C is what its neuron does to the outputs, times what it lacks, and only what is at right angles to all
     * such shares is heard.
     */
    static Optional<LastSigns> solveWithout(
            List<OpenDirection> open,
            LeastSquares.Matrix beta,
            LeastSquares.Matrix c,
            Layer layer,
            double noise,
            double doubt) {
        List<Vector> shares = shares(open, beta, c.rows());
        LeastSquares.Matrix system = heard(system(beta, layer), shares);
        Vector right = heard(flat(c).times(2), shares);
        return trusted(search(system, right, noise), doubt);
    }

    /** An orthonormal basis of what open directions may add to C. */
    private static List<Vector> shares(List<OpenDirection> open, LeastSquares.Matrix beta, int inputs) {
        if (open.isEmpty()) {
            return List.of(); // there is no layer of no neurons
        }
        Layer ways = Layer.relu(open.stream()
                .map(d -> new AffineForm(Vector.of(Arrays.copyOf(d.way().toArray(), inputs)), 0))
                .toList());
        LeastSquares.Matrix shares =
                system(beta.select(open.stream().mapToInt(OpenDirection::neuron).toArray()), ways);
        List<Vector> basis = new ArrayList<>();
        for (int d = 0; d < shares.columns(); d++) {
            Vector all = shares.column(d);
            Vector rest = heard(heard(all, basis), basis); // twice, for the digits
            if (rest.norm() > INDEPENDENT * all.norm()) {
                basis.add(rest.unit());
            }
        }
        return basis;
    }

    private static Vector heard(Vector all, List<Vector> shares) {
        Vector heard = all;
        for (Vector share : shares) {
            heard = heard.orthogonalTo(share);
        }
        return heard;
    }

    private static LeastSquares.Matrix heard(LeastSquares.Matrix system, List<Vector> shares) {
        LeastSquares.Matrix heard = new LeastSquares.Matrix(system.rows(), system.columns());
        for (int i = 0; i < system.columns(); i++) {
            Vector column = heard(system.column(i), shares);
            for (int row = 0; row < system.rows(); row++) {
                heard.set(row, i, column.get(row));
            }
        }
        return heard;
    }

    /** As {@link #solveButForRank}, without what some inputs of the layer say: weights for them are not known. */
    static Optional<LastSigns> solveWithoutButForRank(
            Set<Integer> inputs,
            int rank,
            LeastSquares.Matrix beta,
            LeastSquares.Matrix c,
            Layer layer,
            double doubt,
            RandomGenerator random) {
        int[] heard = heard(inputs, layer);
        if (heard.length == 0) {
            return Optional.empty();
        }
        return solveButForRank(rank, beta, c.select(heard), onto(heard, layer), doubt, random);
    }

    private static int[] heard(Set<Integer> unheard, Layer layer) {
        return IntStream.range(0, layer.inputs())
                .filter(i -> !unheard.contains(i))
                .toArray();
    }

    /** The layer with some of its inputs only. */
    private static Layer onto(int[] inputs, Layer layer) {
        return Layer.relu(IntStream.range(0, layer.outputs())
                .mapToObj(i -> new AffineForm(
                        Vector.of(Arrays.stream(inputs)
                                .mapToDouble(j -> layer.weight(i, j))
                                .toArray()),
                        layer.bias(i)))
                .toList());
    }

    /**
     * What a linear part does to the outputs: the right singular vectors of C − ½ Σ_i s_i β_i A_i without what some inputs say, the first ones.
     *
     * @param rank how many
     */
    static List<Vector> linearShares(
            int rank,
            Set<Integer> inputs,
            LeastSquares.Matrix beta,
            LeastSquares.Matrix c,
            Layer layer,
            List<Integer> signs) {
        if (rank == 0) {
            return List.of();
        }
        int[] heard = heard(inputs, layer);
        R064Store rest = rest(beta, c.select(heard), onto(heard, layer), signs).toStore();
        SingularValue<Double> svd = SingularValue.R064.make(rest);
        svd.decompose(rest);
        return IntStream.range(0, rank)
                .mapToObj(r -> Vector.of(IntStream.range(0, c.columns())
                        .mapToDouble(o -> svd.getV().doubleValue(o, r))
                        .toArray()))
                .toList();
    }

    /**
     * The signs where neurons that never switch add a linear part of low rank to C, so that no signs solve the equation: those
     * that leave a remainder of the lowest rank. All are tried where they are few; else one is flipped at a time. Needs several outputs, since with one every
     * remainder has rank one.
     *
     * @param rank of the remainder, at least 1
     */
    static Optional<LastSigns> solveButForRank(
            int rank,
            LeastSquares.Matrix beta,
            LeastSquares.Matrix c,
            Layer layer,
            double doubt,
            RandomGenerator random) {
        if (rank >= Math.min(c.rows(), c.columns())) {
            return Optional.empty();
        }
        int freedom = (c.rows() - rank) * (c.columns() - rank);
        if (freedom < 2 * layer.outputs()) {
            boolean isTold = freedom >= FEWEST_MINORS && layer.outputs() <= MOST_RANKED;
            return isTold ? new RankSearch(rank, beta, c, layer, doubt).only() : Optional.empty();
        }
        for (int start = 0; start < 24; start++) {
            Integer[] values = new Integer[layer.outputs()];
            for (int i = 0; i < values.length; i++) {
                values[i] = random.nextBoolean() ? 1 : -1;
            }
            double left = descend(values, rank, beta, c, layer);
            if (left <= doubt) {
                return Optional.of(new LastSigns(List.of(values), left, rank));
            }
        }
        return Optional.empty();
    }

    /** Flips the sign that helps most until none helps; returns what is left beyond the rank, relative to C. */
    private static double descend(
            Integer[] values, int rank, LeastSquares.Matrix beta, LeastSquares.Matrix c, Layer layer) {
        double left = beyondRank(rank, rest(beta, c, layer, List.of(values)).toStore());
        while (true) {
            int best = -1;
            for (int i = 0; i < values.length; i++) {
                values[i] = -values[i];
                double flipped =
                        beyondRank(rank, rest(beta, c, layer, List.of(values)).toStore());
                values[i] = -values[i];
                if (flipped < left) {
                    left = flipped;
                    best = i;
                }
            }
            if (best < 0) {
                return left;
            }
            values[best] = -values[best];
        }
    }

    static double beyondRank(int rank, R064Store rest) {
        SingularValue<Double> svd = SingularValue.R064.make(rest);
        svd.computeValuesOnly(rest);
        double beyond = 0;
        double all = 0;
        for (int r = 0; r < svd.getSingularValues().size(); r++) {
            double square = Math.pow(svd.getSingularValues().doubleValue(r), 2);
            all += square;
            beyond += r < rank ? 0 : square;
        }
        return Math.sqrt(beyond / all);
    }

    /**
     * What is linear in f beside the neurons found: the left singular vectors of C − ½ Σ_i s_i β_i A_i, as many as it has
     * singular values above {@code doubt} times the largest.
     */
    static List<Vector> linearRest(
            LeastSquares.Matrix beta, LeastSquares.Matrix c, Layer layer, List<Integer> signs, double doubt) {
        SingularValue<Double> svd = SingularValue.R064.make(c.rows(), c.columns());
        svd.decompose(rest(beta, c, layer, signs).toStore());
        List<Vector> units = new ArrayList<>();
        for (int r = 0; r < Math.min(c.rows(), c.columns()); r++) {
            double value = svd.getSingularValues().doubleValue(r);
            if (value > doubt * svd.getSingularValues().doubleValue(0)) {
                double[] u = new double[c.rows()];
                for (int j = 0; j < u.length; j++) {
                    u[j] = svd.getU().doubleValue(j, r);
                }
                units.add(Vector.of(u));
            }
        }
        return units;
    }

    /** What is linear in f beside the neurons, C − ½ Σ_i s_i β_i A_i: inputs × outputs. */
    static LeastSquares.Matrix rest(LeastSquares.Matrix beta, LeastSquares.Matrix c, Layer layer, List<Integer> signs) {
        LeastSquares.Matrix rest = new LeastSquares.Matrix(c.rows(), c.columns());
        for (int j = 0; j < c.rows(); j++) {
            for (int o = 0; o < c.columns(); o++) {
                double sum = c.get(j, o);
                for (int i = 0; i < layer.outputs(); i++) {
                    sum -= signs.get(i) * beta.get(i, o) * layer.weight(i, j) / 2;
                }
                rest.set(j, o, sum);
            }
        }
        return rest;
    }

    private static LeastSquares.Matrix system(LeastSquares.Matrix beta, Layer layer) {
        int inputs = layer.inputs();
        LeastSquares.Matrix system = new LeastSquares.Matrix(inputs * beta.columns(), layer.outputs());
        for (int i = 0; i < layer.outputs(); i++) {
            for (int o = 0; o < beta.columns(); o++) {
                for (int j = 0; j < inputs; j++) {
                    system.set(o * inputs + j, i, beta.get(i, o) * layer.weight(i, j));
                }
            }
        }
        return system;
    }

    private static Vector flat(LeastSquares.Matrix c) {
        double[] flat = new double[c.rows() * c.columns()];
        for (int o = 0; o < c.columns(); o++) {
            for (int j = 0; j < c.rows(); j++) {
                flat[o * c.rows() + j] = c.get(j, o);
            }
        }
        return Vector.of(flat);
    }
}
