package org.crease.recovery.paper;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Vector;
import org.crease.network.ReluNetwork;
import org.ojalgo.optimisation.Expression;
import org.ojalgo.optimisation.ExpressionsBasedModel;
import org.ojalgo.optimisation.Optimisation;
import org.ojalgo.optimisation.Variable;

/**
 * "Pick a missing z′ and identify for which p_i the boundary B_z′ lies on the boundary of the region containing p_i and solve a
 * linear program to find v." The program looks for the point of the local hyperplane and of B_z′ that is deepest inside the
 * cell, so that the way there is clear of other boundaries.
 *
 * @param attempts pairs (z′, p_i) tried before it gives up
 * @param depth the largest depth worth having, as a share of the distance from p_i to the origin plus one; bounds the program
 */
record LinearProgramExploration(int attempts, double depth) implements Exploration {
    static final LinearProgramExploration DEFAULTS = new LinearProgramExploration(48, 1);

    @Override
    public Optional<Step> next(List<Visit> visited, List<Target> missing, ReluNetwork known, RandomGenerator random) {
        for (int attempt = 0; attempt < attempts; attempt++) {
            Visit from = visited.get(random.nextInt(visited.size()));
            Target target = missing.get(random.nextInt(missing.size()));
            if (target.tried().contains(from)) {
                continue;
            }
            Optional<Vector> facet = deepestPoint(from, known.formOf(target.neuron()));
            if (facet.isPresent() && facet.get().distanceTo(from.position()) > 0) {
                Vector along = facet.get().minus(from.position()).orthogonalTo(from.normal());
                if (along.norm() > 0) {
                    return Optional.of(new Step(from, along.unit(), Optional.of(target.neuron())));
                }
            }
        }
        return Optional.empty();
    }

    /** Maximises s over (y, s): y − p in the local hyperplane, form {@code facet} zero, every other form at least s inside. */
    private Optional<Vector> deepestPoint(Visit from, int facet) {
        Vector p = from.position();
        int n = p.dimension();
        ExpressionsBasedModel model = new ExpressionsBasedModel();
        Variable[] step = new Variable[n];
        for (int i = 0; i < n; i++) {
            step[i] = model.addVariable("y" + i);
        }
        Variable s =
                model.addVariable("s").lower(0).upper(depth * (1 + p.norm())).weight(1);
        constrain(model, step, "plane", from.normal()).level(0);
        List<AffineForm> forms = from.cell().forms();
        for (int j = 0; j < forms.size(); j++) {
            double length = forms.get(j).gradient().norm();
            if (!(length > 0)) {
                continue;
            }
            Vector unit = forms.get(j).gradient().times(1 / length);
            double value = forms.get(j).at(p) / length;
            Expression form = constrain(model, step, "form" + j, unit);
            if (j == facet) {
                form.level(-value);
            } else if (from.cell().isPositive(j)) {
                form.set(s, -1).lower(-value);
            } else {
                form.set(s, 1).upper(-value);
            }
        }
        Optimisation.Result result = model.maximise();
        if (!result.getState().isFeasible() || !(result.doubleValue(n) > 0)) {
            return Optional.empty();
        }
        double[] y = new double[n];
        for (int i = 0; i < n; i++) {
            y[i] = p.get(i) + result.doubleValue(i);
        }
        return Optional.of(Vector.of(y));
    }

    private static Expression constrain(ExpressionsBasedModel model, Variable[] step, String name, Vector normal) {
        Expression expression = model.addExpression(name);
        for (int i = 0; i < step.length; i++) {
            expression.set(step[i], normal.get(i));
        }
        return expression;
    }
}
