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
import org.crease.recovery.fit.ValueErrors;

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
        ValueErrors values = new ValueErrors(ground.space().scale());
        for (int asked = 0; asked < points; asked += BATCH) {
            compare(values, counted, own, anywhere(Math.min(BATCH, points - asked), ground.space(), random));
        }
        Layer first = network.layers().getFirst();
        for (int asked = 0; asked < rarePatterns; asked += BATCH) {
            int count = Math.min(BATCH, rarePatterns - asked);
            compare(values, counted, own, RarePatterns.points(first, count, ground.space(), random));
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
        Verification verification = new Verification(
                counted.total(), values.maxAbs(), values.maxRel(), lines, explained, unexplained.size() + invented);
        return new Result(
                verification, tolerance, values.places(true, tolerance), values.places(false, tolerance), unexplained);
    }

    private static List<Vector> anywhere(int count, SearchSpace space, RandomGenerator random) {
        double near = space.scale() * Math.sqrt(space.domain().dimension());
        List<Vector> places = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            places.add(space.pointAt(near * NEAREST * Math.pow(FARTHEST / NEAREST, random.nextDouble()), random));
        }
        return places;
    }

    private static void compare(ValueErrors values, Oracle oracle, Oracle own, List<Vector> batch) {
        if (!batch.isEmpty()) {
            Points questions = Points.of(batch);
            values.add(batch, oracle.ask(questions), own.ask(questions));
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
