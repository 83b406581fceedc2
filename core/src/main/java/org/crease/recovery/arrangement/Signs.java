package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.recovery.fit.LeastSquares;
import org.crease.recovery.fit.RoundedSigns;

/**
 * The signs of a layer, out of neurons of the next that were fitted while they were open: c_j = ½ Σ_i s_i α_ji A_i
 * with s_i = ±1 shared by all j. Least squares gives them as real numbers, and that these come out as ±1 certifies the layer:
 * with a wrong neuron or weight in the system they do not.
 *
 * <p>A weight of the layer that no crossing showed is an unknown beside the signs. Where its neuron is on whenever the input is, what its
 * filler lacks reaches the next layer as a share of that input alone; where it is off, nothing does, and the share must come out as 0.
 *
 * @param values +1 or −1 for each neuron
 * @param certificate the largest | |s_i| − 1 | before rounding
 * @param lacking by how much fillers fall short of the weights, for neurons as they stand (not turned)
 */
record Signs(List<Integer> values, double certificate, Map<Untouched, Double> lacking) {
    /** Choices of neurons tried when all together do not agree. */
    private static final int TRIALS = 40;

    /** A share that is less than this of the weights beside it is none. */
    private static final double NO_SHARE = 1e-3;

    /**
     * What one neuron of the next layer says.
     *
     * @param alpha its bends at the neurons of the layer
     * @param open which of them were not crossed: their share went into c, as a multiple of A_i
     * @param c its coefficients on the activations below the layer
     * @param explored which of these are determined
     */
    record Witness(Vector alpha, List<Integer> open, Vector c, List<Integer> explored) {}

    /**
     * A weight of the layer that holds a filler.
     *
     * @param neuron of the layer
     * @param input of it
     * @param side the sign that the neuron, as it stands, has wherever the input is on
     */
    record Untouched(int neuron, int input, int side) {}

    /**
     * Solves for the signs.
     *
     * @param untouched weights of the layer that hold fillers
     * @param tolerance largest certificate believed
     * @return empty if the witnesses do not determine all of them, or the signs do not come out as ±1
     */
    static Optional<Signs> solve(
            List<Witness> witnesses, Layer layer, List<Untouched> untouched, double tolerance, RandomGenerator random) {
        Optional<Signs> all = of(witnesses, layer, untouched, tolerance);
        if (all.isPresent() || witnesses.size() < 2) {
            return all;
        }
        int equations = witnesses.stream().mapToInt(w -> w.explored().size()).sum();
        int unknowns = layer.outputs() + untouched.size();
        int needed = Math.max(1, Math.ceilDiv(witnesses.size() * (unknowns + 2), Math.max(1, equations)));
        for (int trial = 0; trial < TRIALS && needed < witnesses.size(); trial++) {
            List<Witness> some = new ArrayList<>(List.of(witnesses.getLast()));
            while (some.size() < needed) {
                Witness next = witnesses.get(random.nextInt(witnesses.size()));
                if (!some.contains(next)) {
                    some.add(next);
                }
            }
            Optional<Signs> signs = of(some, layer, untouched, tolerance);
            if (signs.isPresent()) {
                return signs;
            }
        }
        return Optional.empty();
    }

    private static Optional<Signs> of(
            List<Witness> witnesses, Layer layer, List<Untouched> untouched, double tolerance) {
        List<Vector> rows = new ArrayList<>();
        List<Double> right = new ArrayList<>();
        for (Witness witness : witnesses) {
            addEquations(witness, layer, untouched, rows, right);
        }
        int width = layer.outputs();
        int unknowns = width + untouched.size();
        if (rows.size() < unknowns) {
            return Optional.empty();
        }
        LeastSquares fit = LeastSquares.solve(
                LeastSquares.Matrix.ofRows(rows),
                Vector.of(right.stream().mapToDouble(Double::doubleValue).toArray()));
        if (fit.rank() < unknowns || !(fit.condition() < 1e10)) {
            return Optional.empty();
        }
        RoundedSigns rounded = RoundedSigns.of(fit, width);
        if (!(rounded.certificate() <= tolerance)) {
            return Optional.empty();
        }
        Map<Untouched, Double> lacking = new LinkedHashMap<>();
        for (int u = 0; u < untouched.size(); u++) {
            Untouched weight = untouched.get(u);
            double share = fit.solution().get(width + u, 0);
            if (rounded.values().get(weight.neuron()) == weight.side()) {
                lacking.put(weight, weight.side() * share);
            } else if (Math.abs(share) > NO_SHARE * layer.row(weight.neuron()).norm()) {
                return Optional.empty();
            }
        }
        return Optional.of(new Signs(rounded.values(), rounded.certificate(), lacking));
    }

    private static void addEquations(
            Witness witness, Layer layer, List<Untouched> untouched, List<Vector> rows, List<Double> right) {
        // where the witness's own open weight meets a filler, the input says nothing
        List<Integer> explored = witness.explored().stream()
                .filter(j -> untouched.stream()
                        .noneMatch(u -> u.input() == j && witness.open().contains(u.neuron())))
                .toList();
        List<Vector> shares = new ArrayList<>();
        for (int i : witness.open()) {
            Vector share = restricted(layer.row(i), explored);
            for (Vector earlier : shares) {
                share = share.orthogonalTo(earlier);
            }
            if (share.norm() > 1e-6) {
                shares.add(share.unit());
            }
        }
        if (explored.size() <= shares.size()) {
            return;
        }
        List<Vector> columns = new ArrayList<>();
        for (int i = 0; i < layer.outputs(); i++) {
            double alpha = witness.open().contains(i) ? 0 : witness.alpha().get(i);
            columns.add(without(restricted(layer.row(i), explored).times(alpha / 2), shares));
        }
        for (Untouched u : untouched) {
            double alpha =
                    witness.open().contains(u.neuron()) ? 0 : witness.alpha().get(u.neuron());
            Vector input = Vector.axis(layer.inputs(), u.input());
            columns.add(without(restricted(input, explored).times(alpha), shares));
        }
        Vector c = without(restricted(witness.c(), explored), shares);
        double unit = 1 / witness.alpha().norm();
        for (int e = 0; e < explored.size(); e++) {
            double[] row = new double[columns.size()];
            for (int i = 0; i < row.length; i++) {
                row[i] = unit * columns.get(i).get(e);
            }
            rows.add(Vector.of(row));
            right.add(unit * c.get(e));
        }
    }

    private static Vector without(Vector v, List<Vector> shares) {
        Vector rest = v;
        for (Vector share : shares) {
            rest = rest.orthogonalTo(share);
        }
        return rest;
    }

    private static Vector restricted(Vector v, List<Integer> to) {
        return Vector.of(to.stream().mapToDouble(v::get).toArray());
    }
}
