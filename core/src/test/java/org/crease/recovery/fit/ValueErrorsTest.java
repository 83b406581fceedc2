package org.crease.recovery.fit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.crease.network.RandomNetworks;
import org.crease.oracle.NoisyOracle;
import org.crease.recovery.Resolution;
import org.crease.recovery.TestOracles;
import org.junit.jupiter.api.Test;

class ValueErrorsTest {
    private static final List<Vector> PLACES = List.of(Vector.of(3, 0), Vector.of(0, 4));

    @Test
    void errorsAreRelativeToTheLargestAnswerOverTheSizeOfThePlace() {
        ValueErrors values = new ValueErrors(1);
        values.add(PLACES, Points.of(Vector.of(8), Vector.of(5)), Points.of(Vector.of(8), Vector.of(5.1)));
        assertThat(values.maxAbs()).isCloseTo(0.1, org.assertj.core.data.Offset.offset(1e-12));
        assertThat(values.agree(0, 0)).isTrue();
        // 0.1 / (4 + 1) over 8 / (3 + 1)
        assertThat(values.agree(1, 0.0101)).isTrue();
        assertThat(values.agree(1, 0.0099)).isFalse();
        assertThat(values.places(false, 0.0099)).containsExactly(PLACES.get(1));
    }

    @Test
    void theMedianOfErrorsIsNotMovedByOneThatIsFarOff() {
        ValueErrors values = new ValueErrors(1);
        List<Vector> places = List.of(Vector.of(1, 0), Vector.of(0, 1), Vector.of(-1, 0));
        Points own = Points.of(Vector.of(4.01), Vector.of(4), Vector.of(99));
        values.add(places, Points.of(Vector.of(4), Vector.of(4), Vector.of(4)), own);
        assertThat(values.median()).isCloseTo(0.01 / 4, org.assertj.core.data.Offset.offset(1e-12));
    }

    /** Noise of one size everywhere: what is less than so many η at a place agrees there, with no other tolerance. */
    @Test
    void whatIsLessThanErrorsOfAnAnswerIsNone() {
        Resolution resolution = TestOracles.resolution(
                new NoisyOracle(
                        RandomNetworks.oracle(RandomNetworks.draw(new SplittableRandom(1), 2, 8, 1)),
                        1e-4,
                        new SplittableRandom(2)),
                1);
        double eta = resolution.eta(0, 3);
        assertThat(eta).isBetween(2e-4, 4e-3);
        ValueErrors values = new ValueErrors(1, resolution, 8);
        values.add(
                PLACES,
                Points.of(Vector.of(8), Vector.of(5)),
                Points.of(Vector.of(8 + 7 * eta), Vector.of(5 + 9.5 * eta)));
        assertThat(values.places(false, 0)).containsExactly(PLACES.get(1));
        assertThat(values.maxAbs()).isGreaterThan(9 * eta);
    }
}
