package org.crease.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class PointsTest {
    private final Points points = Points.of(Vector.of(1, 2), Vector.of(3, 4), Vector.of(5, 6));

    @Test
    void pointsKeepTheirOrderRowByRow() {
        assertThat(points.size()).isEqualTo(3);
        assertThat(points.dimension()).isEqualTo(2);
        assertThat(points.toArray()).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(points.get(2)).isEqualTo(Vector.of(5, 6));
        assertThat(points.get(1, 0)).isEqualTo(3);
    }

    @Test
    void theSameRowsMadeOfAnArrayOrOfVectorsAreEqual() {
        assertThat(Points.of(3, 2, new double[] {1, 2, 3, 4, 5, 6}))
                .isEqualTo(points)
                .hasSameHashCodeAs(points);
        assertThat(Points.of(2, 3, new double[] {1, 2, 3, 4, 5, 6})).isNotEqualTo(points);
    }

    @Test
    void aSliceHoldsTheFirstOfItsBoundsAndNotTheLast() {
        assertThat(points.slice(1, 3)).isEqualTo(Points.of(Vector.of(3, 4), Vector.of(5, 6)));
        assertThat(points.slice(1, 1).size()).isZero();
    }

    @Test
    void whatIsNoListOfPointsOfOneDimensionIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Points.of(List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> Points.of(Vector.of(1, 2), Vector.of(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> Points.of(2, 2, new double[3]));
    }
}
