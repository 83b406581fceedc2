package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.crease.geometry.Vector;
import org.crease.network.ReluNetwork;
import org.crease.recovery.fit.LeastSquares;

/**
 * A neuron of the last hidden layer with open weights, as what is left of f beside f̂ tells it, at places where these weights count: what its activation lacks there. Where it
 * is on, that is an equation for what is open; where it is off, it must stay so.
 *
 * @param isTurned whether it is on where its form is negative
 * @param outputs its weights in the output
 * @param below the layers below it
 */
record ToldActivations(Neuron neuron, boolean isTurned, Vector outputs, ReluNetwork below) {
    /**
     * What is left of f at a place.
     *
     * @param value divided by the unit
     * @param unit ‖x‖ + scale, since f grows like that
     * @param most what may be left that means nothing
     */
    record Rest(Vector x, Vector value, double unit, double most) {
        boolean isWrong() {
            return value.norm() > most;
        }
    }

    /** Errors of an activation up to which it may be zero. */
    private static final double ZERO = 2;

    /** The neuron with other values for what is open; empty if none explains what is left at these places, or too little is told. */
    Optional<Neuron> by(List<Rest> rests) {
        double side = isTurned ? -1 : 1;
        double length = outputs.norm();
        List<Vector> equations = new ArrayList<>();
        List<Double> right = new ArrayList<>();
        List<KeptSides.Side> off = new ArrayList<>();
        for (Rest rest : rests) {
            Vector h = below.preactivations(rest.x()).getLast();
            Vector phi = Neuron.activations(h);
            double before = side * neuron.row().dot(phi) / rest.unit();
            double along = rest.value().dot(outputs) / (length * length);
            double told = Math.max(0, before) + along;
            double error = ZERO * rest.most() / length;
            if (told < -error || rest.value().plus(-along, outputs).norm() > rest.most()) {
                return Optional.empty(); // others are wrong as well
            }
            if (told > error) {
                equations.add(changes(phi).times(side / rest.unit()));
                right.add(told - before);
            } else {
                off.add(new KeptSides.Side(h, isTurned));
            }
        }
        if (equations.isEmpty()) {
            return new KeptSides(neuron, neuron.seen(below)).at(off);
        }
        LeastSquares solution = LeastSquares.solve(equations, right);
        boolean isTold = solution.rank() == neuron.freedom().size()
                && equations.size() > solution.rank() + 1
                && length * solution.residual() <= rests.getFirst().most();
        if (!isTold) {
            return Optional.empty();
        }
        int[] unknowns = IntStream.range(0, neuron.freedom().size()).toArray();
        return Optional.of(neuron.completed(unknowns, solution));
    }

    private Vector changes(Vector phi) {
        return Vector.of(
                neuron.freedom().stream().mapToDouble(way -> way.dot(phi)).toArray());
    }
}
