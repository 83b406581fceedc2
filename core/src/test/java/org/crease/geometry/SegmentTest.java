package org.crease.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SegmentTest {
    @Test
    void theParameterOfASegmentIsALength() {
        Segment segment = new Segment(Vector.of(1, 1), Vector.of(30, 40), -5, 10);
        assertThat(segment.direction().norm()).isCloseTo(1, within(1e-15));
        assertThat(segment.length()).isEqualTo(15);
        assertThat(segment.at(10).distanceTo(Vector.of(7, 9))).isLessThan(1e-14);
        assertThat(segment.at(segment.from()).distanceTo(segment.at(segment.to())))
                .isCloseTo(15, within(1e-13));
    }

    @Test
    void aSegmentAroundACentreReachesAsFarBothWays() {
        Segment segment = Segment.around(Vector.of(1, 1), Vector.of(0, 2), 3);
        assertThat(segment.at(segment.from())).isEqualTo(Vector.of(1, -2));
        assertThat(segment.at(0)).isEqualTo(Vector.of(1, 1));
        assertThat(segment.at(segment.to())).isEqualTo(Vector.of(1, 4));
    }

    /** A billion away a place is known to 10⁻⁷, but the one where the line passes zero is not computed from there. */
    @Test
    void placesNearZeroAreAsExactOnASegmentFromFarAway() {
        Vector direction = Vector.of(0.6, 0.8);
        Vector near = Vector.of(-0.08, 0.06);
        Segment segment = Segment.between(near.plus(-1e9, direction), near.plus(1e9, direction));
        assertThat(segment.from()).isCloseTo(-1e9, within(1e-6));
        assertThat(segment.to()).isCloseTo(1e9, within(1e-6));
        Vector step = segment.at(1).minus(segment.at(0));
        assertThat(step.minus(segment.direction()).norm()).isLessThan(1e-15);
    }

    @Test
    void placesNextToEachOtherHaveASegmentToo() {
        Vector place = Vector.of(1e6, 1);
        assertThat(Segment.between(place, Vector.of(1e6, Math.nextUp(1.0))).length())
                .isPositive();
    }

    @Test
    void aSegmentWithoutLengthOrDirectionIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Segment(Vector.of(0, 0), Vector.of(1, 0), 1, 1))
                .withMessageContaining("1.0");
        assertThatIllegalArgumentException().isThrownBy(() -> new Segment(Vector.of(0), Vector.of(1), 0, Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> new Segment(Vector.of(0, 0), Vector.of(0, 0), 0, 1));
    }
}
