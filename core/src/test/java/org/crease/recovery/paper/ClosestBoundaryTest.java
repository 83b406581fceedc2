package org.crease.recovery.paper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import java.util.SplittableRandom;
import org.crease.geometry.Cell;
import org.crease.geometry.Vector;
import org.crease.network.ActivationPattern;
import org.crease.network.RandomNetworks;
import org.crease.network.ReluNetwork;
import org.junit.jupiter.api.Test;

class ClosestBoundaryTest {
    private static final double STEP = 1e-3;

    private final SplittableRandom random = new SplittableRandom(30);

    @Test
    void theClosestBoundaryIsTheFirstThatAMarchMeetsThereAndBeyondIt() {
        int met = 0;
        for (int trial = 0; trial < 100; trial++) {
            ReluNetwork known = RandomNetworks.draw(random, 3, 5, 4);
            Vector p = Vector.gaussian(3, random);
            Vector v = Vector.direction(3, random);
            Cell cell = known.cellOf(known.patternAt(p));
            Optional<ClosestBoundary> closest = ClosestBoundary.along(p, v, known, cell);
            double first = march(known, p, v);
            if (closest.isEmpty() || closest.get().distance() > 5) {
                assertThat(first).isInfinite();
                continue;
            }
            double c = closest.get().distance();
            assertThat(first).isCloseTo(c, within(STEP));
            ActivationPattern there = known.patternAt(p).flipped(closest.get().neuron());
            assertThat(known.patternAt(p.plus(c * (1 + 1e-9), v))).isEqualTo(there);
            Vector q = p.plus(c, v);
            Optional<ClosestBoundary> next =
                    ClosestBoundary.beyond(closest.get().neuron(), q, v, known, known.cellOf(there));
            double second = march(known, p.plus(c * (1 + 1e-9), v), v);
            if (next.isPresent() && next.get().distance() < 5 - 2 * STEP) {
                assertThat(second).isCloseTo(next.get().distance(), within(2 * STEP));
                met++;
            } else {
                assertThat(second).isGreaterThan(5 - 4 * STEP);
            }
        }
        assertThat(met).isGreaterThan(30);
    }

    /** How far the pattern of {@code p} holds along {@code v}, up to one step; infinite beyond 5. */
    private static double march(ReluNetwork known, Vector p, Vector v) {
        ActivationPattern pattern = known.patternAt(p);
        for (double t = 0; t <= 5; t += STEP) {
            if (!known.patternAt(p.plus(t, v)).equals(pattern)) {
                return t;
            }
        }
        return Double.POSITIVE_INFINITY;
    }
}
