package org.crease.recovery.arrangement;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.crease.geometry.Box;
import org.crease.geometry.Points;
import org.crease.geometry.Region;
import org.crease.geometry.Vector;
import org.crease.oracle.Oracle;

/**
 * What is searched of a row space: all that lies in the domain, or so much less that answers have gaps at few places of its edge. The edge of a slice lies where
 * the domain shows itself from its largest side, so that there may be gaps in answers that other places of the domain do not have.
 *
 * @param places drawn at random on the edge, at which gaps are looked for
 * @param smaller the next size that is tried, relative to the one before
 * @param least the smallest size that is tried, relative to the whole
 * @param tolerated the share of these places at which answers may have gaps
 */
record VisiblePart(int places, double smaller, double least, double tolerated) {
    /** The search goes around gaps, but what is mostly gaps tells little for many questions. */
    static final VisiblePart DEFAULTS = new VisiblePart(96, 0.85, 0.05, 0.1);

    private static final String ACCOUNT = "VisiblePart";

    /** Asks nothing where the black box has no gaps, or where all of the space is searched. */
    Region of(RowSpace rows, Box domain, Oracle oracle, RandomGenerator random) {
        Region whole = rows.seen(domain);
        Oracle strict = rows.restrict(oracle.chargedTo(ACCOUNT));
        Oracle inPart = strict.withGaps();
        if (!whole.isBounded() || inPart.equals(strict)) {
            return whole;
        }
        double share = 1;
        while (share > least && gaps(inPart.ask(edge(whole.scaled(share), random))) > tolerated * places) {
            share *= smaller;
        }
        return share < 1 ? whole.scaled(share) : whole;
    }

    private Points edge(Region region, RandomGenerator random) {
        return Points.of(Stream.generate(() -> region.edge(Vector.direction(region.dimension(), random)))
                .limit(places)
                .toList());
    }

    private static long gaps(Points answers) {
        return IntStream.range(0, answers.size())
                .filter(i -> Arrays.stream(answers.get(i).toArray()).anyMatch(Double::isNaN))
                .count();
    }
}
