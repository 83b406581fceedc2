package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.crease.geometry.Vector;
import org.ojalgo.optimisation.Expression;
import org.ojalgo.optimisation.ExpressionsBasedModel;
import org.ojalgo.optimisation.Optimisation;
import org.ojalgo.optimisation.Variable;

/**
 * Weights that a neuron can have where no crossing showed them: with them it keeps the sides on which it is known to be, wherever inputs of such weights are not as they were
 * seen. A linear program seeks those that are farthest from its own.
 *
 * @param neuron with open weights
 * @param seen preactivations of the layer below where it was seen
 */
record KeptSides(Neuron neuron, Vector seen) {
    /** How far what is open may be changed along each direction, where rows have length one. */
    private static final double MOST = 10;

    /** By how much a demand is met at least: closer to a boundary rounding tells the side. */
    private static final double LEAST = 1e-9;

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

    /**
     * Rows that do as well as that of the neuron, and are as far from it as they can be: both ways along what is open, or along anything of that.
     *
     * @param below preactivations of the layer below at places where its row has the right side
     * @param count how many
     */
    List<Vector> others(List<Vector> below, int count, RandomGenerator random) {
        List<Demand> demands = below.stream()
                .filter(h -> !neuron.isKnown(h, seen))
                .map(this::demand)
                .filter(demand -> demand.change().norm() > 0)
                .toList();
        int dimension = neuron.freedom().size();
        List<Vector> towards = new ArrayList<>();
        for (int w = 0; towards.size() < count; w++) {
            Vector way = w < dimension ? Vector.axis(dimension, w) : Vector.direction(dimension, random);
            towards.add(way);
            towards.add(way.negated());
        }
        return towards.stream()
                .flatMap(way -> farthest(demands, way).stream())
                .map(t -> neuron.row().plus(1, lacking(t)))
                .toList();
    }

    private Vector lacking(Vector t) {
        return Vector.zero(neuron.row().dimension()).plus(t, neuron.freedom());
    }

    /** That it stays on the side that its row has there. */
    private Demand demand(Vector below) {
        Vector phi = Neuron.activations(below).unit();
        double value = neuron.row().dot(phi);
        double side = value > 0 ? 1 : -1;
        return new Demand(
                side * value,
                Vector.of(neuron.freedom().stream()
                        .mapToDouble(way -> side * way.dot(phi))
                        .toArray()));
    }

    /** What meets all demands, and goes farthest towards something; empty if nothing does, or not soon. */
    private Optional<Vector> farthest(List<Demand> demands, Vector towards) {
        List<Demand> heard = new ArrayList<>(demands.subList(0, Math.min(PLACES, demands.size())));
        for (int round = 0; round < ROUNDS; round++) {
            Optional<Vector> t = solution(heard, towards);
            if (t.isEmpty()) {
                return Optional.empty();
            }
            List<Demand> unmet = demands.stream()
                    .filter(demand -> !demand.isMet(t.get()))
                    .limit(PLACES)
                    .toList();
            if (unmet.isEmpty()) {
                return t;
            }
            heard.addAll(unmet);
        }
        return Optional.empty();
    }

    /** Maximises how far t goes: every demand is met by at least a little of the length of its change. */
    private Optional<Vector> solution(List<Demand> demands, Vector towards) {
        ExpressionsBasedModel model = new ExpressionsBasedModel();
        int count = neuron.freedom().size();
        List<Variable> t = IntStream.range(0, count)
                .mapToObj(
                        d -> model.addVariable("t" + d).lower(-MOST).upper(MOST).weight(towards.get(d)))
                .toList();
        for (int i = 0; i < demands.size(); i++) {
            Demand demand = demands.get(i);
            double length = demand.change().norm();
            Expression met = model.addExpression("demand" + i).lower(LEAST - demand.value() / length);
            for (int d = 0; d < count; d++) {
                met.set(t.get(d), demand.change().get(d) / length);
            }
        }
        Optimisation.Result result = model.maximise();
        return result.getState().isFeasible()
                ? Optional.of(Vector.of(IntStream.range(0, count)
                        .mapToDouble(result::doubleValue)
                        .toArray()))
                : Optional.empty();
    }
}
