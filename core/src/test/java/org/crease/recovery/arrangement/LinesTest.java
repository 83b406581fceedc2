package org.crease.recovery.arrangement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.crease.geometry.Box;
import org.crease.geometry.Segment;
import org.crease.geometry.Vector;
import org.crease.recovery.SearchSpace;
import org.junit.jupiter.api.Test;

/** In a box of ten inputs, [0, 1] each. */
class LinesTest {
    private static final int INPUTS = 10;

    private final SplittableRandom random = new SplittableRandom(1);
    private final SearchSpace space = new SearchSpace(new Box(Vector.zero(INPUTS), all(1)), 1);

    private static Vector all(double value) {
        double[] entries = new double[INPUTS];
        Arrays.fill(entries, value);
        return Vector.of(entries);
    }

    @Test
    void noLineLeavesIt() {
        for (int i = 0; i < 200; i++) {
            Segment line = Lines.DEFAULTS.sample(i, space, random);
            assertThat(space.domain().contains(line.at(line.from()))).isTrue();
            assertThat(space.domain().contains(line.at(line.to()))).isTrue();
        }
    }

    /** Σ x = 7.5 cuts off 0.2 % of places, and 5 % of those near corners: a tenth of the lines between these cross it. */
    @Test
    void linesBetweenCornersMeetWhatIsOnInOneCornerAlone() {
        long odd = crossing(1);
        long even = crossing(0);
        assertThat(odd).isGreaterThan(60);
        assertThat(odd).isGreaterThan(2 * even);
    }

    /** Of a thousand lines with odd or even numbers, those that cross Σ x = 7.5. */
    private long crossing(int parity) {
        return IntStream.range(0, 1000)
                .mapToObj(i -> Lines.DEFAULTS.sample(2 * i + parity, space, random))
                .filter(line -> line.at(line.from()).dot(all(1)) > 7.5
                        != line.at(line.to()).dot(all(1)) > 7.5)
                .count();
    }
}
