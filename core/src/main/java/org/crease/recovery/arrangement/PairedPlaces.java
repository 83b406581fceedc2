package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.crease.geometry.Vector;
import org.crease.recovery.FalseAlarm;
import org.crease.recovery.arrangement.Ground.Probe;

/**
 * The normal of a flat boundary from places on both sides of a point of it, at the same distance along each of some directions. By how
 * much the two differ tells the normal. Their mean is how far the point itself lies off the boundary, the same for all directions but
 * for the errors of answers: so its spread tells these, and where another boundary was met instead stands out.
 */
final class PairedPlaces {
    /** In errors of the normal, half the window in which the boundary is looked for. */
    private static final double DOUBT = 3;

    /** In spreads, how far off a direction may be. */
    private static final double FOREIGN = FalseAlarm.VERDICT.standardErrors();

    /** A bound of an error in units of the spread. */
    private static final double BOUND = 2.5;

    /** So many directions tell the spread. */
    private static final int MANY = 5;

    /** Three quarters of normal errors lie within so many spreads. */
    private static final double QUARTILE = 1.15;

    private final BoundaryPoint point;
    private final Ground ground;
    private final List<Pair> pairs = new ArrayList<>();

    /** A direction along the boundary, and how far to go on both sides. */
    record Way(Vector direction, double distance) {}

    /** Where the boundary was met on both sides, from where the normal says. */
    private record Pair(Way way, double ahead, double back, double error) {
        double mean() {
            return (ahead + back) / 2;
        }

        double slope() {
            return (ahead - back) / (2 * way.distance());
        }
    }

    PairedPlaces(BoundaryPoint point, Ground ground) {
        this.point = point;
        this.ground = ground;
    }

    /** Half the window in which the boundary is looked for, at a distance. */
    double window(double distance) {
        double size = ground.sizeAt(point.position());
        return Math.max(ground.grainAt(point.position()) * size, DOUBT * (point.error() + point.tilt() * distance));
    }

    /** Looks along some directions; returns those in which the boundary was not met on both sides, or there is no way to go. */
    List<Way> ask(List<Way> ways) {
        double least = ground.grainAt(point.position()) * ground.sizeAt(point.position());
        List<Way> silent = new ArrayList<>(
                ways.stream().filter(way -> way.distance() < least).toList());
        List<Way> open = ways.stream().filter(way -> way.distance() >= least).toList();
        List<Probe> probes = new ArrayList<>();
        for (Way way : open) {
            double window = window(way.distance());
            probes.add(ground.probe(point.position().plus(way.distance(), way.direction()), point.normal(), window));
            probes.add(ground.probe(point.position().plus(-way.distance(), way.direction()), point.normal(), window));
        }
        List<Optional<Kink>> kinks = ground.locate(probes);
        for (int i = 0; i < open.size(); i++) {
            Optional<Kink> ahead = kinks.get(2 * i);
            Optional<Kink> back = kinks.get(2 * i + 1);
            if (ahead.isPresent() && back.isPresent()) {
                double error = (ahead.get().error() + back.get().error()) / 2;
                pairs.add(new Pair(open.get(i), ahead.get().t(), back.get().t(), error));
            } else {
                silent.add(open.get(i));
            }
        }
        return silent;
    }

    /**
     * The point with the normal that the pairs tell, and nearer to the boundary if they tell that too.
     *
     * @param directions how many there are along the boundary
     * @return empty if the pairs that agree are fewer than half of these
     */
    Optional<BoundaryPoint> turned(int directions) {
        double[] means = pairs.stream().mapToDouble(Pair::mean).sorted().toArray();
        double middle = means.length == 0 ? 0 : means[means.length / 2];
        double[] off = pairs.stream()
                .mapToDouble(p -> Math.abs(p.mean() - middle))
                .sorted()
                .toArray();
        boolean told = pairs.size() >= MANY;
        double spread = told ? off[3 * off.length / 4] / QUARTILE : 0;
        Vector normal = point.normal();
        double square = 0;
        int kept = 0;
        for (Pair pair : pairs) {
            double bound = told ? BOUND * spread : pair.error();
            double most = told ? FOREIGN * spread : pair.error() + point.error();
            if (Math.abs(pair.mean() - middle) <= most) {
                normal = normal.plus(-pair.slope(), pair.way().direction());
                square += Math.pow(bound / pair.way().distance(), 2);
                kept++;
            }
        }
        if (2 * kept < directions) {
            return Optional.empty();
        }
        square += (directions - kept) * point.tilt() * point.tilt() / Math.max(1, directions);
        double tilt = Math.min(point.tilt(), Math.sqrt(square));
        double error = BOUND * spread / Math.sqrt(Math.max(1, kept));
        boolean nearer = told && error < point.error();
        return Optional.of(new BoundaryPoint(
                nearer ? point.position().plus(middle, point.normal()) : point.position(),
                nearer ? error : point.error(),
                normal.unit(),
                tilt));
    }
}
