package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.crease.network.ReluNetwork;
import org.crease.recovery.fit.LeastSquares;

/**
 * The neuron of the last hidden layer that a network lacks, as answers tell it. What the network leaves of them is
 *
 * <pre>  f(x) − f̂(x) = w · (max(0, A·φ(x) + b) + c·ψ(x) + d)</pre>
 *
 * with one w everywhere, φ the activations of the layer below and ψ those of the neurons known: what the fit of the output made of the first term
 * is in the others. At which places the neuron is on and what its row is are told in turns, each by the other (Breiman's hinge finding, IEEE
 * Transactions on Information Theory 39, 1993). No answer has to lie near its boundary, which in a crowd hardly a line shows with a normal.
 *
 * <p>It misses the weaker one of two, and what is left may have another cause: it is a guess, and its boundary is to be looked for.
 *
 * @param form its row and bias, up to a positive factor
 * @param on places where it is on
 * @param off places where it is not
 */
record LackingNeuron(AffineForm form, List<Vector> on, List<Vector> off) {
    static final String ACCOUNT = "LackingNeuron";

    /** Answers heard: of those that are not explained, and of others. */
    private static final int HEARD = 5_000;

    /** How many η an answer may be off by that is explained. */
    private static final double ETAS = 8;

    /** Questions for each unknown, half of them between places at which most is left, and how many these are: a neuron that is rarely on is on there. */
    private static final int ASKED = 16;

    private static final int HEAVIEST = 40;

    /** How far beyond these they are, as a share of the way from one to the other. */
    private static final double BEYOND = 0.25;

    /** Where it is on at first: where so much of what is left at most is left. The turns end where they begin to, more or less. */
    private static final double[] SHARES = {0.5, 0.2, 0.1, 0.05, 0.02};

    /** Turns, at most. */
    private static final int TURNS = 40;

    /** The same until w is told. */
    private static final int DIRECTIONS = 20;

    /** Places on each side for each unknown, at least; and at most those that are fitted to. */
    private static final int LEAST = 2;

    private static final int MOST = 40;

    /** Of what was left, the share that may still be. */
    private static final double LEFT = 0.3;

    /**
     * Looks for one.
     *
     * @param network as it stands, with two hidden layers or more
     * @param answers so far
     * @return empty if none explains most of what is left
     */
    static Optional<LackingNeuron> of(ReluNetwork network, Answers answers, Ground ground) {
        BiPredicate<Vector, Vector> explained = (x, f) -> {
            Vector left = f.minus(network.evaluate(Points.of(x)).get(0));
            double[] eta = ground.resolution().eta(x);
            return IntStream.range(0, eta.length).allMatch(o -> Math.abs(left.get(o)) <= ETAS * eta[o]);
        };
        Map<Boolean, Answers.Sample> parts = answers.parted(explained, HEARD);
        Answers.Sample wrong = parts.get(false);
        if (wrong.x().size() < 2) {
            return Optional.empty();
        }
        Answers.Sample right = parts.get(true);
        List<Vector> x = new ArrayList<>(wrong.x());
        List<Vector> f = new ArrayList<>(wrong.f());
        x.addAll(right.x());
        f.addAll(right.f());
        int below = network.layers().size() - 3;
        int each = ASKED / 2 * network.layers().get(below).outputs();
        List<Vector> between = new ArrayList<>(between(heaviest(network, wrong), each, ground));
        between.addAll(between(wrong.x(), each, ground));
        if (!between.isEmpty()) {
            Points asked = ground.chargedTo(ACCOUNT).oracle().ask(Points.of(between));
            Answers.addWhole(between, asked, x, f);
        }
        return new Hinge(network, x, f, below).found();
    }

    /** Of some places those at which most is left. */
    private static List<Vector> heaviest(ReluNetwork network, Answers.Sample wrong) {
        Points own = network.evaluate(Points.of(wrong.x()));
        return IntStream.range(0, own.size())
                .boxed()
                .sorted(Comparator.comparingDouble(
                        i -> -wrong.f().get(i).minus(own.get(i)).norm()))
                .limit(HEAVIEST)
                .map(wrong.x()::get)
                .toList();
    }

    private static List<Vector> between(List<Vector> places, int count, Ground ground) {
        return Stream.generate(() -> {
                    Vector a = places.get(ground.random().nextInt(places.size()));
                    Vector b = places.get(ground.random().nextInt(places.size()));
                    return a.plus(ground.random().nextDouble(-BEYOND, 1 + BEYOND), b.minus(a));
                })
                .limit(count)
                .filter(ground.space().domain()::contains)
                .toList();
    }

    /** The turns. */
    private static final class Hinge {
        private final List<Vector> x;
        /** φ, 1, ψ, 1. */
        private final List<Vector> rows;

        private final int unknowns;
        /** What is left, along w. */
        private final double[] y;

        /** @param below the layer, from 0, of which the neuron is a form */
        Hinge(ReluNetwork network, List<Vector> x, List<Vector> f, int below) {
            this.x = x;
            this.unknowns = network.layers().get(below).outputs() + 1;
            this.rows =
                    x.stream().map(at -> row(network.preactivations(at), below)).toList();
            Points own = network.evaluate(Points.of(x));
            List<Vector> left = IntStream.range(0, own.size())
                    .mapToObj(i -> f.get(i).minus(own.get(i)))
                    .toList();
            Vector w = direction(left);
            this.y = left.stream().mapToDouble(w::dot).toArray();
        }

        private static Vector row(List<Vector> preactivations, int below) {
            double[] phi = Neuron.activations(preactivations.get(below)).toArray();
            double[] psi = Neuron.activations(preactivations.get(below + 1)).toArray();
            double[] row = Arrays.copyOf(phi, phi.length + psi.length);
            System.arraycopy(psi, 0, row, phi.length, psi.length);
            return Vector.of(row);
        }

        /** That of most of what is left, to the side on which the neuron is. */
        private static Vector direction(List<Vector> left) {
            Vector w =
                    left.stream().reduce((a, b) -> a.norm() > b.norm() ? a : b).orElseThrow();
            for (int turn = 0; turn < DIRECTIONS && w.norm() > 0; turn++) {
                Vector sum = Vector.zero(w.dimension());
                for (Vector r : left) {
                    sum = sum.plus(w.dot(r), r);
                }
                w = sum.norm() > 0 ? sum.unit() : sum;
            }
            Vector direction = w;
            double side = left.stream()
                    .mapToDouble(r -> Math.pow(direction.dot(r), 3))
                    .sum();
            return side < 0 ? w.negated() : w;
        }

        Optional<LackingNeuron> found() {
            double[] sorted = y.clone();
            Arrays.sort(sorted);
            double middle = sorted[sorted.length / 2];
            double most = sorted[sorted.length - 1];
            Optional<LackingNeuron> best = Optional.empty();
            double least = LEFT * Math.sqrt(Arrays.stream(y).map(v -> v * v).sum());
            for (double share : SHARES) {
                boolean[] on = new boolean[y.length];
                for (int i = 0; i < on.length; i++) {
                    on[i] = y[i] > middle + share * (most - middle);
                }
                Vector solution = settled(on);
                double left = solution.dimension() == 0 ? Double.POSITIVE_INFINITY : left(on, solution);
                if (left < least) {
                    least = left;
                    best = Optional.of(new LackingNeuron(
                            new AffineForm(part(solution, 0, unknowns - 1), solution.get(unknowns - 1)),
                            places(some(i -> on[i], y.length)),
                            places(some(i -> !on[i], y.length))));
                }
            }
            return best;
        }

        /** Turns {@code on} until it does not change any more; returns A, b, c and d, nothing if one side has too few places. */
        private Vector settled(boolean... on) {
            Vector solution = Vector.of();
            for (int turn = 0; turn < TURNS; turn++) {
                int[] those = some(i -> on[i], MOST * unknowns);
                int[] others = some(i -> !on[i], MOST * unknowns);
                if (Math.min(those.length, others.length) < LEAST * unknowns) {
                    return Vector.of();
                }
                solution = solution(those, others);
                Vector row = part(solution, 0, unknowns);
                boolean changed = false;
                for (int i = 0; i < on.length; i++) {
                    boolean now = part(rows.get(i), 0, unknowns).dot(row) > 0;
                    changed |= now != on[i];
                    on[i] = now;
                }
                if (!changed) {
                    return solution;
                }
            }
            return solution;
        }

        private Vector solution(int[] on, int[] off) {
            List<Vector> equations = new ArrayList<>();
            List<Double> right = new ArrayList<>();
            for (int i : on) {
                equations.add(rows.get(i));
                right.add(y[i]);
            }
            for (int i : off) {
                equations.add(besides(i));
                right.add(y[i]);
            }
            return LeastSquares.solve(equations, right).solution().column(0);
        }

        /** The row of a place where the neuron is off. */
        private Vector besides(int place) {
            double[] row = rows.get(place).toArray();
            Arrays.fill(row, 0, unknowns, 0);
            return Vector.of(row);
        }

        private double left(boolean[] on, Vector solution) {
            double squares = 0;
            for (int i = 0; i < y.length; i++) {
                Vector row = on[i] ? rows.get(i) : besides(i);
                squares += Math.pow(y[i] - row.dot(solution), 2);
            }
            return Math.sqrt(squares);
        }

        /** Those places of which something holds, at most a number spread over all. */
        private int[] some(IntPredicate holds, int most) {
            return Answers.evenly(IntStream.range(0, y.length).filter(holds).toArray(), most);
        }

        private List<Vector> places(int... which) {
            return IntStream.of(which).mapToObj(x::get).toList();
        }

        private static Vector part(Vector row, int from, int to) {
            return Vector.of(Arrays.copyOfRange(row.toArray(), from, to));
        }
    }
}
