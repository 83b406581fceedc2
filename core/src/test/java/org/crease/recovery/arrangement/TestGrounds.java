package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.network.RandomNetworks;
import org.crease.network.ReluNetwork;
import org.crease.oracle.CountingOracle;
import org.crease.oracle.Oracle;
import org.crease.recovery.Resolution;
import org.crease.recovery.SearchSpace;
import org.crease.recovery.TestOracles;

/** What the tests of single steps ask and measure with. */
final class TestGrounds {
    private TestGrounds() {}

    static ReluNetwork network(long seed, int... widths) {
        return RandomNetworks.draw(new SplittableRandom(seed), widths);
    }

    static Ground of(ReluNetwork network, long seed) {
        return of(RandomNetworks.oracle(network), seed);
    }

    /** The resolution is measured on {@code oracle} too. */
    static Ground of(Oracle oracle, long seed) {
        Resolution resolution = TestOracles.resolution(oracle, seed);
        PointsOnLine line = resolution.isCoarse() ? PointsOnLine.COARSE : PointsOnLine.DEFAULTS;
        return new Ground(oracle, resolution, SearchSpace.all(oracle.inputs()), line, new SplittableRandom(seed));
    }

    /** The same ground behind a counter that stands at zero. */
    static Ground counted(Ground ground, CountingOracle counter) {
        return new Ground(counter, ground.resolution(), ground.space(), ground.line(), ground.random());
    }

    /** The first layers of a network, whose outputs are the preactivations of the last of them. */
    static ReluNetwork below(ReluNetwork network, int layers) {
        return new ReluNetwork(network.layers().subList(0, layers));
    }

    /** The nearest boundary of a hidden neuron, of any layer. */
    static AffineForm nearest(ReluNetwork truth, Vector x) {
        AffineForm best = null;
        List<List<AffineForm>> forms = truth.formsIn(truth.patternAt(x));
        for (List<AffineForm> layer : forms.subList(0, forms.size() - 1)) {
            for (AffineForm form : layer) {
                if (best == null || Math.abs(form.distance(x)) < Math.abs(best.distance(x))) {
                    best = form;
                }
            }
        }
        return best;
    }

    /** Between two directions, whatever their signs; for small angles. */
    static double angle(Vector a, Vector b) {
        Vector u = a.unit();
        Vector v = b.unit();
        return Math.min(u.minus(v).norm(), u.plus(v).norm());
    }

    /** How far a place is from where a preactivation of the network is zero, as its form in the cell says. */
    static double distance(ReluNetwork network, int layer, int neuron, Vector x) {
        AffineForm form = network.formsIn(network.patternAt(x)).get(layer).get(neuron);
        return Math.abs(form.distance(x));
    }

    static ReluNetwork with(ReluNetwork network, int layer, Layer changed) {
        List<Layer> layers = new ArrayList<>(network.layers());
        layers.set(layer, changed);
        return new ReluNetwork(layers);
    }

    /** f at one place. */
    static Vector at(ReluNetwork network, Vector x) {
        return network.evaluate(Points.of(x)).get(0);
    }
}
