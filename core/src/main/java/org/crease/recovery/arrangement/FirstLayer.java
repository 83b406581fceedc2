package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.crease.geometry.Hyperplane;
import org.crease.geometry.Points;
import org.crease.geometry.Segment;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.network.ReluNetwork;
import org.crease.recovery.arrangement.Ground.Probe;

/**
 * The first layer: boundaries that are whole hyperplanes. Every kink of a line gets a normal ({@link LocalNormals}), and the
 * plane that this makes is tested at far places. A boundary of a deeper neuron has bent away there. Where a plane is not seen,
 * the spot where it ends decides: there it bends away, or everything behind it is dead.
 *
 * @param places far places at which a plane must be seen
 */
record FirstLayer(int places) {
    static final FirstLayer DEFAULTS = new FirstLayer(6);

    private static final String ACCOUNT = "FirstLayer";

    /** Halvings that find the spot where a boundary ends. */
    private static final int HALVINGS = 30;

    /** A normal whose error exceeds this many times that of an answer is measured once more. */
    private static final double SHARP = 1e6;

    /** But at most one normal in so many. */
    private static final int DULL = 4;

    /** From so many inputs on a normal is dear, and fewer are measured again. */
    private static final int WIDE = 200;

    private static final int DULL_IF_WIDE = 32;

    private static final int PLACES_TRIED = 64;

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
        for (int i = 0; i < MOST_LINES; i++) {
            Optional<ReluNetwork> known = planes.isEmpty() ? Optional.empty() : Optional.of(network(planes));
            Survey survey = Survey.of(lines.get(), known, ground);
            RowSpace span =
                    RowSpace.of(planes.stream().map(BoundaryPoint::normal).toList());
            if (!planes.isEmpty() && span.dimension() < ground.inputs()) {
                survey = survey.only(movingOutside(span, survey, ground));
            }
            Sorted sorted = sort(survey.points(Optional.empty(), ground), ground);
            sorted.planes().forEach(plane -> addDistinct(plane, planes));
            others.addAll(sorted.others());
            span = RowSpace.of(planes.stream().map(BoundaryPoint::normal).toList());
            if (!planes.isEmpty() && isWholeSpan(span, ground)) {
                return result(planes, others, ground, true);
            }
            if (sorted.planes().isEmpty() && !planes.isEmpty()) {
                break;
            }
        }
        return result(planes, others, ground, false);
    }

    /** Adds a plane, or keeps the better of two measurements of one. */
    private static void addDistinct(BoundaryPoint plane, List<BoundaryPoint> planes) {
        for (int i = 0; i < planes.size(); i++) {
            BoundaryPoint other = planes.get(i);
            double apart = Math.abs(other.plane().distance(plane.position()));
            if (angle(plane, other) <= 8 * (plane.tilt() + other.tilt())
                    && apart <= 8 * (offset(other, plane.position()) + plane.error())) {
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
                        .noneMatch(h -> Math.abs(h.plane().distance(p.position()))
                                <= 4 * (p.error() + offset(h, p.position()))))
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
            if (room / ground.sizeAt(x) > most) {
                most = room / ground.sizeAt(x);
                best = x;
            }
        }
        double room = most * ground.sizeAt(best);
        Segment across = Segment.around(best, plane.normal(), room / 2);
        Survey survey = Survey.of(across, Optional.empty(), ground);
        return survey.points(Optional.empty(), LocalNormals.Steps.LONG, ground).stream()
                .filter(p ->
                        Math.abs(plane.plane().distance(p.position())) <= 4 * (offset(plane, p.position()) + p.error()))
                .filter(p -> angle(p, plane) <= 4 * (p.tilt() + plane.tilt()))
                .filter(p -> p.tilt() < plane.tilt())
                .findFirst()
                .orElse(plane);
    }

    private static double angle(BoundaryPoint p, BoundaryPoint q) {
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
        for (int i = 0; i < 4; i++) {
            Vector x = ground.space().pointAt(ground.near() * (1 + i), ground.random());
            Vector step = span.outside(Vector.direction(n, ground.random())).unit();
            Vector y = x.plus(ground.near() * (1 + i), step);
            questions.add(x);
            questions.add(y);
        }
        if (!questions.stream().allMatch(ground.space().domain()::contains)) {
            return false;
        }
        Points f = ground.chargedTo(ACCOUNT).oracle().ask(Points.of(questions));
        double tolerance = Math.sqrt(ground.resolution().relative());
        for (int i = 0; i < questions.size(); i += 2) {
            for (int o = 0; o < f.dimension(); o++) {
                if (Math.abs(f.get(i, o) - f.get(i + 1, o))
                        > tolerance * Math.abs(f.get(i, o))
                                + ground.resolution().eta(questions.get(i))[o] / tolerance) {
                    return false;
                }
            }
        }
        return true;
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
            double step = Math.min(room, ground.near());
            probes.add(new Probe(survey.line().at(kink.t()).plus(step, away), d, 1e-3 * room));
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
    Sorted sort(List<BoundaryPoint> candidates, Ground ground) {
        Ground charged = ground.chargedTo(ACCOUNT);
        List<BoundaryPoint> planes = new ArrayList<>();
        List<BoundaryPoint> others = new ArrayList<>();
        List<Integer> seen = seen(candidates, 2, charged, null);
        List<BoundaryPoint> promising = new ArrayList<>();
        for (int i = 0; i < candidates.size(); i++) {
            (seen.get(i) > 0 ? promising : others).add(candidates.get(i));
        }
        List<List<Vector>> missing = new ArrayList<>();
        seen(promising, places, charged, missing);
        for (int i = 0; i < promising.size(); i++) {
            BoundaryPoint candidate = promising.get(i);
            boolean bends = missing.get(i).size() > places / 2
                    || missing.get(i).stream().anyMatch(far -> bendsAway(candidate, far, charged));
            (bends ? others : planes).add(candidate);
        }
        return new Sorted(planes, others);
    }

    /** At how many of {@code count} far places each plane is seen; those where it is not go to {@code missing}. */
    private static List<Integer> seen(
            List<BoundaryPoint> candidates, int count, Ground ground, List<List<Vector>> missing) {
        List<Probe> probes = new ArrayList<>();
        for (BoundaryPoint candidate : candidates) {
            Hyperplane plane = candidate.plane();
            for (int i = 0; i < count; i++) {
                double distance = ground.near() * Math.pow(30, ground.random().nextDouble() - 0.25);
                Vector x = plane.project(ground.space().pointAt(distance, ground.random()));
                probes.add(new Probe(x, candidate.normal(), window(candidate, x, ground)));
            }
        }
        List<Optional<Kink>> kinks = ground.locate(probes);
        List<Integer> seen = new ArrayList<>();
        for (int c = 0; c < candidates.size(); c++) {
            int yes = 0;
            List<Vector> no = new ArrayList<>();
            for (int i = c * count; i < (c + 1) * count; i++) {
                if (isThere(kinks.get(i), candidates.get(c), probes.get(i).x())) {
                    yes++;
                } else {
                    no.add(probes.get(i).x());
                }
            }
            seen.add(yes);
            if (missing != null) {
                missing.add(no);
            }
        }
        return seen;
    }

    private static boolean isThere(Optional<Kink> kink, BoundaryPoint candidate, Vector x) {
        return kink.filter(k -> Math.abs(k.t()) <= 2 * (k.error() + offset(candidate, x)))
                .isPresent();
    }

    /** How far the plane may be off at {@code x}. */
    private static double offset(BoundaryPoint candidate, Vector x) {
        return candidate.error() + candidate.tilt() * candidate.position().distanceTo(x);
    }

    private static double window(BoundaryPoint candidate, Vector x, Ground ground) {
        return Math.max(8 * offset(candidate, x), 1e-5 * ground.sizeAt(x));
    }

    /** Whether, on the way from the candidate to {@code far} on its plane, the boundary goes on beside the plane. */
    private static boolean bendsAway(BoundaryPoint candidate, Vector far, Ground ground) {
        Vector near = candidate.position();
        double low = 0;
        double high = 1;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            Vector x = near.plus(middle, far.minus(near));
            Optional<Kink> kink = ground.locate(x, candidate.normal(), window(candidate, x, ground));
            if (isThere(kink, candidate, x)) {
                low = middle;
            } else {
                high = middle;
            }
        }
        // beyond the end, as far as the search along the normal is wide: steeper bends are seen from farther
        for (double beyond : new double[] {1e-3, 1e-5}) {
            double t = low + beyond;
            Vector x = near.plus(t, far.minus(near));
            double width = 20 * beyond * near.distanceTo(far);
            Segment across = Segment.around(x, candidate.normal(), width);
            List<Kink> kinks = ground.line().kinks(ground.pieces(across, List.of()));
            Vector before = near.plus(low - beyond, far.minus(near));
            List<Kink> earlier =
                    ground.line().kinks(ground.pieces(Segment.around(before, candidate.normal(), width), List.of()));
            // a plane that vanishes takes its own kink away; whatever bends keeps their number
            if (kinks.size() < earlier.size()) {
                return false;
            }
        }
        return true;
    }
}
