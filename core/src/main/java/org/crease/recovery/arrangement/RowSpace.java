package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Box;
import org.crease.geometry.Points;
import org.crease.geometry.Segment;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.network.ReluNetwork;
import org.crease.oracle.Oracle;
import org.crease.oracle.OracleWrapper;

/**
 * The space that a first layer narrower than the input sees: f(x) depends on the projection of x to the span of its rows alone.
 * All further layers are searched in that space, where everything is smaller.
 *
 * @param basis orthonormal
 * @param origin the point of the space with coordinates 0, orthogonal to it
 */
record RowSpace(List<Vector> basis, Vector origin) {
    /** A row that lies outside the others' span by less than this, relative to the longest, is one of it but for rounding. */
    private static final double DEPENDENT = 1e-9;

    /** So far from the edge of the domain that rounding does not step over it. */
    private static final double INSIDE = 1 - 1e-9;

    RowSpace {
        basis = List.copyOf(basis);
    }

    /** Through the origin; of dimension 0 if there are no rows. */
    static RowSpace of(List<Vector> rows) {
        double longest = rows.stream().mapToDouble(Vector::norm).max().orElse(0);
        List<Vector> basis = new ArrayList<>();
        for (Vector row : rows) {
            Vector rest = outside(row, basis);
            if (rest.norm() > DEPENDENT * longest) {
                basis.add(rest.unit());
            }
        }
        return new RowSpace(
                basis,
                rows.isEmpty() ? Vector.of() : Vector.zero(rows.getFirst().dimension()));
    }

    /** This space, which is one of coordinates in another, as one of what that is in. */
    RowSpace within(RowSpace other) {
        return new RowSpace(
                basis.stream()
                        .map(b -> other.combined(Vector.zero(other.origin.dimension()), b))
                        .toList(),
                other.up(origin));
    }

    /** The same directions, through {@code x}. */
    RowSpace through(Vector x) {
        return new RowSpace(basis, outside(x));
    }

    /**
     * The part of a domain that is searched: all of the space if the domain is, otherwise the largest cube around the domain's middle
     * whose every point lies inside.
     */
    Box seen(Box domain) {
        if (domain.isUnbounded()) {
            return Box.unbounded(dimension());
        }
        Vector middle = domain.middle();
        double reach = Double.POSITIVE_INFINITY;
        for (int i = 0; i < domain.dimension(); i++) {
            int input = i;
            double share =
                    basis.stream().mapToDouble(b -> Math.abs(b.get(input))).sum();
            double room = Math.min(
                    domain.high().get(i) - middle.get(i),
                    middle.get(i) - domain.low().get(i));
            reach = share > 0 ? Math.min(reach, INSIDE * room / share) : reach;
        }
        Vector centre = down(middle);
        double[] low = new double[dimension()];
        double[] high = new double[dimension()];
        for (int j = 0; j < low.length; j++) {
            low[j] = centre.get(j) - reach;
            high[j] = centre.get(j) + reach;
        }
        return new Box(Vector.of(low), Vector.of(high));
    }

    int dimension() {
        return basis.size();
    }

    /** The coordinates of the projection of {@code x}. */
    Vector down(Vector x) {
        return Vector.of(basis.stream().mapToDouble(b -> b.dot(x)).toArray());
    }

    /** The point with coordinates {@code u}. */
    Vector up(Vector u) {
        return combined(origin, u);
    }

    private Vector combined(Vector start, Vector u) {
        Vector x = start;
        for (int i = 0; i < basis.size(); i++) {
            x = x.plus(u.get(i), basis.get(i));
        }
        return x;
    }

    /** The part of a vector outside the space. */
    Vector outside(Vector x) {
        return outside(x, basis);
    }

    /** Twice, since rounding in the first pass leaves something along the basis. */
    private static Vector outside(Vector x, List<Vector> basis) {
        Vector rest = x;
        for (int pass = 0; pass < 2; pass++) {
            for (Vector b : basis) {
                rest = rest.orthogonalTo(b);
            }
        }
        return rest;
    }

    /** The projection of a line that is not orthogonal to the space. */
    Segment down(Segment line) {
        Vector direction = down(line.direction());
        double length = direction.norm();
        return new Segment(down(line.at(0)), direction, line.from() * length, line.to() * length);
    }

    AffineForm down(AffineForm form) {
        return new AffineForm(down(form.gradient()), form.constant());
    }

    BoundaryPoint down(BoundaryPoint p) {
        return new BoundaryPoint(down(p.position()), p.error(), down(p.normal()).unit(), p.tilt());
    }

    /** A network on this space as one on the whole. */
    ReluNetwork lift(ReluNetwork network) {
        return withFirst(
                network,
                form -> new AffineForm(combined(Vector.zero(origin.dimension()), form.gradient()), form.constant()));
    }

    /** A network on the whole, restricted to this space. */
    ReluNetwork lower(ReluNetwork network) {
        return withFirst(network, this::down);
    }

    private static ReluNetwork withFirst(ReluNetwork network, UnaryOperator<AffineForm> change) {
        Layer first = network.layers().getFirst();
        return network.withLayer(
                0,
                Layer.relu(IntStream.range(0, first.outputs())
                        .mapToObj(i -> change.apply(first.neuron(i)))
                        .toList()));
    }

    /** f on this space. */
    Oracle restrict(Oracle whole) {
        return new Restricted(whole);
    }

    private final class Restricted extends OracleWrapper {
        Restricted(Oracle whole) {
            super(whole);
        }

        @Override
        public int inputs() {
            return dimension();
        }

        @Override
        protected Points answer(Points questions, UnaryOperator<Points> next) {
            List<Vector> x = new ArrayList<>();
            for (int i = 0; i < questions.size(); i++) {
                x.add(up(questions.get(i)));
            }
            return x.isEmpty() ? Points.of(0, outputs(), new double[0]) : next.apply(Points.of(x));
        }

        @Override
        public Oracle chargedTo(String account) {
            return new Restricted(inner().chargedTo(account));
        }

        @Override
        public Oracle withGaps() {
            return new Restricted(inner().withGaps());
        }
    }
}
