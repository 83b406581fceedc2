package org.crease.recovery.paper;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.crease.geometry.Points;
import org.crease.geometry.Segment;
import org.crease.geometry.Vector;
import org.crease.network.ReluNetwork;
import org.crease.oracle.CountingOracle;
import org.crease.oracle.FunctionOracle;
import org.crease.oracle.Oracle;
import org.crease.recovery.Verification;

/**
 * The found network against the oracle on fresh questions: values at random points, and the kinks of random lines, which are
 * searched on both in the same way and must be the same. Values alone would not do: a neuron that is rarely active hardly
 * moves them.
 *
 * @param points at which values are compared
 * @param lines on which kinks are compared
 */
record Verify(int points, TangentLines where, int lines) {
    static final Verify DEFAULTS = new Verify(4000, TangentLines.AT_ALL_SCALES, 18);

    private static final String ACCOUNT = "Verify";

    Verification run(ReluNetwork network, FoundLayers found, Crossing.Ground ground, RandomGenerator random) {
        CountingOracle counted = new CountingOracle(ground.oracle().chargedTo(ACCOUNT));
        Oracle own = new FunctionOracle(network.inputs(), network.outputs(), network::evaluate);
        double near = ground.space().scale() * Math.sqrt(network.inputs());
        List<Vector> places = new ArrayList<>();
        for (int i = 0; i < points; i++) {
            places.add(ground.space().pointAt(near * Math.pow(30, random.nextDouble() - 0.3), random));
        }
        Points f = counted.ask(Points.of(places));
        Points g = own.ask(Points.of(places));
        double worst = 0;
        double largest = 0;
        for (int i = 0; i < f.size(); i++) {
            for (int o = 0; o < f.dimension(); o++) {
                worst = Math.max(worst, Math.abs(f.get(i, o) - g.get(i, o)));
                largest = Math.max(largest, Math.abs(f.get(i, o)));
            }
        }
        int explained = 0;
        int unexplained = 0;
        for (int t = 0; t < lines; t++) {
            Segment line = where.sample(t, ground.space(), random);
            List<Kink> seen = PointsOnLine.ALONG_LINES.find(counted, ground.resolution(), line);
            List<Kink> predicted = PointsOnLine.ALONG_LINES.find(own, ground.resolution(), line);
            for (Kink kink : seen) {
                boolean known = found.explain(BoundaryPoint.of(line, kink)) || hasPartner(kink, predicted, line, 0);
                explained += known ? 1 : 0;
                unexplained += known ? 0 : 1;
            }
            for (Kink kink : predicted) {
                double error = found.errorAt(BoundaryPoint.of(line, kink)).orElse(0);
                unexplained += hasPartner(kink, seen, line, 4 * error) ? 0 : 1;
            }
        }
        double relative = largest > 0 ? worst / largest : worst;
        return new Verification(counted.total(), worst, relative, lines, explained, unexplained);
    }

    /** Whether there is a kink at the same place, as exactly as the line can tell kinks apart and the found network is known. */
    private static boolean hasPartner(Kink kink, List<Kink> others, Segment line, double error) {
        double apart = 2 * PointsOnLine.ALONG_LINES.narrowest() * line.length() + error;
        return others.stream()
                .anyMatch(other -> Math.abs(other.t() - kink.t()) <= apart + other.error() + kink.error());
    }
}
