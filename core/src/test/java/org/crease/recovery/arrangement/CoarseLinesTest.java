package org.crease.recovery.arrangement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.crease.geometry.Segment;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.network.ReluNetwork;
import org.crease.oracle.CountingOracle;
import org.crease.oracle.RoundedOracle;
import org.junit.jupiter.api.Test;

/** Lines of a function with one weak kink, through four decimals. */
class CoarseLinesTest {
    private static final int LINES = 200;

    private static final Segment LINE = new Segment(Vector.of(0, 0.2), Vector.axis(2, 0), -1, 1);

    /** Linear but for the bend at x = {@code at}: 0.7 x + 0.3 y + bend · ReLU(x − at), with two units that are on all along the lines. */
    private static Ground ground(double at, double bend) {
        ReluNetwork network = new ReluNetwork(List.of(
                Layer.relu(3, 2, new double[] {1, 0, 0, 1, 1, 0}, new double[] {1e4, 1e4, -at}),
                Layer.linear(1, 3, new double[] {0.7, 0.3, bend}, new double[] {-1e4})));
        return TestGrounds.of(new RoundedOracle(TestGrounds.of(network, 1).oracle(), 4), 1);
    }

    private static List<Kink> kinks(Ground ground) {
        return ground.line().kinks(ground.pieces(LINE, List.of()));
    }

    /**
     * Seed 1, 200 places in the middle of a line of length 2, with a bend of 12 η: ends of 2 % of the line, drawn out to each other, tell one of 35 η
     * in the middle, so that none was found.
     */
    @Test
    void aBendTooWeakForShortEndsIsFoundByLongOnes() {
        SplittableRandom random = new SplittableRandom(1);
        double eta = ground(0, 0).resolution().eta();
        int found = 0;
        for (int i = 0; i < LINES; i++) {
            double at = random.nextDouble() - 0.5;
            List<Kink> kinks = kinks(ground(at, 12 * eta));
            assertThat(kinks).as("at %s", at).hasSizeLessThanOrEqualTo(1);
            for (Kink kink : kinks) {
                assertThat(kink.t()).isCloseTo(at, within(2 * kink.error()));
                found++;
            }
        }
        assertThat(found).as("of " + LINES).isGreaterThanOrEqualTo(195);
    }

    /** Seed 1, 200 slopes: what answers err by bends nothing (a glance errs once in 10,000 times), and the middle costs one question. */
    @Test
    void aLineWithoutAKinkShowsNoneForOneMoreQuestion() {
        SplittableRandom random = new SplittableRandom(1);
        Ground ground = ground(0, 0);
        CountingOracle counter = new CountingOracle(ground.oracle());
        Ground counted = TestGrounds.counted(ground, counter);
        int kinks = 0;
        for (int i = 0; i < LINES; i++) {
            Segment line = new Segment(Vector.of(0, 0.2), Vector.direction(2, random), -1, 1);
            kinks += counted.line().kinks(counted.pieces(line, List.of())).size();
        }
        assertThat(kinks).isLessThanOrEqualTo(1);
        assertThat(counter.total()).isLessThan(5 * LINES + 50);
    }
}
