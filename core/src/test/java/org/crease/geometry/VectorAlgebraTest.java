package org.crease.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class VectorAlgebraTest {
    private final Vector a = Vector.of(3, -4, 12);
    private final Vector b = Vector.of(1, 2, -1);

    @Test
    void sumsDifferencesMultiplesAndProductsAreThoseOfTheSchoolbook() {
        assertThat(a.plus(b)).isEqualTo(Vector.of(4, -2, 11));
        assertThat(a.minus(b)).isEqualTo(Vector.of(2, -6, 13));
        assertThat(a.plus(2, b)).isEqualTo(Vector.of(5, 0, 10));
        assertThat(b.times(-2)).isEqualTo(Vector.of(-2, -4, 2));
        assertThat(b.negated()).isEqualTo(Vector.of(-1, -2, 1));
        assertThat(a.dot(b)).isEqualTo(-17);
        assertThat(a.norm()).isEqualTo(13);
        assertThat(a.distanceTo(Vector.zero(3))).isEqualTo(13);
        assertThat(Vector.axis(3, 1)).isEqualTo(Vector.of(0, 1, 0));
    }

    @Test
    void aUnitVectorHasLengthOneAndTheSameDirection() {
        Vector unit = a.unit();
        assertThat(unit.norm()).isCloseTo(1, within(1e-15));
        assertThat(unit.distanceTo(Vector.of(3 / 13.0, -4 / 13.0, 12 / 13.0))).isLessThan(1e-15);
    }

    @Test
    void theZeroVectorHasNoDirection() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Vector.zero(3).unit())
                .withMessageContaining("positive");
    }

    @Test
    void whatIsOrthogonalToANormalHasNoPartAlongIt() {
        SplittableRandom random = new SplittableRandom(1);
        for (int trial = 0; trial < 100; trial++) {
            Vector normal = Vector.direction(7, random);
            Vector v = Vector.gaussian(7, random).times(1e3);
            Vector rest = v.orthogonalTo(normal);
            assertThat(rest.dot(normal)).isCloseTo(0, within(1e-12));
            assertThat(v.minus(rest).orthogonalTo(normal).norm()).isCloseTo(0, within(1e-12));
        }
    }

    @Test
    void vectorsOfDifferentDimensionsDoNotMix() {
        assertThatIllegalArgumentException().isThrownBy(() -> a.dot(Vector.of(1, 2)));
        assertThatIllegalArgumentException().isThrownBy(() -> a.plus(Vector.of(1, 2)));
    }

    @Test
    void equalityIsExact() {
        assertThat(Vector.of(1, 2)).isEqualTo(Vector.of(1, 2)).hasSameHashCodeAs(Vector.of(1, 2));
        assertThat(Vector.of(1, 2)).isNotEqualTo(Vector.of(1, Math.nextUp(2)));
        assertThat(Vector.of(1, 2)).isNotEqualTo(Vector.of(1, 2, 0));
    }

    /** Seed 2. Each of 4 + 4 means leaves 5 standard deviations with odds of 6e-7: false alarm 5e-6 for another seed. */
    @Test
    void directionsFavourNoAxis() {
        SplittableRandom random = new SplittableRandom(2);
        int draws = 20_000;
        Vector mean = Vector.zero(4);
        double[] squares = new double[4];
        for (int draw = 0; draw < draws; draw++) {
            Vector direction = Vector.direction(4, random);
            assertThat(direction.norm()).isCloseTo(1, within(1e-14));
            mean = mean.plus(1.0 / draws, direction);
            for (int i = 0; i < 4; i++) {
                squares[i] += direction.get(i) * direction.get(i) / draws;
            }
        }
        for (int i = 0; i < 4; i++) {
            // E x² = 1/4, E x⁴ = 3/24 on the sphere of ℝ⁴
            assertThat(mean.get(i)).isCloseTo(0, within(5 * Math.sqrt(0.25 / draws)));
            assertThat(squares[i]).isCloseTo(0.25, within(5 * Math.sqrt((0.125 - 0.0625) / draws)));
        }
    }
}
