package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.crease.geometry.Vector;
import org.crease.recovery.fit.LeastSquares;
import org.ojalgo.matrix.decomposition.SingularValue;
import org.ojalgo.matrix.store.R064Store;

/**
 * What neurons that were on wherever the witnesses of a layer were seen leave in their coefficients: of each such neuron a multiple of its
 * row, so that c_j − Σ_i x_i m_ji are no zeros but vectors of a space of few dimensions, whatever the true x is.
 *
 * <p>The x that leaves the fewest dimensions is looked for by least squares, reweighted: what is left in a direction counts the less the
 * more of it there is, log det (Σ_j r_j r_jᵀ + ε) instead of its trace, with ε falling slowly.
 *
 * @param directions orthonormal
 * @param heard those of the equations that have them in common: a wrong witness has one of its own
 */
record LinearRest(List<Vector> directions, List<Integer> heard) {
    /** What one witness says: m_ji as columns, c_j, and directions in which that is not determined. */
    record Equation(List<Vector> columns, Vector right, List<Vector> free) {
        /** Without what it says in some directions. */
        Equation without(List<Vector> mute) {
            return new Equation(
                    columns, right, Stream.concat(free.stream(), mute.stream()).toList());
        }

        /** What is left of it if the first unknowns are {@code x}. */
        Vector left(Vector x) {
            Vector left = right;
            for (int i = 0; i < x.dimension(); i++) {
                left = left.plus(-x.get(i), columns.get(i));
            }
            return left;
        }

        /** How much of each column there is in a direction. */
        Vector row(Vector direction) {
            return Vector.of(columns.stream().mapToDouble(direction::dot).toArray());
        }

        private Equation only(int... unknowns) {
            return new Equation(IntStream.of(unknowns).mapToObj(columns::get).toList(), right, free);
        }
    }

    /** With six witnesses of 15 neurons this finds the rest in two of three cases, with 12 in all; twice as fast, in hardly any. */
    private static final int ROUNDS = 150;

    private static final double FALL = 0.8;

    /** ε in the end, as a share of what it was: that of rounding. */
    private static final double LEAST = 1e-14;

    private static final int SHARPENED = 20;

    /** How much unknowns are pulled to the nearest signs, tried one after the other, and from which round on. */
    private static final double[] PULLS = {0, 0.5};

    private static final int PULLED_FROM = 20;

    /** So many equations for each unknown, and those that one direction takes up, must there be. */
    private static final int AMPLE = 2;

    /** What is left in a direction is nothing if it is less than this, in units of the equations. */
    private static final double NOTHING = 1e-4;

    /** An equation with so much of a direction has it to itself. */
    private static final double ALONE = 0.7;

    /** Equations that say most, each tried as the first of a pair. */
    private static final int BASES = 12;

    /** So many components more than unknowns must agree in a pair. */
    private static final int SPARE = 3;

    /** So many equations must have a direction in common. */
    private static final int COMMON = 3;

    /**
     * Looks for directions.
     *
     * @param signs how many of the unknowns, the first ones, are ±1
     * @return empty if there is no rest of few dimensions, or too few equations to tell
     */
    static Optional<LinearRest> of(List<Equation> all, int signs) {
        int[] heard = heard(all);
        List<Equation> equations = all.stream().map(e -> e.only(heard)).toList();
        int pulled = (int) IntStream.of(heard).filter(i -> i < signs).count();
        int n = equations.getFirst().right().dimension();
        int told = equations.stream()
                .mapToInt(e -> n - RowSpace.of(e.free()).dimension())
                .sum();
        int unknowns = equations.getFirst().columns().size();
        if (pulled == 0 || told < AMPLE * unknowns + n + equations.size()) {
            return Optional.empty();
        }
        for (double pull : PULLS) {
            Optional<LinearRest> rest = search(equations, pulled, pull);
            if (rest.isPresent()) {
                return rest;
            }
        }
        return Optional.empty();
    }

    /**
     * The one direction that equations leave if x is known: what one of them leaves says all of it but where that equation is not determined,
     * and a second one, which leaves another multiple of it, the rest. Of all such pairs the one that most equations agree with.
     *
     * @param tolerance within which they agree, in units of the equations
     */
    static Optional<LinearRest> ofOne(List<Equation> equations, Vector x, double tolerance) {
        List<Told> told = equations.stream().map(e -> Told.of(e, x)).toList();
        RowSpace heard =
                RowSpace.of(told.stream().flatMap(t -> t.directions().stream()).toList());
        List<Told> most = told.stream()
                .filter(t -> t.left().norm() > NOTHING)
                .sorted(Comparator.comparingInt(t -> -t.directions().size()))
                .toList();
        Optional<LinearRest> best = Optional.empty();
        for (Told one : most.subList(0, Math.min(BASES, most.size()))) {
            List<Vector> open = RowSpace.of(one.directions()).basisOutside(heard.basis().stream(), NOTHING);
            for (Told other : most) {
                Optional<LinearRest> rest = other.equals(one)
                        ? Optional.empty()
                        : other.along(one, open, tolerance).map(v -> alongOf(v, told, tolerance));
                if (rest.isPresent()
                        && best.stream()
                                .allMatch(b ->
                                        b.heard().size() < rest.get().heard().size())) {
                    best = rest;
                }
            }
        }
        return best.filter(b -> b.heard().stream()
                        .filter(j -> told.get(j).left().norm() > NOTHING)
                        .count()
                >= COMMON);
    }

    private static LinearRest alongOf(Vector direction, List<Told> told, double tolerance) {
        return new LinearRest(
                List.of(direction),
                IntStream.range(0, told.size())
                        .filter(j -> told.get(j).besides(direction) <= tolerance)
                        .boxed()
                        .toList());
    }

    /**
     * What one equation leaves.
     *
     * @param directions an orthonormal basis of where it is determined
     * @param left there
     */
    private record Told(List<Vector> directions, Vector left) {
        static Told of(Equation equation, Vector x) {
            RowSpace free = RowSpace.of(equation.free());
            int n = equation.right().dimension();
            Stream<Vector> axes = IntStream.range(0, n).mapToObj(i -> Vector.axis(n, i));
            List<Vector> directions = free.basisOutside(axes, NOTHING);
            return new Told(directions, free.outside(equation.left(x)));
        }

        /** The direction that this and another leave, which says nothing of it along {@code open}. */
        Optional<Vector> along(Told other, List<Vector> open, double tolerance) {
            if (directions.size() < open.size() + 1 + SPARE) {
                return Optional.empty();
            }
            LeastSquares.Matrix columns = new LeastSquares.Matrix(directions.size(), open.size() + 1);
            double[] right = new double[directions.size()];
            for (int i = 0; i < right.length; i++) {
                Vector direction = directions.get(i);
                right[i] = direction.dot(other.left());
                columns.set(i, 0, direction.dot(left));
                for (int j = 0; j < open.size(); j++) {
                    columns.set(i, j + 1, -direction.dot(open.get(j)));
                }
            }
            LeastSquares fit = LeastSquares.solve(columns, Vector.of(right));
            if (fit.rank() <= open.size() || fit.residual() > tolerance) {
                return Optional.empty();
            }
            Vector whole = other.left();
            for (int j = 0; j < open.size(); j++) {
                whole = whole.plus(fit.solution().get(j + 1, 0), open.get(j));
            }
            return Optional.of(whole.unit());
        }

        /** How much is left but for a multiple of a direction. */
        double besides(Vector direction) {
            Vector seen = Vector.zero(direction.dimension());
            for (Vector q : directions) {
                seen = seen.plus(q.dot(direction), q);
            }
            double square = seen.dot(seen);
            return square > NOTHING * NOTHING
                    ? left.plus(-left.dot(seen) / square, seen).norm()
                    : left.norm();
        }
    }

    private static Optional<LinearRest> search(List<Equation> equations, int pulled, double pull) {
        int n = equations.getFirst().right().dimension();
        Vector x = solved(
                equations,
                IntStream.range(0, n).mapToObj(i -> Vector.axis(n, i)).toList(),
                Vector.zero(0),
                0);
        double epsilon = 0;
        double least = 0;
        List<Vector> rests = rests(equations, x, List.of());
        for (int round = 0; round < ROUNDS; round++) {
            Spread spread = Spread.of(rests);
            epsilon = round == 0 ? spread.squares().getFirst() : Math.max(FALL * epsilon, least);
            least = round == 0 ? LEAST * epsilon : least;
            if (!(epsilon > 0)) {
                return Optional.empty();
            }
            List<Vector> weights = spread.weights(epsilon);
            x = solved(equations, weights, signs(x, pulled), round < PULLED_FROM ? 0 : pull);
            rests = rests(equations, x, weights);
        }
        return common(rests).map(found -> found.sharpened(equations));
    }

    /** The unknowns that equations tell more of than rounding would. */
    private static int[] heard(List<Equation> equations) {
        int unknowns = equations.getFirst().columns().size();
        double[] most = new double[unknowns];
        for (Equation equation : equations) {
            RowSpace free = RowSpace.of(equation.free());
            for (int i = 0; i < unknowns; i++) {
                most[i] = Math.max(
                        most[i], free.outside(equation.columns().get(i)).norm());
            }
        }
        return IntStream.range(0, unknowns).filter(i -> most[i] > NOTHING).toArray();
    }

    /** The signs nearest to some unknowns. */
    private static Vector signs(Vector x, int count) {
        return Vector.of(IntStream.range(0, count)
                .mapToDouble(i -> Math.signum(x.get(i)))
                .toArray());
    }

    /** The same directions, more exactly: of what is left when x has nothing to do with them. */
    private LinearRest sharpened(List<Equation> equations) {
        List<Equation> some = heard.stream().map(equations::get).toList();
        List<Vector> sharp = directions;
        for (int round = 0; round < SHARPENED; round++) {
            List<Vector> others = Spread.of(sharp)
                    .axes()
                    .subList(directions.size(), directions.getFirst().dimension());
            List<Vector> rests = rests(some, solved(some, others, Vector.zero(0), 0), others);
            sharp = Spread.of(rests).axes().subList(0, directions.size());
        }
        return new LinearRest(sharp, heard);
    }

    private static Optional<LinearRest> common(List<Vector> rests) {
        List<Integer> heard =
                new ArrayList<>(IntStream.range(0, rests.size()).boxed().toList());
        while (heard.size() >= COMMON) {
            Spread spread = Spread.of(heard.stream().map(rests::get).toList());
            List<Vector> directions = spread.directions();
            List<Integer> alone = heard.stream()
                    .filter(j -> spread.share(rests.get(j)) / heard.size() > ALONE)
                    .toList();
            if (alone.isEmpty()) {
                boolean few = COMMON * directions.size() <= heard.size();
                return few && !directions.isEmpty()
                        ? Optional.of(new LinearRest(directions, List.copyOf(heard)))
                        : Optional.empty();
            }
            heard.removeAll(alone);
        }
        return Optional.empty();
    }

    /** Least squares for x, with the components of each equation along {@code weights}, which are orthogonal, as long as these count. */
    private static Vector solved(List<Equation> equations, List<Vector> weights, Vector signs, double pull) {
        List<Vector> rows = new ArrayList<>();
        List<Double> right = new ArrayList<>();
        for (Equation equation : equations) {
            RowSpace free = RowSpace.of(
                    equation.free().stream().map(f -> weighed(f, weights)).toList());
            List<Vector> columns = equation.columns().stream()
                    .map(c -> free.outside(weighed(c, weights)))
                    .toList();
            Vector c = free.outside(weighed(equation.right(), weights));
            for (int d = 0; d < c.dimension(); d++) {
                int component = d;
                rows.add(Vector.of(
                        columns.stream().mapToDouble(v -> v.get(component)).toArray()));
                right.add(c.get(d));
            }
        }
        int unknowns = rows.getFirst().dimension();
        for (int i = 0; i < signs.dimension() && pull > 0; i++) {
            int unknown = i;
            double length = Math.sqrt(equations.stream()
                    .mapToDouble(e -> Math.pow(e.columns().get(unknown).norm(), 2))
                    .sum());
            rows.add(Vector.axis(unknowns, i).times(pull * length));
            right.add(pull * length * signs.get(i));
        }
        return LeastSquares.solve(rows, right).solution().column(0);
    }

    /** What is left of each equation, with what is free chosen so that it counts least. */
    private static List<Vector> rests(List<Equation> equations, Vector x, List<Vector> weights) {
        List<Vector> rests = new ArrayList<>();
        for (Equation equation : equations) {
            Vector rest = equation.left(x);
            rests.add(weights.isEmpty() ? RowSpace.of(equation.free()).outside(rest) : least(rest, equation, weights));
        }
        return rests;
    }

    private static Vector least(Vector rest, Equation equation, List<Vector> weights) {
        if (equation.free().isEmpty()) {
            return rest;
        }
        List<Vector> free =
                equation.free().stream().map(f -> weighed(f, weights)).toList();
        LeastSquares.Matrix columns = new LeastSquares.Matrix(weights.size(), free.size());
        for (int j = 0; j < free.size(); j++) {
            for (int d = 0; d < weights.size(); d++) {
                columns.set(d, j, free.get(j).get(d));
            }
        }
        Vector share =
                LeastSquares.solve(columns, weighed(rest, weights)).solution().column(0);
        Vector least = rest;
        for (int j = 0; j < free.size(); j++) {
            least = least.plus(-share.get(j), equation.free().get(j));
        }
        return least;
    }

    private static Vector weighed(Vector v, List<Vector> weights) {
        return Vector.of(weights.stream().mapToDouble(w -> w.dot(v)).toArray());
    }

    /**
     * Principal directions of vectors.
     *
     * @param axes orthonormal, all that there are
     * @param squares the mean square along each, the largest first
     */
    private record Spread(List<Vector> axes, List<Double> squares) {
        static Spread of(List<Vector> vectors) {
            int n = vectors.getFirst().dimension();
            R064Store moments = R064Store.FACTORY.make(n, n);
            for (Vector v : vectors) {
                for (int i = 0; i < n; i++) {
                    for (int j = 0; j < n; j++) {
                        moments.add(i, j, v.get(i) * v.get(j) / vectors.size());
                    }
                }
            }
            SingularValue<Double> svd = SingularValue.R064.make(moments);
            svd.decompose(moments);
            List<Vector> axes = new ArrayList<>();
            List<Double> squares = new ArrayList<>();
            for (int a = 0; a < n; a++) {
                int axis = a;
                axes.add(Vector.of(IntStream.range(0, n)
                        .mapToDouble(i -> svd.getU().doubleValue(i, axis))
                        .toArray()));
                squares.add(svd.getSingularValues().doubleValue(a));
            }
            return new Spread(axes, squares);
        }

        /** The axes, each the shorter the more there is along it. */
        List<Vector> weights(double epsilon) {
            double most = 1 / Math.sqrt(squares.getLast() + epsilon);
            return IntStream.range(0, axes.size())
                    .mapToObj(a -> axes.get(a).times(1 / (Math.sqrt(squares.get(a) + epsilon) * most)))
                    .toList();
        }

        /** The axes along which there is something. */
        List<Vector> directions() {
            return IntStream.range(0, axes.size())
                    .filter(a -> squares.get(a) > NOTHING * NOTHING)
                    .mapToObj(axes::get)
                    .toList();
        }

        /** How much one of the vectors has of that, as a multiple of what it would have if all had as much. */
        double share(Vector v) {
            double share = 0;
            int dimension = directions().size();
            for (int a = 0; a < dimension; a++) {
                share += Math.pow(axes.get(a).dot(v), 2) / squares.get(a);
            }
            return share;
        }
    }
}
