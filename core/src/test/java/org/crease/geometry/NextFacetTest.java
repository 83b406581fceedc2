package org.crease.geometry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class NextFacetTest {
    private static final double STEP = 1e-3;
    private static final int STEPS = 20_000;

    private final SplittableRandom random = new SplittableRandom(5);

    @Test
    void theFacetIsTheFirstSignChangeThatAMarchAlongTheRayMeets() {
        int left = 0;
        for (int trial = 0; trial < 300; trial++) {
            int n = 2 + trial % 4;
            List<AffineForm> forms = randomForms(1 + random.nextInt(8), n);
            Vector p = Vector.gaussian(n, random);
            Vector v = Vector.direction(n, random);
            Cell cell = cellAt(p, forms);
            Optional<Cell.Facet> facet = cell.nextFacet(p, v);
            int step = march(cell, p, v);
            if (step == STEPS) {
                assertThat(facet.map(Cell.Facet::distance).orElse(Double.POSITIVE_INFINITY))
                        .isGreaterThan((STEPS - 1) * STEP);
                continue;
            }
            left++;
            assertThat(facet).isPresent();
            assertThat(facet.get().distance()).isBetween((step - 1) * STEP - 1e-12, step * STEP + 1e-12);
            AffineForm crossed = forms.get(facet.get().form());
            assertThat(crossed.distance(p.plus(facet.get().distance(), v))).isBetween(-1e-12, 1e-12);
            assertThat(crossed.at(p.plus(step * STEP, v)) > 0)
                    .isNotEqualTo(cell.isPositive(facet.get().form()));
        }
        assertThat(left).isGreaterThan(150);
    }

    @Test
    void aRayThatMeetsNoBoundaryNeverLeaves() {
        Cell halfPlane = cellAt(Vector.of(1, 0), List.of(new AffineForm(Vector.of(1, 0), 0)));
        assertThat(halfPlane.nextFacet(Vector.of(1, 0), Vector.of(1, 0))).isEmpty();
        assertThat(halfPlane.nextFacet(Vector.of(1, 0), Vector.of(0, 1))).isEmpty();
        assertThat(halfPlane.nextFacet(Vector.of(1, 0), Vector.of(-1, 0))).contains(new Cell.Facet(0, 1));
    }

    @Test
    void aConstantFormIsNoFacet() {
        Cell cell = cellAt(Vector.of(1, 0), List.of(new AffineForm(Vector.of(0, 0), 1)));
        assertThat(cell.nextFacet(Vector.of(1, 0), Vector.of(-1, 0))).isEmpty();
    }

    @Test
    void theFormLeftOutIsNotMetAgain() {
        List<AffineForm> forms = List.of(new AffineForm(Vector.of(1, 0), 0), new AffineForm(Vector.of(1, 0), 5));
        Cell cell = cellAt(Vector.of(1, 0), forms);
        assertThat(cell.nextFacet(Vector.of(0, 3), Vector.of(-1, 0), 0)).contains(new Cell.Facet(1, 5));
    }

    @Test
    void aCellHoldsItsPointsAndItsEdge() {
        Cell cell = cellAt(Vector.of(1, 1), List.of(new AffineForm(Vector.of(1, 0), 0)));
        assertThat(cell.contains(Vector.of(0, 7))).isTrue();
        assertThat(cell.contains(Vector.of(2, 7))).isTrue();
        assertThat(cell.contains(Vector.of(-1e-9, 7))).isFalse();
    }

    private List<AffineForm> randomForms(int count, int n) {
        List<AffineForm> forms = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            forms.add(new AffineForm(Vector.gaussian(n, random), random.nextGaussian()));
        }
        return forms;
    }

    private static Cell cellAt(Vector p, List<AffineForm> forms) {
        BitSet positive = new BitSet();
        for (int i = 0; i < forms.size(); i++) {
            positive.set(i, forms.get(i).at(p) > 0);
        }
        return new Cell(forms, positive);
    }

    /** The number of the first step after which {@code p} is no longer in the cell, or {@code STEPS}. */
    private static int march(Cell cell, Vector p, Vector v) {
        for (int step = 1; step < STEPS; step++) {
            if (!cell.contains(p.plus(step * STEP, v))) {
                return step;
            }
        }
        return STEPS;
    }
}
