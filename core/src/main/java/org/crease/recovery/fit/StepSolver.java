package org.crease.recovery.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One damped Gauss–Newton step: the x least in ‖J·x − r‖² + (x − x₀)ᵀP(x − x₀) + λ·xᵀDx, P and x₀ what is known without answers, D the
 * diagonal of JᵀJ + P, by conjugate gradients on the least
 * squares form, so that J enters only by products. They are preconditioned by a Cholesky factor of JᵀJ: of all of it, so that
 * two or three iterations do, or, for many parameters, of diagonal blocks: the upper layers together, as far as they are small,
 * and each neuron below alone. (With all neurons alone it takes three times as many iterations: activations have much in
 * common.) A factor is kept while it does: near the solution J hardly changes, and forming JᵀJ costs as much as a quarter of an
 * iteration for each parameter.
 *
 * <p>With all of JᵀJ, an equation w·x = 0 for each row w with a gauge keeps its length; it does not compete with the others,
 * since they leave the length open. With blocks, conjugate gradients leave alone what the equations leave open, and need fewer
 * iterations without.
 */
final class StepSolver {
    /** With all of JᵀJ factored an iteration gains so much that the last digits are cheap. */
    private static final double WHOLE_TOLERANCE = 1e-8;

    /** With blocks, one more Gauss–Newton step is as good as four more digits of this one. */
    private static final double BLOCKS_TOLERANCE = 1e-4;

    /** An iteration that lowers what is left of the squared residual by a smaller share fits rounding, once all is within errors. */
    private static final double SLOW = 1e-2;

    private static final int WHOLE_ITERATIONS = 60;
    private static final int BLOCKS_ITERATIONS = 200;

    /** A factor is outdated when it takes so many iterations more than when it was new: a new one would have cost less. */
    private static final int WHOLE_OUTDATED = 12;

    private static final int BLOCKS_OUTDATED = 100;

    /** What keeps directions that no answer decides from moving, as a share of D, when standard errors are taken. */
    private static final double RIDGE = 1e-12;

    /** A ridge so much higher changes no variance that answers decide. */
    private static final double HIGHER = 100;

    /** Variances that differ by more than this factor are not alike: what is open shows even in a small share of a parameter. */
    private static final double ALIKE = 1.01;

    /** The share of a variance below which a difference is rounding. */
    private static final double LOST = 1e-6;

    /** A factor for one damping does for damping down to this share of it: it differs only where little is decided. */
    private static final double FACTORED_FOR = 1e-5;

    /** A step and by how much it lowers the squared residual of the linear problem. */
    static final class Step {
        private final double[] values;
        private final double gain;

        Step(double[] values, double gain) {
            this.values = values;
            this.gain = gain;
        }

        double[] values() {
            return values;
        }

        double gain() {
            return gain;
        }
    }

    private final PolishParameters parameters;
    private final boolean whole;
    private final int outdated;
    private final List<List<PolishParameters.Neuron>> blocks;
    private final List<double[][]> grams = new ArrayList<>();
    private final List<CholeskyFactor> factors = new ArrayList<>();
    private final double[] diagonal;
    /** μ of the equation √μ·w·x = 0, by neuron. */
    private final double[] gaugeWeights;

    private double factoredFor = Double.NaN;
    private int newIterations;
    private int iterations;

    /** @param maxFactored the largest number of parameters of more than one neuron in a block */
    StepSolver(PolishParameters parameters, int maxFactored) {
        this.parameters = parameters;
        this.whole = parameters.size() <= maxFactored;
        this.outdated = whole ? WHOLE_OUTDATED : BLOCKS_OUTDATED;
        this.blocks = blocks(parameters, maxFactored);
        this.diagonal = new double[parameters.size()];
        this.gaugeWeights = new double[parameters.all().size()];
    }

    private static List<List<PolishParameters.Neuron>> blocks(PolishParameters parameters, int maxFactored) {
        List<List<PolishParameters.Neuron>> blocks = new ArrayList<>();
        List<PolishParameters.Neuron> together = new ArrayList<>();
        for (List<PolishParameters.Neuron> layer : parameters.layers()) {
            if (parameters.size() - layer.getFirst().offset() <= maxFactored) {
                together.addAll(layer);
            } else {
                layer.forEach(n -> blocks.add(List.of(n)));
            }
        }
        if (!together.isEmpty()) {
            blocks.add(together);
        }
        return blocks;
    }

    boolean factorsAll() {
        return whole;
    }

    Step solve(NetworkJacobian jacobian, double[] values, double[] r, double lambda) {
        boolean isNew = grams.isEmpty() || iterations > newIterations + outdated;
        if (isNew) {
            form(jacobian);
        }
        if (!(lambda <= factoredFor && lambda >= FACTORED_FOR * factoredFor)) {
            factor(values, lambda, 1);
        }
        int most = whole ? WHOLE_ITERATIONS : BLOCKS_ITERATIONS;
        Step step = iterate(jacobian, values, r, lambda, isNew ? most : Math.min(most, newIterations + outdated + 1));
        if (isNew) {
            newIterations = iterations;
            return step;
        }
        return iterations > newIterations + outdated ? solve(jacobian, values, r, lambda) : step;
    }

    private void form(NetworkJacobian jacobian) {
        grams.clear();
        factoredFor = Double.NaN;
        double largest = 0;
        for (List<PolishParameters.Neuron> block : blocks) {
            double[][] gram = jacobian.gram(block);
            grams.add(gram);
            for (int a = 0; a < gram.length; a++) {
                gram[a][a] += parameters.precision(block.getFirst().offset() + a);
                diagonal[block.getFirst().offset() + a] = gram[a][a];
                largest = Math.max(largest, gram[a][a]);
            }
        }
        double least = largest > 0 ? RIDGE * largest : 1;
        List<PolishParameters.Neuron> neurons = parameters.all();
        for (int i = 0; i < gaugeWeights.length; i++) {
            PolishParameters.Neuron n = neurons.get(i);
            double most = least;
            for (int a = n.offset(); a < n.end(); a++) {
                most = Math.max(most, diagonal[a]);
            }
            for (int a = n.offset(); a < n.end(); a++) {
                diagonal[a] = diagonal[a] > 0 ? Math.max(least, diagonal[a]) : most;
            }
            gaugeWeights[i] = n.hasGauge() && whole ? most / (n.length() * n.length()) : 0;
        }
    }

    /** @param unseen the damping of parameters that no answer depends on */
    private void factor(double[] values, double lambda, double unseen) {
        factors.clear();
        List<PolishParameters.Neuron> neurons = parameters.all();
        int i = 0;
        for (int b = 0; b < blocks.size(); b++) {
            int from = blocks.get(b).getFirst().offset();
            double[][] a = Arrays.stream(grams.get(b)).map(double[]::clone).toArray(double[][]::new);
            for (int p = 0; p < a.length; p++) {
                boolean seen = a[p][p] > 0;
                a[p][p] += (parameters.isHeld(from + p) ? 1 : seen ? lambda : unseen) * diagonal[from + p];
            }
            for (int n = 0; n < blocks.get(b).size(); n++, i++) {
                addGauge(a, neurons.get(i), from, gaugeWeights[i], values);
            }
            factors.add(new CholeskyFactor(a));
        }
        factoredFor = lambda;
    }

    private void addGauge(double[][] a, PolishParameters.Neuron n, int from, double weight, double[] values) {
        for (int p = n.offset(); p < n.bias(); p++) {
            for (int q = p; q < n.bias(); q++) {
                if (!parameters.isHeld(p) && !parameters.isHeld(q)) {
                    a[p - from][q - from] += weight * values[p] * values[q];
                }
            }
        }
    }

    private Step iterate(NetworkJacobian jacobian, double[] values, double[] r, double lambda, int most) {
        double tolerance = whole ? WHOLE_TOLERANCE : BLOCKS_TOLERANCE;
        double[] x = new double[values.length];
        double[] rest = r.clone();
        double[] pull = parameters.pull(values);
        double[] s = slope(jacobian, rest, x, pull, values, lambda);
        double[] z = preconditioned(s);
        double rho = NetworkJacobian.dot(s, z);
        double first = rho;
        double[] direction = z.clone();
        for (iterations = 0; iterations < most && rho > tolerance * tolerance * first; iterations++) {
            double[] q = jacobian.times(direction);
            double[] damping = damping(direction, values, lambda);
            double curvature = NetworkJacobian.dot(q, q) + NetworkJacobian.dot(direction, damping);
            if (!(curvature > 0)) {
                break;
            }
            double alpha = rho / curvature;
            NetworkJacobian.add(x, alpha, direction, 0, x.length);
            NetworkJacobian.add(rest, -alpha, q, 0, rest.length);
            s = slope(jacobian, rest, x, pull, values, lambda);
            z = preconditioned(s);
            double next = NetworkJacobian.dot(s, z);
            double beta = next / rho;
            for (int a = 0; a < z.length; a++) {
                direction[a] = z[a] + beta * direction[a];
            }
            double left = NetworkJacobian.dot(rest, rest);
            boolean slow = !whole && left < rest.length && alpha * rho < SLOW * left;
            rho = next;
            if (slow) {
                break;
            }
        }
        double[] there = values.clone();
        NetworkJacobian.add(there, 1, x, 0, there.length);
        double relief = parameters.strain(values) - parameters.strain(there);
        return new Step(x, NetworkJacobian.dot(r, r) - NetworkJacobian.dot(rest, rest) + relief);
    }

    /** Minus half the gradient at {@code x}. */
    private double[] slope(
            NetworkJacobian jacobian, double[] rest, double[] x, double[] pull, double[] values, double lambda) {
        double[] s = jacobian.transposedTimes(rest);
        NetworkJacobian.add(s, 1, pull, 0, s.length);
        NetworkJacobian.add(s, -1, damping(x, values, lambda), 0, s.length);
        return s;
    }

    /** P·x and λ·D·x, and μ·w·(w·x) for the gauges. */
    private double[] damping(double[] x, double[] values, double lambda) {
        double[] result = new double[x.length];
        for (int a = 0; a < x.length; a++) {
            result[a] = (parameters.precision(a) + lambda * diagonal[a]) * x[a];
        }
        int i = 0;
        for (PolishParameters.Neuron n : parameters.all()) {
            double weight = gaugeWeights[i++];
            double along = 0;
            for (int a = n.offset(); weight > 0 && a < n.bias(); a++) {
                along += values[a] * x[a];
            }
            for (int a = n.offset(); weight > 0 && a < n.bias(); a++) {
                result[a] += parameters.isHeld(a) ? 0 : weight * along * values[a];
            }
        }
        return result;
    }

    private double[] preconditioned(double[] s) {
        double[] z = s.clone();
        for (int b = 0; b < blocks.size(); b++) {
            factors.get(b).solve(z, blocks.get(b).getFirst().offset());
        }
        return z;
    }

    /**
     * The variance of each parameter if answers err by 1 in their weighted form; infinite where they do not decide. Only where
     * JᵀJ is factored as a whole.
     */
    double[] variances(NetworkJacobian jacobian, double[] values) {
        if (grams.isEmpty() || iterations > newIterations + 2) {
            form(jacobian);
        }
        factor(values, RIDGE, RIDGE);
        double[] variances = factors.getFirst().inverseDiagonal();
        factor(values, HIGHER * RIDGE, HIGHER * RIDGE);
        double[] higher = factors.getFirst().inverseDiagonal();
        boolean[] decided = new boolean[variances.length];
        for (int a = 0; a < variances.length; a++) {
            decided[a] = grams.getFirst()[a][a] > 0 && variances[a] < ALIKE * higher[a];
        }
        int i = 0;
        for (PolishParameters.Neuron n : parameters.all()) {
            double weight = gaugeWeights[i++];
            if (weight > 0) {
                subtractGauge(variances, values, parameters, n, weight);
            }
        }
        for (int a = 0; a < variances.length; a++) {
            variances[a] = decided[a] ? variances[a] : Double.POSITIVE_INFINITY;
        }
        return variances;
    }

    /**
     * The equation that keeps a length is exact, but counts as one with an error of 1: this takes the error away. Where hardly
     * anything would remain, as of a weight that is the length of its row, there are no digits left of what does, and all of it is a bound.
     */
    private static void subtractGauge(
            double[] variances,
            double[] values,
            PolishParameters parameters,
            PolishParameters.Neuron n,
            double weight) {
        double square = n.length() * n.length();
        double share = 1 / (weight * square * square);
        for (int a = n.offset(); a < n.end(); a++) {
            boolean isFixed = n.inputs() == 1 && a == n.offset();
            variances[a] = isFixed ? 0 : lessened(variances[a], share * values[a] * values[a]);
        }
        for (PolishParameters.Neuron up : parameters.above(n)) {
            int a = up.offset() + n.index();
            variances[a] = lessened(variances[a], share * values[a] * values[a]);
        }
    }

    private static double lessened(double variance, double by) {
        return variance - by > LOST * variance ? variance - by : variance;
    }
}
