package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.crease.geometry.Vector;
import org.crease.recovery.fit.LeastSquares;

/**
 * A neuron of the last hidden layer with open weights, as what is left of f beside f̂ tells it, at places where these weights count: what its activation lacks there. Where it
 * is on, that is an equation for what is open; where it is off, it must stay so.
 *
 * @param isTurned whether it is on where its form is negative
 * @param outputs its weights in the output
 * @param seen preactivations of the layer below where it was seen
 */
record ToldActivations(Neuron neuron, boolean isTurned, Vector outputs, Vector seen) {
    /**
     * What is left of f at a place.
     *
     * @param below preactivations of the layer below
     * @param value divided by the unit
     * @param unit ‖x‖ + scale, since f grows like that
     */
    record Rest(Vector below, Vector value, double unit) {}

    /** How much may be left at any place, in what may be left at most. */
    private static final double SURE = 4;

    /**
     * The neuron with other values for what is open; empty if none explains what is left at these places, or too little is told.
     *
     * @param rests at places where what is open counts
     * @param nothing the length of a value that means nothing
     */
    Optional<Neuron> by(List<Rest> rests, double nothing) {
        double side = isTurned ? -1 : 1;
        List<Vector> at = rests.stream()
                .map(rest -> Neuron.activations(rest.below()).times(side / rest.unit()))
                .toList();
        List<Vector> shares = IntStream.range(0, rests.size())
                .mapToObj(p ->
                        rests.get(p).value().plus(Math.max(0, neuron.row().dot(at.get(p))), outputs))
                .toList();
        Vector largest =
                shares.stream().max(Comparator.comparingDouble(Vector::norm)).orElseThrow();
        Vector way = largest.norm() > 0 ? largest.unit() : largest;
        List<Vector> equations = new ArrayList<>();
        List<Double> right = new ArrayList<>();
        List<KeptSides.Side> off = new ArrayList<>();
        double most = SURE * nothing;
        boolean explains = false;
        for (int p = 0; p < rests.size(); p++) {
            double told = shares.get(p).dot(way);
            if (told < -most || shares.get(p).plus(-told, way).norm() > most) {
                continue; // others are wrong there
            }
            explains |= rests.get(p).value().norm() > nothing;
            if (told > most) {
                equations.add(equation(at.get(p)));
                right.add(told);
            } else {
                off.add(new KeptSides.Side(rests.get(p).below(), isTurned));
            }
        }
        if (!explains) {
            return Optional.empty();
        }
        if (equations.isEmpty()) {
            return new KeptSides(neuron, seen).at(off);
        }
        LeastSquares solution = LeastSquares.solve(equations, right);
        int unknowns = neuron.freedom().size() + 1;
        double scale = solution.solution().get(0, 0);
        boolean isTold =
                solution.rank() == unknowns && equations.size() > unknowns && solution.residual() <= most && scale > 0;
        return isTold
                ? Optional.of(neuron.completed(IntStream.range(1, unknowns).toArray(), 1 / scale, solution))
                : Optional.empty();
    }

    /** For how much of the activation reaches the outputs, and for as much of what is open. */
    private Vector equation(Vector phi) {
        return Vector.of(DoubleStream.concat(
                        DoubleStream.of(neuron.row().dot(phi)),
                        neuron.freedom().stream().mapToDouble(way -> way.dot(phi)))
                .toArray());
    }
}
