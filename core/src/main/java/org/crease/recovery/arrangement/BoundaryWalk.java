package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Cell;
import org.crease.geometry.Vector;
import org.crease.network.ActivationPattern;
import org.crease.network.NeuronId;
import org.crease.network.ReluNetwork;

/**
 * A walk along one boundary, from cell to cell of the known layers. In a cell the boundary is flat. Beyond a facet
 * it bends by an unknown t · ∇h along the facet's own gradient: where the {@link Equations} of the spots visited so far determine t,
 * the walk goes on without asking; else it is measured ({@link Crossing}). The walk goes where the equations still leave
 * something open.
 */
final class BoundaryWalk {
    /** An equation that is off by less than this on all that is open tells nothing: noise would be taken for news. */
    private static final double INFORMATIVE = 1e-4;

    /** The same in errors of the first normal, which is in all equations. */
    private static final double TURNED = 30;

    /** A bend of the boundary, relative to its slope, that is one. */
    private static final double BENDS = 1e-6;

    /** In errors of the first normal, a bend that is none of these. */
    private static final double ASTRAY = 3;

    /** Facets of the last known layer at which a boundary of the next one may go straight on before the first bend. */
    private static final int STRAIGHT = 4;

    private static final String ACCOUNT = "BoundaryWalk";

    /** Times that a facet is tried in vain before it counts as out of reach. */
    private static final int PATIENCE = 5;

    /** Places looked for where this boundary meets one that no step leads nearer to. */
    private static final int LEAPS = 6;

    /** The same, for a boundary that is known to be of its layer: one in fifteen begins where it leads there, or one in forty. */
    private static final int MANY_LEAPS = 200;

    /** For each unknown, how many times a walk sets out, at most, and how many spots it visits. */
    private static final int STEPS = 8;

    private static final int SPOTS = 3;

    /** Facets passed, at most, on the way to one that tells something. */
    private static final int MOST_PASSED = 40;

    /** A normal with a larger error is measured once more. */
    private static final double BLUNT = 1e-9;

    /** How far a boundary may be off where it was computed, as an angle. */
    static final double ANGLE = 1e-4;

    /** Places at which a boundary must be flat in its cell. */
    private static final int FLAT = 6;

    /** One failure is borne for so many spots; where answers are coarse, a weak boundary is missed more often on its own ground. */
    private static final int BORNE = 6;

    private static final int BORNE_IF_COARSE = 3;

    /** Facets behind which f is constant, so that a failure there is none, that a walk comes to, at most. */
    private static final int MOST_DEAD = 3;

    /** One more spot takes hardly ever more than this of the slope. */
    private static final double FALLEN = 0.3;

    private final Ground ground;
    private final FeatureSpace space;
    private Equations equations;
    private final List<Spot> spots = new ArrayList<>();
    private final double[] vain;
    /** Of the boundaries of neurons of layer 1, as far as they were looked at. */
    private final Map<Integer, List<Meeting.Vertex>> vertices = new HashMap<>();

    private int failures;
    private int dead;
    private int straight;
    private boolean bent;
    private boolean looked;
    private boolean trusted;
    private boolean bendsInCell;

    private final double tilt;
    /** Spots of walks before this one. */
    private int before;
    /** A fit to the spots, and how many these were. */
    private Vector fitted;

    private int fittedTo;

    /** Begins at a spot whose gradient is the unit normal there. */
    BoundaryWalk(Spot start, double tilt, FeatureSpace space, Ground ground) {
        this(start, tilt, space, new Equations(start, space, told(start, tilt, ground)), ground);
    }

    private BoundaryWalk(Spot start, double tilt, FeatureSpace space, Equations equations, Ground ground) {
        this.ground = ground.chargedTo(ACCOUNT);
        this.space = space;
        this.tilt = tilt;
        this.equations = equations;
        this.vain = new double
                [space.known().layers().stream().mapToInt(l -> l.outputs()).sum()];
        spots.add(start);
    }

    /** What an equation must be off by to tell something. */
    private static double told(Spot start, double tilt, Ground ground) {
        return Math.max(ground.longer(INFORMATIVE, 1e-3, start.position()), TURNED * tilt);
    }

    /**
     * This walk, knowing what a fit to all of its spots tells.
     *
     * @param some those that agree with it, the first with the unit normal there
     * @param tilt the error of that
     * @param left what the fit leaves open: the coefficients, and the directions in which they are not known
     */
    BoundaryWalk knowing(List<Spot> some, double tilt, List<Vector> left) {
        Spot start = some.getFirst();
        BoundaryWalk knowing = new BoundaryWalk(
                start, tilt, space, new Equations(start, space, left, told(start, tilt, ground)), ground);
        knowing.spots.addAll(some.subList(1, some.size()));
        knowing.before = some.size();
        knowing.trusted = trusted;
        knowing.looked = looked;
        knowing.bent = bent;
        return knowing;
    }

    /** The walk that visits {@code spots} again, the first with the unit normal there. */
    static BoundaryWalk resumed(List<Spot> spots, double tilt, FeatureSpace space, Ground ground) {
        BoundaryWalk walk = new BoundaryWalk(spots.getFirst(), tilt, space, ground);
        spots.subList(1, spots.size()).forEach(spot -> walk.spots.add(spot.in(space)));
        walk.equations.addAll(walk.spots);
        return walk;
    }

    /**
     * The walk that begins at a boundary point. A blunt normal is sharpened first: what begins inexactly ends in contradictions.
     *
     * @param accuracy relative error of positions that the known layers bring with them
     * @param wary whether to look first if the boundary is flat there
     * @return empty if it is not
     */
    static Optional<BoundaryWalk> from(
            BoundaryPoint point, FeatureSpace space, Ground ground, double accuracy, boolean wary) {
        boolean blunt = point.tilt() > BLUNT;
        if (!wary && !blunt) {
            return Optional.of(new BoundaryWalk(startAt(point, space), point.tilt() + accuracy, space, ground));
        }
        Cell cell = startAt(point, space).cell();
        int places = blunt ? ground.inputs() - 1 : FLAT;
        return FlatPiece.around(point, cell, places, ground.chargedTo(ACCOUNT)).map(p -> {
            BoundaryWalk walk = new BoundaryWalk(startAt(p, space), p.tilt() + accuracy, space, ground);
            walk.looked = true;
            return walk;
        });
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
     * The walk that has been where this one and another were; empty unless both went along the same boundary: the equations of
     * both leave a solution, and there are more of them than could do so by chance.
     */
    Optional<BoundaryWalk> with(BoundaryWalk other) {
        Spot there = other.spots.getFirst().in(space);
        return equations.agreement(other.equations, there, other.spots).map(length -> {
            double unit = length / there.gradient().norm();
            BoundaryWalk both = resumed(spots, tilt, space, ground);
            both.equations.addWithNormal(there);
            for (Spot light : other.spots) {
                both.visit(light.in(space).withGradient(light.gradient().times(unit)));
            }
            return both;
        });
    }

    /** Keeps of all spots but the first only what cannot be computed again. */
    void lighten() {
        spots.subList(1, spots.size()).replaceAll(Spot::light);
    }

    FeatureSpace space() {
        return space;
    }

    /** This walk, on a boundary that is known to be of its layer: where it is lost says nothing about that. */
    BoundaryWalk trusted() {
        trusted = true;
        return this;
    }

    /** This walk from the start of {@code some} of its spots, as far as these lead. */
    BoundaryWalk among(List<Spot> some) {
        BoundaryWalk among = resumed(some, tilt, space, ground);
        among.trusted = trusted;
        return among;
    }

    /** The same, continued; empty if it gets lost, unless the boundary is trusted. */
    Optional<BoundaryWalk> continuedAmong(List<Spot> some) {
        BoundaryWalk continued = among(some);
        if (continued.run(0)) {
            return Optional.of(continued);
        }
        return trusted ? Optional.of(among(some)) : Optional.empty();
    }

    /** What its spots tell. */
    Equations equations() {
        return equations;
    }

    /** Bound of the error of the first spot's normal. */
    double tilt() {
        return tilt;
    }

    List<Spot> spots() {
        return List.copyOf(spots);
    }

    private void visit(Spot spot) {
        double slope = equations.slope();
        if (before > 0) {
            Equations with = equations.copy();
            with.add(spot);
            if (with.slope() < FALLEN * slope) {
                failures++; // against all that a fit knows: a foreign one
            } else {
                spots.add(spot);
                equations = with;
            }
            return;
        }
        spots.add(spot);
        equations.add(spot);
        if (equations.slope() < FALLEN * slope) {
            // a contradiction, or what errors of equations that told little have grown to
            equations = new Equations(spots.getFirst(), space, told(spots.getFirst(), tilt, ground));
            equations.addAll(spots);
        }
    }

    /**
     * Walks until all is determined, nothing more can be reached, or the boundary is lost.
     *
     * @param redundant further spots that tell nothing new if all is right
     * @return whether the boundary could be followed
     */
    boolean run(int redundant) {
        int most = before + SPOTS * space.size() + 20;
        for (int step = 0; step < STEPS * space.size() && spots.size() < most; step++) {
            List<NeuronId> targets = targets();
            if (!targets.isEmpty()) {
                advance(targets);
            } else if (!leap(LEAPS)) {
                break;
            }
            if (isLost()) {
                return false;
            }
        }
        // a first normal of few digits tells only where to go: the spots have to tell the neuron, and that they agree
        int told = space.size() - equations.openDimensions();
        int spare =
                redundant > 0 && ground.isCoarse() ? Math.max(redundant, told + redundant - spots.size()) : redundant;
        for (int tries = 3 * spare; tries > 0 && spare > 0; tries--) {
            Spot from = spots.get(ground.random().nextInt(spots.size()));
            Vector direction = Vector.direction(space.known().inputs(), ground.random());
            Optional<Crossing> crossing = Crossing.ahead(from, direction, space, ground);
            if (crossing.isPresent() && cross(from, crossing.get())) {
                spare--;
            }
            if (isLost()) {
                return false;
            }
        }
        return true;
    }

    /** Looks long for places where weights that are open show; returns whether the boundary could be followed. */
    boolean search() {
        boolean found = leap(MANY_LEAPS);
        while (found && !isLost()) {
            found = leap(MANY_LEAPS);
        }
        return !isLost();
    }

    /**
     * This walk with another place for each spot that is the only one on its side of some neuron: a weight would stand on its word alone. Where
     * the boundary does not go on as that spot says, it is a foreign one, and the walk goes on without it. Empty if that gets lost.
     */
    Optional<BoundaryWalk> confirmed() {
        return confirmed(new LoneSpots(space, ground).of(spots));
    }

    /** The same for other spots that stand alone. */
    Optional<BoundaryWalk> confirmed(Collection<Spot> alone) {
        List<Spot> foreign = new ArrayList<>();
        LoneSpots lone = new LoneSpots(space, ground);
        for (Spot spot : alone) {
            Optional<Spot> other = lone.seconded(spot.in(space));
            other.ifPresentOrElse(this::visit, () -> foreign.add(spot));
        }
        if (foreign.isEmpty()) {
            return Optional.of(this);
        }
        return continuedAmong(spots.stream().filter(s -> !foreign.contains(s)).toList());
    }

    /** While signs are open: a boundary that does not bend at the last known layer belongs to that layer. */
    private void noteBend(Spot from, Spot to) {
        int last = space.known().layers().size() - 1;
        boolean lastLayer = IntStream.range(0, space.width())
                .anyMatch(i -> from.pattern().isActive(last, i) != to.pattern().isActive(last, i));
        if (lastLayer) {
            double bend = to.gradient().minus(from.gradient()).norm();
            bent |= bend > Math.max(BENDS, ASTRAY * tilt) * from.gradient().norm();
            straight++;
        }
    }

    private boolean isLost() {
        boolean straightOn = space.open() && !bent && straight >= STRAIGHT;
        return straightOn
                || equations.contradict()
                || bendsInCell
                || failures > spots.size() / (ground.isCoarse() ? BORNE_IF_COARSE : BORNE);
    }

    /** Neurons whose boundaries, when crossed, tell something. */
    private List<NeuronId> targets() {
        ReluNetwork known = space.known();
        int last = known.layers().size() - 1;
        return equations.openWeights().stream()
                .map(i -> new NeuronId(last, i))
                .filter(id -> vain[known.formOf(id)] < PATIENCE)
                .toList();
    }

    /** Goes towards the nearest of the targets, as far as the first crossing that tells something. */
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
        int before = equations.openDimensions();
        boolean crossed = approach(best, form);
        if (equations.openDimensions() == before) {
            // on the way to a facet others are crossed that tell nothing new
            vain[form] += crossed ? 1.0 / 4 : 1;
        }
    }

    /** Goes towards the boundary of form {@code form}; returns whether a facet was crossed that the equations did not predict. */
    private boolean approach(Spot from, int form) {
        Spot at = from;
        Optional<Crossing> way = Optional.empty();
        double passedBend = 0;
        for (int passed = 0; passed < MOST_PASSED; passed++) {
            Optional<Crossing> next = Crossing.ahead(at, towards(at, form), space, ground);
            if (next.isEmpty()) {
                return false;
            }
            Optional<Double> bend = next.get().bend(equations);
            if (bend.isEmpty()) {
                if (way.isEmpty()) {
                    return cross(at, next.get());
                }
                // ask where the walk has got to, then go on from there
                Optional<Spot> seen = way.get().confirmed(passedBend);
                if (seen.isEmpty()) {
                    fail(from);
                    return false;
                }
                visit(seen.get());
                at = seen.get();
                way = Optional.empty();
            } else {
                Optional<Spot> beyond = next.get().beyond(bend.get());
                if (beyond.isEmpty()) {
                    return false;
                }
                at = beyond.get();
                way = next;
                passedBend = bend.get();
            }
        }
        return false;
    }

    private static Vector straightTo(Spot spot, int form) {
        AffineForm h = spot.cell().forms().get(form);
        return h.gradient().times(h.at(spot.position()) > 0 ? -1 : 1);
    }

    /** Straight to a boundary; somewhat aside once that was in vain. */
    private Vector towards(Spot spot, int form) {
        Vector direction = straightTo(spot, form);
        if (vain[form] <= 1 || !(direction.norm() > 0)) {
            return direction; // none, where all is dead below it
        }
        int n = space.known().inputs();
        return direction.unit().plus(0.7, Vector.gaussian(n, ground.random()).times(1 / Math.sqrt(n)));
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

    /**
     * Where no step leads any nearer to a neuron whose weight is open: computes a place where its boundary meets this one as far as
     * that is known, and crosses it there. Returns whether that told something.
     */
    private boolean leap(int tries) {
        ReluNetwork known = space.known();
        int last = known.layers().size() - 1;
        for (int i : equations.openWeights()) {
            NeuronId id = new NeuronId(last, i);
            int form = known.formOf(id);
            while (vain[form] < PATIENCE + tries) {
                vain[form] += 1;
                Optional<Spot> spot = beside(id);
                if (spot.isPresent()) {
                    int before = equations.openDimensions();
                    visit(spot.get());
                    Crossing.ahead(spot.get(), straightTo(spot.get(), form), space, ground)
                            .ifPresent(c -> cross(spot.get(), c));
                    if (equations.openDimensions() < before) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** What all spots together make of the neuron: the equations as they came in are as inexact as the first normal. */
    private Vector coefficients() {
        if (fittedTo != spots.size()) {
            fittedTo = spots.size();
            List<Spot> whole = spots.stream().map(s -> s.in(space)).toList();
            fitted = NeuronFit.solution(
                    whole, tilt, equations.openDimensions(), ground.space().scale());
        }
        return fitted;
    }

    /** A spot of this boundary right beside that of a neuron. */
    private Optional<Spot> beside(NeuronId id) {
        Vector coefficients = coefficients();
        return computed(id, coefficients)
                .flatMap(m -> beside(m, m.pattern(), id, coefficients)
                        .or(() -> beside(m, m.pattern().flipped(id), id, coefficients)))
                .flatMap(spot -> spot.asked(ground));
    }

    private Optional<Meeting> computed(NeuronId id, Vector coefficients) {
        boolean hasVertices = id.layer() == 0 && space.width() > ground.inputs();
        if (hasVertices && ground.random().nextBoolean()) {
            List<Meeting.Vertex> known = vertices.computeIfAbsent(id.index(), i -> Meeting.vertices(space, i, ground));
            return Meeting.between(known, space, coefficients, ground);
        }
        double distance = ground.farDistance();
        Vector from = ground.random().nextBoolean()
                ? ground.space().pointAt(distance, ground.random())
                : spots.get(ground.random().nextInt(spots.size()))
                        .position()
                        .plus(distance, Vector.direction(ground.inputs(), ground.random()));
        return Meeting.from(from, space, coefficients, id, ground);
    }

    /** The middle of the way along this boundary from a meeting to the next facet, on one side, if all is determined there. */
    private Optional<Spot> beside(Meeting meeting, ActivationPattern pattern, NeuronId id, Vector coefficients) {
        if (!space.isSure(pattern)) {
            return Optional.empty();
        }
        Cell cell = space.known().cellOf(pattern);
        List<AffineForm> features = space.in(pattern, cell);
        int form = space.known().formOf(id);
        AffineForm z = FeatureSpace.combined(features, coefficients);
        Vector h = cell.forms().get(form).gradient();
        if (!(z.gradient().norm() > 0)) {
            return Optional.empty(); // beyond the neuron that it meets nothing is on that it depends on
        }
        Vector away =
                h.times(pattern.isActive(id) ? 1 : -1).orthogonalTo(z.gradient().unit());
        double size = ground.sizeAt(meeting.position());
        if (!(away.norm() > 1e-6 * h.norm())) {
            return Optional.empty();
        }
        double room = ground.room(cell, meeting.position(), away.unit(), form, size);
        Vector y = meeting.position().plus(room / 2, away.unit());
        boolean known = room > 1e-5 * size
                && equations.determine(features, y, z.gradient().unit(), size);
        return known
                ? Optional.of(new Spot(y, ground.longer(ANGLE, 0.03, y) * room, z.gradient(), pattern, cell, features))
                : Optional.empty();
    }

    /** Crosses a facet, with questions. */
    private boolean cross(Spot from, Crossing crossing) {
        Optional<Spot> spot = crossing.bend(equations).map(crossing::confirmed).orElseGet(crossing::measured);
        if (spot.isEmpty()) {
            if (dead == MOST_DEAD || !crossing.isDead()) {
                fail(from);
            } else {
                dead++;
            }
            return false;
        }
        noteBend(from, spot.get());
        visit(spot.get());
        return true;
    }

    private void fail(Spot from) {
        bendsInCell |= failures == 0 && !looked && !trusted && !isFlat(from);
        failures++;
    }

    /** Whether the boundary is flat in the cell of a spot, as one of this layer is: deeper ones bend where nothing known does. */
    private boolean isFlat(Spot spot) {
        BoundaryPoint here =
                new BoundaryPoint(spot.position(), spot.error(), spot.gradient().unit(), 0);
        return FlatPiece.around(here, spot.cell(), FLAT, ground).isPresent();
    }
}
