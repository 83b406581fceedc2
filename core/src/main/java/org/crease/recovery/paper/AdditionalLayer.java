package org.crease.recovery.paper;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.crease.geometry.Segment;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.network.ReluNetwork;

/**
 * Algorithm 2, an additional layer: neurons of layer k and the signs of layer k−1, from boundary points that no earlier layer
 * explains.
 *
 * <p>Departures. The printed loop runs over P_{k−1}, adds to P_k and returns P_{k+1}; it runs over P_k, the points that no
 * layer found so far explains, and those that belong deeper are returned as P_{k+1}. A neuron of which some B_z′ could not be
 * reached is kept, with those weights listed as unknown, where the printed algorithm drops it ("S_k ←" is read as "add to").
 * As soon as the signs are known, a point on a neuron found is not walked again. When P_k is used up, more lines are
 * searched, nearer to the origin as well, until several in a row show nothing new.
 *
 * @param doubt largest certificate with which signs are believed
 * @param quietLines lines in a row without a new neuron after which the search ends; as many disagreeing places are looked at
 * @param mostLines lines after which it ends in any case
 */
record AdditionalLayer(
        BoundaryWalk walk,
        TestBoundary testBoundary,
        InferHyperplane inferHyperplane,
        TangentLines lines,
        double doubt,
        int quietLines,
        int mostLines) {
    /** Right signs come out within a thousandth of ±1, wrong walks by tenths off; six lines are two at each scale. */
    static final AdditionalLayer DEFAULTS = new AdditionalLayer(
            BoundaryWalk.DEFAULTS,
            TestBoundary.DEFAULTS,
            InferHyperplane.DEFAULTS,
            TangentLines.AT_ALL_SCALES,
            0.05,
            6,
            60);

    private static final String ACCOUNT = "PointsOnLine";

    AdditionalLayer withExploration(Exploration exploration) {
        BoundaryWalk other = new BoundaryWalk(
                exploration, walk.crossing(), walk.stepsPerNeuron(), walk.deeperShare(), walk.imprecise());
        return new AdditionalLayer(other, testBoundary, inferHyperplane, lines, doubt, quietLines, mostLines);
    }

    /**
     * Finds layer k = {@code found.depth() + 1} and adds it to {@code found}, with the signs of the layer before.
     *
     * @param pk local hyperplanes at points that no layer found explains
     * @return P_{k+1}, or empty if the signs of layer k−1 could not be fixed, and so no layer was added
     */
    Optional<List<LocalHyperplane>> run(
            List<LocalHyperplane> pk, FoundLayers found, Crossing.Ground ground, RandomGenerator random) {
        Search search = new Search(found, ground, random, false);
        pk.stream()
                .sorted(Comparator.comparingDouble(LocalHyperplane::radius).reversed())
                .forEach(search::explore);
        search.moreLines();
        return search.signsKnown ? Optional.of(search.unused) : Optional.empty();
    }

    /**
     * Looks for neurons of the last layer found where the found network disagrees with the oracle: the boundary of what is
     * missing lies between a place where they agree and one where they do not, or was seen already. Neurons that are rarely on,
     * or rarely off, are seldom met otherwise.
     *
     * @return whether one was found, or one that was known in part is known better
     */
    boolean searchBetween(
            List<Vector> agreeing,
            List<Vector> disagreeing,
            List<BoundaryPoint> unexplained,
            FoundLayers found,
            Crossing.Ground ground,
            RandomGenerator random) {
        Search search = new Search(found, ground, random, true);
        int before = found.changes();
        for (BoundaryPoint p : unexplained) {
            if (!found.explain(p)) {
                search.explore(p);
            }
        }
        for (Vector place : disagreeing.subList(0, Math.min(disagreeing.size(), quietLines))) {
            Vector other = agreeing.get(random.nextInt(agreeing.size()));
            search.alongLine(new Segment(place, other.minus(place), 0, other.distanceTo(place)));
        }
        return found.changes() > before;
    }

    /** A walk that waits for the signs of the layer below, and where it began. */
    private record Waiting(LocalHyperplane start, BoundaryWalk.Walked walked) {}

    private final class Search {
        private final FoundLayers found;
        private final Crossing.Ground ground;
        private final RandomGenerator random;
        /** Layers 1…k−1; the signs of the last are open when the search starts. */
        private final ReluNetwork signsOpen;

        private final Crossing.Ground walking;
        private final List<Waiting> waiting = new ArrayList<>();
        private final List<LocalHyperplane> unused = new ArrayList<>();
        private boolean signsKnown;

        Search(FoundLayers found, Crossing.Ground ground, RandomGenerator random, boolean signsKnown) {
            this.found = found;
            this.ground = ground;
            this.random = random;
            this.signsKnown = signsKnown;
            List<Layer> layers = found.network().layers();
            this.signsOpen = new ReluNetwork(signsKnown ? layers.subList(0, layers.size() - 1) : layers);
            this.walking = new Crossing.Ground(ground.oracle(), ground.resolution(), ground.space(), signsOpen);
        }

        void explore(LocalHyperplane start) {
            if (signsKnown && found.explain(start.point())) {
                return;
            }
            switch (walk.from(start, walking, random)) {
                case BoundaryWalk.TooDeep deep -> unused.add(start);
                case BoundaryWalk.Walked walked -> {
                    waiting.add(new Waiting(start, walked));
                    if (!signsKnown) {
                        fixSigns();
                    }
                    if (signsKnown) {
                        takeWaiting();
                    }
                }
            }
        }

        /** Tries all complete walks together, then the last alone: one wrong walk among them spoils the system. */
        private void fixSigns() {
            List<BoundaryWalk.Walked> complete = waiting.stream()
                    .map(Waiting::walked)
                    .filter(BoundaryWalk.Walked::isComplete)
                    .toList();
            if (complete.isEmpty()) {
                return;
            }
            for (List<BoundaryWalk.Walked> tried : List.of(complete, List.of(complete.getLast()))) {
                Optional<Signs> signs = Signs.solve(tried, signsOpen).filter(s -> s.certificate() <= doubt);
                if (signs.isPresent()) {
                    found.fixSigns(found.depth() - 1, signs.get());
                    signsKnown = true;
                    return;
                }
            }
        }

        private void takeWaiting() {
            for (Waiting each : waiting) {
                if (!take(each.walked())) {
                    unused.add(each.start());
                }
            }
            waiting.clear();
        }

        /** Adds the neuron of a walk, unless it is there already; false if it is not one. */
        private boolean take(BoundaryWalk.Walked walked) {
            ReluNetwork known = below();
            Optional<Neuron> neuron =
                    GetParams.ofWalk(walked, known, ground.space().scale());
            if (neuron.isEmpty()) {
                return false;
            }
            int twin = twinOf(neuron.get());
            if (twin >= 0) {
                Neuron other = layer().get(twin);
                if (neuron.get().unknown().size() < other.unknown().size()) {
                    found.replaceNeuron(twin, neuron.get());
                }
                return true;
            }
            List<Layer> layers = new ArrayList<>(known.layers());
            layers.add(Layer.relu(List.of(neuron.get().form())));
            TestBoundary.Result test =
                    testBoundary.of(new ReluNetwork(layers), lines.farthest(ground.space()), ground, random);
            if (!test.passed()) {
                return false;
            }
            Neuron tested = neuron.get().withAccuracy(Math.max(neuron.get().accuracy(), 8 * test.typical()));
            if (layerIsNew()) {
                found.addLayer(List.of(tested));
            } else {
                found.addNeuron(tested);
            }
            return true;
        }

        private boolean layerIsNew() {
            return found.depth() == signsOpen.layers().size();
        }

        private List<Neuron> layer() {
            return layerIsNew() ? List.of() : found.layer(found.depth() - 1);
        }

        /** Layers 1…k−1 with their signs. */
        private ReluNetwork below() {
            return new ReluNetwork(
                    found.network().layers().subList(0, signsOpen.layers().size()));
        }

        /** The neuron of layer k whose row agrees in all weights that both know; −1 if there is none. */
        private int twinOf(Neuron neuron) {
            List<Neuron> layer = layer();
            for (int i = 0; i < layer.size(); i++) {
                if (agree(neuron, layer.get(i))) {
                    return i;
                }
            }
            return -1;
        }

        private boolean agree(Neuron a, Neuron b) {
            double aa = 0;
            double bb = 0;
            double ab = 0;
            int common = 0;
            for (int i = 0; i < a.form().gradient().dimension(); i++) {
                if (!a.unknown().containsKey(i) && !b.unknown().containsKey(i)) {
                    double x = a.form().gradient().get(i);
                    double y = b.form().gradient().get(i);
                    aa += x * x;
                    bb += y * y;
                    ab += x * y;
                    common++;
                }
            }
            double sine = Math.sqrt(Math.max(0, 1 - ab * ab / (aa * bb)));
            return common > 1 && sine <= walk.crossing().agreement() + 16 * (a.accuracy() + b.accuracy());
        }

        void explore(BoundaryPoint p) {
            inferHyperplane
                    .at(p, ground.oracle(), ground.resolution(), ground.space(), random)
                    .ifPresent(this::explore);
        }

        void moreLines() {
            int quiet = 0;
            for (int t = 0; t < mostLines && quiet < quietLines && signsKnown; t++) {
                int before = layer().size();
                alongLine(lines.sample(t, ground.space(), random));
                quiet = layer().size() > before ? 0 : quiet + 1;
            }
        }

        /** Explores every kink of a line that is not explained. */
        void alongLine(Segment line) {
            for (Kink kink :
                    PointsOnLine.ALONG_LINES.find(ground.oracle().chargedTo(ACCOUNT), ground.resolution(), line)) {
                BoundaryPoint p = BoundaryPoint.of(line, kink);
                if (kink.single() && !found.explain(p)) {
                    explore(p);
                }
            }
        }
    }
}
