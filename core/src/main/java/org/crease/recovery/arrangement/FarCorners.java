package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.crease.geometry.Box;
import org.crease.geometry.Vector;
import org.crease.network.Layer;

/**
 * The corners of a box of many inputs that are farthest out as layer 1 sees it. Random places and random corners are all alike there: along a row they lie
 * around the middle like a normal variable, while the box reaches twenty times as far. What layer 1 sees of the box is the image of its corners, and the corners of that
 * image are those where a combination of rows is largest: each input at the edge that its sign says. They are farther out than the slice that is searched.
 *
 * <p>Where f is known to depend on directions that no row found explains, these are combined alone, and with rows.
 *
 * @param first layer 1 as it was found
 * @param span of the directions that f depends on
 */
record FarCorners(Layer first, RowSpace span, Box box) {
    /** Corners that are drawn for each row, and for each direction without one. */
    private static final int EACH = 8;

    private static final int EACH_UNEXPLAINED = 32;

    /** Those of every row alone, on either side, and of combinations. */
    List<Vector> draw(RandomGenerator random) {
        List<Vector> rows = IntStream.range(0, first.outputs())
                .mapToObj(first::row)
                .filter(row -> row.norm() > 0)
                .map(Vector::unit)
                .toList();
        List<Vector> corners = new ArrayList<>();
        for (Vector row : rows) {
            corners.add(corner(row));
            corners.add(corner(row.negated()));
        }
        for (int k = 0; k < EACH * rows.size(); k++) {
            corners.add(corner(combined(rows, random)));
        }
        // a row that was found is off its place in the span by what both err: that is no direction of its own
        List<Vector> unexplained = unexplained(rows);
        for (int k = 0; k < EACH_UNEXPLAINED * unexplained.size(); k++) {
            Vector way = combined(unexplained, random).unit();
            corners.add(corner(
                    k % 2 == 0
                            ? way
                            : way.plus(
                                    random.nextDouble(), combined(rows, random).unit())));
        }
        return corners;
    }

    /** A basis of the directions of the span outside that of the rows. */
    private List<Vector> unexplained(List<Vector> rows) {
        List<Vector> seen = RowSpace.of(rows.stream().map(span::down).toList()).basis();
        int d = span.dimension();
        List<Vector> known = new ArrayList<>(seen);
        List<Vector> rest = new ArrayList<>();
        for (int j = 0; j < d && known.size() < d; j++) {
            Vector outside = new RowSpace(known, Vector.zero(d)).outside(Vector.axis(d, j));
            if (outside.norm() > 1.0 / (2 * Math.sqrt(d))) {
                known.add(outside.unit());
                rest.add(Vector.zero(box.dimension()).plus(outside.unit(), span.basis()));
            }
        }
        return rest;
    }

    private static Vector combined(List<Vector> vectors, RandomGenerator random) {
        Vector sum = Vector.zero(vectors.getFirst().dimension());
        for (Vector v : vectors) {
            sum = sum.plus(random.nextGaussian(), v);
        }
        return sum;
    }

    private Vector corner(Vector way) {
        return Vector.of(IntStream.range(0, way.dimension())
                .mapToDouble(i -> (way.get(i) > 0 ? box.high() : box.low()).get(i))
                .toArray());
    }
}
