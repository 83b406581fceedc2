package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

    private Optional<BoundaryPoint> at(BoundaryPoint point, double reach, double grain) {
        Tangents tangents = new Tangents(point.normal(), ground.random());
        List<Vector> directions = tangents.from(0, tangents.count());
        double window = Math.max(grain, DOUBT * (point.error() + point.tilt() * reach));
        int unknowns = directions.size() + 1;
        List<Probe> probes = new ArrayList<>();
        for (int i = 0; i < PLACES * unknowns; i++) {
            Vector way = Vector.direction(ground.inputs(), ground.random()).orthogonalTo(point.normal());
            double distance = reach * (0.3 + 0.7 * ground.random().nextDouble());
            Vector x = point.position().plus(distance, way.unit());
            probes.add(new Probe(x, point.normal(), window, window));
        }
        List<Optional<Kink>> kinks = ground.locate(probes);
        List<Vector> rows = new ArrayList<>();
        List<Double> off = new ArrayList<>();
        List<Double> errors = new ArrayList<>();
        for (int i = 0; i < probes.size(); i++) {
            if (kinks.get(i).isEmpty()) {
                continue;
            }
            Vector way = probes.get(i).x().minus(point.position());
            double[] row = new double[unknowns];
            for (int d = 0; d < directions.size(); d++) {
                row[d] = way.dot(directions.get(d));
            }
            row[unknowns - 1] = 1;
            rows.add(Vector.of(row));
            off.add(kinks.get(i).get().t());
            errors.add(kinks.get(i).get().error());
        }
        if (rows.size() < unknowns + 3) {
            return Optional.empty();
        }
        List<Integer> best = List.of();
        for (int c = 0; c < CHOICES; c++) {
            List<Integer> some = new ArrayList<>();
            while (some.size() < unknowns) {
                int i = ground.random().nextInt(rows.size());
                if (!some.contains(i)) {
                    some.add(i);
                }
            }
            List<Integer> agreeing = agreeing(solved(rows, off, errors, some), rows, off, errors);
            best = agreeing.size() > best.size() ? agreeing : best;
        }
        if (best.size() < unknowns + 3 || 2 * best.size() < rows.size()) {
            return Optional.empty();
        }
        LeastSquares fit = solved(rows, off, errors, best);
        List<Integer> again = agreeing(fit, rows, off, errors);
        if (again.size() >= best.size()) {
            best = again;
            fit = solved(rows, off, errors, best);
        }
        Vector lacking = fit.solution().column(0);
        double squares = 0;
        for (int i : best) {
            squares += Math.pow((off.get(i) - rows.get(i).dot(lacking)) / errors.get(i), 2);
        }
        double spread = Math.sqrt(squares / Math.max(1, best.size() - unknowns));
        Vector normal = point.normal();
        double square = 0;
        for (int d = 0; d < directions.size(); d++) {
            normal = normal.plus(-lacking.get(d), directions.get(d));
            square += Math.pow(fit.errors().get(d), 2);
        }
        return Optional.of(new BoundaryPoint(
                point.position().plus(lacking.get(unknowns - 1), point.normal()),
                BOUND * spread * fit.errors().get(unknowns - 1),
                normal.unit(),
                BOUND * spread * Math.sqrt(square)));
    }

    private static LeastSquares solved(List<Vector> rows, List<Double> off, List<Double> errors, List<Integer> some) {
        return LeastSquares.solve(
                some.stream().map(i -> rows.get(i).times(1 / errors.get(i))).toList(),
                some.stream().map(i -> off.get(i) / errors.get(i)).toList());
    }

    private static List<Integer> agreeing(LeastSquares fit, List<Vector> rows, List<Double> off, List<Double> errors) {
        Vector lacking = fit.solution().column(0);
        List<Integer> agreeing = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            if (Math.abs(off.get(i) - rows.get(i).dot(lacking)) <= AGREES * errors.get(i)) {
                agreeing.add(i);
            }
        }
        return agreeing;
    }
}
