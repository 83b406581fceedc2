package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.crease.geometry.Vector;

/**
 * A neuron as the hyperplane in feature space that its spots lie on: the null vector of the rows (features, 1), each
 * over its error. Spots that do not lie on it, within their errors, are left out and the rest is fitted again; a foreign kink
 * among them must not survive.
 *
 * @param coefficients of the features, up to one common factor of either sign
 * @param errors standard error of each coefficient, in units of the coefficients, by how far off the spots are
 * @param weakest the directions in which they are known worst, each times its standard error
 * @param kept spots that agree
 * @param dropped spots that do not
 * @param offset the largest distance of a spot kept from the boundary, relative to its size
 * @param gap the largest singular value that counts as zero over the next: small if no more is open than that
 * @param free directions in which the spots do not tell the coefficients, as far as those they concern are not known
 * @param alone those of the spots kept that say what hardly any other does: a foreign one among them does not show
 */
record NeuronFit(
        Vector coefficients,
        Vector errors,
        List<Vector> weakest,
        List<Spot> kept,
        List<Spot> dropped,
        double offset,
        double gap,
        List<Vector> free,
        List<Spot> alone) {
    /** More foreign spots than one in six are not noise, but another boundary. */
    private static final int KEPT_OF_SIX = 5;

    private static final int ROUNDS = 8;

    /** Of the terms of a slope, the share that must be left of them. */
    private static final double NOTHING_LEFT = 1e-3;

    /** How much less than its error says a first measurement counts where places do without it. */
    static final double LOOSE = 1e4;

    /** Foreign spots that may be found one by one. */
    private static final int MOST_OUTVOTED = 3;

    /** Rounds in which spots are heard the less the farther off they are. */
    private static final int REWEIGHTED = 12;

    /** In typical distances, how far off a spot is that counts half. */
    private static final double FOREIGN = 3;

    /** A spot with less than this of what it says shared by others cannot be told to be off. */
    private static final double ALONE = 1e-6;

    /** One with less than this stands alone, where several foreign ones are to be expected. */
    private static final double SHARED_BY_OTHERS = 0.1;

    /** Spots that agree, but are so many times farther off than their errors allow, agree by chance. */
    private static final double SLACK = 100;

    /**
     * Fits a neuron.
     *
     * @param spots each with its equation
     * @param first the first spot's normal is used too, with error {@code tilt}
     * @param open dimensions that the spots leave open, the neuron's scale among them; with {@code many}, at most
     * @param confidence factor on a spot's error within which it agrees
     * @param accuracy relative error of positions that the known layers bring with them
     * @param many whether several foreign spots are to be expected
     * @return empty if the spots do not agree or are too few
     */
    static Optional<NeuronFit> of(
            List<Spot> spots,
            Spot first,
            double tilt,
            int open,
            double confidence,
            double accuracy,
            boolean many,
            double scale) {
        List<Spot> heard = new ArrayList<>(spots);
        List<Spot> outvoted = new ArrayList<>();
        int least = least(spots.size());
        while (outvoted.size() <= MOST_OUTVOTED && heard.size() >= least) {
            List<Spot> likely = many ? likely(heard, least, first, tilt, open, confidence, accuracy, scale) : heard;
            Optional<Agreement> agreement =
                    among(heard, likely, least, first, tilt, open, confidence, accuracy, many, scale);
            if (agreement.isEmpty()) {
                return Optional.empty();
            }
            if (agreement.get().believed()) {
                return agreement.map(a -> a.fit().without(outvoted));
            }
            // one foreign spot draws the fit to itself and all others off: without it they agree
            outvoted.add(agreement.get().worst());
            heard.remove(agreement.get().worst());
        }
        return Optional.empty();
    }

    /** How many spots must agree. */
    private static int least(int spots) {
        return Math.max(1, spots * KEPT_OF_SIX / 6);
    }

    /** Whether so many spots may be dropped. */
    static boolean areFew(long dropped, int spots) {
        return spots - dropped >= least(spots);
    }

    /** The coefficients that satisfy the equations of all spots best, foreign ones among them, with the first spot's gradient there. */
    static Vector solution(List<Spot> spots, double tilt, int open, double scale) {
        Spot first = spots.getFirst();
        double[][] rows = padded(rows(spots, first, tilt, 0, scale));
        return inUnitsOf(
                first, NeuronSolution.of(rows, spots.size(), first, open).theta());
    }

    /** With equations that tell nothing, as many as there are unknowns at least. */
    private static double[][] padded(double[][] rows) {
        double[][] padded = Arrays.copyOf(rows, Math.max(rows.length, rows[0].length));
        for (int i = rows.length; i < padded.length; i++) {
            padded[i] = new double[rows[0].length];
        }
        return padded;
    }

    /**
     * The coefficients that satisfy the equations of few spots best, which may all be true.
     *
     * @param told whether what they tell badly is left open, where there are others that change nothing at the first
     */
    static Vector solution(List<Spot> spots, double tilt, double accuracy, boolean told, double scale) {
        Spot first = spots.getFirst();
        double[][] rows = rows(spots, first, tilt, accuracy, scale);
        int unknowns = rows[0].length;
        int untouched = (int) IntStream.range(0, unknowns)
                .filter(d -> Arrays.stream(rows).allMatch(row -> row[d] == 0))
                .count();
        NeuronSolution solution = told
                ? statistical(rows, spots.size(), first, unknowns - 1)
                : NeuronSolution.of(rows, spots.size(), first, 1 + untouched);
        return inUnitsOf(first, solution.theta());
    }

    private static Vector inUnitsOf(Spot first, Vector theta) {
        double slope = Vector.of(first.rowAlong(first.gradient())).dot(theta);
        return theta.times(first.gradient().dot(first.gradient()) / slope);
    }

    /**
     * A fit to spots, most of which may agree.
     *
     * @param believed whether they do, within their errors
     * @param worst the spot that is farthest off, in its errors
     */
    private record Agreement(NeuronFit fit, boolean believed, Spot worst) {}

    private NeuronFit without(List<Spot> outvoted) {
        List<Spot> all = new ArrayList<>(dropped);
        all.addAll(outvoted);
        return new NeuronFit(coefficients, errors, weakest, kept, List.copyOf(all), offset, gap, free, alone);
    }

    /** A fit to those of the spots that agree with it, believed if they are at least so many; empty if they are too few for any. */
    private static Optional<Agreement> among(
            List<Spot> spots,
            List<Spot> likely,
            int least,
            Spot first,
            double tilt,
            int open,
            double confidence,
            double accuracy,
            boolean many,
            double scale) {
        List<Spot> kept = likely;
        for (int round = 0; round < ROUNDS; round++) {
            double[][] rows = rows(kept, first, tilt, accuracy, scale);
            int unknowns = rows[0].length;
            if (rows.length < unknowns - open || open < 1 || open >= unknowns) {
                return Optional.empty();
            }
            rows = padded(rows);
            NeuronSolution solution = statistical(rows, kept.size(), first, open);
            Vector theta = solution.theta();
            if (cancels(theta, first)) {
                return Optional.empty();
            }
            double[] offsets = offsets(spots, theta, scale);
            double[] pulls = solution.pulls(rows);
            double[] apart = apart(offsets, spots, kept, pulls);
            double[] sorted = apart.clone();
            Arrays.sort(sorted);
            double typical = sorted[sorted.length / 2];
            List<Spot> agreeing = new ArrayList<>();
            List<Spot> others = new ArrayList<>();
            double largest = 0;
            double expected = 0;
            Spot worst = spots.getFirst();
            double farthest = 0;
            for (int i = 0; i < spots.size(); i++) {
                Spot spot = spots.get(i);
                double bound = bound(spot, confidence, accuracy, scale);
                worst = apart[i] > farthest * bound ? spot : worst;
                farthest = Math.max(farthest, apart[i] / bound);
                if (apart[i] <= Math.max(bound, round < ROUNDS - 2 ? 3 * typical : 0)) {
                    agreeing.add(spot);
                    largest = Math.max(largest, offsets[i]);
                    expected = Math.max(expected, bound);
                } else {
                    others.add(spot);
                }
            }
            boolean enough = agreeing.size() >= least;
            boolean settled = agreeing.equals(kept) && (round >= ROUNDS - 2 || others.isEmpty() || typical == 0);
            if (!enough || settled || round == ROUNDS - 1) {
                NeuronFit fit = new NeuronFit(
                        theta,
                        solution.standardErrors(),
                        solution.weakest(),
                        List.copyOf(agreeing),
                        List.copyOf(others),
                        largest,
                        solution.gap(),
                        solution.free(),
                        many ? alone(kept, pulls) : List.of());
                return Optional.of(new Agreement(fit, enough && largest <= SLACK * expected, worst));
            }
            kept = agreeing;
        }
        return Optional.empty();
    }

    /**
     * The spots that agree with what most of them say: each is heard the less the farther off it is (a Cauchy weight), over and over. Several
     * foreign ones draw a fit to all off so far that these are not the farthest from it. All of them if too few agree.
     */
    private static List<Spot> likely(
            List<Spot> spots,
            int least,
            Spot first,
            double tilt,
            int open,
            double confidence,
            double accuracy,
            double scale) {
        double[] weights = new double[spots.size()];
        Arrays.fill(weights, 1);
        double[] off = new double[spots.size()];
        double typical = 0;
        for (int round = 0; round < REWEIGHTED; round++) {
            double[][] rows = rows(spots, first, tilt, accuracy, scale);
            if (rows.length < rows[0].length || open < 1 || open >= rows[0].length) {
                return spots;
            }
            for (int i = 0; i < weights.length; i++) {
                times(weights[i], rows[i]);
            }
            NeuronSolution solution = statistical(rows, spots.size(), first, open);
            if (cancels(solution.theta(), first)) {
                return spots;
            }
            double[] apart = apart(offsets(spots, solution.theta(), scale), spots, spots, solution.pulls(rows));
            for (int i = 0; i < off.length; i++) {
                off[i] = apart[i] / bound(spots.get(i), confidence, accuracy, scale);
            }
            double[] sorted = off.clone();
            Arrays.sort(sorted);
            typical = sorted[sorted.length / 2];
            if (sorted[sorted.length - 1] <= Math.max(1, FOREIGN * typical)) {
                return spots;
            }
            for (int i = 0; i < weights.length; i++) {
                weights[i] = typical > 0 ? 1 / Math.hypot(1, off[i] / (FOREIGN * typical)) : 1;
            }
        }
        double most = Math.max(1, FOREIGN * typical);
        List<Spot> likely = IntStream.range(0, off.length)
                .filter(i -> off[i] <= most)
                .mapToObj(spots::get)
                .toList();
        return likely.size() >= least ? likely : spots;
    }

    /** The solution that leaves open no more than what all rows together do not tell, and no more than {@code most}. */
    private static NeuronSolution statistical(double[][] rows, int spots, Spot first, int most) {
        int open = 1;
        NeuronSolution.Decomposed equations = NeuronSolution.Decomposed.of(rows, spots, first);
        NeuronSolution solution = equations.open(open);
        while (open < most) {
            Vector theta = solution.theta();
            int more = cancels(theta, first) ? 1 : solution.doubtful();
            if (more == 0) {
                return solution;
            }
            open = Math.min(most, open + more);
            solution = equations.open(open);
        }
        return solution;
    }

    /** What a spot may be off by, relative to its size. */
    private static double bound(Spot spot, double confidence, double accuracy, double scale) {
        return confidence * (spot.error() / (spot.position().norm() + scale) + accuracy);
    }

    /**
     * Distances of the spots from the boundary that they would have if it had not been drawn to them: a foreign spot that alone tells
     * something hides in what it tells. What one does not share with any other is not told apart.
     *
     * @param pulls of the spots that the boundary was fitted to, their leverages
     */
    private static double[] apart(double[] offsets, List<Spot> spots, List<Spot> fitted, double[] pulls) {
        double[] apart = offsets.clone();
        int next = 0;
        for (int i = 0; i < apart.length && next < fitted.size(); i++) {
            if (spots.get(i).equals(fitted.get(next))) {
                double free = 1 - pulls[next++];
                apart[i] /= free > ALONE ? Math.sqrt(free) : 1;
            }
        }
        return apart;
    }

    /** The spots, but for the first, of which hardly anything is shared by others. */
    private static List<Spot> alone(List<Spot> spots, double[] pulls) {
        return IntStream.range(1, spots.size())
                .filter(i -> 1 - pulls[i] < SHARED_BY_OTHERS)
                .mapToObj(spots::get)
                .toList();
    }

    /** What is known without a fit. */
    static NeuronFit predicted(Vector coefficients, List<Spot> spots) {
        double[] errors = new double[coefficients.dimension()];
        Arrays.fill(errors, Double.POSITIVE_INFINITY);
        return new NeuronFit(coefficients, Vector.of(errors), List.of(), spots, List.of(), 0, 0, List.of(), List.of());
    }

    /** This fit with its spots made {@link Spot#light}. */
    NeuronFit light() {
        return new NeuronFit(
                coefficients,
                errors,
                weakest,
                kept.stream().map(Spot::light).toList(),
                dropped.stream().map(Spot::light).toList(),
                offset,
                gap,
                free,
                alone);
    }

    /** How many numbers the spots tell of it. */
    int told() {
        return coefficients.dimension() - 1 - free.size();
    }

    private static double[][] rows(List<Spot> spots, Spot first, double tilt, double accuracy, double scale) {
        List<double[]> rows = new ArrayList<>();
        for (Spot spot : spots) {
            double error = spot.error() + accuracy * (spot.position().norm() + scale);
            rows.add(times(1 / (error * spot.gradient().norm()), spot.row()));
        }
        // where the positions do without it, the normal counts less than its error says: it was measured in one place
        double doubt = spots.size() > rows.getFirst().length + 1 ? LOOSE : 1;
        for (double[] row : first.tangentRows()) {
            rows.add(times(1 / (doubt * (tilt + accuracy) * first.gradient().norm()), row));
        }
        return rows.toArray(new double[0][]);
    }

    private static double[] times(double factor, double[] row) {
        for (int d = 0; d < row.length; d++) {
            row[d] *= factor;
        }
        return row;
    }

    /**
     * Whether the terms of the slope at a spot cancel each other: ½|h| − ½h vanishes wherever h is on, and satisfies all equations that were
     * met there.
     */
    private static boolean cancels(Vector theta, Spot spot) {
        double[] slopes = spot.rowAlong(spot.gradient());
        double sum = 0;
        double all = 0;
        for (int d = 0; d < slopes.length; d++) {
            sum += slopes[d] * theta.get(d);
            all += Math.abs(slopes[d] * theta.get(d));
        }
        return !(Math.abs(sum) > NOTHING_LEFT * all);
    }

    /** Distances of the spots from the boundary that coefficients make, relative to their sizes. */
    private static double[] offsets(List<Spot> spots, Vector coefficients, double scale) {
        double[] offsets = new double[spots.size()];
        for (int i = 0; i < offsets.length; i++) {
            Spot spot = spots.get(i);
            offsets[i] = spot.offset(coefficients) / (spot.position().norm() + scale);
        }
        return offsets;
    }
}
