package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Box;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.network.ReluNetwork;
import org.crease.recovery.fit.LeastSquares;

/**
 * What the rows of layer 1 have outside the space that was searched in place of all inputs: coarse normals span it inexactly. Along a
 * direction v at right angles to that space a network whose rows lie in it does not change, and f by
 *
 * <pre>  f(x + t·v) − f(x − t·v) = 2t · Σ_i g_i(x) δ_i·v</pre>
 *
 * with δ_i what row i has outside and g_i the slope of f in its preactivation, which the network tells. From the same places along every v: one
 * small system of equations does for all of them, however many inputs there are.
 */
final class OutsideSpan {
    /** Places for each unknown that an answer tells of, and besides. */
    private static final int PLACES_A_NEURON = 3;

    private static final int PLACES = 16;

    /** Of how many times as many places those farthest from boundaries are taken. */
    private static final int CHOICE = 4;

    /** Their distance in units of {@link Ground#near}: errors that are of one size everywhere weigh less far out. */
    private static final double FAR = 30;

    /** How far the ways go, in units of that distance. */
    private static final double REACH = 2;

    /** In a bounded domain, how far in units of the way to the nearest edge. */
    private static final double INSIDE = 0.95;

    /** In η, what second differences may be where no boundary is in between. */
    private static final double STRAIGHT = 2;

    /** A shorter projection of an axis is rounding. */
    private static final double LEAST = 1e-9;

    private final ReluNetwork network;
    private final RowSpace span;
    private final IntToDoubleFunction known;
    private final Ground searched;
    private final Ground whole;

    /**
     * @param network on all inputs, the rows of its first layer in the span
     * @param known for each neuron of that layer, the standard error of what its row has in a direction outside; infinite if nothing is known
     * @param searched on the span
     * @param whole on all inputs
     */
    OutsideSpan(ReluNetwork network, RowSpace span, IntToDoubleFunction known, Ground searched, Ground whole) {
        this.network = network;
        this.span = span;
        this.known = known;
        this.searched = searched;
        this.whole = whole;
    }

    /**
     * What was found.
     *
     * @param network with the rows as they are on all inputs
     * @param errors for each neuron of layer 1, the standard error of what each of its weights owes to directions outside
     */
    record Completed(ReluNetwork network, List<Vector> errors) {}

    /**
     * Equations for what the rows have along each direction.
     *
     * @param slopes of f in the preactivations of layer 1, over the error of a difference of answers; and below them what is known
     * @param told how many are of answers
     * @param differences of answers over their error, an array for each direction
     */
    private record Equations(LeastSquares.Matrix slopes, int told, List<double[]> differences) {}

    /** Empty if the answers are not those of such a network. */
    Optional<Completed> completed() {
        int n = network.inputs();
        List<Vector> outside = IntStream.range(0, n)
                .mapToObj(j -> span.outside(Vector.axis(n, j)))
                .toList();
        Equations equations = equations(outside);
        if (equations.told() < equations.slopes().columns()) {
            return Optional.empty();
        }
        List<Vector> shares = new ArrayList<>();
        double squares = 0;
        Vector errors = null;
        for (int from = 0; from < n; from += equations.told()) {
            LeastSquares.Matrix b = columns(equations, from, Math.min(n, from + equations.told()));
            LeastSquares fit = LeastSquares.solve(equations.slopes(), b);
            errors = fit.errors();
            for (int c = 0; c < b.columns(); c++) {
                shares.add(fit.solution().column(c));
                squares += Math.pow(fit.spread(equations.slopes(), b, c), 2);
            }
        }
        double residual = Math.sqrt(squares / n);
        if (residual > Outcome.EXPLAINED) {
            return Optional.empty();
        }
        Vector unit = errors.times(Math.max(1, residual));
        return Optional.of(new Completed(
                completed(shares, outside),
                IntStream.range(0, unit.dimension())
                        .mapToObj(i -> Vector.of(outside.stream()
                                .mapToDouble(v -> unit.get(i) * v.norm())
                                .toArray()))
                        .toList()));
    }

    private ReluNetwork completed(List<Vector> shares, List<Vector> outside) {
        Layer first = network.layers().getFirst();
        List<AffineForm> neurons = new ArrayList<>();
        for (int i = 0; i < first.outputs(); i++) {
            Vector rest = Vector.zero(network.inputs());
            for (int j = 0; j < outside.size(); j++) {
                // the axes' projections are no basis, but their shares of a vector add up to it
                rest = rest.plus(shares.get(j).get(i) * outside.get(j).norm(), outside.get(j));
            }
            neurons.add(new AffineForm(span.completed(first.row(i), rest), first.bias(i)));
        }
        return network.withLayer(0, Layer.relu(neurons));
    }

    private static LeastSquares.Matrix columns(Equations equations, int from, int to) {
        LeastSquares.Matrix b = new LeastSquares.Matrix(equations.slopes().rows(), to - from);
        for (int j = from; j < to; j++) {
            double[] differences = equations.differences().get(j);
            for (int r = 0; r < differences.length; r++) {
                b.set(r, j - from, differences[r]);
            }
        }
        return b;
    }

    private Equations equations(List<Vector> outside) {
        List<Vector> places = places();
        Points middle = whole.oracle().ask(Points.of(places));
        boolean[] isStraight = new boolean[places.size()];
        Arrays.fill(isStraight, true);
        List<double[]> all = new ArrayList<>();
        for (Vector v : outside) {
            all.add(differences(places, middle, v, isStraight));
        }
        int outputs = network.outputs();
        int[] kept = IntStream.range(0, outputs * places.size())
                .filter(r -> isStraight[r / outputs])
                .toArray();
        List<Vector> rows = new ArrayList<>();
        for (int p = 0; p < isStraight.length; p++) {
            if (isStraight[p]) {
                double error = error(places.get(p));
                slopes(places.get(p)).forEach(g -> rows.add(g.times(1 / error)));
            }
        }
        int width = network.layers().getFirst().outputs();
        for (int i = 0; i < width; i++) {
            rows.add(Vector.axis(width, i).times(1 / known.applyAsDouble(i)));
        }
        return new Equations(
                LeastSquares.Matrix.ofRows(rows),
                kept.length,
                all.stream()
                        .map(d -> IntStream.of(kept).mapToDouble(r -> d[r]).toArray())
                        .toList());
    }

    /** Of answers on both sides of each place, over their error; marks places that have a boundary on the way. */
    private double[] differences(List<Vector> places, Points middle, Vector direction, boolean[] isStraight) {
        double[] differences = new double[places.size() * network.outputs()];
        if (!(direction.norm() > LEAST)) {
            return differences;
        }
        Vector v = direction.unit();
        Points ahead = ask(places, v, 1);
        Points back = ask(places, v, -1);
        for (int p = 0; p < places.size(); p++) {
            double[] eta = whole.resolution().eta(farthest(places.get(p), 1));
            for (int o = 0; o < eta.length; o++) {
                double bend = ahead.get(p, o) + back.get(p, o) - 2 * middle.get(p, o);
                isStraight[p] &= Math.abs(bend) <= STRAIGHT * eta[o];
                double slope = (ahead.get(p, o) - back.get(p, o)) / (2 * reach(places.get(p)));
                differences[p * eta.length + o] = slope / error(places.get(p));
            }
        }
        return differences;
    }

    private Points ask(List<Vector> places, Vector v, int side) {
        return whole.oracle()
                .ask(Points.of(
                        places.stream().map(x -> x.plus(side * reach(x), v)).toList()));
    }

    /** As far as that distance asks for, and in a bounded domain no farther than to the nearest edge. */
    private double reach(Vector place) {
        Box domain = whole.space().box();
        double edge = IntStream.range(0, domain.dimension())
                .mapToDouble(i -> Math.min(
                        domain.high().get(i) - place.get(i),
                        place.get(i) - domain.low().get(i)))
                .min()
                .orElseThrow();
        return Math.min(REACH * place.norm(), INSIDE * edge);
    }

    /** A place as far from the origin as the end of a way from {@code place}, which has a share of its length along the way there. */
    private Vector farthest(Vector place, double share) {
        double size = place.norm();
        double ahead = reach(place);
        double across = Math.sqrt(1 - share * share) * ahead;
        return place.times(Math.hypot(1 + share * ahead / size, across / size));
    }

    /** Of the slope that two answers tell. */
    private double error(Vector place) {
        double answer = whole.resolution().standardError(farthest(place, 0));
        return answer / (Math.sqrt(2) * reach(place));
    }

    /** Of the outputs, in the preactivations of layer 1. */
    private List<Vector> slopes(Vector x) {
        int width = network.layers().getFirst().outputs();
        Layer identity = Layer.relu(IntStream.range(0, width)
                .mapToObj(i -> new AffineForm(Vector.axis(width, i), 0))
                .toList());
        return network.withLayer(0, identity).formsIn(network.patternAt(x)).getLast().stream()
                .map(AffineForm::gradient)
                .toList();
    }

    /** Those of many that are farthest from boundaries. */
    private List<Vector> places() {
        int count = PLACES_A_NEURON * network.layers().getFirst().outputs() / network.outputs() + PLACES;
        ReluNetwork lowered = span.lower(network);
        return Stream.generate(() -> searched.space().pointAt(FAR * searched.near(), searched.random()))
                .limit((long) CHOICE * count)
                .sorted(Comparator.comparingDouble(x -> -room(x, lowered)))
                .limit(count)
                .map(span::up)
                .toList();
    }

    /** From a place to the nearest boundary of a hidden neuron that is one there. */
    private static double room(Vector x, ReluNetwork network) {
        List<List<AffineForm>> forms = network.formsIn(network.patternAt(x));
        return forms.subList(0, forms.size() - 1).stream()
                .flatMap(List::stream)
                .filter(form -> form.gradient().norm() > 0)
                .mapToDouble(form -> Math.abs(form.distance(x)))
                .min()
                .orElse(0);
    }
}
