package org.crease.recovery.arrangement;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.crease.geometry.Box;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.crease.oracle.Oracle;

/**
 * What is searched of a row space: all that lies in the domain, or so much less that answers have no gaps there. The corners of a row space's cube lie where the
 * domain shows itself from its largest side, so that there may be gaps in answers that other places of the domain do not have.
 *
 * <p>What it misses: gaps at corners that were not looked at, but for what the margin leaves.
 *
 * @param corners drawn at random, at which gaps are looked for
 * @param smaller the next cube that is tried, relative to the one before
 * @param least the smallest cube that is tried, relative to the whole
 * @param margin what is left of a cube without gaps, for worse corners
 */
record VisibleCube(int corners, double smaller, double least, double margin) {
    static final VisibleCube DEFAULTS = new VisibleCube(96, 0.85, 0.05, 0.75);

    private static final String ACCOUNT = "VisibleCube";

    /** Asks nothing where the black box has no gaps, or where all of the space is searched. */
    Box of(RowSpace rows, Box domain, Oracle oracle, RandomGenerator random) {
        Box whole = rows.seen(domain);
        Oracle strict = rows.restrict(oracle.chargedTo(ACCOUNT));
        Oracle gaps = strict.withGaps();
        if (!whole.isBounded() || gaps.equals(strict)) {
            return whole;
        }
        double share = 1;
        while (share > least && hasGaps(gaps.ask(corners(whole.scaled(share), random)))) {
            share *= smaller;
        }
        return share < 1 ? whole.scaled(margin * share) : whole;
    }

    private Points corners(Box box, RandomGenerator random) {
        return Points.of(
                Stream.generate(() -> corner(box, random)).limit(corners).toList());
    }

    private static Vector corner(Box box, RandomGenerator random) {
        return Vector.of(IntStream.range(0, box.dimension())
                .mapToDouble(i -> (random.nextBoolean() ? box.low() : box.high()).get(i))
                .toArray());
    }

    private static boolean hasGaps(Points answers) {
        return Arrays.stream(answers.toArray()).anyMatch(Double::isNaN);
    }
}
