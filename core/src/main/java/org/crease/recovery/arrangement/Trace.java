package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Vector;
import org.crease.network.Layer;

/**
 * A boundary that was walked and fitted: a neuron in a feature space.
 *
 * @param point where the walk began
 * @param walk along it
 * @param fit to its spots
 */
record Trace(BoundaryPoint point, BoundaryWalk walk, NeuronFit fit) {
    /** Spots on each walk that tell nothing new if all is right. */
    private static final int REDUNDANT = 6;

    /** A bend, relative to all coefficients, that is one; and in offsets of the spots. */
    private static final double BENDS = 1e-6;

    private static final double ASTRAY = 100;

    /** Fits, at most, until none of the spots left is foreign. */
    private static final int ROUNDS = 4;

    /**
     * Walks the boundary on which a point lies; empty if it gets lost, or does not fit.
     *
     * @param wary whether deeper boundaries are about, so that a look around comes first, and another one where a weight stands on one spot
     * @param least how many of its weights a walk must see, as a share
     * @param fragments hears of a walk that could be followed, but saw less
     */
    static Optional<Trace> from(
            BoundaryPoint point,
            FeatureSpace space,
            Ground ground,
            double accuracy,
            boolean wary,
            double least,
            Consumer<BoundaryWalk> fragments) {
        Optional<BoundaryWalk> begun = space.isSure(point.position())
                ? BoundaryWalk.from(point, space, ground, accuracy, wary)
                : Optional.empty();
        if (begun.isEmpty()) {
            return Optional.empty();
        }
        BoundaryWalk walk = begun.get();
        if (!walk.run(REDUNDANT)) {
            return Optional.empty();
        }
        double most = Math.min((1 - least) * space.width(), space.width() - 1); // of a neuron something is known
        boolean tellsLittle = walk.equations().openWeights().size() > most;
        if (tellsLittle && !ground.isCoarse()) {
            fragments.accept(walk);
            return Optional.empty();
        }
        Optional<BoundaryWalk> sure = wary ? walk.confirmed() : Optional.of(walk);
        // where answers are coarse, all spots together may tell what each alone does not
        Optional<Trace> fitted = sure.flatMap(w -> fitted(point, w, ground, accuracy))
                .filter(t -> t.walk().equations().openWeights().size() <= most);
        if (fitted.isEmpty() && tellsLittle) {
            fragments.accept(walk);
        }
        return fitted;
    }

    /** The boundary of a neuron with a row that is known without a walk; nothing but {@code point} has been seen of it. */
    static Trace predicted(BoundaryPoint point, AffineForm row, FeatureSpace space, Ground ground) {
        BoundaryWalk walk = new BoundaryWalk(BoundaryWalk.startAt(point, space), point.tilt(), space, ground);
        double[] coefficients = Arrays.copyOf(row.gradient().toArray(), space.size());
        coefficients[space.width()] = row.constant();
        return new Trace(point, walk, NeuronFit.predicted(Vector.of(coefficients), walk.spots()));
    }

    /**
     * The boundary on which scattered spots lie, each with its gradient as they tell it together; empty if they do not fit.
     *
     * @param tilt the error of the first one's
     */
    static Optional<Trace> through(List<Spot> spots, double tilt, Ground ground, double accuracy, FeatureSpace space) {
        List<Spot> all = inUnitsOfTheFirst(spots);
        Spot first = all.getFirst();
        BoundaryWalk walk = BoundaryWalk.resumed(all, tilt, space, ground).trusted();
        BoundaryPoint point = new BoundaryPoint(first.position(), first.error(), first.gradient(), tilt);
        // none of them says much alone: what all together say badly is known badly, but not open
        Optional<Trace> whole = fit(walk, 1 + untouched(all), ground, accuracy)
                .map(f -> of(point, knowing(walk, f, accuracy), f))
                .filter(t -> !t.walk().equations().contradict() && !t.isPartial());
        return whole.or(() -> fitted(point, walk, ground, accuracy)).filter(t -> 2 * t.known() >= space.width());
    }

    /** Counts the features that vanish at all spots. */
    private static int untouched(List<Spot> spots) {
        return (int) IntStream.range(0, spots.getFirst().features().size())
                .filter(d -> spots.stream().allMatch(s -> s.row()[d] == 0))
                .count();
    }

    private static Optional<Trace> fitted(BoundaryPoint point, BoundaryWalk walk, Ground ground, double accuracy) {
        if (ground.isCoarse()) {
            return fittedTogether(point, walk, ground, accuracy);
        }
        BoundaryWalk clean = walk;
        for (int round = 0; round < ROUNDS; round++) {
            Optional<NeuronFit> fit = fit(clean, ground, accuracy);
            if (fit.isEmpty()) {
                return Optional.empty();
            }
            boolean begunElsewhere =
                    !fit.get().kept().getFirst().equals(clean.spots().getFirst());
            if (begunElsewhere && fit.get().kept().size() <= walk.space().size() + 1) {
                return Optional.empty();
            }
            if (fit.get().dropped().isEmpty()) {
                return clean.equations().contradict() ? Optional.empty() : Optional.of(of(point, clean, fit.get()));
            }
            // what foreign spots said is not known: the walk goes on without them, unless it meets others each time
            List<Spot> kept = inUnitsOfTheFirst(fit.get().kept());
            Optional<BoundaryWalk> without =
                    round < ROUNDS - 2 ? clean.continuedAmong(kept) : Optional.of(clean.among(kept));
            if (without.isEmpty()) {
                return Optional.empty();
            }
            clean = without.get();
        }
        return Optional.empty();
    }

    /**
     * The same where answers are coarse: most spots say too little to be heard alone, so a fit to all of them tells what is known, and the walk goes
     * on from there for as long as more becomes known.
     */
    private static Optional<Trace> fittedTogether(
            BoundaryPoint point, BoundaryWalk walk, Ground ground, double accuracy) {
        Optional<Trace> best = Optional.empty();
        BoundaryWalk current = walk;
        for (int round = 0; round < ROUNDS; round++) {
            Optional<NeuronFit> fit = fit(current, ground, accuracy);
            if (fit.isPresent() && !fit.get().alone().isEmpty()) {
                fit = confirmed(current, fit.get(), ground, accuracy);
            }
            if (fit.isEmpty()) {
                return best;
            }
            BoundaryWalk knowing = knowing(current, fit.get(), accuracy);
            boolean more = best.isEmpty()
                    || knowing.equations().openDimensions()
                            < best.get().walk().equations().openDimensions();
            if (!more || knowing.equations().contradict()) {
                return best;
            }
            best = Optional.of(of(point, knowing, fit.get()));
            if (knowing.equations().openDimensions() == 1) {
                return best;
            }
            current = knowing(current, fit.get(), accuracy);
            current.run(0); // where it gets lost, the next fit finds which spots are foreign
        }
        return best;
    }

    /** A fit to other places too, beside those that say what no other does: what a foreign one says would be believed. */
    private static Optional<NeuronFit> confirmed(BoundaryWalk walk, NeuronFit fit, Ground ground, double accuracy) {
        Set<Vector> alone = fit.alone().stream().map(Spot::position).collect(Collectors.toSet());
        List<Spot> lone =
                walk.spots().stream().filter(s -> alone.contains(s.position())).toList();
        return walk.confirmed(lone).flatMap(w -> fit(w, ground, accuracy));
    }

    private static BoundaryWalk knowing(BoundaryWalk walk, NeuronFit fit, double accuracy) {
        FeatureSpace space = walk.space();
        List<Spot> spots = inUnitsOfTheFirst(fit.kept().stream()
                .map(s -> s.in(space).withGradient(gradientAt(s, space, fit.coefficients())))
                .toList());
        List<Vector> left = new ArrayList<>(fit.free());
        left.addFirst(fit.coefficients());
        return walk.knowing(spots, tilt(fit, space) + accuracy, left);
    }

    private static List<Spot> inUnitsOfTheFirst(List<Spot> spots) {
        if (spots.isEmpty()) {
            return spots;
        }
        double length = spots.getFirst().gradient().norm();
        return spots.stream()
                .map(s -> s.withGradient(s.gradient().times(1 / length)))
                .toList();
    }

    private static Trace of(BoundaryPoint point, BoundaryWalk walk, NeuronFit fit) {
        if (walk.equations().openDimensions() > 1) {
            return new Trace(point, walk, fit);
        }
        walk.lighten();
        return new Trace(point, walk, fit.light());
    }

    /** The error of the normal at the first spot, as a fit to all of them tells it. */
    private static double tilt(NeuronFit fit, FeatureSpace space) {
        Spot first = fit.kept().getFirst();
        Vector gradient = gradientAt(first, space, fit.coefficients());
        return Math.sqrt(fit.weakest().stream()
                        .map(w -> gradientAt(first, space, w).orthogonalTo(gradient.unit()))
                        .mapToDouble(turn -> turn.dot(turn))
                        .sum())
                / gradient.norm();
    }

    private static Vector gradientAt(Spot spot, FeatureSpace space, Vector coefficients) {
        return FeatureSpace.combined(spot.in(space).features(), coefficients).gradient();
    }

    private static Optional<NeuronFit> fit(BoundaryWalk walk, Ground ground, double accuracy) {
        int open = Math.max(1, walk.equations().openDimensions());
        return fit(walk, ground.isCoarse() ? Math.min(open, walk.space().size() - 1) : open, ground, accuracy);
    }

    private static Optional<NeuronFit> fit(BoundaryWalk walk, int open, Ground ground, double accuracy) {
        List<Spot> spots = walk.spots();
        return NeuronFit.of(
                        spots,
                        spots.getFirst(),
                        walk.tilt(),
                        open,
                        Math.max(1, ground.line().confidence()), // errors of spots are bounds as they are
                        accuracy,
                        ground.isCoarse(),
                        ground.space().scale())
                .filter(f -> f.kept().size()
                        > (ground.isCoarse() ? f.told() : walk.equations().informative()) + 1);
    }

    /** This boundary with {@code elsewhere} on it too and walked on from there; empty if that lies on another boundary. */
    Optional<Trace> joined(BoundaryPoint elsewhere, Ground ground, double accuracy) {
        FeatureSpace space = walk.space();
        return isOpen()
                ? joined(
                        new BoundaryWalk(
                                BoundaryWalk.startAt(elsewhere, space), elsewhere.tilt() + accuracy, space, ground),
                        ground,
                        accuracy)
                : Optional.empty();
    }

    /** As {@link #joined(BoundaryPoint, Ground, double)}, with all that another walk saw. */
    Optional<Trace> joined(BoundaryWalk other, Ground ground, double accuracy) {
        if (!isOpen()) {
            double relative = Math.max(accuracy, Math.sqrt(ground.resolution().relative()));
            boolean covers = other.spots().stream().allMatch(s -> contains(s, relative, ground));
            return covers ? Optional.of(this) : Optional.empty();
        }
        return walk.with(other)
                .filter(both -> both.run(2))
                .flatMap(BoundaryWalk::confirmed)
                .flatMap(both -> fitted(point, both, ground, accuracy))
                .filter(joined -> joined.keeps(other));
    }

    /** Whether the fit is one to the spots of a walk too, and has not dropped them as foreign. */
    private boolean keeps(BoundaryWalk other) {
        Set<Vector> kept = fit.kept().stream().map(Spot::position).collect(Collectors.toSet());
        List<Spot> spots = other.spots();
        long dropped = spots.stream().filter(s -> !kept.contains(s.position())).count();
        return kept.contains(spots.getFirst().position()) && NeuronFit.areFew(dropped, spots.size());
    }

    /** The same boundary in the feature space that it has once signs are known. */
    Optional<Trace> in(FeatureSpace space, Ground ground, double accuracy) {
        List<Spot> spots = spotsIn(space);
        if (spots.isEmpty()) {
            return Optional.empty();
        }
        BoundaryWalk again =
                BoundaryWalk.resumed(spots, walk.tilt(), space, ground).trusted();
        // spots that contradict each other now that what is below is known better are for the fit to find
        boolean followed = again.equations().contradict() || again.run(0);
        // a boundary that gets lost on the way to a newcomer is still what it was
        BoundaryWalk known = followed ? again : again.among(spots);
        return fitted(point, known, ground, accuracy).filter(t -> t.known() > 0);
    }

    /** As {@link #in}, but that it does not go on from there; empty if less is known of it then. */
    Optional<Trace> refitted(FeatureSpace space, Ground ground, double accuracy) {
        List<Spot> spots = spotsIn(space);
        return Optional.of(spots)
                .filter(some -> !some.isEmpty())
                .map(some ->
                        BoundaryWalk.resumed(some, walk.tilt(), space, ground).trusted())
                .flatMap(again -> fitted(point, again, ground, accuracy))
                .filter(t -> t.known() >= known());
    }

    private List<Spot> spotsIn(FeatureSpace space) {
        return inUnitsOfTheFirst(fit.kept().stream()
                .map(s -> BoundaryWalk.spotAt(s.position(), s.error(), s.gradient(), space))
                .filter(s -> space.isSure(s.pattern()))
                .toList());
    }

    /** This boundary with weights that a long search found; empty if it found none. */
    Optional<Trace> searched(FeatureSpace space, Ground ground, double accuracy) {
        List<Spot> spots =
                inUnitsOfTheFirst(fit.kept().stream().map(s -> s.in(space)).toList());
        BoundaryWalk longer =
                BoundaryWalk.resumed(spots, walk.tilt(), space, ground).trusted();
        int open = longer.equations().openDimensions();
        boolean found = longer.search() && longer.equations().openDimensions() < open;
        return Optional.of(longer)
                .filter(l -> found)
                .flatMap(BoundaryWalk::confirmed)
                .flatMap(l -> fitted(point, l, ground, accuracy));
    }

    /** This boundary with further places on it; empty if they do not fit, or if it would be known less. */
    Optional<Trace> with(List<BoundaryPoint> places, Ground ground, double accuracy) {
        FeatureSpace space = walk.space();
        double unit = 1 / gradientAt(fit.kept().getFirst()).norm();
        List<Spot> spots =
                new ArrayList<>(fit.kept().stream().map(s -> s.in(space)).toList());
        for (BoundaryPoint p : places) {
            Spot spot = BoundaryWalk.startAt(p, space);
            Vector gradient = gradientAt(spot);
            if (gradient.norm() > 0
                    && space.isSure(spot.pattern())) { // else it is nothing there, right beside where it was predicted
                spots.add(spot.withGradient(gradient.times(unit)));
            }
        }
        BoundaryWalk more =
                BoundaryWalk.resumed(spots, walk.tilt(), space, ground).trusted();
        int open = walk.equations().openDimensions();
        return fitted(point, more, ground, accuracy)
                .filter(t -> ground.isCoarse() || t.walk().equations().openDimensions() <= open);
    }

    private Vector gradientAt(Spot spot) {
        return gradientAt(spot, walk.space(), fit.coefficients());
    }

    /** Whether it bends anywhere at the last known layer: if not, it belongs to that layer itself. */
    boolean bends() {
        double alpha = 0;
        double all = 0;
        for (int d = 0; d < fit.coefficients().dimension() - 1; d++) {
            double square = Math.pow(fit.coefficients().get(d), 2);
            all += square;
            alpha += d < walk.space().width() ? square : 0;
        }
        return alpha > Math.pow(Math.max(BENDS, ASTRAY * fit.offset()), 2) * all;
    }

    /** Whether anything of it is open but its scale. */
    private boolean isOpen() {
        return walk.equations().openDimensions() > 1;
    }

    /** Whether some of its weights are open. */
    boolean isPartial() {
        return !walk.equations().openWeights().isEmpty();
    }

    /** Counts its weights that are known. */
    int known() {
        return walk.space().width() - walk.equations().openWeights().size();
    }

    /** Whether a place lies on this boundary, within an error. */
    boolean contains(Vector x, double error) {
        return BoundaryWalk.spotAt(x, 0, x, walk.space()).offset(fit.coefficients()) <= error;
    }

    private boolean contains(Spot spot, double relative, Ground ground) {
        return contains(spot.position(), 4 * (spot.error() + relative * ground.sizeAt(spot.position())));
    }

    /** How many spots of another trace lie on this boundary, as a share. */
    double explains(Trace other, Ground ground) {
        double relative = Math.sqrt(ground.resolution().relative());
        List<Spot> spots = other.fit().kept();
        long on = spots.stream().filter(s -> contains(s, relative, ground)).count();
        return on / (double) spots.size();
    }

    /** The neuron, in a feature space without open signs. What is free of its row is zero. */
    Neuron neuron() {
        int width = walk.space().width();
        Set<Integer> open = Set.copyOf(walk.equations().openWeights());
        // what is determined is so but for rounding
        List<Vector> free = walk.equations().freedom().stream()
                .map(direction -> Vector.of(IntStream.rangeClosed(0, width)
                        .mapToDouble(i -> i == width || open.contains(i) ? direction.get(i) : 0)
                        .toArray()))
                .filter(direction -> direction.norm() > Equations.DETERMINED)
                .toList();
        RowSpace freedom = RowSpace.of(free);
        Vector row = freedom.outside(Vector.of(Arrays.copyOf(fit.coefficients().toArray(), width + 1)));
        Vector weights = Vector.of(Arrays.copyOf(row.toArray(), width));
        double scale = 1 / weights.norm();
        Vector errors = Vector.of(Arrays.copyOf(fit.errors().toArray(), width + 1));
        return new Neuron(
                new AffineForm(weights.times(scale), scale * row.get(width)),
                open,
                Set.of(),
                freedom.basis(),
                Math.max(Neuron.FINEST, 4 * fit.offset()),
                errors.times(scale),
                fit.kept());
    }

    /** What it says about the signs of the layer below. */
    Signs.Witness witness() {
        FeatureSpace space = walk.space();
        Spot first = walk.spots().getFirst();
        Map<Integer, Integer> open = new TreeMap<>();
        for (int i : walk.equations().openWeights()) {
            open.put(i, first.pattern().isActive(space.known().layers().size() - 1, i) ? 1 : -1);
        }
        Vector alpha = Vector.of(IntStream.range(0, space.width())
                .mapToDouble(i -> open.containsKey(i) ? 0 : fit.coefficients().get(i))
                .toArray());
        List<Vector> free = walk.equations().freedom().stream()
                .map(direction -> below(direction, open))
                .filter(direction -> direction.norm() > Equations.DETERMINED)
                .toList();
        return new Signs.Witness(alpha, open, below(fit.coefficients(), open), free);
    }

    /** The coefficients on the activations below the last known layer, with the bends at neurons of it that were not crossed: linear there. */
    private Vector below(Vector coefficients, Map<Integer, Integer> uncrossed) {
        FeatureSpace space = walk.space();
        Layer last = space.known().layers().getLast();
        Vector below = Vector.of(IntStream.range(space.width(), space.size() - 1)
                .mapToDouble(coefficients::get)
                .toArray());
        for (Map.Entry<Integer, Integer> neuron : uncrossed.entrySet()) {
            int i = neuron.getKey();
            below = below.plus(0.5 * coefficients.get(i) * neuron.getValue(), last.row(i));
        }
        return below;
    }
}
