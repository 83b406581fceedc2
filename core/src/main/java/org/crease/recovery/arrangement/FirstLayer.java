package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.crease.geometry.Hyperplane;
import org.crease.geometry.Points;
import org.crease.geometry.Region;
import org.crease.geometry.Segment;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.network.ReluNetwork;
import org.crease.recovery.arrangement.Ground.Probe;

/**
 * The first layer: boundaries that are whole hyperplanes. Every kink of a line gets a normal ({@link LocalNormals}), and the
 * plane that this makes is looked for at far places. A boundary of a deeper neuron has bent away there. Where everything behind a
 * plane is dead it is not seen either, so in doubt the share of many places decides: on eight layers of eight, planes were seen
 * at 9 to 19 of 20 places, and deeper boundaries at 5 at most on four deep networks.
 *
 * @param places far places at which a plane must be seen, but for one
 * @param manyPlaces further places for those that are not
 * @param share of these at which a plane must be seen
 */
record FirstLayer(int places, int manyPlaces, double share) {
    static final FirstLayer DEFAULTS = new FirstLayer(6, 20, 0.4);

    /** Places at one of which a plane must be seen to be worth more questions. */
    private static final int GLANCE = 2;

    /** Lines without a new plane that end the search if f depends on more than the planes found. */
    private static final int QUIET_IF_OPEN = 3;

    /** The same where answers are coarse and planes are many: one that is met close to others is not always told to be one. */
    private static final int QUIET_IF_CROWDED = 3;

    static final String ACCOUNT = "FirstLayer";

    /** A normal whose error exceeds this many times that of an answer is measured once more. */
    private static final double SHARP = 1e5;

    /** But at most one normal in so many. */
    private static final int DULL = 4;

    /** From so many inputs on a normal is dear, and fewer are measured again. */
    private static final int WIDE = 200;

    private static final int DULL_IF_WIDE = 32;

    /** How many times the turn that places show a normal may be off. */
    private static final double LOOSE = 4;

    /** With a larger error a plane is not judged. */
    private static final double BLUNT = 1e-3;

    /** Errors that are of one size everywhere are small where f is large. */
    private static final double FAR_IF_COARSE = 8;

    private static final int PLACES_TRIED = 64;

    /** Places at which f must not change outside the span of the planes: much of a deep network is dead. */
    private static final int OUTSIDE = 16;

    /** Where answers are coarse, relative errors of the planes that f may show there, and errors of answers. */
    private static final double COARSE = 1e-4;

    private static final double ETAS = 4;

    /** Where answers are coarse, a plane may have to be met on several lines to be known well enough: so many times as many. */
    private static final int MORE_IF_COARSE = 4;

    /** Places at most where a plane is missing from which the spot is sought at which it ends. */
    private static final int ENDS = 3;

    /** Lines along none of the planes found without a new one, after which there may be none. */
    private static final int QUIET_OUTSIDE = 12;

    /** Lines searched at most. */
    private static final int MOST_LINES = 8;

    /** What was found: the planes, and boundary points that lie on none. */
    record Result(List<BoundaryPoint> planes, List<BoundaryPoint> others, boolean wholeSpan) {}

    /**
     * Finds the planes.
     *
     * @param lines where to search, one after the other
     */
    Result run(Supplier<Segment> lines, Ground ground) {
        List<BoundaryPoint> planes = new ArrayList<>();
        List<BoundaryPoint> others = new ArrayList<>();
        GradientSpan gradients = ground.isCoarse() ? GradientSpan.none() : GradientSpan.empty();
        int quiet = 0;
        int more = ground.isCoarse() ? MORE_IF_COARSE : 1;
        for (int i = 0; i < MOST_LINES * more; i++) {
            Optional<ReluNetwork> known = planes.isEmpty() ? Optional.empty() : Optional.of(network(planes));
            Survey survey = Survey.of(lines.get(), known, ground);
            if (i == 0 && Crowd.isOne(survey.unexplained().size(), ground)) {
                List<BoundaryPoint> crowd = new Crowd(lines, ground).planes(survey);
                if (!crowd.isEmpty()) {
                    return result(crowd, List.of(), ground, false);
                }
            }
            RowSpace span =
                    RowSpace.of(planes.stream().map(BoundaryPoint::normal).toList());
            if (!planes.isEmpty() && span.dimension() < ground.inputs()) {
                survey = survey.only(movingOutside(span, survey, ground));
            }
            Sorted sorted =
                    sort(survey.points(Optional.empty(), LocalNormals.Steps.in(ground), gradients, ground), ground);
            sorted.planes().forEach(plane -> addDistinct(plane, planes));
            others.addAll(sorted.others());
            span = RowSpace.of(planes.stream().map(BoundaryPoint::normal).toList());
            if (!planes.isEmpty() && isWholeSpan(span, ground)) {
                return result(planes, others, ground, true);
            }
            quiet = sorted.planes().isEmpty() ? quiet + 1 : 0;
            boolean isOpen = span.dimension() < ground.inputs();
            boolean isCrowded = ground.isCoarse() && planes.size() > ground.inputs() && !others.isEmpty();
            int enough = isOpen ? QUIET_IF_OPEN * more : isCrowded ? QUIET_IF_CROWDED : 1;
            if (!planes.isEmpty() && quiet >= enough) {
                break;
            }
        }
        return result(planes, others, ground, false);
    }

    /**
     * With the planes that are still missing in a bounded space of which f is known to depend on every direction: on lines along which none of the planes
     * found comes nearer, whatever is met is another one. They are searched from edge to edge, since what is on in few places only is on far out.
     */
    Result completed(Result first, Ground ground) {
        List<BoundaryPoint> planes = new ArrayList<>(first.planes());
        List<BoundaryPoint> others = new ArrayList<>(first.others());
        Region domain = ground.space().domain();
        double most = domain.bounds().high().distanceTo(domain.bounds().low());
        int quiet = 0;
        while (quiet < QUIET_OUTSIDE) {
            RowSpace span =
                    RowSpace.of(planes.stream().map(BoundaryPoint::normal).toList());
            if (span.dimension() >= ground.inputs()) {
                break;
            }
            Vector x = inner(ground.space().pointAt(ground.near(), ground.random()), domain);
            Vector way = span.outside(Vector.direction(ground.inputs(), ground.random()))
                    .unit();
            Survey survey = Survey.of(
                    domain.clip(Segment.around(x, way, most)).orElseThrow(), Optional.of(network(planes)), ground);
            Sorted sorted = sort(
                    survey.points(Optional.empty(), LocalNormals.Steps.in(ground), GradientSpan.none(), ground),
                    ground);
            int before = planes.size();
            sorted.planes().forEach(plane -> addDistinct(plane, planes));
            others.addAll(sorted.others());
            quiet = planes.size() > before ? 0 : quiet + 1;
        }
        return planes.size() > first.planes().size()
                ? result(planes, others, ground, false)
                : new Result(first.planes(), others, false);
    }

    /** Adds a plane, or keeps the better of two measurements of one. */
    private static void addDistinct(BoundaryPoint plane, List<BoundaryPoint> planes) {
        for (int i = 0; i < planes.size(); i++) {
            BoundaryPoint other = planes.get(i);
            double apart = Math.abs(other.plane().distance(plane.position()));
            if (angle(plane, other) <= 8 * (plane.tilt() + other.tilt())
                    && apart <= 8 * (other.offset(plane.position()) + plane.error())) {
                planes.set(i, plane.tilt() < other.tilt() ? plane : other);
                return;
            }
        }
        planes.add(plane);
    }

    private static ReluNetwork network(List<BoundaryPoint> planes) {
        return new ReluNetwork(
                List.of(Layer.relu(planes.stream().map(p -> p.plane().form()).toList())));
    }

    private static Result result(List<BoundaryPoint> planes, List<BoundaryPoint> others, Ground ground, boolean whole) {
        double dull = Math.max(
                SHARP * ground.resolution().relative(),
                planes.stream()
                        .mapToDouble(BoundaryPoint::tilt)
                        .sorted()
                        .skip(planes.size() - planes.size() / (ground.inputs() < WIDE ? DULL : DULL_IF_WIDE))
                        .findFirst()
                        .orElse(Double.MAX_VALUE));
        List<BoundaryPoint> sharp = planes.stream()
                .map(p -> p.tilt() < dull ? p : sharpened(p, planes, ground))
                .toList();
        List<BoundaryPoint> rest = others.stream()
                .filter(p -> planes.stream()
                        .noneMatch(h ->
                                Math.abs(h.plane().distance(p.position())) <= 4 * (p.error() + h.offset(p.position()))))
                .toList();
        return new Result(sharp, rest, whole);
    }

    /**
     * A plane whose normal is known badly, since it was met where others are near, measured once more where they are far.
     */
    private static BoundaryPoint sharpened(BoundaryPoint plane, List<BoundaryPoint> planes, Ground ground) {
        Vector best = plane.position();
        double most = 0;
        for (int i = 0; i < PLACES_TRIED; i++) {
            double distance = ground.near() * Math.pow(10, ground.random().nextDouble() - 0.5);
            Vector x = plane.plane().project(ground.space().pointAt(distance, ground.random()));
            double room = planes.stream()
                    .filter(p -> !p.equals(plane))
                    .mapToDouble(p -> Math.abs(p.plane().distance(x)))
                    .min()
                    .orElse(distance);
            if (room / ground.sizeAt(x) > most && ground.space().domain().contains(x)) {
                most = room / ground.sizeAt(x);
                best = x;
            }
        }
        double room = most * ground.sizeAt(best);
        Segment across = Segment.around(best, plane.normal(), room / 2);
        Survey survey = Survey.of(across, Optional.empty(), ground);
        return survey.points(Optional.empty(), LocalNormals.Steps.LONG, GradientSpan.none(), ground).stream()
                .filter(p ->
                        Math.abs(plane.plane().distance(p.position())) <= 4 * (plane.offset(p.position()) + p.error()))
                .filter(p -> angle(p, plane) <= 4 * (p.tilt() + plane.tilt()))
                .filter(p -> p.tilt() < plane.tilt())
                .findFirst()
                .orElse(plane);
    }

    /** Between two planes, whatever their sides; for small angles. */
    static double angle(BoundaryPoint p, BoundaryPoint q) {
        return Math.min(
                p.normal().minus(q.normal()).norm(), p.normal().plus(q.normal()).norm());
    }

    /** Whether f does not change when a point moves so that no plane comes nearer: then no plane is missing. */
    private static boolean isWholeSpan(RowSpace span, Ground ground) {
        int n = ground.inputs();
        if (span.dimension() >= n) {
            return false;
        }
        List<Vector> questions = new ArrayList<>();
        double far = ground.isCoarse() ? FAR_IF_COARSE : 1;
        for (int i = 0; i < OUTSIDE; i++) {
            double distance = far * ground.near() * (1 + i % 4);
            Vector x = inner(
                    ground.space().pointAt(distance, ground.random()),
                    ground.space().domain());
            Vector step = span.outside(Vector.direction(n, ground.random())).unit();
            questions.add(x);
            double room = ground.room(x, step, distance);
            questions.add(x.plus(room < distance ? room / 2 : room, step));
        }
        Points f = ground.chargedTo(ACCOUNT).oracle().ask(Points.of(questions));
        for (int i = 0; i < questions.size(); i += 2) {
            double[] eta = ground.resolution().eta(questions.get(i + 1));
            for (int o = 0; o < f.dimension(); o++) {
                if (Math.abs(f.get(i, o) - f.get(i + 1, o)) > mostInSpan(f.get(i, o), eta[o], ground)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** A place half-way to the middle of the domain, from where no way leads to its edge at once. */
    private static Vector inner(Vector x, Region domain) {
        return domain.isUnbounded() ? x : x.plus(domain.middle()).times(0.5);
    }

    /** By how much an answer may change on a way on which it does not but for errors, its own and those of the planes. */
    static double mostInSpan(double answer, double eta, Ground ground) {
        double tolerance =
                ground.isCoarse() ? COARSE : Math.sqrt(ground.resolution().relative());
        return tolerance * Math.abs(answer) + eta * (ground.isCoarse() ? ETAS : 1 / tolerance);
    }

    /**
     * The kinks that do not stay where they are when the line moves so that no known plane comes nearer. Those that stay belong
     * to deeper neurons; a plane that is still missing does not.
     */
    private static List<Kink> movingOutside(RowSpace span, Survey survey, Ground ground) {
        List<Probe> probes = new ArrayList<>();
        Vector d = survey.line().direction();
        for (Kink kink : survey.unexplained()) {
            double room = Math.min(kink.before().length(), kink.after().length());
            Vector away = span.outside(Vector.direction(ground.inputs(), ground.random()))
                    .unit();
            double step = ground.room(survey.line().at(kink.t()), away, Math.min(room, ground.near()));
            probes.add(ground.probe(survey.line().at(kink.t()).plus(step, away), d, 1e-3 * room));
        }
        List<Optional<Kink>> seen = ground.chargedTo(ACCOUNT).locate(probes);
        List<Kink> moving = new ArrayList<>();
        for (int i = 0; i < probes.size(); i++) {
            Kink kink = survey.unexplained().get(i);
            boolean stays = seen.get(i)
                    .filter(k -> Math.abs(k.t()) <= 2 * (k.error() + kink.error()))
                    .isPresent();
            if (!stays) {
                moving.add(kink);
            }
        }
        return moving;
    }

    /** What became of the kinks. */
    record Sorted(List<BoundaryPoint> planes, List<BoundaryPoint> others) {}

    /** Parts boundary points that belong to whole hyperplanes from the others. */
    Sorted sort(List<BoundaryPoint> met, Ground ground) {
        Ground charged = ground.chargedTo(ACCOUNT);
        List<BoundaryPoint> planes = new ArrayList<>();
        List<BoundaryPoint> others = new ArrayList<>();
        List<BoundaryPoint> candidates = new ArrayList<>();
        for (BoundaryPoint point : met) {
            Optional<BoundaryPoint> sharp = ground.isCoarse()
                    ? new WholePlane(charged).through(point).filter(p -> p.tilt() <= BLUNT)
                    : Optional.of(point);
            sharp.ifPresentOrElse(candidates::add, () -> others.add(point));
        }
        List<BoundaryPoint> promising = new ArrayList<>();
        List<Look> glimpsed = look(candidates, GLANCE, charged);
        for (int i = 0; i < candidates.size(); i++) {
            (glimpsed.get(i).seen() > 0 ? promising : others).add(candidates.get(i));
        }
        List<BoundaryPoint> doubtful = new ArrayList<>();
        List<PlaneEnd> ends = new ArrayList<>();
        List<Look> looks = look(promising, places, charged);
        for (int i = 0; i < promising.size(); i++) {
            boolean isPlane = looks.get(i).seen() >= places - 1;
            BoundaryPoint plane =
                    isPlane && !ground.isCoarse() ? told(promising.get(i), looks.get(i)) : promising.get(i);
            (isPlane ? planes : doubtful).add(plane);
            addEnds(plane, looks.get(i), ends);
        }
        List<Look> often = look(doubtful, manyPlaces, charged);
        List<BoundaryPoint> clear = List.copyOf(planes);
        for (int i = 0; i < doubtful.size(); i++) {
            BoundaryPoint candidate = doubtful.get(i);
            // where one neuron alone is on, those of layer 2 are parallel to its plane, and flat as far as that lasts
            boolean parallel = clear.stream().anyMatch(p -> angle(p, candidate) <= 8 * (p.tilt() + candidate.tilt()));
            (often.get(i).seen() >= share * manyPlaces && !parallel ? planes : others).add(candidate);
        }
        if (!ground.isCoarse()) {
            ends.removeIf(end -> !planes.contains(end.candidate()));
            Set<BoundaryPoint> bending = PlaneEnd.bending(ends, charged);
            planes.removeAll(bending);
            others.addAll(bending);
        }
        return new Sorted(planes, others);
    }

    private static void addEnds(BoundaryPoint candidate, Look look, List<PlaneEnd> ends) {
        look.missing().stream().limit(ENDS).forEach(far -> ends.add(new PlaneEnd(candidate, far)));
    }

    /**
     * What far places show of a plane.
     *
     * @param seen at how many of them it is there
     * @param turn the largest angle by which it is beside the place predicted
     * @param missing where it is not
     */
    private record Look(int seen, double turn, List<Vector> missing) {}

    /** With the error of its normal that far places show: what it was measured with bounds it by far more. */
    private static BoundaryPoint told(BoundaryPoint plane, Look look) {
        // a place shows the turn along one direction of many
        double tilt = Math.max(Neuron.FINEST, LOOSE * Math.sqrt(plane.normal().dimension()) * look.turn());
        return tilt < plane.tilt() ? new BoundaryPoint(plane.position(), plane.error(), plane.normal(), tilt) : plane;
    }

    /** Looks for each plane at {@code count} far places. */
    private static List<Look> look(List<BoundaryPoint> candidates, int count, Ground ground) {
        List<Probe> probes = new ArrayList<>();
        for (BoundaryPoint candidate : candidates) {
            Vector x = candidate.position();
            for (int i = 0; i < count; i++) {
                boolean other = i % 2 == 1 && !ground.isCoarse();
                x = other ? opposite(x, candidate.plane(), ground) : farPlace(candidate.plane(), ground);
                probes.add(candidate.probe(x, ground));
            }
        }
        List<Optional<Kink>> kinks = ground.locate(probes);
        List<Look> looks = new ArrayList<>();
        for (int c = 0; c < candidates.size(); c++) {
            int seen = 0;
            double turn = 0;
            List<Vector> missing = new ArrayList<>();
            for (int i = c * count; i < (c + 1) * count; i++) {
                Vector x = probes.get(i).x();
                if (candidates.get(c).isMet(kinks.get(i), x)) {
                    seen++;
                    double beside = Math.abs(kinks.get(i).orElseThrow().t());
                    turn = Math.max(turn, beside / candidates.get(c).position().distanceTo(x));
                } else {
                    missing.add(x);
                }
            }
            looks.add(new Look(seen, turn, missing));
        }
        return looks;
    }

    /** The place on the other side, as far away: what is far out of a deeper boundary lies in a cone, which hardly holds both. */
    private static Vector opposite(Vector x, Hyperplane plane, Ground ground) {
        Vector other = plane.project(
                ground.space().domain().isUnbounded()
                        ? x.negated()
                        : ground.space().domain().middle().times(2).minus(x));
        return ground.space().domain().contains(other) ? other : farPlace(plane, ground);
    }

    /** A place of a plane, in the domain if one is found. */
    private static Vector farPlace(Hyperplane plane, Ground ground) {
        Vector x = null;
        for (int tries = 0;
                tries < PLACES_TRIED && (x == null || !ground.space().domain().contains(x));
                tries++) {
            double distance = ground.farDistance() * (ground.isCoarse() ? FAR_IF_COARSE : 1);
            x = plane.project(ground.space().pointAt(distance, ground.random()));
        }
        return x;
    }
}
