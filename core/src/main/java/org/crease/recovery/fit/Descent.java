package org.crease.recovery.fit;

import java.util.Arrays;
import org.crease.geometry.Points;

/** The steps of {@link Polish}: Levenberg–Marquardt on stored answers, each divided by its error. */
final class Descent {
    /**
     * Hardly any: most starts are so near that Gauss–Newton steps are the best ones. But what no answer decides should not drift
     * with the first of them.
     */
    private static final double START_DAMPING = 1e-8;

    private static final double LEAST_DAMPING = 1e-12;

    /** The damping after the first step that does not help. */
    private static final double FIRST_DAMPING = 1e-4;

    private static final double DAMPING_FACTOR = 16;

    private static final int TRIES = 7;

    /** A step that lowers the squared residual by a smaller share is the last one. */
    private static final double NEGLIGIBLE = 0.03;

    /** Parameters and residuals of a network, and the points that are kept. */
    static final class State {
        private final double[] values;
        private final double[] residuals;
        private final boolean[] kept;
        /** Of what is known without answers. */
        private final double strain;

        State(double[] values, double[] residuals, boolean[] kept, double strain) {
            this.values = values;
            this.residuals = residuals;
            this.kept = kept;
            this.strain = strain;
        }

        double[] values() {
            return values;
        }

        double[] residuals() {
            return residuals;
        }

        boolean[] kept() {
            return kept;
        }

        int leftOut() {
            int count = 0;
            for (boolean k : kept) {
                count += k ? 0 : 1;
            }
            return count;
        }

        /** Σ r² over the points kept. */
        private double misfit(double[] r) {
            int outputs = r.length / kept.length;
            double sum = 0;
            for (int q = 0; q < r.length; q++) {
                sum += kept[q / outputs] ? r[q] * r[q] : 0;
            }
            return sum;
        }

        double misfit() {
            return misfit(residuals);
        }

        double cost() {
            return misfit() + strain;
        }
    }

    private final Polish settings;
    private final PolishParameters parameters;
    private final Points x;
    private final Points f;
    private final double[] weights;
    private final Runnable checkOpen;
    private final StepSolver solver;

    /**
     * A descent.
     *
     * @param weights 1/η by point
     * @param checkOpen called now and then; what it throws ends the descent
     */
    Descent(Polish settings, PolishParameters parameters, Points x, Points f, double[] weights, Runnable checkOpen) {
        this.settings = settings;
        this.parameters = parameters;
        this.x = x;
        this.f = f;
        this.weights = weights;
        this.checkOpen = checkOpen;
        this.solver = new StepSolver(parameters, settings.maxFactored());
    }

    StepSolver solver() {
        return solver;
    }

    State start() {
        double[] values = parameters.values();
        double[] r = residuals(values);
        return new State(values, r, kept(r), parameters.strain(values));
    }

    NetworkJacobian jacobian(State state) {
        double[] kept = weights.clone();
        for (int p = 0; p < kept.length; p++) {
            kept[p] = state.kept()[p] ? kept[p] : 0;
        }
        return new NetworkJacobian(parameters, state.values(), x, kept, checkOpen);
    }

    /** Steps until they do not help. With {@code all}, no point is left out. */
    State descend(State start, boolean all, int maxSteps) {
        State state = all ? withAll(start) : start;
        double damping = START_DAMPING;
        for (int step = 0; step < maxSteps; step++) {
            NetworkJacobian jacobian = jacobian(state);
            double[] r = masked(state);
            double before = state.cost();
            State next = null;
            for (int attempt = 0; attempt < TRIES && next == null; attempt++) {
                StepSolver.Step tried = solver.solve(jacobian, state.values(), r, damping);
                if (tried.gain() < NEGLIGIBLE * before) {
                    return state;
                }
                double[] moved = parameters.moved(state.values(), tried.values());
                double[] there = residuals(moved);
                double strain = parameters.strain(moved);
                double after = state.misfit(there) + strain;
                if (after < before) {
                    next = new State(moved, there, all ? state.kept() : kept(there), strain);
                    if (before - after > tried.gain() / 2) {
                        damping = Math.max(LEAST_DAMPING, damping / DAMPING_FACTOR / DAMPING_FACTOR);
                    }
                    if (before <= r.length || after > (1 - NEGLIGIBLE) * before) {
                        return next;
                    }
                } else if (before <= r.length) {
                    return state;
                } else {
                    damping = Math.max(FIRST_DAMPING, damping * DAMPING_FACTOR);
                }
            }
            if (next == null) {
                return state;
            }
            state = next;
        }
        return state;
    }

    private static State withAll(State state) {
        boolean[] all = new boolean[state.kept().length];
        Arrays.fill(all, true);
        return new State(state.values(), state.residuals(), all, state.strain);
    }

    private static double[] masked(State state) {
        double[] r = state.residuals().clone();
        int outputs = r.length / state.kept().length;
        for (int q = 0; q < r.length; q++) {
            r[q] = state.kept()[q / outputs] ? r[q] : 0;
        }
        return r;
    }

    /** (f − 𝒩(x)) / η, point by point. */
    private double[] residuals(double[] values) {
        double[] r = f.toArray();
        double[] found = parameters.network(values).evaluate(x).toArray();
        int outputs = f.dimension();
        for (int q = 0; q < r.length; q++) {
            r[q] = (r[q] - found[q]) * weights[q / outputs];
        }
        return r;
    }

    /** Whether a point's worst residual is within the bound, but for more points than may be left out. */
    boolean[] kept(double[] r) {
        int outputs = f.dimension();
        double[] worst = new double[x.size()];
        for (int q = 0; q < r.length; q++) {
            worst[q / outputs] = Math.max(worst[q / outputs], Math.abs(r[q]));
        }
        double[] sorted = worst.clone();
        Arrays.sort(sorted);
        int mostLeftOut = (int) (settings.outlierShare() * worst.length);
        double bound =
                Math.max(settings.outlierBound() * Math.max(1, median(sorted)), sorted[worst.length - 1 - mostLeftOut]);
        boolean[] kept = new boolean[worst.length];
        for (int p = 0; p < kept.length; p++) {
            kept[p] = worst[p] <= bound;
        }
        return kept;
    }

    private static double median(double[] sorted) {
        return sorted[sorted.length / 2];
    }

    /** {@code all}, if it explains more of the points than {@code state} and the others no worse, but for rounding. */
    State better(State state, State all) {
        State again = new State(all.values(), all.residuals(), kept(all.residuals()), all.strain);
        return again.leftOut() < state.leftOut() && median(again) <= 2 * median(state) ? again : state;
    }

    private static double median(State state) {
        double[] sorted =
                Arrays.stream(state.residuals()).map(Math::abs).sorted().toArray();
        return median(sorted);
    }
}
