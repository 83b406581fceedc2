package org.crease.recovery.paper;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.crease.geometry.Points;
import org.crease.geometry.Segment;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.network.ReluNetwork;
import org.crease.oracle.CountingOracle;
import org.crease.oracle.FunctionOracle;
import org.crease.oracle.Oracle;
import org.crease.recovery.SearchSpace;
import org.crease.recovery.Verification;
import org.crease.recovery.fit.RarePatterns;

/**
 * The found network against the oracle on fresh questions: values at random points, and the kinks of random lines, which are
 * searched on both in the same way and must be the same. Values alone would not do: a neuron that is rarely active hardly
 * moves them.
 *
 * @param points at which values are compared: a neuron that is on, or off, at one place in a thousand is met about fifteen times
 * @param rarePatterns further points, see {@link RarePatterns}
 * @param lines on which kinks are compared
 */
record Verify(int points, int rarePatterns, TangentLines where, int lines) {
    static final Verify DEFAULTS = new Verify(15_000, 5_000, TangentLines.AT_ALL_SCALES, 18);

    private static final String ACCOUNT = "Verify";

    /** Where points are drawn, evenly over the digits, in units of scale · √n: as far out as most lines reach. */
    private static final double NEAREST = 0.3;

    private static final double FARTHEST = 100;

    /** How many times larger the relative error of the output may be than that of the least exact boundary. */
    private static final double AMPLIFIED = 64;

    /** Questions asked in one batch. */
    private static final int BATCH = 1000;

    /**
     * What was seen.
     *
     * @param tolerance the relative error up to which values agree: halfway, in digits, between the resolution and nothing; more
     *     where the neurons found are known less exactly than that, but never as much as a layer too few would leave
     * @param agreeing fresh places at which the network is right
     * @param disagreeing those at which it is not
     * @param unexplained boundary points of the oracle that the network has not
     */
    record Result(
            Verification verification,
            double tolerance,
            List<Vector> agreeing,
            List<Vector> disagreeing,
            List<BoundaryPoint> unexplained) {}

    Result run(ReluNetwork network, FoundLayers found, Crossing.Ground ground, RandomGenerator random) {
        CountingOracle counted = new CountingOracle(ground.oracle().chargedTo(ACCOUNT));
        Oracle own = new FunctionOracle(network.inputs(), network.outputs(), network::evaluate);
        Values values = new Values(ground);
        for (int asked = 0; asked < points; asked += BATCH) {
            values.compare(counted, own, anywhere(Math.min(BATCH, points - asked), ground.space(), random));
        }
        Layer first = network.layers().getFirst();
        for (int asked = 0; asked < rarePatterns; asked += BATCH) {
            int count = Math.min(BATCH, rarePatterns - asked);
            values.compare(counted, own, RarePatterns.points(first, count, ground.space(), random));
        }
        int explained = 0;
        int invented = 0;
        List<BoundaryPoint> unexplained = new ArrayList<>();
        for (int t = 0; t < lines; t++) {
            Segment line = where.sample(t, ground.space(), random);
            List<Kink> seen = PointsOnLine.ALONG_LINES.find(counted, ground.resolution(), line);
            List<Kink> predicted = PointsOnLine.ALONG_LINES.find(own, ground.resolution(), line);
            for (Kink kink : seen) {
                if (hasPartner(kink, predicted, line, found)) {
                    explained++;
                } else {
                    unexplained.add(BoundaryPoint.of(line, kink));
                }
            }
            for (Kink kink : predicted) {
                invented += hasPartner(kink, seen, line, found) ? 0 : 1;
            }
        }
        double exact = Math.sqrt(ground.resolution().relative());
        double rough = Math.cbrt(ground.resolution().relative());
        double tolerance = Math.min(rough, Math.max(exact, AMPLIFIED * found.worstAccuracy()));
        Verification kinks = new Verification(counted.total(), 0, 0, lines, explained, unexplained.size() + invented);
        return values.result(tolerance, kinks, unexplained);
    }

    private static List<Vector> anywhere(int count, SearchSpace space, RandomGenerator random) {
        double near = space.scale() * Math.sqrt(space.domain().dimension());
        List<Vector> places = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            places.add(space.pointAt(near * NEAREST * Math.pow(FARTHEST / NEAREST, random.nextDouble()), random));
        }
        return places;
    }

    /** Values of the oracle and of the network at fresh points. */
    private static final class Values {
        private final Crossing.Ground ground;
        private final List<Vector> places = new ArrayList<>();
        /** Largest |f − f̂| over the outputs at each place, and largest |f|, both over ‖x‖ + scale. */
        private final List<Double> errors = new ArrayList<>();

        private double largestScaled;
        private double maxAbs;
        private double largest;

        Values(Crossing.Ground ground) {
            this.ground = ground;
        }

        void compare(Oracle oracle, Oracle own, List<Vector> batch) {
            if (batch.isEmpty()) {
                return;
            }
            Points f = oracle.ask(Points.of(batch));
            Points g = own.ask(Points.of(batch));
            for (int i = 0; i < batch.size(); i++) {
                double error = 0;
                double size = ground.sizeAt(batch.get(i));
                for (int o = 0; o < f.dimension(); o++) {
                    error = Math.max(error, Math.abs(f.get(i, o) - g.get(i, o)));
                    largest = Math.max(largest, Math.abs(f.get(i, o)));
                    largestScaled = Math.max(largestScaled, Math.abs(f.get(i, o)) / size);
                }
                maxAbs = Math.max(maxAbs, error);
                errors.add(error / size);
            }
            places.addAll(batch);
        }

        /** @param kinks what was seen of them; the values are filled in */
        Result result(double tolerance, Verification kinks, List<BoundaryPoint> unexplained) {
            List<Vector> agreeing = new ArrayList<>();
            List<Vector> disagreeing = new ArrayList<>();
            for (int i = 0; i < places.size(); i++) {
                (errors.get(i) <= tolerance * largestScaled ? agreeing : disagreeing).add(places.get(i));
            }
            double maxRel = largest > 0 ? maxAbs / largest : maxAbs;
            Verification verification = new Verification(
                    kinks.queries(), maxAbs, maxRel, kinks.lines(), kinks.kinksExplained(), kinks.kinksUnexplained());
            return new Result(verification, tolerance, agreeing, disagreeing, unexplained);
        }
    }

    /**
     * Whether there is a kink at the same place, as exactly as the line can tell kinks apart and the found network is known; but
     * never one that is as near to the next kink as to this.
     */
    private static boolean hasPartner(Kink kink, List<Kink> others, Segment line, FoundLayers found) {
        double known = 4 * found.errorAt(BoundaryPoint.of(line, kink)).orElse(0);
        double apart = 2 * PointsOnLine.ALONG_LINES.narrowest() * line.length() + Math.min(known, kink.gap() / 2);
        return others.stream()
                .anyMatch(other -> Math.abs(other.t() - kink.t()) <= apart + other.error() + kink.error());
    }
}
