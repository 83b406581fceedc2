package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.recovery.FalseAlarm;
import org.crease.recovery.arrangement.Signs.Untouched;
import org.crease.recovery.arrangement.Signs.Witness;
import org.crease.recovery.fit.LeastSquares;
import org.crease.recovery.fit.RoundedSigns;
import org.crease.recovery.fit.SignSearch;

/** Solves for the {@link Signs} of a layer. */
final class SignSolver {
    /** Choices of neurons tried when all together do not agree. */
    private static final int TRIALS = 40;

    /** A share that is less than this of the weights beside it is none. */
    private static final double NO_SHARE = 1e-3;

    /** A certificate with which signs are likely, but proven by nothing. */
    private static final double LIKELY = 0.3;

    /** The farthest from ±1 of a sign that is told badly, by equations that agree. */
    private static final double CLOSE = 1e-2;

    /** So many times as many equations as unknowns must agree for that. */
    private static final int AMPLE = 2;

    /** So many witnesses must have crossed a boundary without a bend for it to be none. */
    static final int STRAIGHT_ON = 3;

    /** Of those that crossed it, the share that must have. */
    private static final double NEARLY_ALL = 0.7;

    /** So many witnesses must have passed a neuron by for it to be out of reach. */
    private static final int FAR = 5;

    /** Signs are solved for up to this condition: they must come out as ±1. What fillers lack, up to the next: nothing proves it. */
    private static final double SOLVABLE = 1e10;

    private static final double SHARES = 1e5;

    /** What a filler lacks is not told where it makes less than this in all equations. */
    private static final double HEARD = 1e-2;

    /** 2^22 sums of a few numbers: a tenth of a second, for each choice of witnesses. */
    private static final int MOST_TRIED = 22;

    /** So many equations at least, if some signs are tried both ways. */
    private static final int FEWEST = 6;

    /** A column of a sign that is independent of the others by less than this share does not tell it. */
    private static final double INDEPENDENT = 1e-4;

    /** Unknowns for which what several neurons leave is searched for. */
    private static final int SEARCHED = 64;

    private final Layer layer;
    private final List<Untouched> untouched;
    private final Map<Integer, Set<Integer>> unheard;
    private final Set<Integer> doubtful;
    private final double tolerance;
    private final RandomGenerator random;
    private final Testimony testimony;

    /**
     * Prepares.
     *
     * @param untouched weights of the layer that hold fillers
     * @param unheard for neurons of the layer, the inputs whose weights are neither known nor hold fillers
     * @param doubtful neurons of the layer that may be none
     * @param tolerance largest certificate believed
     */
    SignSolver(
            Layer layer,
            List<Untouched> untouched,
            Map<Integer, Set<Integer>> unheard,
            Set<Integer> doubtful,
            double tolerance,
            RandomGenerator random) {
        this.layer = layer;
        this.untouched = untouched;
        this.unheard = unheard;
        this.doubtful = doubtful;
        this.tolerance = tolerance;
        this.random = random;
        this.testimony = new Testimony(layer, untouched);
    }

    /** The signs; empty if the witnesses do not determine all of them, or they do not come out as ±1. */
    Optional<Signs> solve(List<Witness> witnesses) {
        Optional<Signs> all = of(witnesses, List.of());
        if (all.isPresent() || witnesses.size() < 2) {
            return all;
        }
        int equations =
                witnesses.stream().mapToInt(w -> testimony.determined(w).size()).sum();
        int unknowns = layer.outputs() + untouched.size();
        boolean ample = equations > unknowns + 2;
        int wanted = ample ? unknowns + 2 : Math.max(FEWEST, unknowns - MOST_TRIED / 2);
        int needed = Math.max(1, Math.ceilDiv(witnesses.size() * wanted, Math.max(1, equations)));
        for (int trial = 0; trial < TRIALS && needed < witnesses.size(); trial++) {
            List<Witness> some = some(needed, witnesses, trial % 2 == 0);
            Optional<Signs> signs = of(some, List.of()).or(() -> consensus(some, witnesses));
            if (signs.isPresent()) {
                return signs;
            }
        }
        return Optional.empty();
    }

    /** A choice of witnesses, the newest among them or not. */
    private List<Witness> some(int count, List<Witness> witnesses, boolean newest) {
        List<Witness> some = new ArrayList<>(newest ? List.of(witnesses.getLast()) : List.of());
        while (some.size() < count) {
            Witness next = witnesses.get(random.nextInt(witnesses.size()));
            if (!some.contains(next)) {
                some.add(next);
            }
        }
        return some;
    }

    /** The signs that a few witnesses make likely, and all that agree with these then prove. */
    private Optional<Signs> consensus(List<Witness> some, List<Witness> witnesses) {
        List<Integer> near = others(passed(some));
        return among(near, some, List.of(), LIKELY).flatMap(likely -> {
            List<Witness> agreeing =
                    witnesses.stream().filter(w -> agrees(w, near, likely)).toList();
            return agreeing.size() > some.size() ? of(agreeing, List.of()) : Optional.empty();
        });
    }

    /** Whether what a witness says of c is what signs make of it, in the directions in which no filler and no other neuron has a share. */
    private boolean agrees(Witness witness, List<Integer> neurons, Signs signs) {
        Stream<Vector> others = others(neurons).stream().map(layer::row);
        List<Vector> told = testimony.determined(
                witness,
                untouched,
                Stream.concat(others, testimony.axes(notHeard(neurons))).toList());
        Vector left = testimony.equation(witness, neurons, List.of()).left(values(neurons, signs));
        return told.stream().allMatch(q -> Math.abs(q.dot(left)) < tolerance);
    }

    /** The signs if neurons of the layer that were on wherever the witnesses were seen have not been found. */
    Optional<Signs> solveButForRest(List<Witness> witnesses) {
        List<Integer> near = bent(others(passed(witnesses)), witnesses);
        if (witnesses.isEmpty() || near.isEmpty()) {
            return Optional.empty();
        }
        return butForOne(near, witnesses).or(() -> butForSeveral(near, witnesses));
    }

    /** The signs but for one neuron, if most witnesses are told enough of for a vote. */
    private Optional<Signs> butForOne(List<Integer> near, List<Witness> witnesses) {
        List<LinearRest.Equation> equations = equations(near, List.of(), witnesses);
        List<Vector> mute = testimony.axes(notHeard(near)).toList();
        List<Vector> rows = new ArrayList<>();
        List<Double> right = new ArrayList<>();
        for (LinearRest.Equation equation : equations) {
            for (Vector q : testimony.outside(equation.without(mute).free().stream())) {
                rows.add(equation.row(q));
                right.add(equation.right().dot(q));
            }
        }
        if (rows.size() < AMPLE * near.size()) {
            return Optional.empty();
        }
        // a witness to which a filler matters does not agree: there are others
        return LinearRest.ofOne(equations, SignVote.of(rows, right), tolerance)
                .flatMap(rest -> of(rest.heard().stream().map(witnesses::get).toList(), rest.directions()));
    }

    /** The signs but for several neurons, which takes a search: minutes where there are many unknowns. */
    private Optional<Signs> butForSeveral(List<Integer> near, List<Witness> witnesses) {
        List<Untouched> weights = untouchedOf(near);
        if (near.size() + weights.size() > SEARCHED) {
            return Optional.empty();
        }
        return LinearRest.of(equations(near, weights, witnesses), near.size())
                .flatMap(rest -> of(rest.heard().stream().map(witnesses::get).toList(), rest.directions()));
    }

    /** What witnesses say of neurons, apart from inputs with weights that are not known. */
    private List<LinearRest.Equation> equations(
            List<Integer> neurons, List<Untouched> weights, List<Witness> witnesses) {
        List<Vector> mute = testimony.axes(unheard()).toList();
        return witnesses.stream()
                .map(w -> testimony.equation(w, neurons, weights).without(mute))
                .toList();
    }

    /** The signs of all neurons if all these witnesses are right. */
    private Optional<Signs> of(List<Witness> witnesses, List<Vector> rest) {
        List<Integer> far = passed(witnesses);
        if (!far.isEmpty() && witnesses.size() < FAR) {
            return Optional.empty(); // they may have passed them by accident
        }
        List<Integer> near = others(far);
        List<Integer> bent = bent(near, witnesses);
        Optional<Signs> signs = among(near, witnesses, rest);
        if (signs.isEmpty() && bent.size() < near.size()) {
            signs = among(bent, witnesses, rest);
        }
        return signs.flatMap(known -> withSidesOf(far, witnesses, known)).or(() -> ifOff(far, near, witnesses, rest));
    }

    /**
     * The signs if neurons that no witness crossed are off wherever these were seen: then they have no share in any c, and what is not
     * known of their rows keeps nothing from being heard.
     */
    private Optional<Signs> ifOff(List<Integer> far, List<Integer> near, List<Witness> witnesses, List<Vector> rest) {
        boolean oneSided = far.stream()
                .allMatch(i ->
                        witnesses.stream().map(w -> w.open().get(i)).distinct().count() == 1);
        if (far.isEmpty() || !oneSided) {
            return Optional.empty();
        }
        Map<Integer, Set<Integer>> stillUnheard = new HashMap<>(unheard);
        far.forEach(stillUnheard::remove);
        SignSolver others = new SignSolver(layer, untouchedOf(near), stillUnheard, doubtful, tolerance, random);
        List<Witness> without = witnesses.stream()
                .map(w -> {
                    Map<Integer, Integer> open = new HashMap<>(w.open());
                    far.forEach(open::remove);
                    return new Witness(w.alpha(), open, w.c(), w.free());
                })
                .toList();
        return others.among(near, without, rest).map(signs -> {
            List<Integer> all = new ArrayList<>(signs.values());
            far.forEach(i -> all.set(i, -witnesses.getFirst().open().get(i)));
            return new Signs(all, signs.certificate(), signs.lacking(), signs.rest());
        });
    }

    /** Neurons without those at which witnesses go straight on. */
    private List<Integer> bent(List<Integer> neurons, List<Witness> witnesses) {
        return neurons.stream()
                .filter(i -> !(doubtful.contains(i) && isStraightOn(i, witnesses)))
                .toList();
    }

    /** Neurons that no witness crossed. */
    private List<Integer> passed(List<Witness> witnesses) {
        return IntStream.range(0, layer.outputs())
                .filter(i -> witnesses.stream().allMatch(w -> w.open().containsKey(i)))
                .boxed()
                .toList();
    }

    private List<Integer> others(List<Integer> neurons) {
        return IntStream.range(0, layer.outputs())
                .filter(i -> !neurons.contains(i))
                .boxed()
                .toList();
    }

    /** Inputs of the layer of which nothing is heard. */
    private Set<Integer> unheard() {
        return unheard.values().stream().flatMap(Set::stream).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The same, unless what fillers of some neurons lack is solved for. */
    private Set<Integer> notHeard(List<Integer> neurons) {
        Set<Integer> inputs = unheard();
        untouchedOf(neurons).forEach(u -> inputs.add(u.input()));
        return inputs;
    }

    private static Vector values(List<Integer> neurons, Signs signs) {
        return Vector.of(neurons.stream().mapToDouble(signs.values()::get).toArray());
    }

    private List<Untouched> untouchedOf(List<Integer> neurons) {
        return untouched.stream().filter(u -> neurons.contains(u.neuron())).toList();
    }

    /**
     * The signs with those of neurons that no witness crossed: one that is on has a share in c, one that is off, or none at all, has not.
     */
    private Optional<Signs> withSidesOf(List<Integer> far, List<Witness> witnesses, Signs known) {
        List<Integer> all = new ArrayList<>(known.values());
        for (int i : far) {
            int balance = 0;
            int heard = 0;
            Set<Integer> on = new HashSet<>();
            for (Witness witness : witnesses) {
                int side = witness.open().get(i);
                balance += side;
                OptionalDouble share = testimony.share(i, witness, known);
                heard += share.isPresent() ? 1 : 0;
                if (Math.abs(share.orElse(0))
                        > Testimony.NO_BEND * witness.alpha().norm()) {
                    on.add(side);
                }
            }
            if (on.size() == 1) {
                all.set(i, on.iterator().next());
            } else if (on.isEmpty() && heard >= STRAIGHT_ON) {
                // seen on one side alone, it may be off there, and switch nothing but what lies beyond
                boolean isNone = doubtful.contains(i) && Math.abs(balance) < witnesses.size();
                all.set(i, isNone ? 0 : balance > 0 ? -1 : 1);
            } else {
                return Optional.empty(); // what nobody tells is not guessed: all above would be wrong
            }
        }
        return Optional.of(new Signs(all, known.certificate(), known.lacking(), known.rest()));
    }

    private static boolean isStraightOn(int neuron, List<Witness> witnesses) {
        List<Witness> crossed =
                witnesses.stream().filter(w -> !w.open().containsKey(neuron)).toList();
        long straight = crossed.stream()
                .filter(w -> Math.abs(w.alpha().get(neuron))
                        <= Testimony.NO_BEND * w.alpha().norm())
                .count();
        return straight >= STRAIGHT_ON && straight >= NEARLY_ALL * crossed.size();
    }

    /**
     * The signs of some neurons of the layer, and 0 for the others, if there is a linear rest in some directions. If they do not come out
     * together with what fillers lack, they are solved for without the inputs of weights that are open, and then the others: fewer, since
     * the signs tell where a filler matters.
     */
    private Optional<Signs> among(List<Integer> neurons, List<Witness> witnesses, List<Vector> rest) {
        return among(neurons, witnesses, rest, tolerance);
    }

    private Optional<Signs> among(
            List<Integer> neurons, List<Witness> witnesses, List<Vector> rest, double certificate) {
        List<Untouched> weights = untouchedOf(neurons);
        Optional<Signs> all = among(neurons, weights, List.of(), witnesses, rest, certificate);
        boolean allHeard = weights.isEmpty() && unheard.isEmpty();
        if (all.isPresent() || allHeard) {
            return all;
        }
        List<Vector> mute = testimony.axes(notHeard(neurons)).toList();
        return among(neurons, List.of(), mute, witnesses, rest, certificate)
                .flatMap(signs -> withShares(signs, neurons, weights, witnesses));
    }

    private Optional<Signs> withShares(
            Signs signs, List<Integer> neurons, List<Untouched> weights, List<Witness> witnesses) {
        List<Untouched> seen = weights.stream()
                .filter(u -> signs.values().get(u.neuron()) == u.side())
                .toList();
        List<Untouched> open = untouched.stream()
                .filter(u -> signs.values().get(u.neuron()) != -u.side())
                .toList();
        List<Vector> apart =
                Stream.concat(signs.rest().stream(), testimony.axes(unheard())).toList();
        List<Vector> rows = new ArrayList<>();
        List<Double> right = new ArrayList<>();
        for (Witness witness : witnesses) {
            Vector c = testimony.equation(witness, neurons, List.of()).left(values(neurons, signs));
            LinearRest.Equation shares = testimony.equation(witness, List.of(), seen);
            for (Vector q : testimony.determined(witness, open, apart)) {
                rows.add(shares.row(q));
                right.add(c.dot(q));
            }
        }
        List<Untouched> heard = IntStream.range(0, seen.size())
                .filter(u -> isHeard(rows, u))
                .mapToObj(seen::get)
                .toList();
        if (heard.size() < seen.size()) {
            return withShares(signs, neurons, heard, witnesses);
        }
        if (seen.isEmpty()) {
            // where no filler matters nothing may be lacking
            boolean explained = right.stream().allMatch(r -> Math.abs(r) <= NO_SHARE);
            return explained ? Optional.of(signs) : Optional.empty();
        }
        if (rows.size() < seen.size()) {
            return Optional.empty();
        }
        LeastSquares fit = LeastSquares.solve(rows, right);
        if (fit.rank() < seen.size() || !(fit.condition() < SHARES) || fit.residual() > NO_SHARE) {
            return Optional.empty();
        }
        Map<Untouched, Double> lacking = new LinkedHashMap<>();
        for (int u = 0; u < seen.size(); u++) {
            lacking.put(seen.get(u), seen.get(u).side() * fit.solution().get(u, 0));
        }
        return Optional.of(new Signs(signs.values(), signs.certificate(), lacking, signs.rest()));
    }

    /** Whether equations tell an unknown: rounding would be taken for it where they hardly do. */
    private static boolean isHeard(List<Vector> rows, int unknown) {
        return rows.stream().mapToDouble(r -> r.get(unknown) * r.get(unknown)).sum() > HEARD * HEARD;
    }

    /**
     * As {@link #among(List, List, List)}.
     *
     * @param weights that are solved for too
     * @param mute directions in which witnesses are not heard
     * @param certificate the largest believed
     */
    private Optional<Signs> among(
            List<Integer> neurons,
            List<Untouched> weights,
            List<Vector> mute,
            List<Witness> witnesses,
            List<Vector> rest,
            double certificate) {
        List<Vector> apart = Stream.concat(rest.stream(), mute.stream()).toList();
        List<Vector> rows = new ArrayList<>();
        List<Double> right = new ArrayList<>();
        for (Witness witness : witnesses) {
            LinearRest.Equation equation = testimony.equation(witness, neurons, weights);
            for (Vector q : testimony.determined(witness, untouched, apart)) {
                rows.add(equation.row(q));
                right.add(equation.right().dot(q));
            }
        }
        int width = neurons.size();
        int unknowns = width + weights.size();
        boolean heard = IntStream.range(width, unknowns).allMatch(u -> isHeard(rows, u));
        if (rows.size() < unknowns && weights.isEmpty() && rest.isEmpty()) {
            return tried(neurons, rows, right, certificate);
        }
        if (width == 0 || !heard || rows.size() < unknowns + rest.size() * layer.inputs()) {
            return Optional.empty();
        }
        LeastSquares fit = LeastSquares.solve(rows, right);
        double bound = weights.isEmpty() ? SOLVABLE : SHARES;
        if (fit.rank() < unknowns && weights.isEmpty() && rest.isEmpty()) {
            return tried(neurons, rows, right, certificate);
        }
        if (fit.rank() < unknowns || !(fit.condition() < bound)) {
            return Optional.empty();
        }
        if (!areSigns(fit, width, rows.size(), certificate)) {
            return Optional.empty();
        }
        RoundedSigns rounded = RoundedSigns.of(fit, width);
        List<Integer> values = placed(rounded.values(), neurons);
        Map<Untouched, Double> lacking = new LinkedHashMap<>();
        for (int u = 0; u < weights.size(); u++) {
            Untouched weight = weights.get(u);
            double share = fit.solution().get(width + u, 0);
            if (values.get(weight.neuron()) == weight.side()) {
                lacking.put(weight, weight.side() * share);
            } else if (Math.abs(share) > NO_SHARE * layer.row(weight.neuron()).norm()) {
                return Optional.empty();
            }
        }
        return Optional.of(new Signs(values, rounded.certificate(), lacking, rest));
    }

    /** The signs out of fewer equations than there are neurons: those that they leave free are tried both ways. */
    private Optional<Signs> tried(List<Integer> neurons, List<Vector> rows, List<Double> right, double certificate) {
        if (rows.size() < FEWEST) {
            return Optional.empty();
        }
        Vector sides = Vector.of(right.stream().mapToDouble(r -> r).toArray());
        return SignSearch.of(LeastSquares.Matrix.ofRows(rows), sides, INDEPENDENT, MOST_TRIED)
                .filter(found -> found.certificate() <= certificate)
                .filter(found -> found.chance(certificate) <= FalseAlarm.VERDICT.probability())
                .map(found -> new Signs(placed(found.values(), neurons), found.certificate(), Map.of(), List.of()));
    }

    /** For each neuron of the layer its sign, 0 for those that were not asked for. */
    private List<Integer> placed(List<Integer> signs, List<Integer> neurons) {
        List<Integer> values = new ArrayList<>(Collections.nCopies(layer.outputs(), 0));
        for (int i = 0; i < signs.size(); i++) {
            values.set(neurons.get(i), signs.get(i));
        }
        return List.copyOf(values);
    }

    /** Whether unknowns come out as ±1, as exactly as they are believed, or as equations that agree as exactly tell them. */
    private static boolean areSigns(LeastSquares fit, int count, int equations, double certificate) {
        boolean agree = fit.residual() <= certificate
                && equations >= AMPLE * fit.solution().rows();
        return IntStream.range(0, count).allMatch(i -> {
            double told = agree ? Math.min(CLOSE, certificate * fit.errors().get(i)) : 0;
            return Math.abs(Math.abs(fit.solution().get(i, 0)) - 1) <= Math.max(certificate, told);
        });
    }
}
