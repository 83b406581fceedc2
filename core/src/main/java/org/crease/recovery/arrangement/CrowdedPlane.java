package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.crease.geometry.Vector;
import org.crease.recovery.arrangement.Ground.Probe;
import org.crease.recovery.fit.LeastSquares;

/**
 * A plane among so many that every other window holds a kink of another one: it is met at many places around a point of it, farther and
 * farther away, and most of them lie on one plane, which few of them at random would tell; {@link WholePlane} wants all that it asks.
 */
final class CrowdedPlane {
    /** Places asked a round, for each unknown. */
    private static final int PLACES = 5;

    private static final int ROUNDS = 14;

    /** Rounds without success, each nearer than the one before, until it is given up. */
    private static final int FAILURES = 3;

    /** In errors of the plane, half the window in which it is looked for. */
    private static final double DOUBT = 3;

    /** Choices of as many places as determine a plane. */
    private static final int CHOICES = 20;

    /** So many more than determine a plane must agree. */
    private static final int SPARE = 3;

    /** How far off a place may be, in bounds of its error. */
    private static final double AGREES = 1.5;

    /** A bound of an error, in standard errors. */
    private static final double BOUND = 2.5;

    private static final double FARTHER = 3;

    private static final double NEARER = 0.4;

    /** A round that leaves more than this share of an error is the last, as far out as it goes. */
    private static final double HARDLY = 0.8;

    /** The share of the first error that a plane must not leave. */
    private static final double SHARPER = 0.1;

    /** The widest half of a window, relative to the size of the place. */
    private static final double WIDEST = 0.01;

    private final Ground ground;

    CrowdedPlane(Ground ground) {
        this.ground = ground;
    }

    /** The point with a normal that is ten times as good or better; empty where most places around it lie on no plane. */
    Optional<BoundaryPoint> through(BoundaryPoint point) {
        BoundaryPoint current = point;
        double size = ground.sizeAt(point.position());
        double grain = ground.grainAt(point.position()) * size;
        double reach = grain / point.tilt();
        double farthest = 2 * Math.max(size, ground.near());
        int failures = 0;
        boolean isMet = false;
        for (int round = 0; round < ROUNDS && failures < FAILURES; round++) {
            double most = WIDEST * size / (DOUBT * current.tilt());
            reach = Math.min(Math.min(reach, most), farthest);
            Optional<BoundaryPoint> better = at(current, reach, grain);
            if (better.isEmpty()) {
                failures++;
                reach *= NEARER;
                continue;
            }
            isMet = true;
            boolean hardly = better.get().tilt() > HARDLY * current.tilt();
            current = better.get().tilt() < current.tilt() ? better.get() : current;
            if (hardly && reach >= farthest) {
                return Optional.of(current);
            }
            failures = 0;
            reach *= FARTHER;
        }
        return isMet && current.tilt() < SHARPER * point.tilt() ? Optional.of(current) : Optional.empty();
    }

    /**
     * A place beside the point where a kink was met.
     *
     * @param row how far along each direction of the plane, and 1
     * @param off how far from the plane, along its normal
     * @param error of that
     */
    private record Place(Vector row, double off, double error) {
        boolean agrees(Vector lacking) {
            return Math.abs(off - row.dot(lacking)) <= AGREES * error;
        }

        double square(Vector lacking) {
            return Math.pow((off - row.dot(lacking)) / error, 2);
        }
    }

    private Optional<BoundaryPoint> at(BoundaryPoint point, double reach, double grain) {
        Tangents tangents = new Tangents(point.normal(), ground.random());
        List<Vector> directions = tangents.from(0, tangents.count());
        int unknowns = directions.size() + 1;
        List<Place> places = met(point, directions, reach, grain);
        if (places.size() < unknowns + SPARE) {
            return Optional.empty();
        }
        List<Place> best = mostAgreeing(places, unknowns);
        if (best.size() < unknowns + SPARE || 2 * best.size() < places.size()) {
            return Optional.empty();
        }
        LeastSquares fit = solved(best);
        List<Place> again = agreeing(fit, places);
        if (again.size() >= best.size()) {
            best = again;
            fit = solved(best);
        }
        return Optional.of(turned(point, directions, fit, best));
    }

    /** What is met at places around the point, up to a distance. */
    private List<Place> met(BoundaryPoint point, List<Vector> directions, double reach, double grain) {
        double window = Math.max(grain, DOUBT * (point.error() + point.tilt() * reach));
        List<Probe> probes = new ArrayList<>();
        for (int i = 0; i < PLACES * (directions.size() + 1); i++) {
            Vector way = Vector.direction(ground.inputs(), ground.random()).orthogonalTo(point.normal());
            double distance = reach * (0.3 + 0.7 * ground.random().nextDouble());
            Vector x = point.position().plus(distance, way.unit());
            probes.add(new Probe(x, point.normal(), window, window));
        }
        List<Optional<Kink>> kinks = ground.locate(probes);
        List<Place> places = new ArrayList<>();
        for (int i = 0; i < probes.size(); i++) {
            Vector way = probes.get(i).x().minus(point.position());
            kinks.get(i).ifPresent(k -> places.add(new Place(row(way, directions), k.t(), k.error())));
        }
        return places;
    }

    private static Vector row(Vector way, List<Vector> directions) {
        return Vector.of(Stream.concat(directions.stream().map(way::dot), Stream.of(1.0))
                .mapToDouble(Double::doubleValue)
                .toArray());
    }

    /** The largest of the sets that agree with the plane through some places that are chosen at random. */
    private List<Place> mostAgreeing(List<Place> places, int unknowns) {
        List<Place> best = List.of();
        for (int c = 0; c < CHOICES; c++) {
            List<Integer> some = new ArrayList<>();
            while (some.size() < unknowns) {
                int i = ground.random().nextInt(places.size());
                if (!some.contains(i)) {
                    some.add(i);
                }
            }
            List<Place> agreeing =
                    agreeing(solved(some.stream().map(places::get).toList()), places);
            best = agreeing.size() > best.size() ? agreeing : best;
        }
        return best;
    }

    /** The point, moved and turned onto the plane of some places. */
    private static BoundaryPoint turned(
            BoundaryPoint point, List<Vector> directions, LeastSquares fit, List<Place> places) {
        int last = directions.size();
        Vector lacking = fit.solution().column(0);
        double squares =
                places.stream().mapToDouble(place -> place.square(lacking)).sum();
        double spread = Math.sqrt(squares / Math.max(1, places.size() - last - 1));
        Vector normal = point.normal();
        double square = 0;
        for (int d = 0; d < last; d++) {
            normal = normal.plus(-lacking.get(d), directions.get(d));
            square += Math.pow(fit.errors().get(d), 2);
        }
        return new BoundaryPoint(
                point.position().plus(lacking.get(last), point.normal()),
                BOUND * spread * fit.errors().get(last),
                normal.unit(),
                BOUND * spread * Math.sqrt(square));
    }

    private static LeastSquares solved(List<Place> places) {
        return LeastSquares.solve(
                places.stream().map(p -> p.row().times(1 / p.error())).toList(),
                places.stream().map(p -> p.off() / p.error()).toList());
    }

    private static List<Place> agreeing(LeastSquares fit, List<Place> places) {
        Vector lacking = fit.solution().column(0);
        return places.stream().filter(p -> p.agrees(lacking)).toList();
    }
}
