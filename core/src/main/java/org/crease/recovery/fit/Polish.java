package org.crease.recovery.fit;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.crease.network.ReluNetwork;

/**
 * The polish: all parameters at once, fitted to stored answers. What was found neuron by neuron carries the
 * error of the layers below; here the errors of answers average out instead, and their spread gives a standard error for every
 * weight. Levenberg–Marquardt on answers divided by their errors, and on what is known of weights besides. Asks nothing.
 *
 * <p>It needs the right neurons with the right signs, off by about 1 % at most with two hidden layers, by less with more: it
 * gives digits, not structure. The result is never worse than the start in the squared residuals of the points that it keeps.
 *
 * <p>Points that the start is wrong about, because a rarely active neuron is missing, would drag everything: a point is left out
 * of a step if its residual is beyond {@code outlierBound} times the median of all, and never more than {@code outlierShare} of
 * them. In the end those left out are tried once more with all others: if the neuron is there and only its
 * row was bad, the fit now explains them.
 *
 * @param maxParameters networks with more are not polished
 * @param maxFactored up to so many parameters JᵀJ is factored as a whole, and standard errors are given
 * @param maxSteps steps at most
 * @param outlierBound in medians, or in errors of an answer if these are larger
 * @param outlierShare of all points, below 1
 */
public record Polish(int maxParameters, int maxFactored, int maxSteps, double outlierBound, double outlierShare) {
    /**
     * 4000 parameters take some ten seconds, and time grows with the square; up to 1500 it is one or two, but grows with the cube. A
     * start that is near enough takes 3 to 6 steps, a rough one 10 to 20. A normal error beyond 20 medians does not happen; what a
     * missing neuron leaves is thousands. It may be rarer than 3 % of the points; more must not be hidden.
     */
    public static final Polish DEFAULTS = new Polish(6000, 1500, 40, 20, 0.03);

    /** As {@link #DEFAULTS}, but only where every weight gets a standard error, and in a second or two. */
    public static final Polish FACTORED = new Polish(1500, 1500, 40, 20, 0.03);

    /** As {@link #FACTORED}, and for some more, one step: each takes many seconds. */
    public static final Polish ROUGH = new Polish(6000, 1500, 1, 20, 0.03);

    /** With points that were left out: near the solution a few are enough, and if points are wrong, more are in vain. */
    private static final int SECOND_STEPS = 10;

    private static final double EQUATIONS_A_PARAMETER = 1.2;

    /** Rounding errors are no noise: those of one cell are alike. */
    private static final double ROUNDING = 1.25;

    /** So many equations for each parameter are many. */
    private static final double MANY = 1.5;

    public Polish {
        if (maxSteps < 1) {
            throw new IllegalArgumentException("maxSteps must be at least 1, got " + maxSteps);
        }
        if (!(outlierBound > 0)) {
            throw new IllegalArgumentException("outlierBound must be positive, got " + outlierBound);
        }
        if (!(outlierShare >= 0 && outlierShare < 1)) {
            throw new IllegalArgumentException("outlierShare must be at least 0 and below 1, got " + outlierShare);
        }
    }

    /** A weight of a network, all counted from 0; {@code input} is the number of inputs for a bias. */
    public record Weight(int layer, int output, int input) {}

    /**
     * What a network is fitted to.
     *
     * @param x points
     * @param f the answers there
     * @param errors η of an answer, by point: its standard error; positive
     * @param random whether answers err each on its own, and not alike in one cell: then standard errors need no allowance for that
     */
    public record Stored(Points x, Points f, Vector errors, boolean random) {
        public Stored {
            if (x.size() != f.size() || x.size() != errors.dimension()) {
                throw new IllegalArgumentException("answers and errors must number " + x.size() + ", got " + f.size()
                        + " and " + errors.dimension());
            }
            for (double e : errors.toArray()) {
                if (!(e > 0)) {
                    throw new IllegalArgumentException("errors must be positive, got " + e);
                }
            }
        }
    }

    /** As {@link #polish(ReluNetwork, Stored, ToDoubleFunction, Runnable)}, to the end, with answers that are rounded. */
    public Optional<Polished> polish(
            ReluNetwork start, Points x, Points f, double[] errors, ToDoubleFunction<Weight> known) {
        return polish(start, new Stored(x, f, Vector.of(errors), false), known, () -> {});
    }

    /**
     * Fits the network to the answers.
     *
     * @param known the standard error with which each weight is known without these answers: infinite if nothing is known, 0 for one
     *     that stays as it is
     * @param checkOpen is called several times a second; what it throws ends the polish
     * @return empty if there are too many parameters, or too few answers for them
     */
    public Optional<Polished> polish(
            ReluNetwork start, Stored answers, ToDoubleFunction<Weight> known, Runnable checkOpen) {
        Points x = answers.x();
        Points f = answers.f();
        PolishParameters parameters = new PolishParameters(start, known);
        int equations = x.size() * f.dimension();
        if (parameters.size() > maxParameters || equations < EQUATIONS_A_PARAMETER * parameters.size()) {
            return Optional.empty();
        }
        double[] weights =
                Arrays.stream(answers.errors().toArray()).map(e -> 1 / e).toArray();
        Descent descent = new Descent(this, parameters, x, f, weights, checkOpen);
        Descent.State state = descent.descend(descent.start(), false, maxSteps);
        if (state.leftOut() > 0) {
            state = descent.better(state, descent.descend(state, true, Math.min(maxSteps, SECOND_STEPS)));
        }
        return Optional.of(polished(parameters, descent, state, f.dimension(), answers.random() ? 1 : ROUNDING));
    }

    private static Polished polished(
            PolishParameters parameters, Descent descent, Descent.State state, int outputs, double alike) {
        int equations = state.residuals().length - state.leftOut() * outputs;
        double residual = Math.sqrt(state.misfit() / Math.max(1, equations - parameters.free()));
        Optional<StandardErrors> errors = Optional.empty();
        if (descent.solver().factorsAll()) {
            double[] variances = descent.solver().variances(descent.jacobian(state), state.values());
            // with many answers, what is left tells how much they err better than a bound does
            double least = equations > MANY * parameters.free() ? Math.min(1, alike * residual) : 1;
            double unit = Math.max(least, residual);
            errors = Optional.of(new StandardErrors(
                    parameters,
                    Arrays.stream(variances).map(v -> unit * Math.sqrt(v)).toArray()));
        }
        return new Polished(parameters.network(state.values()), errors, residual, state.leftOut());
    }
}
