package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Box;
import org.crease.geometry.Points;
import org.crease.geometry.Region;
import org.crease.geometry.Segment;
import org.crease.geometry.Slice;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.network.ReluNetwork;
import org.crease.oracle.Oracle;
import org.crease.oracle.OracleWrapper;
import org.crease.recovery.fit.LeastSquares;

/**
 * The space that a first layer narrower than the input sees: f(x) depends on the projection of x to the span of its rows alone.
 * All further layers are searched in that space, where everything is smaller.
 *
 * @param basis orthonormal
 * @param lifts for each direction of the basis the way that is gone instead, which f cannot tell from it: its projection is that direction. In a bounded
 *     domain the ways are chosen so that they lead farther before they leave it
 * @param origin the point with coordinates 0, orthogonal to the space
 */
record RowSpace(List<Vector> basis, List<Vector> lifts, Vector origin) {
    /** A row that lies outside the others' span by less than this, relative to the longest, is one of it but for rounding. */
    private static final double DEPENDENT = 1e-9;

    /** So far from the edge of the domain that rounding does not step over it. */
    private static final double INSIDE = 1 - 1e-9;

    /** Rounds in which inputs that reach an edge first are made to move less. */
    private static final int ROUNDS = 60;

    /** An input that moves less than this share of the one that reaches its edge first is not made to move more at once. */
    private static final double LEAST = 0.05;

    RowSpace {
        basis = List.copyOf(basis);
        lifts = List.copyOf(lifts);
    }

    /** With the ways that lie in the space. */
    RowSpace(List<Vector> basis, Vector origin) {
        this(basis, basis, origin);
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
        Vector none = Vector.zero(other.origin.dimension());
        return new RowSpace(
                basis.stream().map(b -> none.plus(b, other.basis)).toList(),
                lifts.stream().map(w -> none.plus(w, other.lifts)).toList(),
                other.up(origin));
    }

    /**
     * The same directions, through the middle of a domain. In a bounded one no input reaches its edge before the others, as far as that can be: inputs
     * weigh less in a pseudo-inverse the farther they went.
     */
    RowSpace inside(Box domain) {
        if (!domain.isBounded()) {
            return new RowSpace(basis, outside(domain.middle()));
        }
        int n = domain.dimension();
        double[] weights = new double[n];
        Arrays.fill(weights, 1);
        List<Vector> best = basis;
        double least = Double.POSITIVE_INFINITY;
        for (int round = 0; round < ROUNDS; round++) {
            List<Vector> ways = round == 0 ? basis : weighted(weights);
            double[] shares = IntStream.range(0, n)
                    .mapToDouble(i -> share(ways, i)
                            / (domain.high().get(i) - domain.low().get(i)))
                    .toArray();
            double most = Arrays.stream(shares).max().orElseThrow();
            if (most < least) {
                least = most;
                best = ways;
            }
            for (int i = 0; i < n; i++) {
                weights[i] /= Math.sqrt(Math.max(shares[i] / most, LEAST));
            }
            double largest = Arrays.stream(weights).max().orElseThrow();
            for (int i = 0; i < n; i++) {
                weights[i] /= largest;
            }
        }
        Vector middle = domain.middle();
        Vector origin = middle.plus(down(middle).negated(), best);
        return new RowSpace(basis, best, origin);
    }

    /** How far input {@code i} moves at most, for coordinates up to one. */
    private static double share(List<Vector> ways, int i) {
        return ways.stream().mapToDouble(w -> Math.abs(w.get(i))).sum();
    }

    /** The ways that project to the basis, of the smallest weighted length: W·B (BᵀW·B)⁻¹. */
    private List<Vector> weighted(double... weights) {
        int r = basis.size();
        List<Vector> moved = basis.stream()
                .map(b -> Vector.of(IntStream.range(0, weights.length)
                        .mapToDouble(i -> weights[i] * b.get(i))
                        .toArray()))
                .toList();
        LeastSquares.Matrix gram = new LeastSquares.Matrix(r, r);
        LeastSquares.Matrix unit = new LeastSquares.Matrix(r, r);
        for (int j = 0; j < r; j++) {
            unit.set(j, j, 1);
            for (int k = 0; k < r; k++) {
                gram.set(j, k, basis.get(j).dot(moved.get(k)));
            }
        }
        LeastSquares.Matrix inverse = LeastSquares.solve(gram, unit).solution();
        Vector none = Vector.zero(weights.length);
        return IntStream.range(0, r)
                .mapToObj(k -> none.plus(inverse.column(k), moved))
                .toList();
    }

    /** The part of a domain that is searched: all of the space if the domain is, otherwise what the ways through its middle meet of it. */
    Region seen(Box domain) {
        return domain.isUnbounded()
                ? Box.unbounded(dimension())
                : new Slice(domain.scaled(INSIDE), origin, lifts, down(domain.middle()));
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
        return origin.plus(u, lifts);
    }

    /**
     * A row on all inputs, without what it adds to the steps along {@link #lifts}: those have shown the sum of both.
     *
     * @param row in the space
     * @param rest at right angles to it
     */
    Vector completed(Vector row, Vector rest) {
        Vector seen = Vector.of(lifts.stream().mapToDouble(w -> w.dot(rest)).toArray());
        return row.plus(rest).plus(seen.negated(), basis);
    }

    /** An orthonormal basis of the parts of vectors outside the space, without those of length {@code least} or less. */
    List<Vector> basisOutside(Stream<Vector> vectors, double least) {
        return of(vectors.map(this::outside).filter(v -> v.norm() > least).toList())
                .basis();
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
                form -> new AffineForm(Vector.zero(origin.dimension()).plus(form.gradient(), basis), form.constant()));
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
        protected OracleWrapper around(Oracle other) {
            return new Restricted(other);
        }
    }
}
