package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.crease.geometry.Vector;
import org.crease.network.ReluNetwork;
import org.crease.recovery.fit.Zeros;

/** Traces that the true weights make. */
final class TestTraces {
    static final double ACCURACY = 1e-13;

    /** Up to the distance of typical inputs. */
    static final double NEAR = 4;

    static final int SPOTS = 40;

    private TestTraces() {}

    /** Places where the first output of a network vanishes. */
    static List<Vector> places(ReluNetwork network, int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Vector> places = new ArrayList<>();
        while (places.size() < count) {
            Vector from = Vector.gaussian(network.inputs(), random).times(NEAR);
            Zeros.between(
                            network,
                            0,
                            from,
                            Vector.gaussian(network.inputs(), random).times(NEAR))
                    .ifPresent(places::add);
        }
        return places;
    }

    /** As if the boundary of the first neuron of layer 2 of this network had been walked. */
    static Trace trace(ReluNetwork network, Ground ground, long seed) {
        return trace(network, places(TestGrounds.below(network, 2), SPOTS, seed), 1, ground);
    }

    /** The same where the first neuron of layer 1 is off: its weight is open. */
    static Trace partial(ReluNetwork network, Ground ground, long seed) {
        List<Vector> off = places(TestGrounds.below(network, 2), 4 * SPOTS, seed).stream()
                .filter(x -> !network.patternAt(x).isActive(0, 0))
                .toList();
        return trace(network, off, 2, ground);
    }

    private static Trace trace(ReluNetwork network, List<Vector> places, int open, Ground ground) {
        ReluNetwork two = TestGrounds.below(network, 2);
        FeatureSpace space = new FeatureSpace(TestGrounds.below(network, 1), false);
        List<Spot> spots = new ArrayList<>();
        double unit = 0;
        for (Vector x : places) {
            Vector gradient = two.formsIn(two.patternAt(x)).get(1).getFirst().gradient();
            unit = spots.isEmpty() ? 1 / gradient.norm() : unit;
            spots.add(BoundaryWalk.spotAt(x, 1e-13, gradient.times(unit), space));
        }
        Spot first = spots.getFirst();
        BoundaryPoint point = new BoundaryPoint(first.position(), first.error(), first.gradient(), 1e-12);
        BoundaryWalk walk = BoundaryWalk.resumed(spots, 1e-12, space, ground);
        NeuronFit fit =
                NeuronFit.of(spots, first, 1e-12, open, 6, ACCURACY, false, 1).orElseThrow();
        return new Trace(point, walk, fit);
    }
}
