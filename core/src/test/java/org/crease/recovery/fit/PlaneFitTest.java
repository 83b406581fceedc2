package org.crease.recovery.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.crease.geometry.Hyperplane;
import org.crease.geometry.Vector;
import org.junit.jupiter.api.Test;

class PlaneFitTest {
    private final SplittableRandom random = new SplittableRandom(20);

    @Test
    void pointsOfAPlaneGiveThatPlane() {
        for (int trial = 0; trial < 100; trial++) {
            int n = 2 + trial % 9;
            Hyperplane truth = Hyperplane.through(Vector.gaussian(n, random).times(10), Vector.gaussian(n, random));
            for (int spare : new int[] {0, 1, 5}) {
                Hyperplane fit = LeastSquares.plane(on(truth, n + spare, n));
                assertThat(Math.abs(fit.normal().dot(truth.normal()))).isCloseTo(1, within(1e-10));
                assertThat(Math.abs(fit.offset())).isCloseTo(Math.abs(truth.offset()), within(1e-9));
            }
        }
    }

    @Test
    void noOtherPlaneThroughTheCentreIsNearerToThePoints() {
        for (int trial = 0; trial < 30; trial++) {
            int n = 2 + trial % 5;
            List<Vector> points = IntStream.range(0, n + 6)
                    .mapToObj(i -> Vector.gaussian(n, random))
                    .toList();
            Hyperplane fit = LeastSquares.plane(points);
            for (int other = 0; other < 50; other++) {
                Vector tilted = fit.normal().plus(0.1 * random.nextDouble(), Vector.gaussian(n, random));
                Vector centre = fit.project(points.get(other % points.size()));
                assertThat(squares(Hyperplane.through(centre, tilted), points))
                        .isGreaterThanOrEqualTo(squares(fit, points) * (1 - 1e-12));
            }
        }
    }

    @Test
    void aTinyFarNeighbourhoodIsFittedAsWellAsRoundingAllows() {
        Hyperplane truth = Hyperplane.through(Vector.of(1e3, -2e3, 5e2), Vector.of(1, 2, 3));
        Vector at = truth.project(Vector.of(1e3, -2e3, 5e2));
        List<Vector> points = IntStream.range(0, 8)
                .mapToObj(i -> truth.project(at.plus(1e-3, Vector.gaussian(3, random))))
                .toList();
        Hyperplane fit = LeastSquares.plane(points);
        // an ulp of 2000 over a neighbourhood of 1e-3
        assertThat(fit.normal().orthogonalTo(truth.normal()).norm()).isLessThan(20 * Math.ulp(2e3) / 1e-3);
    }

    private List<Vector> on(Hyperplane plane, int count, int n) {
        return IntStream.range(0, count)
                .mapToObj(i -> plane.project(Vector.gaussian(n, random)))
                .toList();
    }

    private static double squares(Hyperplane plane, List<Vector> points) {
        return points.stream()
                .mapToDouble(p -> plane.distance(p) * plane.distance(p))
                .sum();
    }
}
