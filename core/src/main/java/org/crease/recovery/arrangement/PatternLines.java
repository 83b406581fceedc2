package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.crease.geometry.Segment;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.recovery.SearchSpace;
import org.crease.recovery.fit.LeastSquares;

/**
 * Lines on which rarely active neurons show. A neuron of the second layer is linear in each cell of the first, so that far out,
 * where the cells are cones, it is positive somewhere in a cell only if it is on one of the cell's extreme rays: the directions
 * that run along as many planes as there are. Lines along these visit the rarest patterns, and cross few other planes.
 *
 * <p>If the rows of the first layer are independent, all patterns of it occur, and on the line z(t) = −c + t (e_i − e_j) of
 * preactivations neuron i alone is active far to one side, j alone far to the other, none in between. A neuron that is the same
 * on all rays of that kind is the same wherever φ ≥ 0: it never switches.
 *
 * <p>In a bounded box there is no far out, and most of these lines miss it. There the corners are looked up in which few neurons are active
 * ({@link RarePlaces}), and lines lead from one to the next.
 */
final class PatternLines {
    /** How far the lines reach, in units of scale. */
    private static final double REACH = 1000;

    private PatternLines() {}

    /** At most {@code count} lines. */
    static List<Segment> through(Layer first, int count, SearchSpace space, RandomGenerator random) {
        List<Segment> lines = new ArrayList<>();
        if (space.domain().isBounded()) {
            between(new RarePlaces(first, space.domain()).draw(count + 1, random), space, lines);
            return lines;
        }
        int width = first.outputs();
        RowSpace span =
                RowSpace.of(IntStream.range(0, width).mapToObj(first::row).toList());
        if (width > 1 && span.dimension() == width) {
            alongAxes(first, count, space, random, lines);
        }
        int rays = lines.isEmpty() ? count : Math.min(count, lines.size() + count / 4);
        while (lines.size() < rays) {
            alongRay(first, space, random, lines);
        }
        return lines;
    }

    /** Where there is no far out: from one place to the next. */
    private static void between(List<Vector> places, SearchSpace space, List<Segment> lines) {
        for (int i = 1; i < places.size(); i++) {
            Vector from = places.get(i - 1);
            double length = places.get(i).distanceTo(from);
            if (length > 0) {
                space.domain()
                        .clip(new Segment(from, places.get(i).minus(from), 0, length))
                        .ifPresent(lines::add);
            }
        }
    }

    /** A line along which as many neurons as possible stay as they are, so many of them active as is drawn. */
    private static void alongRay(Layer first, SearchSpace space, RandomGenerator random, List<Segment> lines) {
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, first.outputs()).boxed().toList());
        Collections.shuffle(order, random);
        List<Integer> fixed = order.subList(0, Math.min(first.outputs(), first.inputs()) - 1);
        Vector through = Vector.zero(first.inputs());
        Vector direction = Vector.direction(first.inputs(), random);
        if (!fixed.isEmpty()) {
            double distance = space.scale() * Math.pow(1000, random.nextDouble() - 0.5);
            int active = random.nextInt(fixed.size() + 1);
            LeastSquares.Matrix rows =
                    LeastSquares.Matrix.ofRows(fixed.stream().map(first::row).toList());
            double[] wanted = new double[fixed.size()];
            for (int i = 0; i < wanted.length; i++) {
                double z = (i < active ? 1 : -1) * distance * Math.abs(random.nextGaussian());
                wanted[i] = z - first.bias(fixed.get(i));
            }
            through = LeastSquares.solve(rows, Vector.of(wanted)).solution().column(0);
            direction = RowSpace.of(fixed.stream().map(first::row).toList()).outside(direction);
        }
        add(through, direction, space, lines);
    }

    private static void alongAxes(
            Layer first, int count, SearchSpace space, RandomGenerator random, List<Segment> lines) {
        int width = first.outputs();
        LeastSquares.Matrix rows = new LeastSquares.Matrix(width, first.inputs());
        LeastSquares.Matrix unit = new LeastSquares.Matrix(width, width + 1);
        double depth = space.scale() * Math.pow(10, random.nextDouble() - 0.5);
        for (int i = 0; i < width; i++) {
            for (int j = 0; j < first.inputs(); j++) {
                rows.set(i, j, first.weight(i, j));
            }
            unit.set(i, i, 1);
            unit.set(i, width, -depth - first.bias(i));
        }
        LeastSquares.Matrix inverse = LeastSquares.solve(rows, unit).solution();
        Vector none = inverse.column(width);
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            order.add(i);
        }
        Collections.shuffle(order, random);
        for (int i = 0; i < width && lines.size() < count; i += 2) {
            Vector one = inverse.column(order.get(i));
            Vector other = inverse.column(order.get((i + 1) % width));
            add(none, one.minus(other), space, lines);
        }
    }

    private static void add(Vector middle, Vector direction, SearchSpace space, List<Segment> lines) {
        // long enough to leave all kinks near the middle behind, whatever the length of the direction
        double half = REACH * Math.max(direction.norm(), 1) * space.scale();
        Optional<Segment> inside = space.domain().clip(Segment.around(middle, direction, half));
        inside.ifPresent(lines::add);
    }
}
