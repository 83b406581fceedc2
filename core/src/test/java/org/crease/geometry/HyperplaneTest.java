package org.crease.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HyperplaneTest {
    private final SplittableRandom random = new SplittableRandom(3);

    @Test
    void theNormalIsMadeAUnitVectorAndThePlaneStaysWhereItIs() {
        Hyperplane plane = new Hyperplane(Vector.of(3, 4), -10);
        assertThat(plane.normal().distanceTo(Vector.of(0.6, 0.8))).isLessThan(1e-15);
        assertThat(plane.offset()).isCloseTo(-2, within(1e-15));
        assertThat(plane.distance(Vector.of(0, 2.5))).isCloseTo(0, within(1e-15));
    }

    @Test
    void theDistanceIsPositiveOnTheSideOfTheNormal() {
        Hyperplane plane = Hyperplane.through(Vector.of(1, 1, 1), Vector.of(0, 0, -5));
        assertThat(plane.distance(Vector.of(7, -8, 3))).isCloseTo(-2, within(1e-15));
        assertThat(plane.distance(Vector.of(7, -8, -3))).isCloseTo(4, within(1e-15));
    }

    @Test
    void theProjectionLiesOnThePlaneAndIsTheNearestPointOfIt() {
        for (int trial = 0; trial < 200; trial++) {
            int n = 2 + trial % 6;
            Hyperplane plane = Hyperplane.through(Vector.gaussian(n, random), Vector.gaussian(n, random));
            Vector x = Vector.gaussian(n, random).times(10);
            Vector foot = plane.project(x);
            assertThat(plane.distance(foot)).isCloseTo(0, within(1e-13));
            assertThat(x.distanceTo(foot)).isCloseTo(Math.abs(plane.distance(x)), within(1e-13));
            Vector other = plane.project(Vector.gaussian(n, random));
            assertThat(x.distanceTo(other)).isGreaterThanOrEqualTo(x.distanceTo(foot) - 1e-13);
        }
    }

    @Test
    void theFormOfAPlaneIsItsSignedDistance() {
        Hyperplane plane = new Hyperplane(Vector.of(1, 2, 2), 6);
        Vector x = Vector.of(1, 0, 4);
        assertThat(plane.form().at(x)).isEqualTo(plane.distance(x)).isCloseTo(5, within(1e-14));
        assertThat(new AffineForm(Vector.of(3, 4), 5).distance(Vector.of(1, 3))).isEqualTo(4);
    }

    @Test
    void aPlaneWithoutANormalIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Hyperplane(Vector.of(0, 0), 1));
    }
}
