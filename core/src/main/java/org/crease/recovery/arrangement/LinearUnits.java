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
import org.crease.network.ReluNetwork;
import org.crease.recovery.fit.LeastSquares;

/**
 * Linear units of inner layers: they stand for neurons that were not found and were on wherever the layer above was seen ({@link LinearRest}).
 * The row of such a neuron is known, or the span of several; its bias is not. So its boundary is looked for down the slope of the unit, and
 * known by its normal when it is met.
 */
final class LinearUnits {
    /** Lines down the slope of a unit, and places at which its size is looked up. */
    private static final int DESCENTS = 8;

    private static final int PLACES = 2000;

    /** Two normals are parallel if the sine of their angle is less. */
    private static final double PARALLEL = 1e-5;

    private final FoundLayers found;
    private final Ground ground;
    private final Set<Neuron> searched = new HashSet<>();

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

    /**
     * The neuron of a layer, from 0, that units stand for and whose boundary a point may lie on: it has a slope of theirs.
     *
     * @return a row and a bias
     */
    Optional<AffineForm> behind(BoundaryPoint point, int layer) {
        int[] units = in(layer);
        if (units.length == 0 || units.length >= ground.inputs()) {
            return Optional.empty();
        }
        ReluNetwork network = found.network(layer + 1);
        List<AffineForm> forms =
                network.formsIn(network.patternAt(point.position())).getLast();
        LeastSquares.Matrix slopes = new LeastSquares.Matrix(ground.inputs(), units.length);
        for (int u = 0; u < units.length; u++) {
            for (int d = 0; d < ground.inputs(); d++) {
                slopes.set(d, u, forms.get(units[u]).gradient().get(d));
            }
        }
        LeastSquares fit = LeastSquares.solve(slopes, point.normal());
        if (fit.rank() < units.length || !(fit.residual() < PARALLEL)) {
            return Optional.empty();
        }
        Vector row = Vector.zero(network.layers().getLast().inputs());
        for (int u = 0; u < units.length; u++) {
            row = row.plus(fit.solution().get(u, 0), network.layers().getLast().row(units[u]));
        }
        return Optional.of(new AffineForm(row, -row.dot(below(point.position(), layer))));
    }
}
