package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleBinaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.crease.geometry.Box;
import org.crease.geometry.Points;
import org.crease.geometry.Segment;
import org.crease.geometry.Vector;
import org.crease.recovery.SearchSpace;
import org.ojalgo.matrix.decomposition.SingularValue;
import org.ojalgo.matrix.store.R064Store;

/**
 * The space that f depends on, before anything else is known of it: the leading right singular vectors of gradients at many places of a box,
 * which all lie in the span of the rows of layer 1. Where answers have few digits and a box cuts short the ways on which one plane would show its
 * normal, many gradients tell the span of all normals better than each of them. (Constantine's active subspaces, with singular values told from noise
 * instead of large ones from small ones.)
 *
 * <p>What it misses: a row of layer 1 whose neuron is off at all of the places that are looked at.
 *
 * @param places for the first look; the number is doubled until that adds no direction
 * @param most places at most
 * @param steps tried in turn along an axis, in units of half the box
 * @param looks places at which f must not change outside the space that was found, two questions each
 */
record ActiveSubspace(int places, int most, List<Double> steps, int looks) {
    /**
     * Sixteen places with a few outputs each make one or two hundred gradients, which is what tens of neurons need; of a neuron that is on at one place
     * of 200 a thousand show five.
     */
    static final ActiveSubspace DEFAULTS = new ActiveSubspace(16, 256, List.of(0.2, 0.05, 0.0125), 1000);

    /** With fewer inputs there is little to gain. */
    static final int WIDE = 100;

    private static final String ACCOUNT = "ActiveSubspace";

    /** So far from the edge of the box that rounding does not step over it. */
    private static final double INSIDE = 1 - 1e-9;

    /** How often further directions are looked for, and at how many of the places that show some. */
    private static final int ROUNDS = 6;

    private static final int MORE = 8;

    /** In η, what second differences may be where no boundary is in between. */
    private static final double STRAIGHT = 2;

    /** Boxes that are looked at besides, so many times as large. */
    private static final List<Double> REACHES = List.of(2.0, 4.0, 8.0);

    /** The largest singular value of noise is √rows + √columns standard errors; twice that is none. */
    private static final double NOISE = 2;

    ActiveSubspace {
        steps = List.copyOf(steps);
    }

    /**
     * What was found.
     *
     * @param tilt by how much a direction of the space may be off, as an angle; a standard error
     */
    record Found(RowSpace rows, double tilt) {}

    /** Empty if f depends on all inputs as far as the places tell, or on so many directions that little would be gained. */
    Optional<Found> of(Ground whole) {
        Ground charged = whole.chargedTo(ACCOUNT);
        List<Vector> gradients = new ArrayList<>();
        Optional<Found> before = Optional.empty();
        int asked = 0;
        for (int count = places; count <= most; count *= 2) {
            addGradients(count - asked, charged, gradients);
            asked = count;
            Optional<Found> found = leading(gradients);
            int dimension = found.map(f -> f.rows().dimension()).orElse(0);
            if (2 * dimension > whole.inputs()) {
                return Optional.empty();
            }
            if (dimension > 0 && before.map(f -> f.rows().dimension()).orElse(0) == dimension) {
                return extended(found.get(), gradients, charged);
            }
            before = found;
        }
        return Optional.empty();
    }

    /** With the directions that f depends on at few places: there it changes on a way at right angles to all that is known. */
    private Optional<Found> extended(Found known, List<Vector> gradients, Ground ground) {
        Found found = known;
        for (int round = 0; round < ROUNDS; round++) {
            List<Place> changing = changing(found.rows(), ground);
            if (changing.isEmpty()) {
                return Optional.of(found);
            }
            for (Place place : changing.subList(0, Math.min(MORE, changing.size()))) {
                gradients.addAll(gradients(place, ground));
            }
            found = leading(gradients).orElse(found);
        }
        return Optional.of(found);
    }

    /** Places at which f changes outside a space. */
    private List<Place> changing(RowSpace rows, Ground ground) {
        List<Place> places = new ArrayList<>();
        List<Vector> questions = new ArrayList<>();
        for (int i = 0; i < looks; i++) {
            Place place = place(ground);
            Vector way = rows.outside(Vector.direction(ground.inputs(), ground.random()))
                    .unit();
            places.add(place);
            questions.add(place.x());
            questions.add(place.x().plus(place.room(way, ground.near()) / 2, way));
        }
        Points f = ground.oracle().ask(Points.of(questions));
        return IntStream.range(0, looks)
                .filter(i -> changes(f, 2 * i, ground.resolution().eta(questions.get(2 * i + 1)), ground))
                .mapToObj(places::get)
                .toList();
    }

    private static boolean changes(Points f, int at, double[] eta, Ground ground) {
        return IntStream.range(0, eta.length)
                .anyMatch(o -> Math.abs(f.get(at, o) - f.get(at + 1, o))
                        > FirstLayer.mostInSpan(f.get(at, o), eta[o], ground));
    }

    /** The directions that stand out of the noise; gradients are in units of their errors. */
    private static Optional<Found> leading(List<Vector> gradients) {
        if (gradients.isEmpty()) {
            return Optional.empty();
        }
        int n = gradients.getFirst().dimension();
        R064Store matrix = R064Store.FACTORY.make(gradients.size(), n);
        for (int i = 0; i < gradients.size(); i++) {
            for (int j = 0; j < n; j++) {
                matrix.set(i, j, gradients.get(i).get(j));
            }
        }
        SingularValue<Double> svd = SingularValue.R064.make(matrix);
        svd.decompose(matrix);
        double noise = Math.sqrt(gradients.size()) + Math.sqrt(n);
        int rank = (int) IntStream.range(0, Math.min(n, gradients.size()))
                .filter(k -> svd.getSingularValues().doubleValue(k) > NOISE * noise)
                .count();
        if (rank == 0) {
            return Optional.empty();
        }
        List<Vector> basis = IntStream.range(0, rank)
                .mapToObj(k -> Vector.of(IntStream.range(0, n)
                        .mapToDouble(j -> svd.getV().doubleValue(j, k))
                        .toArray()))
                .toList();
        double weakest = svd.getSingularValues().doubleValue(rank - 1);
        return Optional.of(new Found(new RowSpace(basis, Vector.zero(n)), Math.sqrt(n) / weakest));
    }

    private void addGradients(int count, Ground ground, List<Vector> gradients) {
        for (int p = 0; p < count; p++) {
            gradients.addAll(gradients(place(ground), ground));
        }
    }

    /**
     * A place that is looked at.
     *
     * @param box in which the longest step along each axis stays
     */
    private record Place(Vector x, Box box) {
        /** How far a step along a unit vector may go, at most so far. */
        double room(Vector way, double most) {
            return box.clip(new Segment(x, way, 0, most)).map(Segment::to).orElse(0.0);
        }
    }

    /**
     * A place from which the longest step along each axis stays in its box: anywhere evenly, or near a random corner. Along a row of many weights, places that are drawn
     * evenly lie around the middle like a normal variable, and corners nearly twice as far from it. A neuron whose boundary is farther off than that is off at all of them, so
     * that its row shows nowhere: half of the places are in boxes that are several times as large, as far as questions may be asked there.
     */
    private Place place(Ground ground) {
        Box box = reach(ground.space(), ground.random());
        Vector middle = box.middle();
        Vector x = ground.random().nextBoolean()
                ? box.draw(ground.near(), ground.random())
                : corner(box, ground.random().nextDouble(), ground.random());
        return new Place(middle.plus(INSIDE - steps.getFirst(), x.minus(middle)), box);
    }

    private static Box reach(SearchSpace space, RandomGenerator random) {
        Box box = space.box();
        if (space.asked().equals(box) || random.nextBoolean()) {
            return box;
        }
        Box wide = box.scaled(REACHES.get(random.nextInt(REACHES.size())));
        Box asked = space.asked().bounds();
        return new Box(bound(wide.low(), asked.low(), Math::max), bound(wide.high(), asked.high(), Math::min));
    }

    private static Vector bound(Vector edge, Vector limit, DoubleBinaryOperator inner) {
        return Vector.of(IntStream.range(0, edge.dimension())
                .mapToDouble(i -> inner.applyAsDouble(edge.get(i), limit.get(i)))
                .toArray());
    }

    /** A corner, with a share of the inputs at their upper edge. */
    private static Vector corner(Box box, double share, RandomGenerator random) {
        return Vector.of(IntStream.range(0, box.dimension())
                .mapToDouble(i -> (random.nextDouble() < share ? box.high() : box.low()).get(i))
                .toArray());
    }

    /** Of every output that is seen there, over the error of a component; none where a boundary is nearer than the shortest step along some axis. */
    private List<Vector> gradients(Place place, Ground ground) {
        Slopes slopes = new Slopes(place, ground);
        List<Integer> open = IntStream.range(0, ground.inputs()).boxed().toList();
        for (double step : steps) {
            open = open.isEmpty() ? open : slopes.measure(open, step);
        }
        return open.isEmpty() ? slopes.overErrors() : List.of();
    }

    /** The slopes of f at a place along the axes, and what they err by. */
    private static final class Slopes {
        private final Place place;
        private final Ground ground;
        private final Vector middle;
        /** NaN where an answer had a gap. */
        private final double[][] slopes;
        /** Of a slope along each axis, in standard errors of an answer. */
        private final double[] errors;

        Slopes(Place place, Ground ground) {
            this.place = place;
            this.ground = ground;
            this.middle = ground.oracle().ask(Points.of(place.x())).get(0);
            this.slopes = new double[middle.dimension()][ground.inputs()];
            this.errors = new double[ground.inputs()];
        }

        /** Measures along some axes; returns those along which f is bent. */
        List<Integer> measure(List<Integer> axes, double step) {
            List<Vector> questions = new ArrayList<>();
            for (int j : axes) {
                questions.add(place.x().plus(length(j, step), Vector.axis(ground.inputs(), j)));
                questions.add(place.x().plus(-length(j, step), Vector.axis(ground.inputs(), j)));
            }
            Points f = ground.oracle().ask(Points.of(questions));
            double[] eta = ground.resolution().eta(place.x());
            List<Integer> bent = new ArrayList<>();
            for (int i = 0; i < axes.size(); i++) {
                int j = axes.get(i);
                boolean isBent = false;
                for (int o = 0; o < slopes.length; o++) {
                    double ahead = f.get(2 * i, o);
                    double back = f.get(2 * i + 1, o);
                    double bend = Math.abs(ahead + back - 2 * middle.get(o));
                    isBent |= bend > STRAIGHT * eta[o];
                    slopes[o][j] = Double.isNaN(bend) ? bend : (ahead - back) / (2 * length(j, step));
                }
                errors[j] = 1 / (Math.sqrt(2) * length(j, step));
                if (isBent) {
                    bent.add(j);
                }
            }
            return bent;
        }

        private double length(int axis, double step) {
            Box box = place.box();
            return step * (box.high().get(axis) - box.low().get(axis)) / 2;
        }

        List<Vector> overErrors() {
            double squares = Arrays.stream(errors).map(e -> e * e).average().orElseThrow();
            double error = ground.resolution().standardError(place.x()) * Math.sqrt(squares);
            return Arrays.stream(slopes)
                    .filter(s -> Arrays.stream(s).noneMatch(Double::isNaN))
                    .map(s -> Vector.of(s).times(1 / error))
                    .toList();
        }
    }
}
