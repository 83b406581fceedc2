package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.crease.geometry.Segment;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.recovery.SearchSpace;
import org.crease.recovery.fit.LeastSquares;
import org.crease.recovery.fit.RarePatterns;

/**
 * Lines on which rarely active neurons show. If the rows of the first layer are independent, all patterns of it occur, and on
 * the line z(t) = −c + t (e_i − e_j) of preactivations neuron i alone is active far to one side, j alone far to the other, none in
 * between. A neuron of the second layer that is not on all rays of that kind the same is the same wherever φ ≥ 0: it never
 * switches. Where the rows are dependent, lines go through points whose patterns are spread evenly from none active to all.
 */
final class PatternLines {
    /** How far the lines reach, in units of scale. */
    private static final double REACH = 100;

    private PatternLines() {}

    /** At most {@code count} lines. */
    static List<Segment> through(Layer first, int count, SearchSpace space, RandomGenerator random) {
        List<Segment> lines = new ArrayList<>();
        int width = first.outputs();
        RowSpace span = RowSpace.of(
                java.util.stream.IntStream.range(0, width).mapToObj(first::row).toList());
        if (width > 1 && span.dimension() == width) {
            alongAxes(first, count, space, random, lines);
        }
        int rest = Math.max(count - lines.size(), count / 4);
        List<Vector> points = RarePatterns.points(first, 2 * rest, space, random);
        Collections.shuffle(points, random);
        for (int i = 0; i + 1 < points.size(); i += 2) {
            add(points.get(i), points.get(i + 1).minus(points.get(i)), space, lines);
        }
        return lines;
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
