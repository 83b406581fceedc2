package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.List;
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
 * @param values +1 or −1 for each neuron
 * @param certificate the largest | |s_i| − 1 | before rounding
 */
record Signs(List<Integer> values, double certificate) {
    /** Choices of neurons tried when all together do not agree. */
    private static final int TRIALS = 40;

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
     * Solves for the signs.
     *
     * @param tolerance largest certificate believed
     * @return empty if the witnesses do not determine all signs, or they do not come out as ±1
     */
    static Optional<Signs> solve(List<Witness> witnesses, Layer layer, double tolerance, RandomGenerator random) {
        Optional<Signs> all = of(witnesses, layer, tolerance);
        if (all.isPresent() || witnesses.size() < 2) {
            return all;
        }
        int equations = witnesses.stream().mapToInt(w -> w.explored().size()).sum();
        int needed = Math.max(1, Math.ceilDiv(witnesses.size() * (layer.outputs() + 2), Math.max(1, equations)));
        for (int trial = 0; trial < TRIALS && needed < witnesses.size(); trial++) {
            List<Witness> some = new ArrayList<>(List.of(witnesses.getLast()));
            while (some.size() < needed) {
                Witness next = witnesses.get(random.nextInt(witnesses.size()));
                if (!some.contains(next)) {
                    some.add(next);
                }
            }
            Optional<Signs> signs = of(some, layer, tolerance);
            if (signs.isPresent()) {
                return signs;
            }
        }
        return Optional.empty();
    }

    private static Optional<Signs> of(List<Witness> witnesses, Layer layer, double tolerance) {
        List<Vector> rows = new ArrayList<>();
        List<Double> right = new ArrayList<>();
        for (Witness witness : witnesses) {
            addEquations(witness, layer, rows, right);
        }
        int width = layer.outputs();
        if (rows.size() < width) {
            return Optional.empty();
        }
        LeastSquares fit = LeastSquares.solve(
                LeastSquares.Matrix.ofRows(rows),
                Vector.of(right.stream().mapToDouble(Double::doubleValue).toArray()));
        if (fit.rank() < width || !(fit.condition() < 1e10)) {
            return Optional.empty();
        }
        RoundedSigns rounded = RoundedSigns.of(fit);
        return rounded.certificate() <= tolerance
                ? Optional.of(new Signs(rounded.values(), rounded.certificate()))
                : Optional.empty();
    }

    private static void addEquations(Witness witness, Layer layer, List<Vector> rows, List<Double> right) {
        int equations = witness.explored().size();
        List<Vector> shares = new ArrayList<>();
        for (int i : witness.open()) {
            Vector share = restricted(layer.row(i), witness.explored());
            for (Vector earlier : shares) {
                share = share.orthogonalTo(earlier);
            }
            if (share.norm() > 1e-6) {
                shares.add(share.unit());
            }
        }
        if (equations <= shares.size()) {
            return;
        }
        List<Vector> columns = new ArrayList<>();
        for (int i = 0; i < layer.outputs(); i++) {
            Vector column = restricted(layer.row(i), witness.explored())
                    .times(witness.open().contains(i) ? 0 : witness.alpha().get(i) / 2);
            columns.add(without(column, shares));
        }
        Vector c = without(restricted(witness.c(), witness.explored()), shares);
        double unit = 1 / witness.alpha().norm();
        for (int e = 0; e < equations; e++) {
            double[] row = new double[layer.outputs()];
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
