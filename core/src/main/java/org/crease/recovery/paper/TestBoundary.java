package org.crease.recovery.paper;

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
 */
record TestBoundary(int points, double share, double halfLength) {
    static final TestBoundary DEFAULTS = new TestBoundary(12, 0.7, 1e-3);

    private static final String ACCOUNT = "TestBoundary";

    /** Whether the zeros of {@code network}'s only output are kinks of the oracle; passes if it has no zero in reach. */
    boolean passes(
            ReluNetwork network, double accuracy, double farthest, Crossing.Ground ground, RandomGenerator random) {
        int asked = 0;
        int seen = 0;
        for (int tries = 0; tries < 8 * points && asked < points; tries++) {
            double near = ground.space().scale() * Math.sqrt(network.inputs());
            double distance = near * Math.pow(Math.max(1, farthest / near), random.nextDouble());
            Optional<Vector> zero = Zeros.random(network, 0, distance, ground.space(), random);
            if (zero.isPresent()) {
                asked++;
                seen += isKink(network, accuracy, zero.get(), ground) ? 1 : 0;
            }
        }
        return seen >= share * asked;
    }

    private boolean isKink(ReluNetwork network, double accuracy, Vector x, Crossing.Ground ground) {
        AffineForm form = network.formsIn(network.patternAt(x)).getLast().getFirst();
        if (!(form.gradient().norm() > 0)) {
            return false;
        }
        double size = ground.sizeAt(x);
        Optional<Segment> segment = ground.space()
                .domain()
                .clip(Segment.around(x, form.gradient(), Math.max(halfLength, 16 * accuracy) * size));
        return segment.isPresent()
                && PointsOnLine.ACROSS_A_BOUNDARY
                        .find(ground.oracle().chargedTo(ACCOUNT), ground.resolution(), segment.get())
                        .stream()
                        .anyMatch(kink -> Math.abs(kink.t()) <= kink.error() + 2 * accuracy * size);
    }
}
