package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Segment;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.network.ReluNetwork;
import org.crease.recovery.fit.LeastSquares;
import org.crease.recovery.fit.OutputLayer;

/**
 * Linear units: they stand for neurons that were not found and were on wherever the layer above was seen ({@link LinearRest}), or for what an output layer left.
 * The row of such a neuron is known, or the span of several; its bias is not. So its boundary is looked for down the slope of the unit, and
 * known by its normal when it is met.
 */
final class LinearUnits {
    /** Lines down the slope of a unit, and places at which its size is looked up. */
    private static final int DESCENTS = 8;

    private static final int PLACES = 2000;

    /** Two normals are parallel if the sine of their angle is less. */
    private static final double PARALLEL = 1e-5;

    /** Weights that must agree, of those known, before the others are believed. */
    private static final int REDUNDANT = 2;

    private final FoundLayers found;
    private final Ground ground;
    private final Set<Neuron> searched = new HashSet<>();
    /** Rows of what an output layer left beside the neurons of the last layer. */
    private List<Vector> left = List.of();

    LinearUnits(FoundLayers found, Ground ground) {
        this.found = found;
        this.ground = ground;
    }

    /** Units for the last layer. */
    List<Neuron> of(List<Vector> directions, double accuracy) {
        List<Neuron> units = new ArrayList<>();
        List<Vector> places = IntStream.range(0, directions.isEmpty() ? 0 : PLACES)
                .mapToObj(i -> below(ground.anywhere(), found.depth() - 1))
                .toList();
        for (Vector direction : directions) {
            double largest = places.stream()
                    .mapToDouble(phi -> Math.abs(direction.dot(phi)))
                    .max()
                    .orElse(0);
            units.add(Neuron.linear(direction, 2 * largest, accuracy));
        }
        return units;
    }

    /** What an output layer could not do without, beside the neurons of the last layer; takes the place of what was left before. */
    void leftOf(OutputLayer output) {
        Layer last = output.hidden().getLast();
        left = IntStream.range(last.outputs() - output.linearUnits(), last.outputs())
                .mapToObj(last::row)
                .toList();
    }

    /** A neuron with open weights as what an output layer left says them, if its other weights are those of one such row. */
    Optional<Neuron> filled(Neuron z) {
        Vector known = z.form().gradient();
        return left.stream()
                .filter(row -> row.dimension() == known.dimension())
                .flatMap(row -> filled(z, row).stream())
                .findFirst();
    }

    private static Optional<Neuron> filled(Neuron z, Vector row) {
        Vector known = z.form().gradient();
        int free = z.freedom().size();
        if (free == 0 || free + 1 + REDUNDANT > row.dimension()) {
            return Optional.empty();
        }
        LeastSquares.Matrix directions = new LeastSquares.Matrix(row.dimension(), free + 1);
        for (int i = 0; i < row.dimension(); i++) {
            for (int f = 0; f < free; f++) {
                directions.set(i, f, -z.freedom().get(f).get(i));
            }
            directions.set(i, free, row.get(i) / row.norm());
        }
        LeastSquares fit = LeastSquares.solve(directions, known);
        if (fit.rank() <= free || !(fit.residual() < PARALLEL * known.norm())) {
            return Optional.empty();
        }
        AffineForm form = z.form();
        for (int f = 0; f < free; f++) {
            form = form.plus(fit.solution().get(f, 0), z.freedom().get(f));
        }
        double accuracy = Math.max(z.accuracy(), fit.residual() / known.norm());
        double[] errors = z.errors().toArray();
        z.open().forEach(i -> errors[i] = accuracy);
        return Optional.of(new Neuron(form, Set.of(), Set.of(), accuracy, Vector.of(errors), z.spots()));
    }

    /** The activations below layer {@code layer}, from 0. */
    private Vector below(Vector x, int layer) {
        return layer == 0 ? x : positive(found.network(layer).preactivations(x).getLast());
    }

    private static Vector positive(Vector z) {
        return Vector.of(IntStream.range(0, z.dimension())
                .mapToDouble(i -> Math.max(0, z.get(i)))
                .toArray());
    }

    /** Lines on which neurons switch that there are new units for, if they do so anywhere. */
    List<Segment> descents() {
        List<Segment> descents = new ArrayList<>();
        for (int layer = 0; layer < found.depth(); layer++) {
            for (int i : in(layer)) {
                if (searched.add(found.layer(layer).get(i))) {
                    for (int k = 0; k < DESCENTS; k++) {
                        Verify.descent(found.network(layer + 1), i, k % 2 == 0 ? 1 : -1, ground)
                                .ifPresent(descents::add);
                    }
                }
            }
        }
        return descents;
    }

    private int[] in(int layer) {
        List<Neuron> neurons = found.layer(layer);
        return IntStream.range(0, neurons.size())
                .filter(i -> neurons.get(i).isLinear())
                .toArray();
    }

    private List<Vector> rows(int layer) {
        Layer known = found.network(layer + 1).layers().getLast();
        List<Vector> rows = new ArrayList<>();
        IntStream.of(in(layer)).mapToObj(known::row).forEach(rows::add);
        if (layer == found.depth() - 1 && left.stream().allMatch(row -> row.dimension() == known.inputs())) {
            rows.addAll(left);
        }
        return rows;
    }

    /**
     * The neuron of a layer, from 0, that units stand for and whose boundary a point may lie on: it has a slope of theirs.
     *
     * @return a row and a bias
     */
    Optional<AffineForm> behind(BoundaryPoint point, int layer) {
        List<Vector> units = rows(layer);
        if (units.isEmpty() || units.size() >= ground.inputs()) {
            return Optional.empty();
        }
        List<Layer> layers =
                new ArrayList<>(layer == 0 ? List.of() : found.network(layer).layers());
        layers.add(Layer.relu(units.stream().map(row -> new AffineForm(row, 0)).toList()));
        ReluNetwork network = new ReluNetwork(layers);
        List<AffineForm> forms =
                network.formsIn(network.patternAt(point.position())).getLast();
        LeastSquares.Matrix slopes = new LeastSquares.Matrix(ground.inputs(), units.size());
        for (int u = 0; u < units.size(); u++) {
            for (int d = 0; d < ground.inputs(); d++) {
                slopes.set(d, u, forms.get(u).gradient().get(d));
            }
        }
        LeastSquares fit = LeastSquares.solve(slopes, point.normal());
        if (fit.rank() < units.size() || !(fit.residual() < PARALLEL)) {
            return Optional.empty();
        }
        Vector row = Vector.zero(units.getFirst().dimension());
        for (int u = 0; u < units.size(); u++) {
            row = row.plus(fit.solution().get(u, 0), units.get(u));
        }
        return Optional.of(new AffineForm(row, -row.dot(below(point.position(), layer))));
    }
}
