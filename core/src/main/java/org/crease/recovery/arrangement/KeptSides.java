package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.crease.geometry.Vector;
import org.crease.network.ReluNetwork;
import org.ojalgo.optimisation.Expression;
import org.ojalgo.optimisation.ExpressionsBasedModel;
import org.ojalgo.optimisation.Optimisation;
import org.ojalgo.optimisation.Variable;

/**
 * Weights that a neuron can have where no crossing showed them: with them it keeps the sides on which it is known to be, wherever inputs of such weights are not as they were
 * seen. A linear program seeks those that keep it farthest from its boundary there.
 *
 * @param neuron with open weights
 * @param below the layers below it
 */
record KeptSides(Neuron neuron, ReluNetwork below) {
    /** How far what is open may be changed along each direction, where rows have length one. */
    private static final double MOST = 10;

    /** Places that a program begins with; those that its solution gets wrong come to it, a few times. */
    private static final int PLACES = 200;

    private static final int ROUNDS = 8;

    /**
     * That the neuron is on a side of its boundary.
     *
     * @param value towards that side, as its row is
     * @param change of that along each direction
     */
    private record Demand(double value, Vector change) {
        boolean isMet(Vector t) {
            return value + change.dot(t) > 0;
        }
    }

    /** The neuron with such weights, still open; empty if there are none. */
    Optional<Neuron> at(List<Vector> places) {
        List<Demand> demands = places.stream()
                .filter(x -> !neuron.isKnownAt(x, below))
                .map(this::demand)
                .filter(demand -> demand.change().norm() > 0)
                .toList();
        List<Demand> heard = new ArrayList<>(demands.subList(0, Math.min(PLACES, demands.size())));
        for (int round = 0; round < ROUNDS; round++) {
            Optional<Vector> t = solution(heard);
            if (t.isEmpty()) {
                return Optional.empty();
            }
            List<Demand> unmet = demands.stream()
                    .filter(demand -> !demand.isMet(t.get()))
                    .limit(PLACES)
                    .toList();
            if (unmet.isEmpty()) {
                Vector lacking =
                        Vector.zero(neuron.form().gradient().dimension() + 1).plus(t.get(), neuron.freedom());
                return Optional.of(neuron.with(lacking, Optional.empty()));
            }
            heard.addAll(unmet);
        }
        return Optional.empty();
    }

    private Demand demand(Vector x) {
        double side = neuron.isOnAt(x, below) ? 1 : -1;
        Vector phi = Neuron.activations(x, below).unit();
        return new Demand(
                side * neuron.row().dot(phi),
                Vector.of(neuron.freedom().stream()
                        .mapToDouble(way -> side * way.dot(phi))
                        .toArray()));
    }

    /** Maximises m over (t, m): every demand is met by m times the length of its change, at least. */
    private Optional<Vector> solution(List<Demand> demands) {
        ExpressionsBasedModel model = new ExpressionsBasedModel();
        int count = neuron.freedom().size();
        List<Variable> t = IntStream.range(0, count)
                .mapToObj(d -> model.addVariable("t" + d).lower(-MOST).upper(MOST))
                .toList();
        Variable margin = model.addVariable("m").lower(0).upper(1).weight(1);
        for (int i = 0; i < demands.size(); i++) {
            Demand demand = demands.get(i);
            double length = demand.change().norm();
            Expression met = model.addExpression("demand" + i).lower(-demand.value() / length);
            for (int d = 0; d < count; d++) {
                met.set(t.get(d), demand.change().get(d) / length);
            }
            met.set(margin, -1);
        }
        Optimisation.Result result = model.maximise();
        return result.getState().isFeasible()
                ? Optional.of(Vector.of(IntStream.range(0, count)
                        .mapToDouble(result::doubleValue)
                        .toArray()))
                : Optional.empty();
    }
}
