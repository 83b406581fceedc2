package org.crease.recovery.arrangement;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Segment;
import org.crease.geometry.Vector;
import org.crease.network.ReluNetwork;

/**
 * The way down the slope of a preactivation, from cell to cell of the layers below it, and along a facet where it falls towards that from both sides. It leads to where a
 * neuron that is on everywhere else switches; one that bears no way which goes down for ever may switch nowhere. No questions.
 *
 * @param from where it begins
 * @param to where it ends, or where it has led on through its last cell for long
 * @param isEndless whether it goes down for ever there
 */
record DownSlope(Vector from, Vector to, boolean isEndless) {
    /** Cells crossed at most. */
    private static final int MOST = 400;

    /** Random places from which ways begin. */
    private static final int WAYS = 128;

    /** A slope is none if it is this much smaller than that of the cell it was met in. */
    private static final double FLAT = 1e-9;

    /** How far a way without an end is followed, in sizes of the place where its last piece begins; the square of that is where nothing is looked for any more. */
    private static final double FAR = 100;

    /** So far beyond a facet the next cell is looked up, relative to the size of the place. */
    private static final double BEYOND = 1e-9;

    /** The straight line between its ends: what switches on the way switches there too; empty if the way leads nowhere. */
    Optional<Segment> chord() {
        return from.distanceTo(to) > BEYOND * from.norm() ? Optional.of(Segment.between(from, to)) : Optional.empty();
    }

    /**
     * Follows the slope.
     *
     * @param network whose last layer has the preactivation
     * @param output which of them
     * @param side +1 for the way down, −1 for the way up
     */
    static DownSlope from(Vector start, ReluNetwork network, int output, int side, Ground ground) {
        return new Walk(network, output, side, ground).run(start);
    }

    /** Where ways from many random places end, the lowest first. */
    static List<Vector> ends(ReluNetwork network, int output, int side, Ground ground) {
        return ways(network, output, side, ground)
                .map(DownSlope::to)
                .filter(ground.space().domain()::contains)
                .distinct()
                .sorted(Comparator.comparingDouble(
                        x -> side * network.preactivations(x).getLast().get(output)))
                .toList();
    }

    /** Whether a way from one of many random places leads down for ever. */
    static boolean isEndless(ReluNetwork network, int output, int side, Ground ground) {
        return ways(network, output, side, ground).anyMatch(DownSlope::isEndless);
    }

    private static Stream<DownSlope> ways(ReluNetwork network, int output, int side, Ground ground) {
        return Stream.generate(ground::anywhere).limit(WAYS).map(start -> from(start, network, output, side, ground));
    }

    private static final class Walk {
        private final ReluNetwork network;
        private final int output;
        private final int side;
        private final Ground ground;
        private final double row;
        /** Facets along which the way leads, by their number among all neurons below. */
        private final Set<Integer> held = new LinkedHashSet<>();

        Walk(ReluNetwork network, int output, int side, Ground ground) {
            this.network = network;
            this.output = output;
            this.side = side;
            this.ground = ground;
            this.row = network.layers().getLast().row(output).norm();
        }

        DownSlope run(Vector start) {
            Vector x = start;
            List<List<AffineForm>> forms = network.formsIn(network.patternAt(x));
            for (int step = 0; step < MOST; step++) {
                List<AffineForm> flat = forms.subList(0, forms.size() - 1).stream()
                        .flatMap(List::stream)
                        .toList();
                Vector slope = slope(forms);
                Vector way = RowSpace.of(
                                held.stream().map(i -> flat.get(i).gradient()).toList())
                        .outside(slope);
                if (way.norm() <= FLAT * (slope.norm() + row)) {
                    return new DownSlope(start, x, false);
                }
                Vector direction = way.unit();
                Facet facet = nearest(x, direction, flat);
                boolean isLast = facet.distance() > FAR * FAR * ground.sizeAt(start);
                double length = isLast ? FAR * ground.sizeAt(x) : facet.distance();
                double room = ground.room(x, direction, length);
                if (!(value(x.plus(room, direction)) < value(x) - FLAT * row * room)) {
                    return new DownSlope(start, x, false); // what looks like a slope is rounding
                }
                x = x.plus(room, direction);
                if (isLast || room < length) {
                    return new DownSlope(start, x, room == length);
                }
                List<List<AffineForm>> next =
                        network.formsIn(network.patternAt(x.plus(BEYOND * ground.sizeAt(x), direction)));
                if (slope(next).dot(direction) > 0) {
                    forms = next;
                } else {
                    held.add(facet.form());
                }
            }
            return new DownSlope(start, x, false);
        }

        /** The direction of the way in a cell if no facet held it, times how steep it is. */
        private Vector slope(List<List<AffineForm>> forms) {
            return forms.getLast().get(output).gradient().times(-side);
        }

        private double value(Vector x) {
            return side * network.preactivations(x).getLast().get(output);
        }

        private record Facet(int form, double distance) {}

        private Facet nearest(Vector x, Vector direction, List<AffineForm> forms) {
            Facet nearest = new Facet(-1, Double.POSITIVE_INFINITY);
            for (int i = 0; i < forms.size(); i++) {
                double speed = forms.get(i).gradient().dot(direction);
                double distance = -forms.get(i).at(x) / speed;
                boolean isAhead = speed != 0 && distance > BEYOND * ground.sizeAt(x);
                if (isAhead && !held.contains(i) && distance < nearest.distance()) {
                    nearest = new Facet(i, distance);
                }
            }
            return nearest;
        }
    }
}
