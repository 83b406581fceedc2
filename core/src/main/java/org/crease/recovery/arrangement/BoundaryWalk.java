package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Cell;
import org.crease.geometry.Vector;
import org.crease.network.ActivationPattern;
import org.crease.network.NeuronId;
import org.crease.network.ReluNetwork;
import org.crease.recovery.arrangement.Ground.Probe;

/**
 * A walk along one boundary, from cell to cell of the known layers. In a cell the boundary is flat. Beyond a facet
 * it bends by an unknown t · ∇h along the facet's own gradient: t is measured ({@link Crossing}), unless the spots visited so
 * far already determine it. Each spot is one equation for the neuron in its {@link FeatureSpace}; the walk goes where the
 * equations still leave something open.
 */
final class BoundaryWalk {
    /** A coordinate of the neuron that is open by less than this is determined. */
    private static final double DETERMINED = 1e-6;

    /** An equation that is off by less than this on all that is open tells nothing: noise would be taken for news. */
    private static final double INFORMATIVE = 1e-4;

    /** Facets of the last known layer at which a boundary of the next one may go straight on before the first bend. */
    private static final int STRAIGHT = 4;

    private static final String ACCOUNT = "BoundaryWalk";

    /** Times that a facet is tried in vain before it counts as out of reach. */
    private static final int PATIENCE = 5;

    private final Ground ground;
    private final FeatureSpace space;
    private final NullSpace open;
    private final List<Spot> spots = new ArrayList<>();
    private final double[] vain;
    private int failures;
    private int straight;
    private boolean bent;
    private boolean knownFlat;
    private boolean bendsInCell;
    private int informative;

    /** Begins at a spot whose gradient is the unit normal there. */
    BoundaryWalk(Spot start, double tilt, FeatureSpace space, Ground ground) {
        this.ground = ground.chargedTo(ACCOUNT);
        this.space = space;
        this.open = new NullSpace(space.size(), Math.max(INFORMATIVE, 100 * tilt));
        this.vain = new double
                [space.known().layers().stream().mapToInt(l -> l.outputs()).sum()];
        spots.add(start);
        open.addAll(start.tangentRows());
        open.add(start.row());
    }

    /** The walk that visits {@code spots} again, the first with the unit normal there. */
    static BoundaryWalk resumed(List<Spot> spots, double tilt, FeatureSpace space, Ground ground) {
        BoundaryWalk walk = new BoundaryWalk(spots.getFirst(), tilt, space, ground);
        for (Spot spot : spots.subList(1, spots.size())) {
            walk.visit(spot);
        }
        return walk;
    }

    /** The spot at a boundary point. */
    static Spot startAt(BoundaryPoint p, FeatureSpace space) {
        return spotAt(p.position(), p.error(), p.normal(), space);
    }

    static Spot spotAt(Vector position, double error, Vector gradient, FeatureSpace space) {
        ActivationPattern pattern = space.known().patternAt(position);
        Cell cell = space.known().cellOf(pattern);
        return new Spot(position, error, gradient, pattern, cell, space.in(pattern, cell));
    }

    /**
     * Takes another walk in, if it went along the same boundary: the equations of both leave a solution, and there are more of
     * them than could do so by chance.
     */
    boolean adopt(BoundaryWalk other) {
        NullSpace joint = open.copy();
        Spot there = other.spots.getFirst().in(space);
        int told = joint.addAll(there.tangentRows());
        for (Spot spot : other.spots) {
            told += joint.add(spot.in(space).row()) ? 1 : 0;
        }
        int redundant = space.size() - other.open.dimension() - told;
        if (joint.dimension() == 0 || redundant < Math.min(2, space.known().inputs() - 1)) {
            return false;
        }
        double[] scale = joint.times(spots.getFirst().rowAlong(spots.getFirst().gradient()));
        double[] slope = joint.times(there.rowAlong(there.gradient().unit()));
        // how long the gradient is there, in units of this walk
        double length = share(slope, scale);
        boolean scaled = norm(withoutScale(slope, scale)) <= DETERMINED * Math.abs(length) * norm(scale);
        if (!(norm(scale) > DETERMINED) || !(Math.abs(length) > DETERMINED) || !scaled) {
            return false;
        }
        open.addAll(there.tangentRows());
        double unit = length / there.gradient().norm();
        for (Spot light : other.spots) {
            Spot spot = light.in(space);
            visit(new Spot(
                    spot.position(),
                    spot.error(),
                    spot.gradient().times(unit),
                    spot.pattern(),
                    spot.cell(),
                    spot.features()));
        }
        Arrays.fill(vain, 0);
        return true;
    }

    /** Keeps of all spots but the first only what cannot be computed again. */
    void lighten() {
        spots.subList(1, spots.size()).replaceAll(Spot::light);
    }

    FeatureSpace space() {
        return space;
    }

    /** How many spots told something new. */
    int informative() {
        return informative;
    }

    private void visit(Spot spot) {
        spots.add(spot);
        if (open.add(spot.row())) {
            informative++;
        }
    }

    List<Spot> spots() {
        return List.copyOf(spots);
    }

    /** How many dimensions of the neuron are open; 1, its scale, when all is known. */
    int openDimensions() {
        return open.dimension();
    }

    /** The basis of what is open, for each vector the gradient at the start that it makes. */
    private double[] scales() {
        return open.times(spots.getFirst().rowAlong(spots.getFirst().gradient()));
    }

    /** How open a coordinate of the neuron is when its scale is fixed. */
    private double openness(int feature, double[] scale) {
        return norm(withoutScale(open.coordinate(feature), scale));
    }

    /** How much of {@code scale} there is in {@code row}. */
    private static double share(double[] row, double[] scale) {
        double dot = 0;
        double square = 0;
        for (int j = 0; j < scale.length; j++) {
            dot += row[j] * scale[j];
            square += scale[j] * scale[j];
        }
        return dot / square;
    }

    private static double[] withoutScale(double[] row, double[] scale) {
        double share = share(row, scale);
        double[] rest = row.clone();
        for (int j = 0; j < scale.length; j++) {
            rest[j] -= share * scale[j];
        }
        return rest;
    }

    private static double norm(double[] v) {
        return Math.sqrt(Arrays.stream(v).map(x -> x * x).sum());
    }

    /** The neurons of the last known layer whose weights are open. */
    List<Integer> openWeights() {
        double[] scale = scales();
        List<Integer> result = new ArrayList<>();
        for (int i = 0; i < space.width(); i++) {
            if (openness(i, scale) > DETERMINED) {
                result.add(i);
            }
        }
        return result;
    }

    /** Whether the coefficient of a feature is determined: it was not zero all along, and the equations leave it no freedom. */
    boolean isExplored(int feature) {
        return openness(feature, scales()) <= DETERMINED;
    }

    /**
     * Walks until all is determined, nothing more can be reached, or the boundary is lost.
     *
     * @param redundant further spots that tell nothing new if all is right
     * @param wary whether to look first if the boundary is flat where the walk begins
     * @return whether the boundary could be followed
     */
    boolean run(int redundant, boolean wary) {
        if (wary && !isFlat(spots.getFirst())) {
            return false;
        }
        int steps = 8 * space.size();
        for (int step = 0; step < steps; step++) {
            List<NeuronId> targets = targets();
            if (targets.isEmpty()) {
                break;
            }
            advance(targets);
            if (isLost()) {
                return false;
            }
        }
        for (int extra = 0; extra < 3 * redundant && redundant > 0; extra++) {
            Spot from = spots.get(ground.random().nextInt(spots.size()));
            Vector direction = Vector.direction(space.known().inputs(), ground.random());
            if (cross(from, direction)) {
                redundant--;
            }
            if (isLost()) {
                return false;
            }
        }
        return true;
    }

    /** While signs are open: a boundary that does not bend at the last known layer belongs to that layer. */
    private void noteBend(Spot from, Spot to) {
        int last = space.known().layers().size() - 1;
        boolean lastLayer = IntStream.range(0, space.width())
                .anyMatch(i -> from.pattern().isActive(last, i) != to.pattern().isActive(last, i));
        if (lastLayer) {
            double bend = to.gradient().minus(from.gradient()).norm();
            bent |= bend > DETERMINED * from.gradient().norm();
            straight++;
        }
    }

    private boolean isLost() {
        boolean straightOn = space.open() && !bent && straight >= STRAIGHT;
        boolean contradicted = !(norm(scales()) > DETERMINED);
        return straightOn || contradicted || bendsInCell || failures > 1 + spots.size() / 10;
    }

    /** Neurons whose boundaries, when crossed, tell something. */
    private List<NeuronId> targets() {
        ReluNetwork known = space.known();
        int last = known.layers().size() - 1;
        List<NeuronId> targets = new ArrayList<>();
        double[] scale = scales();
        for (int f = 0; f < space.width(); f++) {
            NeuronId id = new NeuronId(last, f);
            if (vain[known.formOf(id)] < PATIENCE && openness(f, scale) > DETERMINED) {
                targets.add(id);
            }
        }
        return targets;
    }

    /** One crossing towards the nearest of the targets. */
    private void advance(List<NeuronId> targets) {
        ReluNetwork known = space.known();
        Spot best = null;
        NeuronId target = null;
        double nearest = Double.POSITIVE_INFINITY;
        for (Spot spot : candidates()) {
            double square = spot.gradient().dot(spot.gradient());
            for (NeuronId id : targets) {
                AffineForm form = spot.cell().forms().get(known.formOf(id));
                double along = form.gradient().dot(spot.gradient());
                double tangent = form.gradient().dot(form.gradient()) - along * along / square;
                double distance = tangent > 0 ? Math.abs(form.at(spot.position())) / Math.sqrt(tangent) : 1e300;
                distance *= (1 + vain[known.formOf(id)])
                        * (0.7 + 0.7 * ground.random().nextDouble());
                if (distance < nearest) {
                    nearest = distance;
                    best = spot;
                    target = id;
                }
            }
        }
        if (best == null) {
            failures++;
            return;
        }
        int form = known.formOf(target);
        AffineForm h = best.cell().forms().get(form);
        Vector direction = h.gradient().times(h.at(best.position()) > 0 ? -1 : 1);
        if (vain[form] > 1) {
            direction = direction
                    .unit()
                    .plus(0.7, Vector.gaussian(known.inputs(), ground.random()).times(1 / Math.sqrt(known.inputs())));
        }
        int before = open.dimension();
        boolean crossed = cross(best, direction);
        if (open.dimension() == before) {
            // on the way to a facet others are crossed that tell nothing new
            vain[form] += crossed ? 1.0 / 4 : 1;
        }
    }

    private List<Spot> candidates() {
        if (spots.size() <= 12) {
            return spots;
        }
        List<Spot> some = new ArrayList<>(spots.subList(spots.size() - 3, spots.size()));
        for (int i = 0; i < 9; i++) {
            some.add(spots.get(ground.random().nextInt(spots.size())));
        }
        return some;
    }

    /** Goes from a spot along the boundary as nearly in a direction as can be, across the next facet. */
    private boolean cross(Spot from, Vector direction) {
        return switch (new Crossing(space, ground).beyond(from, direction, this::predicted)) {
            case Crossing.Arrived arrived -> {
                noteBend(from, arrived.spot());
                visit(arrived.spot());
                yield true;
            }
            case Crossing.NoFacet nowhere -> false;
            case Crossing.Lost lost -> {
                bendsInCell |= failures == 0 && !isFlat(from);
                failures++;
                yield false;
            }
        };
    }

    /** Whether the boundary is flat in the cell of a spot, as one of this layer is: deeper ones bend where nothing is known to. */
    private boolean isFlat(Spot spot) {
        if (knownFlat) {
            return true;
        }
        knownFlat = true;
        int n = space.known().inputs();
        Vector normal = spot.gradient().unit();
        List<Probe> probes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Vector tangent =
                    Vector.direction(n, ground.random()).orthogonalTo(normal).unit();
            double room = spot.cell()
                    .nextFacet(spot.position(), tangent)
                    .map(Cell.Facet::distance)
                    .orElse(Double.MAX_VALUE);
            double size = ground.sizeAt(spot.position());
            double distance = 0.7 * Math.min(room, size);
            if (distance > 1e-5 * size) {
                probes.add(new Probe(spot.position().plus(distance, tangent), normal, 1e-4 * distance));
            }
        }
        long seen = ground.locate(probes).stream().filter(Optional::isPresent).count();
        return seen >= probes.size() - 1;
    }

    /**
     * The bend t at a facet, if the spots visited determine it: from {@code delta}, by how much each feature's gradient changes
     * in units of the facet's gradient.
     */
    private Optional<Double> predicted(double[] delta, double facetLength) {
        double[] scale = scales();
        double[] t = open.times(delta);
        double spread = norm(withoutScale(t, scale));
        double bend = share(t, scale);
        // against the bend that would turn the boundary by a right angle
        return spread <= DETERMINED * norm(scale) * (Math.abs(bend) + 1 / facetLength)
                ? Optional.of(bend)
                : Optional.empty();
    }
}
