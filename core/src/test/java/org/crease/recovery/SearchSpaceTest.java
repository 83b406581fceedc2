package org.crease.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.crease.geometry.Box;
import org.crease.geometry.Vector;
import org.junit.jupiter.api.Test;

/** Where a recovery may ask, to the last bit. */
class SearchSpaceTest {
    private final SplittableRandom random = new SplittableRandom(1);

    /** Found by a run on rounded answers: a step to the edge ended one unit in the last place beyond it, here in 18 of 20 000. */
    @Test
    void aStepToTheEdgeDoesNotGoBeyondIt() {
        int toTheEdge = 0;
        for (int trial = 0; trial < 20_000; trial++) {
            SearchSpace space = new SearchSpace(box(1 + trial % 5), 1);
            Vector x = space.pointAt(random.nextDouble(0.1, 10), random);
            Vector d = Vector.direction(x.dimension(), random);
            double wanted = random.nextDouble(0.1, 10);
            double room = space.roomAt(x, d, wanted);
            assertThat(space.domain().contains(x.plus(room, d))).isTrue();
            assertThat(space.domain().contains(x.plus(-room, d))).isTrue();
            toTheEdge += room > 0 && room < wanted ? 1 : 0;
        }
        assertThat(toTheEdge).isGreaterThan(10_000);
    }

    @Test
    void aPointOfANarrowOrHalfOpenBoxLiesInIt() {
        for (int trial = 0; trial < 20_000; trial++) {
            SearchSpace space = new SearchSpace(box(1 + trial % 5), 1);
            Vector x = space.pointAt(random.nextDouble(0.1, 10), random);
            assertThat(space.domain().contains(x)).isTrue();
        }
    }

    /** Not around the origin, with bounds that are missing and sides that are narrow now and then. */
    private Box box(int n) {
        double[] low = new double[n];
        double[] high = new double[n];
        for (int i = 0; i < n; i++) {
            low[i] = random.nextDouble(-5, 2);
            high[i] = low[i] + (random.nextInt(4) == 0 ? 1e-9 : random.nextDouble(1, 5));
            switch (random.nextInt(10)) {
                case 0 -> low[i] = Double.NEGATIVE_INFINITY;
                case 1 -> high[i] = Double.POSITIVE_INFINITY;
                default -> {}
            }
        }
        return new Box(Vector.of(low), Vector.of(high));
    }
}
