package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.recovery.arrangement.Signs.Untouched;
import org.crease.recovery.arrangement.Signs.Witness;
import org.crease.recovery.fit.LeastSquares;

/** What witnesses say of a layer: their equations for its signs, and the directions in which these are determined. */
final class Testimony {
    /** A bend of less than this, relative to all of a witness's, is none. */
    static final double NO_BEND = 1e-3;

    /** The shares of neurons that were not crossed are told apart up to this condition. */
    private static final double SHARP = 1e3;

    /** A combination of coefficients with less than this outside what is free is not determined. */
    private static final double FREE = 1e-6;

    private final Layer layer;
    private final List<Untouched> untouched;
    private final Map<Asked, List<Vector>> determined = new HashMap<>();

    /** A witness, and directions in which it is not asked. */
    private record Asked(Witness witness, List<Vector> directions) {}

    /** @param untouched weights of the layer that hold fillers */
    Testimony(Layer layer, List<Untouched> untouched) {
        this.layer = layer;
        this.untouched = untouched;
    }

    /** Directions of single inputs. */
    Stream<Vector> axes(Set<Integer> inputs) {
        return inputs.stream().map(i -> Vector.axis(layer.inputs(), i));
    }

    /** An orthonormal basis of the combinations of a witness's coefficients c that it determines. */
    List<Vector> determined(Witness witness) {
        return determined(witness, untouched, List.of());
    }

    /** The same apart from some directions, if so many weights may lack something. */
    List<Vector> determined(Witness witness, List<Untouched> weights, List<Vector> apart) {
        List<Vector> directions =
                Stream.concat(free(witness, weights), apart.stream()).toList();
        return determined.computeIfAbsent(
                new Asked(witness, directions), asked -> outside(asked.directions().stream()));
    }

    /** An orthonormal basis of what is orthogonal to some directions. */
    List<Vector> outside(Stream<Vector> directions) {
        Stream<Vector> axes = IntStream.range(0, layer.inputs()).mapToObj(j -> Vector.axis(layer.inputs(), j));
        return RowSpace.of(directions.toList()).basisOutside(axes, FREE);
    }

    /** Where neither c is determined nor, of neurons that the witness did not cross, their shares in it. */
    private Stream<Vector> free(Witness witness, List<Untouched> weights) {
        return Stream.concat(
                unknown(witness, weights), witness.open().keySet().stream().map(layer::row));
    }

    /** Where c is not determined even if those shares were known. */
    private static Stream<Vector> unknown(Witness witness, List<Untouched> weights) {
        // where the witness's own open weight meets a filler, the input says nothing
        Stream<Vector> fillers = weights.stream()
                .filter(u -> witness.open().containsKey(u.neuron()))
                .map(u -> Vector.axis(witness.c().dimension(), u.input()));
        return Stream.concat(witness.free().stream(), fillers);
    }

    /** c = ½ Σ_i s_i α_i A_i + Σ_u α_z δ_u e_i, in units of the bends. */
    LinearRest.Equation equation(Witness witness, List<Integer> neurons, List<Untouched> weights) {
        Vector alpha = witness.alpha().unit();
        List<Vector> columns = new ArrayList<>();
        for (int i : neurons) {
            columns.add(layer.row(i).times(alpha.get(i) / 2));
        }
        for (Untouched u : weights) {
            columns.add(Vector.axis(layer.inputs(), u.input()).times(alpha.get(u.neuron())));
        }
        Vector c = witness.c().times(1 / witness.alpha().norm());
        return new LinearRest.Equation(columns, c, free(witness, untouched).toList());
    }

    /**
     * The share of A_i in what is left of a witness's c when the shares of all that it crossed are taken off; empty if that does not tell it
     * from those of others that it did not cross.
     */
    OptionalDouble share(int i, Witness witness, Signs known) {
        Vector rest = witness.c();
        for (int j = 0; j < layer.outputs(); j++) {
            rest = rest.plus(-0.5 * known.values().get(j) * witness.alpha().get(j), layer.row(j));
        }
        for (Map.Entry<Untouched, Double> share : known.lacking().entrySet()) {
            Untouched u = share.getKey();
            rest = rest.plus(
                    -u.side() * share.getValue() * witness.alpha().get(u.neuron()),
                    Vector.axis(layer.inputs(), u.input()));
        }
        List<Integer> open = List.copyOf(witness.open().keySet());
        List<Vector> told = outside(Stream.concat(unknown(witness, untouched), known.rest().stream()));
        if (told.size() <= open.size()) {
            return OptionalDouble.empty();
        }
        LeastSquares.Matrix columns = new LeastSquares.Matrix(told.size(), open.size());
        for (int row = 0; row < told.size(); row++) {
            for (int j = 0; j < open.size(); j++) {
                columns.set(row, j, told.get(row).dot(layer.row(open.get(j))));
            }
        }
        Vector left = rest;
        LeastSquares fit = LeastSquares.solve(
                columns, Vector.of(told.stream().mapToDouble(q -> q.dot(left)).toArray()));
        boolean isTold = fit.condition() < SHARP
                && fit.residual() < NO_BEND * witness.alpha().norm();
        return isTold ? OptionalDouble.of(fit.solution().get(open.indexOf(i), 0)) : OptionalDouble.empty();
    }
}
