package org.crease.recovery.paper;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Segment;
import org.crease.geometry.Vector;
import org.crease.network.ReluNetwork;
import org.crease.recovery.fit.Zeros;

/**
 * TestHyperplane carried over to the layers behind: whether the whole bent boundary that a neuron would have belongs to the
 * boundary of the network, asked at places of it far from each other. The paper has no such test; without it a neuron that
 * was put together from pieces of two boundaries would go unnoticed until the end.
 *
 * @param points places asked
 * @param share of them that must be kinks
 * @param halfLength of a segment across the boundary, as a share of the distance of its place from the origin plus scale
 * @param closeness largest distance of a kink from the middle of its segment, as a share of {@code halfLength}: near enough not
 *     to be a foreign one, far enough to measure how wrong the neuron is
 */
record TestBoundary(int points, double share, double halfLength, double closeness) {
    /** Three misses in twelve are forgiven, as where all that is behind the neuron is dead; a false neuron misses nearly all. */
    static final TestBoundary DEFAULTS = new TestBoundary(12, 0.7, 1e-3, 0.1);

    private static final String ACCOUNT = "TestBoundary";

    /**
     * What the test saw.
     *
     * @param passed whether enough zeros of the network are kinks of the oracle; also if it has no zero in reach
     * @param typical upper quantile of the distances of the zeros from their kinks, relative to the distance from the origin plus scale
     */
    record Result(boolean passed, double typical) {}

    /** Tests the zeros of {@code network}'s only output. */
    Result of(ReluNetwork network, double farthest, Crossing.Ground ground, RandomGenerator random) {
        int asked = 0;
        List<Double> offsets = new ArrayList<>();
        double near = ground.space().scale() * Math.sqrt(network.inputs());
        for (int tries = 0; tries < 8 * points && asked < points; tries++) {
            double distance = near * Math.pow(Math.max(1, farthest / near), random.nextDouble());
            Optional<Vector> zero = Zeros.random(network, 0, distance, ground.space(), random);
            if (zero.isPresent()) {
                asked++;
                kinkAt(network, zero.get(), ground).ifPresent(offsets::add);
            }
        }
        offsets.sort(Comparator.naturalOrder());
        // the share that had to be seen is also the share that is trusted: a foreign kink may have been nearer than the
        // right one
        double typical = offsets.isEmpty() ? 0 : offsets.get((int) (share * (offsets.size() - 1)));
        return new Result(offsets.size() >= share * asked, typical);
    }

    /** How far from {@code x} the kink is, relative to the size of x; empty if there is none near. */
    private Optional<Double> kinkAt(ReluNetwork network, Vector x, Crossing.Ground ground) {
        AffineForm form = network.formsIn(network.patternAt(x)).getLast().getFirst();
        double size = ground.sizeAt(x);
        Optional<Segment> segment = form.gradient().norm() > 0
                ? ground.space().domain().clip(Segment.around(x, form.gradient(), halfLength * size))
                : Optional.empty();
        return segment.isEmpty()
                ? Optional.empty()
                : PointsOnLine.ACROSS_A_BOUNDARY
                        .find(ground.oracle().chargedTo(ACCOUNT), ground.resolution(), segment.get())
                        .stream()
                        .filter(Kink::single)
                        .mapToDouble(kink -> Math.abs(kink.t()))
                        .filter(t -> t <= closeness * halfLength * size)
                        .map(t -> t / size)
                        .boxed()
                        .min(Comparator.naturalOrder());
    }
}
