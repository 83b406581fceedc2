package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Hyperplane;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.network.ReluNetwork;
import org.crease.recovery.FalseAlarm;
import org.crease.recovery.arrangement.Ground.Probe;
import org.crease.recovery.fit.LeastSquares;

/**
 * Planes of layer 1 from many places of each, near and far, where answers are coarse. A few places tell a normal, but not what it errs by:
 * a bound of that is ten times as large, and all that is fitted in the layers above is trusted as little as that says.
 */
final class ManyPlaces {
    /** Places asked a round, for each unknown of a plane. */
    private static final int PLACES = 3;

    private static final int ROUNDS = 4;

    /** In relative errors of an answer, an error of a plane that is small enough. */
    private static final double WANTED = 4;

    /** In spreads, how far off the plane a place of another boundary is. */
    private static final double FOREIGN = FalseAlarm.VERDICT.standardErrors();

    /** Half of normal errors are smaller than this, in standard errors. */
    private static final double MEDIAN = 0.6745;

    /** A bound of an error, in standard errors. */
    private static final double BOUND = 2.5;

    /** Fits, at most, until no place is foreign. */
    private static final int FITS = 6;

    /** A plane that turns by more than so many of its bounds follows another boundary. */
    private static final double ASTRAY = 4;

    private final List<BoundaryPoint> planes;
    private final Ground ground;

    /** Prepares, for all planes that are known: no window reaches over another one. */
    ManyPlaces(List<BoundaryPoint> planes, Ground ground) {
        this.planes = planes;
        this.ground = ground.chargedTo(FirstLayer.ACCOUNT);
    }

    private Ground besidesOthers(BoundaryPoint plane) {
        List<AffineForm> others = planes.stream()
                .filter(p -> !p.equals(plane))
                .map(p -> p.plane().form())
                .toList();
        return others.isEmpty() ? ground : ground.besides(new ReluNetwork(List.of(Layer.relu(others))));
    }

    /** Each plane as its places show it, or as it was if they do not agree or tell less. */
    List<BoundaryPoint> averaged() {
        return planes.stream().map(this::averaged).toList();
    }

    private BoundaryPoint averaged(BoundaryPoint plane) {
        List<BoundaryPoint> places = new ArrayList<>();
        BoundaryPoint best = plane;
        Ground besides = besidesOthers(plane);
        double wanted = WANTED * ground.resolution().relative();
        for (int round = 0; round < ROUNDS && best.tilt() > wanted; round++) {
            places.addAll(met(best, besides));
            Optional<BoundaryPoint> fitted = fitted(plane, places)
                    .filter(p -> p.normal().minus(plane.normal()).norm() <= ASTRAY * plane.tilt());
            if (fitted.isPresent() && fitted.get().tilt() < best.tilt()) {
                best = fitted.get();
            }
        }
        return best;
    }

    /** Places where the plane is met, beside other known ones. */
    private static List<BoundaryPoint> met(BoundaryPoint plane, Ground ground) {
        Hyperplane here = plane.plane();
        List<Probe> probes = new ArrayList<>();
        int wanted = PLACES * (ground.inputs() + 1);
        for (int tries = 0; tries < 4 * wanted && probes.size() < wanted; tries++) {
            double distance = ground.farDistance() * Math.pow(8, ground.random().nextInt(2));
            Vector x = here.project(ground.space().pointAt(distance, ground.random()));
            double grain = ground.grainAt(x) * ground.sizeAt(x);
            double off = plane.offset(x);
            Probe probe = ground.probe(x, plane.normal(), Math.max(grain, ASTRAY * off));
            if (probe.window() >= grain) {
                probes.add(probe);
            }
        }
        List<Optional<Kink>> kinks = ground.locate(probes);
        List<BoundaryPoint> met = new ArrayList<>();
        for (int i = 0; i < probes.size(); i++) {
            Probe probe = probes.get(i);
            kinks.get(i).ifPresent(k -> met.add(probe.at(k, plane.tilt())));
        }
        return met;
    }

    /** Least squares for what the plane is off by, over and over without places that are foreign; empty if few agree. */
    private Optional<BoundaryPoint> fitted(BoundaryPoint plane, List<BoundaryPoint> places) {
        Tangents tangents = new Tangents(plane.normal(), ground.random());
        List<Vector> directions = tangents.from(0, tangents.count());
        List<BoundaryPoint> kept = places;
        for (int round = 0; round < FITS; round++) {
            if (kept.size() <= 2 * (directions.size() + 1) || 2 * kept.size() < places.size()) {
                return Optional.empty();
            }
            LeastSquares fit = solved(plane, directions, kept);
            Vector lacking = fit.solution().column(0);
            double[] off = places.stream()
                    .mapToDouble(p -> Math.abs(left(plane, directions, lacking, p)))
                    .toArray();
            double[] sorted = off.clone();
            Arrays.sort(sorted);
            double spread = sorted[sorted.length / 2] / MEDIAN;
            List<BoundaryPoint> agreeing = new ArrayList<>();
            for (int i = 0; i < off.length; i++) {
                if (off[i] <= FOREIGN * spread) {
                    agreeing.add(places.get(i));
                }
            }
            if (agreeing.equals(kept)) {
                return Optional.of(moved(plane, directions, fit, spread));
            }
            kept = agreeing;
        }
        return Optional.empty();
    }

    private static LeastSquares solved(BoundaryPoint plane, List<Vector> directions, List<BoundaryPoint> places) {
        List<Vector> rows = new ArrayList<>();
        List<Double> right = new ArrayList<>();
        for (BoundaryPoint p : places) {
            rows.add(row(plane, directions, p).times(1 / p.error()));
            right.add(-plane.plane().distance(p.position()) / p.error());
        }
        return LeastSquares.solve(rows, right);
    }

    /** By how much a place comes nearer to the plane as that turns along each direction, and moves. */
    private static Vector row(BoundaryPoint plane, List<Vector> directions, BoundaryPoint p) {
        double[] row = new double[directions.size() + 1];
        Vector way = p.position().minus(plane.position());
        for (int d = 0; d < directions.size(); d++) {
            row[d] = way.dot(directions.get(d));
        }
        row[directions.size()] = 1;
        return Vector.of(row);
    }

    /** What is left of the distance of a place, in its errors. */
    private static double left(BoundaryPoint plane, List<Vector> directions, Vector lacking, BoundaryPoint p) {
        return (plane.plane().distance(p.position()) + row(plane, directions, p).dot(lacking)) / p.error();
    }

    private static BoundaryPoint moved(BoundaryPoint plane, List<Vector> directions, LeastSquares fit, double spread) {
        Vector normal = plane.normal();
        double square = 0;
        for (int d = 0; d < directions.size(); d++) {
            normal = normal.plus(fit.solution().get(d, 0), directions.get(d));
            square += Math.pow(fit.errors().get(d), 2);
        }
        int shift = directions.size();
        Vector position = plane.position().plus(-fit.solution().get(shift, 0), plane.normal());
        double error = BOUND * spread * fit.errors().get(shift);
        return new BoundaryPoint(position, error, normal.unit(), BOUND * spread * Math.sqrt(square));
    }
}
