package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Segment;
import org.crease.geometry.Vector;
import org.crease.network.ReluNetwork;
import org.crease.recovery.arrangement.Ground.Probe;
import org.crease.recovery.fit.Zeros;

/**
 * A neuron of the last layer from points of its boundary alone, wherever they lie. Where answers are coarse, lines meet a boundary with a weak
 * bend again and again, but no walk can follow it: right behind a facet, where a walk has to look, it does not show. But all other neurons are
 * known, so that what short lines about these points meet is nearly always the same boundary, and as many points as a neuron has weights
 * determine it. Of two that are missing, the one with which most points agree comes first.
 *
 * <p>It misses a neuron whose points are met in too few cells of the layers below to determine it.
 */
final class ScatteredPoints {
    private static final String ACCOUNT = "ScatteredPoints";

    /** Short lines, for each unknown. */
    private static final int LINES = 5;

    /** How long half of one is, and how far off, at least and at most, in units of the size of the place. */
    private static final double SHORTEST = 0.03;

    private static final double LONGEST = 3;

    /** The error of a normal that is not believed: it may be that of two boundaries. */
    private static final double UNTOLD = 1;

    /** Points used at most: those known best. */
    private static final int MOST = 150;

    /** Choices of as many points as determine a neuron. */
    private static final int CHOICES = 300;

    /** Or of points with their normals. */
    private static final int WITH_NORMALS = 3;

    /**
     * In bounds of its error, how far off a point may be that agrees, round by round: the fewer points determine a neuron, the more their errors
     * move it.
     */
    private static final double[] AGREES = {100, 30, 10, 4, 4, 4};

    /** The same where the points of another boundary would be drawn in. */
    private static final double[] AGREES_AT_ONCE = {10, 6, 4, 4, 4};

    /** So many points more than unknowns must agree. */
    private static final int SPARE = 6;

    /** How often places all over the boundary are measured, how many for each unknown, and how many are computed for each of these. */
    private static final int ROUNDS = 2;

    private static final int PLACES = 4;

    private static final int TRIES = 6;

    /** Of these places, the share at which it must be met. */
    private static final double SHARE = 0.5;

    /** Half the window in which it is looked for there, relative to the size of the place, and the error of its normal. */
    private static final double DOUBT = 0.01;

    private final ReluNetwork known;
    private final FeatureSpace space;
    private final double accuracy;
    private final Ground ground;

    /**
     * Prepares.
     *
     * @param known all that is known
     * @param space of the layer below the one that lacks neurons
     * @param accuracy relative error of positions that the layers below bring with them
     */
    ScatteredPoints(ReluNetwork known, FeatureSpace space, double accuracy, Ground ground) {
        this.known = known;
        this.space = space;
        this.accuracy = accuracy;
        this.ground = ground.chargedTo(ACCOUNT).besides(known);
    }

    /** The boundary with which most points agree that lines about {@code left} meet; empty if these are hardly more than determine any. */
    Optional<Trace> boundary(List<BoundaryPoint> left) {
        List<BoundaryPoint> begun = left.stream().filter(this::isSure).toList();
        if (begun.isEmpty()) {
            return Optional.empty();
        }
        List<Spot> agreeing = largest(begun, spots(met(begun)));
        for (int round = 0; round < ROUNDS && isEnough(agreeing); round++) {
            List<Spot> places = computed(agreeing);
            List<Spot> seen = asked(places);
            agreeing = agreeing(seen);
            if (agreeing.size() < SHARE * places.size()) {
                return Optional.empty();
            }
        }
        return through(agreeing);
    }

    /** The boundary of a neuron that answers tell, if it is where they say. */
    Optional<Trace> boundary(LackingNeuron lacking) {
        Neuron neuron = new Neuron(lacking.form(), Set.of(), Set.of(), DOUBT, Vector.zero(space.size()), List.of());
        ReluNetwork network = neuron.on(space.known());
        List<Spot> places =
                clearest(neuron.row(), tries -> Zeros.between(network, 0, any(lacking.on()), any(lacking.off())));
        List<Spot> agreeing = agreeing(asked(places));
        return agreeing.size() < SHARE * places.size() ? Optional.empty() : through(agreeing);
    }

    private Vector any(List<Vector> places) {
        return places.get(ground.random().nextInt(places.size()));
    }

    private Optional<Trace> through(List<Spot> agreeing) {
        return isEnough(agreeing) ? Trace.through(agreeing, DOUBT, ground, accuracy, space) : Optional.empty();
    }

    /** Those of some points that agree with what most of them determine. */
    private List<Spot> agreeing(List<Spot> spots) {
        if (!isEnough(spots)) {
            return List.of();
        }
        List<Spot> whole = grown(solution(spots, DOUBT, false), spots, AGREES, false);
        List<Spot> told = grown(solution(spots, DOUBT, true), spots, AGREES, true);
        return whole.size() >= told.size() ? whole : told;
    }

    private boolean isSure(BoundaryPoint point) {
        return space.isSure(point.position());
    }

    private boolean isEnough(List<Spot> spots) {
        return spots.size() >= space.size() + SPARE;
    }

    /** The points, and what short lines about them and about what these meet, meet that nothing known explains. */
    private List<BoundaryPoint> met(List<BoundaryPoint> begun) {
        List<BoundaryPoint> met = new ArrayList<>(begun);
        int lines = LINES * space.size();
        for (int i = 0; i < lines; i++) {
            boolean isFirstHalf = i < lines / 2;
            met.addAll(about(
                    isFirstHalf
                            ? begun.get(i % begun.size())
                            : met.get(ground.random().nextInt(met.size()))));
        }
        return met;
    }

    private List<BoundaryPoint> about(BoundaryPoint point) {
        double length = ground.sizeAt(point.position())
                * SHORTEST
                * Math.pow(LONGEST / SHORTEST, ground.random().nextDouble());
        Vector aside = Vector.direction(ground.inputs(), ground.random());
        Vector centre = point.position().plus(length * ground.random().nextDouble(), aside);
        Segment line = Segment.around(centre, Vector.direction(ground.inputs(), ground.random()), length);
        return ground.space()
                .domain()
                .clip(line)
                .map(inside -> Survey.of(inside, Optional.of(known), ground))
                .map(survey -> survey.unexplained().stream().map(survey::at).toList())
                .orElse(List.of());
    }

    private List<Spot> spots(List<BoundaryPoint> points) {
        return points.stream()
                .filter(this::isSure)
                .map(p -> BoundaryWalk.startAt(p, space))
                .sorted(Comparator.comparingDouble(this::bound))
                .limit(MOST)
                .toList();
    }

    private double bound(Spot spot) {
        return spot.error() / ground.sizeAt(spot.position()) + accuracy;
    }

    /** The most points that agree with what a few determine. */
    private List<Spot> largest(List<BoundaryPoint> begun, List<Spot> spots) {
        List<Spot> best = List.of();
        for (int c = 0; c < CHOICES && isEnough(spots) && 2 * best.size() <= spots.size(); c++) {
            Vector start = c % 2 == 0 ? oneWithOthers(begun, spots, c % 8 > 3) : withNormals(begun);
            double[] agrees = c % 4 > 1 ? AGREES : AGREES_AT_ONCE;
            List<Spot> agreeing = grown(start, spots, agrees, c % 8 > 3);
            best = agreeing.size() > best.size() ? agreeing : best;
        }
        return best;
    }

    /** The coefficients that one point that is left determines together with as many others, wherever they are. */
    private Vector oneWithOthers(List<BoundaryPoint> begun, List<Spot> spots, boolean told) {
        BoundaryPoint point = begun.get(ground.random().nextInt(begun.size()));
        List<Spot> some = new ArrayList<>(List.of(BoundaryWalk.startAt(point, space)));
        while (some.size() < space.size()) {
            Spot spot = spots.get(ground.random().nextInt(spots.size()));
            if (!some.contains(spot)) {
                some.add(spot);
            }
        }
        return solution(some, told ? point.tilt() : UNTOLD, told);
    }

    /** The same by a few that are left, with their normals. */
    private Vector withNormals(List<BoundaryPoint> begun) {
        List<double[]> rows = new ArrayList<>();
        List<double[]> normals = new ArrayList<>();
        Spot first = null;
        for (int i = 0; i < WITH_NORMALS; i++) {
            BoundaryPoint point = begun.get(ground.random().nextInt(begun.size()));
            Spot spot = BoundaryWalk.startAt(point, space);
            first = i == 0 ? spot : first;
            rows.add(times(1 / (bound(spot) * ground.sizeAt(spot.position())), spot.row()));
            spot.tangentRows().forEach(row -> normals.add(times(1 / (point.tilt() + accuracy), row)));
        }
        rows.addAll(normals);
        while (rows.size() < space.size()) {
            rows.add(new double[space.size()]); // equations that tell nothing
        }
        return NeuronSolution.of(rows.toArray(double[][]::new), WITH_NORMALS, first, 1)
                .theta();
    }

    private static double[] times(double factor, double[] row) {
        return Vector.of(row).times(factor).toArray();
    }

    private Vector solution(List<Spot> spots, double tilt, boolean told) {
        return NeuronFit.solution(spots, tilt, accuracy, told, ground.space().scale());
    }

    /** The points that agree with coefficients of the features, and then with what they determine themselves; none if they are too few. */
    private List<Spot> grown(Vector start, List<Spot> spots, double[] agrees, boolean told) {
        Vector coefficients = start;
        List<Spot> current = List.of();
        for (double most : agrees) {
            Vector now = coefficients;
            current = spots.stream()
                    .filter(s -> s.offset(now) <= most * bound(s) * ground.sizeAt(s.position()))
                    .map(s -> s.withGradient(gradient(s, now)))
                    .filter(s -> s.gradient().norm() > 0)
                    .toList();
            if (current.size() < space.size()) {
                return List.of();
            }
            coefficients = solution(current, DOUBT, told);
        }
        return current;
    }

    private static Vector gradient(Spot spot, Vector coefficients) {
        return FeatureSpace.combined(spot.features(), coefficients).gradient();
    }

    /** Places all over the boundary on which some points lie. */
    private List<Spot> computed(List<Spot> agreeing) {
        Vector coefficients = solution(agreeing, DOUBT, false);
        int width = space.width();
        Vector row = Vector.of(Arrays.copyOf(coefficients.toArray(), width));
        AffineForm form = new AffineForm(row, coefficients.get(width));
        Neuron neuron = new Neuron(form, Set.of(), Set.of(), DOUBT, Vector.zero(width + 1), agreeing);
        ReluNetwork network = neuron.on(space.known());
        return clearest(coefficients, tries -> neuron.place(network, tries, ground));
    }

    /** Places of a boundary; of a few each time, the one where f shows most clearly how it bends. */
    private List<Spot> clearest(Vector coefficients, IntFunction<Optional<Vector>> place) {
        List<Spot> clearest = new ArrayList<>();
        for (int i = 0; i < PLACES * space.size(); i++) {
            IntStream.range(0, TRIES)
                    .mapToObj(place)
                    .flatMap(Optional::stream)
                    .filter(space::isSure)
                    .map(x -> BoundaryWalk.spotAt(x, 0, x, space))
                    .map(at -> at.withGradient(gradient(at, coefficients)))
                    .filter(at -> at.gradient().norm() > 0)
                    .max(Comparator.comparingDouble(this::clarity))
                    .ifPresent(clearest::add);
        }
        return clearest;
    }

    private Probe probe(Spot at) {
        Vector x = at.position();
        return ground.probe(at.cell(), x, at.gradient().unit(), DOUBT * ground.sizeAt(x));
    }

    /** How wide the window is that known boundaries leave, over what answers err by. */
    private double clarity(Spot at) {
        double size = ground.sizeAt(at.position());
        return probe(at).window() / size / ground.resolution().relativeAt(at.position(), size);
    }

    /** Those of some places where f shows the boundary, as it does. */
    private List<Spot> asked(List<Spot> places) {
        List<Spot> met = new ArrayList<>();
        List<Probe> probes = places.stream().map(this::probe).toList();
        List<Optional<Kink>> kinks = probes.isEmpty() ? List.of() : ground.locate(probes);
        for (int i = 0; i < kinks.size(); i++) {
            Probe probe = probes.get(i);
            Vector gradient = places.get(i).gradient();
            kinks.get(i)
                    .map(k -> probe.at(k, DOUBT))
                    .map(p -> BoundaryWalk.spotAt(p.position(), p.error(), gradient, space))
                    .ifPresent(met::add);
        }
        return met;
    }
}
