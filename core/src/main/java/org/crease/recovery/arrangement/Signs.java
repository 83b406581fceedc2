package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
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
 * <p>A neuron at which no boundary above bends is none: its sign is 0, and the certificate is that of the others.
 *
 * @param values +1 or −1 for each neuron, 0 for what is none
 * @param certificate the largest | |s_i| − 1 | before rounding
 * @param lacking by how much fillers fall short of the weights, for neurons as they stand (not turned)
 */
record Signs(List<Integer> values, double certificate, Map<Untouched, Double> lacking) {
    /** Choices of neurons tried when all together do not agree. */
    private static final int TRIALS = 40;

    /** A share that is less than this of the weights beside it is none. */
    private static final double NO_SHARE = 1e-3;

    /** A bend of less than this, relative to all of a witness's, is none. */
    private static final double NO_BEND = 1e-3;

    /** So many witnesses must have crossed a boundary without a bend for it to be none. */
    static final int STRAIGHT_ON = 3;

    /** So many witnesses must have passed a neuron by for it to be out of reach. */
    private static final int FAR = 5;

    /** Shares are told apart up to this condition. */
    private static final double SHARP = 1e3;

    /** A combination of coefficients with less than this outside what is free is not determined. */
    private static final double FREE = 1e-6;

    /**
     * What one neuron of the next layer says.
     *
     * @param alpha its bends at the neurons of the layer, 0 where they are not known
     * @param open those neurons that were not crossed, and the side of each on which it was seen: their share is in c, as a multiple of A_i
     * @param c its coefficients on the activations below the layer
     * @param free directions in which c is not determined
     * @param idle activations below the layer that were zero wherever it was seen
     */
    record Witness(Vector alpha, Map<Integer, Integer> open, Vector c, List<Vector> free, Set<Integer> idle) {}

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
     * @param doubtful neurons of the layer that may be none
     * @param tolerance largest certificate believed
     * @return empty if the witnesses do not determine all of them, or the signs do not come out as ±1
     */
    static Optional<Signs> solve(
            List<Witness> witnesses,
            Layer layer,
            List<Untouched> untouched,
            Set<Integer> doubtful,
            double tolerance,
            RandomGenerator random) {
        List<Integer> far = far(witnesses, layer);
        Optional<Signs> all = of(witnesses, far, doubtful, layer, untouched, tolerance);
        if (all.isPresent() || witnesses.size() < 2) {
            return all;
        }
        int equations = witnesses.stream()
                .mapToInt(w -> determined(w, layer, untouched).size())
                .sum();
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
            Optional<Signs> signs = of(some, far, doubtful, layer, untouched, tolerance);
            if (signs.isPresent()) {
                return signs;
            }
        }
        return Optional.empty();
    }

    private static Optional<Signs> of(
            List<Witness> witnesses,
            List<Integer> far,
            Set<Integer> doubtful,
            Layer layer,
            List<Untouched> untouched,
            double tolerance) {
        List<Integer> all = IntStream.range(0, layer.outputs())
                .filter(i -> !far.contains(i))
                .boxed()
                .toList();
        Optional<Signs> signs = among(all, witnesses, layer, untouched, tolerance);
        List<Integer> bent = all.stream()
                .filter(i -> !(doubtful.contains(i) && isStraightOn(i, witnesses)))
                .toList();
        if (signs.isEmpty() && bent.size() < all.size()) {
            signs = among(bent, witnesses, layer, untouched, tolerance);
        }
        return signs.flatMap(known -> known.withSidesOf(far, doubtful, witnesses, layer));
    }

    /** Neurons that no witness crossed, if there are witnesses enough for it to be no accident. */
    private static List<Integer> far(List<Witness> witnesses, Layer layer) {
        return IntStream.range(0, layer.outputs())
                .filter(i -> witnesses.size() >= FAR
                        && witnesses.stream().allMatch(w -> w.open().containsKey(i)))
                .boxed()
                .toList();
    }

    /**
     * The signs with those of neurons that no witness crossed: one that is on has a share in c, one that is off, or none at all, has not.
     */
    private Optional<Signs> withSidesOf(
            List<Integer> far, Set<Integer> doubtful, List<Witness> witnesses, Layer layer) {
        List<Integer> all = new ArrayList<>(values);
        for (int i : far) {
            int balance = 0;
            int heard = 0;
            Set<Integer> on = new HashSet<>();
            for (Witness witness : witnesses) {
                int side = witness.open().get(i);
                balance += side;
                OptionalDouble share = share(i, witness, layer);
                heard += share.isPresent() ? 1 : 0;
                if (Math.abs(share.orElse(0)) > NO_BEND * witness.alpha().norm()) {
                    on.add(side);
                }
            }
            if (heard < STRAIGHT_ON || on.size() > 1) {
                return Optional.empty();
            }
            int off = doubtful.contains(i) ? 0 : balance > 0 ? -1 : 1;
            all.set(i, on.isEmpty() ? off : on.iterator().next());
        }
        return Optional.of(new Signs(all, certificate, lacking));
    }

    /**
     * The share of A_i in what is left of a witness's c when the shares of all that it crossed are taken off; empty if that does not tell it
     * from those of others that it did not cross.
     */
    private OptionalDouble share(int i, Witness witness, Layer layer) {
        Vector rest = witness.c();
        for (int j = 0; j < values.size(); j++) {
            rest = rest.plus(-0.5 * values.get(j) * witness.alpha().get(j), layer.row(j));
        }
        for (Map.Entry<Untouched, Double> share : lacking.entrySet()) {
            Untouched u = share.getKey();
            rest = rest.plus(
                    -u.side() * share.getValue() * witness.alpha().get(u.neuron()),
                    Vector.axis(layer.inputs(), u.input()));
        }
        List<Integer> open = List.copyOf(witness.open().keySet());
        int[] seen = IntStream.range(0, layer.inputs())
                .filter(j -> !witness.idle().contains(j))
                .toArray();
        if (seen.length <= open.size()) {
            return OptionalDouble.empty();
        }
        LeastSquares.Matrix columns = new LeastSquares.Matrix(seen.length, open.size());
        for (int row = 0; row < seen.length; row++) {
            for (int j = 0; j < open.size(); j++) {
                columns.set(row, j, layer.weight(open.get(j), seen[row]));
            }
        }
        LeastSquares fit = LeastSquares.solve(
                columns, Vector.of(IntStream.of(seen).mapToDouble(rest::get).toArray()));
        boolean told = fit.condition() < SHARP
                && fit.residual() < NO_BEND * witness.alpha().norm();
        return told ? OptionalDouble.of(fit.solution().get(open.indexOf(i), 0)) : OptionalDouble.empty();
    }

    private static boolean isStraightOn(int neuron, List<Witness> witnesses) {
        List<Witness> crossed =
                witnesses.stream().filter(w -> !w.open().containsKey(neuron)).toList();
        return crossed.size() >= STRAIGHT_ON
                && crossed.stream()
                        .allMatch(w -> Math.abs(w.alpha().get(neuron))
                                <= NO_BEND * w.alpha().norm());
    }

    /** The signs of some neurons of the layer, and 0 for the others. */
    private static Optional<Signs> among(
            List<Integer> neurons,
            List<Witness> witnesses,
            Layer layer,
            List<Untouched> allUntouched,
            double tolerance) {
        List<Untouched> untouched =
                allUntouched.stream().filter(u -> neurons.contains(u.neuron())).toList();
        List<Vector> rows = new ArrayList<>();
        List<Double> right = new ArrayList<>();
        for (Witness witness : witnesses) {
            addEquations(witness, neurons, layer, untouched, rows, right);
        }
        int width = neurons.size();
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
        List<Integer> values = new ArrayList<>(Collections.nCopies(layer.outputs(), 0));
        for (int i = 0; i < width; i++) {
            values.set(neurons.get(i), rounded.values().get(i));
        }
        Map<Untouched, Double> lacking = new LinkedHashMap<>();
        for (int u = 0; u < untouched.size(); u++) {
            Untouched weight = untouched.get(u);
            double share = fit.solution().get(width + u, 0);
            if (values.get(weight.neuron()) == weight.side()) {
                lacking.put(weight, weight.side() * share);
            } else if (Math.abs(share) > NO_SHARE * layer.row(weight.neuron()).norm()) {
                return Optional.empty();
            }
        }
        return Optional.of(new Signs(List.copyOf(values), rounded.certificate(), lacking));
    }

    /** An orthonormal basis of the combinations of a witness's coefficients c that it determines. */
    private static List<Vector> determined(Witness witness, Layer layer, List<Untouched> untouched) {
        List<Vector> free = new ArrayList<>(witness.free());
        for (Untouched u : untouched) {
            // where the witness's own open weight meets a filler, the input says nothing
            if (witness.open().containsKey(u.neuron())) {
                free.add(Vector.axis(layer.inputs(), u.input()));
            }
        }
        RowSpace space = RowSpace.of(free);
        return RowSpace.of(IntStream.range(0, layer.inputs())
                        .mapToObj(j -> space.outside(Vector.axis(layer.inputs(), j)))
                        .filter(v -> v.norm() > FREE)
                        .toList())
                .basis();
    }

    private static void addEquations(
            Witness witness,
            List<Integer> neurons,
            Layer layer,
            List<Untouched> untouched,
            List<Vector> rows,
            List<Double> right) {
        double unit = 1 / witness.alpha().norm();
        for (Vector q : determined(witness, layer, untouched)) {
            double[] row = new double[neurons.size() + untouched.size()];
            for (int i = 0; i < neurons.size(); i++) {
                int neuron = neurons.get(i);
                row[i] = unit
                        * witness.alpha().get(neuron)
                        / 2
                        * layer.row(neuron).dot(q);
            }
            for (int u = 0; u < untouched.size(); u++) {
                row[neurons.size() + u] = unit
                        * witness.alpha().get(untouched.get(u).neuron())
                        * q.get(untouched.get(u).input());
            }
            rows.add(Vector.of(row));
            right.add(unit * witness.c().dot(q));
        }
    }
}
