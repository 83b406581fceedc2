package org.crease.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A plane through a box: what is asked in it is in the box, and it ends where the box does. */
class SliceTest {
    private static final Box BOX = Box.cube(40, -1, 3);

    /** Five random directions through the box's middle, which has the coordinates 0. */
    private static Slice slice(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Vector> ways =
                IntStream.range(0, 5).mapToObj(i -> Vector.gaussian(40, random)).toList();
        return new Slice(BOX, BOX.middle(), ways, Vector.zero(5));
    }

    private static Vector up(Slice slice, Vector u) {
        return slice.origin().plus(u, slice.ways());
    }

    @Test
    void whatIsClippedOrDrawnOrOnTheEdgeIsInside() {
        for (int seed = 0; seed < 20; seed++) {
            Slice slice = slice(seed);
            SplittableRandom random = new SplittableRandom(seed);
            for (int i = 0; i < 50; i++) {
                Vector direction = Vector.direction(5, random);
                Segment inside = slice.clip(Segment.around(slice.draw(1, random), direction, 100))
                        .orElseThrow();
                for (Vector u : List.of(
                        inside.at(inside.from()),
                        inside.at(inside.to()),
                        slice.draw(10, random),
                        slice.edge(direction))) {
                    assertThat(slice.contains(u)).isTrue();
                    assertThat(BOX.contains(up(slice, u))).isTrue();
                }
                assertThat(slice.contains(slice.edge(direction).times(1.001))).isFalse();
            }
        }
    }

    @Test
    void aPlaceOutsideIsBeyondSidesThatNoPlaceInsideIsBeyond() {
        SplittableRandom random = new SplittableRandom(3);
        Slice slice = slice(3);
        for (int i = 0; i < 50; i++) {
            Vector out = slice.edge(Vector.direction(5, random)).times(1.5);
            List<AffineForm> sides = slice.beyond(out, 3);
            assertThat(sides).hasSizeBetween(1, 3).allMatch(side -> side.at(out) > 0);
            for (int k = 0; k < 50; k++) {
                Vector in = slice.draw(10, random);
                assertThat(sides).allMatch(side -> side.at(in) <= 0);
            }
        }
        assertThat(slice.beyond(slice.middle(), 3)).isEmpty();
    }

    @Test
    void halfOfItEndsHalfAsFarAway() {
        SplittableRandom random = new SplittableRandom(4);
        Slice slice = slice(4);
        for (int i = 0; i < 50; i++) {
            Vector direction = Vector.direction(5, random);
            double share = slice.scaled(0.5).edge(direction).norm()
                    / slice.edge(direction).norm();
            assertThat(share).isBetween(0.499, 0.501);
        }
    }

    @Test
    void itsBoundsHoldAllOfIt() {
        Slice slice = slice(5);
        SplittableRandom random = new SplittableRandom(5);
        List<Vector> basis =
                IntStream.range(0, 5).mapToObj(i -> Vector.axis(40, i)).toList();
        Slice steps = new Slice(BOX, BOX.middle(), basis, Vector.zero(5));
        for (int i = 0; i < 50; i++) {
            assertThat(steps.bounds().contains(steps.edge(Vector.direction(5, random))))
                    .isTrue();
        }
        assertThat(slice.isBounded()).isTrue();
        assertThat(slice.isUnbounded()).isFalse();
    }

    @Test
    void waysMustNumberAsManyAsCoordinates() {
        assertThatThrownBy(() -> new Slice(BOX, BOX.middle(), List.of(), Vector.zero(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("got 0");
    }
}
