package org.crease.recovery.arrangement;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.crease.geometry.Segment;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.network.ReluNetwork;
import org.crease.recovery.FalseAlarm;
import org.crease.recovery.fit.OutputLayer;

/**
 * Layer after layer (the paper's Algorithm 2, by other means). A boundary point that no known neuron explains is walked, and
 * fitted in the feature space of the layers known: as a neuron of the layer on top, or as a late one of the layer below it. The
 * first few fits on top fix the signs of the layer below; then all are fitted with its activations alone.
 */
final class Peeling {
    /** Where so many points are left there are further layers, and their rows are as inexact as all below them. */
    private static final int DEEP = 5;

    /** So many times as many witnesses make it worth while to look for a linear rest again. */
    private static final double MORE = 1.2;

    /** Where so many points are left most belong to layers that are not due: each is tried twice in a layer that changes. */
    private static final int MANY = 100;

    /** So many of its weights must be seen of a boundary that nothing above tells to be of its layer. */
    private static final double HALF = 0.5;

    /** In relative errors of coarse answers, how near to a boundary a point is one of it. */
    private static final double NEAR = 3;

    /** Where answers are coarse, in standard errors, a weight that is not zero. */
    static final double TOLD = FalseAlarm.VERDICT.standardErrors();

    private final FoundLayers found;
    private final FirstLayer firstLayer;
    private final Ground ground;
    private final double tolerance;
    /** Of layers 2…d. */
    private final List<List<Trace>> traces = new ArrayList<>();
    /** Of layer d + 1. */
    private final List<Trace> top = new ArrayList<>();
    /** Of layers above, taken down since something was missing below them. */
    private final Deque<List<Trace>> takenDown = new ArrayDeque<>();

    /** As many layers as were ever there, before some were taken down. */
    private Optional<FoundLayers> before = Optional.empty();

    private final List<BoundaryPoint> left = new ArrayList<>();
    private final Trials trials = new Trials();

    private final Sightings sightings = new Sightings();

    private final Pieces pieces;

    private final Sharpening sharpening;

    /** Neurons at which nothing above them bent. */
    private final List<Neuron> dropped = new ArrayList<>();

    /** Witnesses that were heard when no linear rest was found: a few more would not do. */
    private int heardInVain;

    private final LinearUnits units;
    private int changes;
    /** The weights known, and as of which change. */
    private long known;

    private int counted = -1;

    Peeling(FoundLayers found, FirstLayer firstLayer, Ground ground) {
        this.found = found;
        this.firstLayer = firstLayer;
        this.ground = ground;
        this.units = new LinearUnits(found, ground);
        this.pieces = new Pieces(
                ground, t -> validated(t, t.walk().space().known().layers().size() + 1));
        this.sharpening = new Sharpening(found, traces, top, sightings, ground, this::validated);
        this.tolerance = Math.sqrt(ground.resolution().relative());
    }

    /** Counts everything learnt. */
    int changes() {
        return changes;
    }

    /** Counts the weights known. */
    long known() {
        if (counted != changes) {
            counted = changes;
            known = found.known() + top.stream().mapToLong(Trace::known).sum();
        }
        return known;
    }

    /** Neurons of layer d + 1 that were found; their boundaries are explained. */
    int onTop() {
        return top.size();
    }

    /** Whether most of what is left belongs to layers that are not due. */
    boolean hasManyLeft() {
        return left.size() >= MANY;
    }

    List<BoundaryPoint> left() {
        return List.copyOf(left);
    }

    /** Those of them that are not explained after all. */
    List<BoundaryPoint> unexplained() {
        return left.stream().filter(point -> !isExplained(point)).toList();
    }

    /** The layers known, and the neurons on top, if their boundaries can be computed. */
    ReluNetwork network() {
        return found.isOpen() ? found.network() : found.with(topNeurons());
    }

    private List<Neuron> topNeurons() {
        return top.stream().map(Trace::neuron).toList();
    }

    /** Puts the neurons on top, if there are any and the layer below them is certified, to the layers known. */
    boolean promote() {
        if (top.isEmpty() || found.isOpen()) {
            return false;
        }
        sharpen();
        refineTop();
        promoteAsTheyAre();
        restore();
        return true;
    }

    /** As {@link #promote()}, without a question. */
    void promoteAsTheyAre() {
        if (!top.isEmpty() && !found.isOpen()) {
            addLayer(topNeurons());
            traces.add(new ArrayList<>(top));
            top.clear();
            changes++;
        }
    }

    private void addLayer(List<Neuron> neurons) {
        Fillers fillers = new Fillers(found.network(), found.layer(found.depth() - 1), ground);
        found.addLayer(neurons.stream()
                .map(z -> units.filled(z).orElseGet(() -> fillers.fill(z)))
                .toList());
    }

    /** Lines on which neurons may be met that layers have linear units for. */
    List<Segment> descents() {
        return units.descents();
    }

    /** Takes note of what an output layer could not do without: points on boundaries of its slope are of the last layer. */
    void noteUnits(OutputLayer output) {
        units.leftOf(output);
    }

    /**
     * Open weights of inner layers are known now: boundaries above them are fitted in the features that there are with these, and what is left is tried again.
     *
     * @param lowest of these layers, from 1
     */
    void noteCompleted(int lowest) {
        changes++;
        for (int layer = lowest + 1; layer <= found.depth(); layer++) {
            FeatureSpace space = found.space(layer - 1);
            double accuracy = found.accuracy(layer - 1);
            traces.get(layer - 2)
                    .replaceAll(trace -> trace.in(space, ground, accuracy).orElse(trace));
        }
        retry();
    }

    /** Tries all points that are left once more. */
    void retry() {
        List<BoundaryPoint> again = List.copyOf(left);
        left.clear();
        process(again);
    }

    void process(List<BoundaryPoint> points) {
        Deque<BoundaryPoint> queue = new ArrayDeque<>(points);
        while (!queue.isEmpty()) {
            BoundaryPoint point = queue.poll();
            if (isExplained(point)) {
                continue;
            }
            int before = changes;
            int depth = found.depth();
            boolean open = found.isOpen();
            if (order(point).noneMatch(layer -> place(point, layer))) {
                left.add(point);
            }
            if (changes > before && !left.isEmpty() && (found.depth() != depth || found.isOpen() != open)) {
                queue.addAll(left);
                left.clear();
            }
        }
    }

    /** The layers that a point is tried in, most likely first: one that lacks it, the newest that is not certified, its neighbour, those below. */
    private IntStream order(BoundaryPoint point) {
        int depth = found.depth();
        int[] lacking = IntStream.rangeClosed(1, depth)
                .filter(layer -> units.behind(point, layer - 1).isPresent())
                .toArray();
        if (lacking.length > 0) {
            return IntStream.of(lacking); // to the layers above it would pass for a neuron of this unit alone
        }
        IntStream newest = found.isOpen() ? IntStream.of(depth, depth + 1) : IntStream.of(depth + 1, depth);
        IntStream older = IntStream.iterate(depth - 1, layer -> layer >= 1, layer -> layer - 1);
        return IntStream.concat(newest, older);
    }

    private boolean isExplained(BoundaryPoint point) {
        double relative = ground.isCoarse() ? NEAR * ground.resolution().relative() : tolerance;
        double error = 4 * (point.error() + relative * ground.sizeAt(point.position()));
        return found.explains(point.position(), error)
                || top.stream().anyMatch(t -> t.contains(point.position(), error));
    }

    /** Tries a point as one of layer {@code layer}, from 1. */
    private boolean place(BoundaryPoint point, int layer) {
        long below = found.version(layer - 1);
        if (trials.areInVain(point, layer, below, hasManyLeft())) {
            return false;
        }
        boolean placed =
                layer == 1 ? placeFirst(point) : layer <= found.depth() ? placeLate(point, layer) : placeOnTop(point);
        if (!placed) {
            trials.noteFailure(point, layer, below);
        }
        return placed;
    }

    private boolean placeFirst(BoundaryPoint point) {
        FirstLayer.Sorted sorted = firstLayer.sort(List.of(point), besidesKnown());
        if (sorted.planes().isEmpty() || isExplained(sorted.planes().getFirst())) {
            return false;
        }
        takeDown(1);
        found.addNeurons(List.of(Neuron.of(sorted.planes().getFirst(), ground)));
        restore();
        return true;
    }

    /** Planes that explain what was left, as late neurons of layer 1. */
    void addPlanes(List<BoundaryPoint> planes) {
        takeDown(1);
        found.addNeurons(planes.stream().map(p -> Neuron.of(p, ground)).toList());
        retry();
        restore();
    }

    /** A late neuron of a layer that is known. */
    private boolean placeLate(BoundaryPoint point, int layer) {
        boolean isLast = layer == found.depth() && top.isEmpty();
        return placeLate(point, layer, isLast ? HALF : 0);
    }

    /**
     * A neuron of the last layer of whose boundary little can be seen, where few points are left: it may bend at a few neurons only. Returns whether there is one.
     */
    boolean placeLittleSeen() {
        boolean isDue = found.depth() > 1 && top.isEmpty() && !hasManyLeft() && !ground.isCoarse();
        for (BoundaryPoint point : isDue ? List.copyOf(left) : List.<BoundaryPoint>of()) {
            if (!isExplained(point) && placeLate(point, found.depth(), 0)) {
                retry();
                return true;
            }
        }
        return false;
    }

    /**
     * A neuron of the last layer that points of its boundary tell although no walk could follow it. Returns whether there is one.
     */
    boolean placeScattered() {
        List<BoundaryPoint> points = unexplained();
        int depth = found.depth();
        boolean isDue = ground.isCoarse() && depth > 1 && !hasManyLeft() && !points.isEmpty();
        if (!isDue) {
            return false;
        }
        double accuracy = found.accuracy(depth - 1);
        Optional<Trace> trace =
                new ScatteredPoints(network(), found.space(depth - 1), accuracy, ground).boundary(points);
        return isNewInLast(trace, accuracy);
    }

    /** A neuron of the last layer that answers tell. Returns whether there is one. */
    boolean placeLacking(LackingNeuron lacking) {
        int depth = found.depth();
        double accuracy = found.accuracy(depth - 1);
        Optional<Trace> trace =
                new ScatteredPoints(network(), found.space(depth - 1), accuracy, ground).boundary(lacking);
        return isNewInLast(trace, accuracy);
    }

    /** Puts a boundary to those of the last layer; returns whether it is one, and none of them. */
    private boolean isNewInLast(Optional<Trace> trace, double accuracy) {
        if (trace.isEmpty() || !pieces.add(trace.get(), traces.getLast(), accuracy)) {
            return false;
        }
        takeDown(found.depth());
        relay(found.depth());
        retry();
        return true;
    }

    private boolean placeLate(BoundaryPoint point, int layer, double least) {
        List<Trace> stage = traces.get(layer - 2);
        double accuracy = found.accuracy(layer - 1);
        if (pieces.join(point, stage, accuracy)) {
            takeDown(layer);
            relay(layer);
            return true;
        }
        List<Trace> above = layer < found.depth() ? traces.get(layer - 1) : top;
        Validation validation = new Validation(
                found.space(layer - 1), network(), accuracy, true, isDoubted(layer), tolerance, besidesKnown());
        Optional<Trace> trace = units.behind(point, layer - 1)
                .flatMap(row -> validation.ofPredicted(Trace.predicted(point, row, found.space(layer - 1), ground)))
                .or(() -> walked(point, layer, least).flatMap(t -> validated(t, layer, network(), besidesKnown())));
        if (trace.isEmpty()
                || validation.isPassedStraightOn(trace.get(), above)
                || !pieces.add(trace.get(), stage, accuracy)) {
            return false;
        }
        takeDown(layer);
        relay(layer);
        return true;
    }

    /** The layers found, or those that were there before something was found to be missing below, if these were more. */
    FoundLayers deepest() {
        return before.filter(layers -> layers.depth() > found.depth()).orElse(found);
    }

    /** Takes the layers above {@code layer} down; their boundaries are walked again, from where they are known. */
    private void takeDown(int layer) {
        changes++;
        if (deepest().depth() == found.depth()) {
            before = Optional.of(found.copy());
        }
        if (!top.isEmpty()) {
            takenDown.addFirst(new ArrayList<>(top));
            top.clear();
        }
        while (found.depth() > layer) {
            takenDown.addFirst(new ArrayList<>(traces.removeLast()));
            found.removeLast();
        }
    }

    /** Makes the last layer anew out of its traces. */
    private void relay(int layer) {
        found.removeLast();
        addLayer(traces.get(layer - 2).stream().map(Trace::neuron).toList());
        restore();
    }

    private void restore() {
        if (!takenDown.isEmpty()) {
            putBack(takenDown.removeFirst());
        }
    }

    /** Boundaries known before, as the layer on top. */
    private void putBack(List<Trace> earlier) {
        for (Trace trace : earlier) {
            FeatureSpace space = found.space(found.depth());
            Optional<Trace> again = trace.in(space, ground, found.accuracy(found.depth()));
            again.ifPresentOrElse(this::addOnTop, () -> left.add(trace.point()));
            if (again.isPresent() && found.isOpen()) {
                fixSigns();
            }
        }
        if (!takenDown.isEmpty() && top.size() >= earlier.size()) {
            promote(); // nothing new is to be found here before those above are where they were
        }
    }

    private boolean placeOnTop(BoundaryPoint point) {
        double accuracy = found.accuracy(found.depth());
        if (pieces.join(point, top, accuracy)) {
            changes++;
            if (found.isOpen()) {
                fixSigns();
            }
            return true;
        }
        int layer = found.depth() + 1;
        Optional<Trace> walked = walked(point, layer, HALF);
        Optional<Trace> trace = found.isOpen()
                ? walked.filter(Trace::bends)
                : walked.flatMap(t -> validated(t, layer, network(), besidesKnown()));
        if (trace.isEmpty() || !pieces.add(trace.get(), top, accuracy)) {
            return false;
        }
        changes++;
        if (found.isOpen()) {
            fixSigns();
        }
        return true;
    }

    /** Walks from a point on the boundary of a neuron of layer {@code layer}, from 1. */
    private Optional<Trace> walked(BoundaryPoint point, int layer, double least) {
        return Trace.from(
                point,
                found.space(layer - 1),
                besidesKnown(),
                found.accuracy(layer - 1),
                trials.calledForCare(layer),
                least,
                walk -> pieces.addFragment(point, walk));
    }

    private void addOnTop(Trace trace) {
        if (!pieces.add(trace, top, found.accuracy(found.depth()))) {
            left.add(trace.point());
        }
    }

    /** Joins boundaries of the last layer that turn out to be pieces of one. */
    void joinPieces() {
        if (traces.isEmpty() || !top.isEmpty()) {
            return;
        }
        List<Trace> last = traces.getLast();
        double accuracy = found.accuracy(found.depth() - 1);
        boolean joinedAny = pieces.join(last, accuracy);
        List<BoundaryPoint> placed = pieces.joinFragments(last, accuracy);
        left.removeAll(placed);
        if (joinedAny || !placed.isEmpty()) {
            takeDown(found.depth());
            relay(found.depth());
        }
    }

    /**
     * Drops neurons of the last layer that an output layer has no use for; returns whether there were any.
     *
     * @param errors the standard errors of its weights, a vector for each output
     */
    boolean dropUseless(Layer output, List<Vector> errors) {
        if (traces.isEmpty() || !top.isEmpty()) {
            return false;
        }
        List<Trace> last = traces.getLast();
        double[] strength = new double[last.size()];
        double[] clarity = new double[last.size()];
        double largest = 0;
        for (int i = 0; i < strength.length; i++) {
            for (int o = 0; o < output.outputs(); o++) {
                double weight = Math.abs(output.weight(o, i));
                strength[i] = Math.max(strength[i], weight);
                clarity[i] = Math.max(clarity[i], weight / errors.get(o).get(i));
            }
            largest = Math.max(largest, strength[i]);
        }
        List<Trace> useful = new ArrayList<>();
        for (int i = 0; i < strength.length; i++) {
            // half of few digits are few: a weak neuron is one if answers tell its weight from none
            boolean isTold = ground.isCoarse() && clarity[i] > TOLD;
            if (strength[i] > tolerance * largest || isTold) {
                useful.add(last.get(i));
            }
        }
        if (useful.size() == last.size() || useful.isEmpty()) {
            return false;
        }
        traces.set(traces.size() - 1, useful);
        relay(found.depth());
        return true;
    }

    /** Takes note of a line: a neuron whose boundary is missing more often than it is there is none. */
    void note(Survey survey) {
        sightings.notePlanes(found.layer(0).size(), survey);
        if (!found.isOpen()) {
            drop(sightings.note(top, found.depth(), found.space(found.depth()), survey), top);
        }
        for (int layer = found.depth(); layer >= 2; layer--) {
            List<Trace> stage = traces.get(layer - 2);
            List<Trace> none = sightings.note(stage, layer - 1, found.space(layer - 1), survey);
            if (!none.isEmpty()) {
                drop(none, stage);
                takeDown(stage.isEmpty() ? layer - 1 : layer);
                if (stage.isEmpty()) {
                    restore();
                } else {
                    relay(layer);
                }
                return;
            }
        }
    }

    private void drop(List<Trace> none, List<Trace> stage) {
        none.forEach(trace -> left.add(trace.point()));
        stage.removeAll(none);
        changes += none.size();
    }

    /** Fits all boundaries to the places where lines met them since. */
    void sharpen() {
        if (sightings.news()) {
            boolean isDeep = found.depth() > 1 || (!top.isEmpty() && !found.isOpen());
            sharpening.sharpen(isDeep && left.size() >= DEEP);
        }
    }

    /** Asks for further places of boundaries that are not known well, or not whole; to be done once, when all is explained. */
    void refine() {
        sharpening.refine();
    }

    /**
     * Further places of boundaries on top that are hardly known; two that turn out to be the same are one. One that is not known whole is looked at
     * again, now that the others of its layer are known.
     */
    private void refineTop() {
        List<Trace> refined = new ArrayList<>();
        for (Trace trace : top) {
            Trace better = sharpening.refined(trace);
            boolean doubted = better.isPartial() && trials.calledForCare(found.depth() + 1);
            boolean believed = !doubted
                    || validated(better, found.depth() + 1, besides(trace, top), ground)
                            .isPresent();
            if (!believed || !pieces.add(better, refined, found.accuracy(found.depth()))) {
                left.add(trace.point());
            }
        }
        top.clear();
        top.addAll(refined);
    }

    /** Neurons of the last layer that may be none; not those of layer 1, nor one that came back after it was dropped. */
    private Set<Integer> doubtful() {
        Set<Integer> doubtful = new TreeSet<>();
        for (int i = 0; found.depth() > 1 && i < traces.getLast().size(); i++) {
            Neuron neuron = traces.getLast().get(i).neuron();
            if (dropped.stream().noneMatch(neuron::resembles)) {
                doubtful.add(i);
            }
        }
        return doubtful;
    }

    private SignSolver signSolver() {
        return new SignSolver(
                found.network().layers().getLast(),
                found.untouched(),
                found.unheard(),
                doubtful(),
                Math.cbrt(ground.resolution().relative()),
                ground.random());
    }

    private List<Signs.Witness> witnesses() {
        return top.stream()
                .map(Trace::witness)
                .filter(w -> w.alpha().norm() > 0)
                .toList();
    }

    private void fixSigns() {
        Optional<Signs> signs = signSolver().solve(witnesses());
        if (signs.isPresent()) {
            fix(signs.get());
        } else if (hasManyLeft() && top.size() >= MORE * heardInVain) {
            fixSignsButForRest();
        }
    }

    /** Fixes the signs of the last layer even if neurons of it are lacking; for when further lines do not tell, or are dear. */
    void fixSignsButForRest() {
        if (!found.isOpen() || top.isEmpty()) {
            return;
        }
        heardInVain = top.size();
        sharpen();
        signSolver()
                .solve(witnesses())
                .or(() -> signSolver().solveButForRest(witnesses()))
                .ifPresent(this::fix);
    }

    private void fix(Signs signs) {
        heardInVain = 0;
        found.fixSigns(signs, units.of(signs.rest(), found.accuracy(found.depth())));
        for (int i = signs.values().size() - 1; i >= 0; i--) {
            if (signs.values().get(i) == 0) {
                dropped.add(traces.getLast().remove(i).neuron());
            }
        }
        changes++;
        FeatureSpace space = found.space(found.depth());
        List<Trace> earlier = List.copyOf(top);
        top.clear();
        List<Trace> fitted = new ArrayList<>();
        for (Trace trace : earlier) {
            trace.in(space, ground, found.accuracy(found.depth()))
                    .ifPresentOrElse(fitted::add, () -> left.add(trace.point()));
        }
        for (Trace trace : fitted) {
            validated(trace, found.depth() + 1, besides(trace, fitted), ground)
                    .ifPresentOrElse(this::addOnTop, () -> left.add(trace.point()));
        }
    }

    /** The layers known, and all neurons on top but one. */
    private ReluNetwork besides(Trace one, List<Trace> all) {
        return found.with(
                all.stream().filter(t -> !t.equals(one)).map(Trace::neuron).toList());
    }

    /** A boundary of layer {@code layer}, from 1, if it is where it says at places that its walk has not seen. */
    private Optional<Trace> validated(Trace trace, int layer) {
        return validated(trace, layer, network(), ground);
    }

    private Optional<Trace> validated(Trace trace, int layer, ReluNetwork others, Ground at) {
        return new Validation(
                        found.space(layer - 1),
                        others,
                        found.accuracy(layer - 1),
                        trials.calledForCare(layer),
                        isDoubted(layer),
                        tolerance,
                        at)
                .of(trace);
    }

    /** Whether boundaries of deeper layers are more likely than another one of layer {@code layer}, from 1. */
    private boolean isDoubted(int layer) {
        boolean above = layer < found.depth() || (layer == found.depth() && !top.isEmpty());
        return above || hasManyLeft();
    }

    /** For a boundary that no known neuron explains: where answers are coarse, windows are so wide that theirs would often be in them. */
    private Ground besidesKnown() {
        return ground.isCoarse() ? ground.besides(network()) : ground;
    }
}
