package org.crease.recovery.paper;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.crease.geometry.Hyperplane;
import org.crease.geometry.Segment;
import org.crease.geometry.Vector;
import org.crease.oracle.Oracle;
import org.crease.recovery.Progress;
import org.crease.recovery.Resolution;
import org.crease.recovery.SearchSpace;

/**
 * Algorithm 1, the first layer.
 *
 * <p>Departures. The number of lines L is not given but found: the loop ends after {@code quietLines} lines in a row that
 * showed no new neuron, or four times as many if there is none yet. Points on planes already found are not inferred again.
 */
public record FirstLayer(
        TangentLines lines,
        InferHyperplane inferHyperplane,
        TestHyperplane testHyperplane,
        int quietLines,
        int mostLines) {
    /** L is open; two quiet lines of this length leave a plane out about once in a thousand. */
    public static final FirstLayer DEFAULTS =
            new FirstLayer(TangentLines.FAR, InferHyperplane.DEFAULTS, TestHyperplane.DEFAULTS, 2, 200);

    /** How many times more lines are searched, at all scales, while no neuron has been found at all. */
    private static final int PATIENCE = 4;

    private static final String ACCOUNT = "PointsOnLine";

    /**
     * What Algorithm 1 returns.
     *
     * @param neurons S₁: the boundaries of layer 1, their sides still open
     * @param unused P₂: local hyperplanes of points on other boundaries
     * @param unresolved points whose local hyperplane could not be inferred
     * @param lines L, how many were searched
     */
    public record Result(
            List<LocalHyperplane> neurons, List<LocalHyperplane> unused, List<BoundaryPoint> unresolved, int lines) {}

    /**
     * Runs Algorithm 1.
     *
     * @param progress told of every neuron found
     * @return the layer, and what is left for Algorithm 2
     */
    public Result run(
            Oracle oracle, Resolution resolution, SearchSpace space, RandomGenerator random, Progress progress) {
        List<LocalHyperplane> s1 = new ArrayList<>();
        List<LocalHyperplane> p2 = new ArrayList<>();
        List<BoundaryPoint> unresolved = new ArrayList<>();
        double radius = lines.farthest(space);
        int quiet = 0;
        int t = 0;
        while (t < mostLines && quiet < (s1.isEmpty() ? PATIENCE : 1) * quietLines) {
            // a function that is constant far out may still bend near the origin
            TangentLines where = s1.isEmpty() && t >= quietLines ? TangentLines.AT_ALL_SCALES : lines;
            Segment line = where.sample(t, space, random);
            quiet++;
            t++;
            for (Kink kink : PointsOnLine.ALONG_LINES.find(oracle.chargedTo(ACCOUNT), resolution, line)) {
                BoundaryPoint p = BoundaryPoint.of(line, kink);
                if (s1.stream().anyMatch(known -> liesOn(p, known))) {
                    continue;
                }
                Optional<LocalHyperplane> h =
                        kink.single() ? inferHyperplane.at(p, oracle, resolution, space, random) : Optional.empty();
                if (h.isEmpty()) {
                    unresolved.add(p);
                    continue;
                }
                Optional<List<Vector>> far =
                        testHyperplane.farPointsOf(h.get(), radius, oracle, resolution, space, random);
                if (far.isPresent()) {
                    s1.add(GetParams.ofHyperplane(h.get(), far.get()));
                    quiet = 0;
                    progress.at("FirstLayer", List.of(s1.size()));
                } else {
                    p2.add(h.get());
                }
            }
        }
        return new Result(s1, p2, unresolved, t);
    }

    private static boolean liesOn(BoundaryPoint p, LocalHyperplane known) {
        Hyperplane plane = known.plane();
        double cosine = Math.abs(plane.normal().dot(p.across()));
        double bound = p.error() * cosine
                + known.errorAt(p.position().distanceTo(known.point().position()));
        return Math.abs(plane.distance(p.position())) <= 2 * bound;
    }
}
