package org.crease.recovery.arrangement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.crease.geometry.Segment;
import org.crease.geometry.Vector;
import org.crease.network.ReluNetwork;
import org.crease.oracle.CountingOracle;
import org.junit.jupiter.api.Test;

/** The span of gradients, alone and behind the normals of a wide network. */
class GradientSpanTest {
    private static final int WIDE = 120;

    private static GradientSpan spanOf(int dimensions) {
        GradientSpan span = GradientSpan.empty();
        for (int i = 0; i < dimensions; i++) {
            span.add(Vector.axis(WIDE, i).times(3), 1e-9);
        }
        return span;
    }

    private static void note(GradientSpan span, boolean hit, int times) {
        for (int i = 0; i < times; i++) {
            span.note(hit);
        }
    }

    @Test
    void theBasisGrowsOnlyWithWhatIsOutside() {
        GradientSpan span = GradientSpan.empty();
        assertThat(span.basis()).isEmpty();
        span.add(Vector.of(3, 4, 0), 1e-9);
        assertThat(span.basis()).hasSize(1);
        span.add(Vector.of(-6, -8, 0), 1e-9);
        assertThat(span.basis()).hasSize(1);
        span.add(Vector.of(1, 0, 0), 1e-9);
        assertThat(span.basis()).hasSize(2);
        span.add(Vector.of(-2, 7, 1e-5), 1e-9);
        assertThat(span.basis()).hasSize(2);
        span.add(Vector.of(-2, 7, 1e-2), 1e-9);
        assertThat(span.basis()).hasSize(3);
        span.add(Vector.of(5, 6, 7), 1e-9);
        assertThat(span.basis()).hasSize(3);
    }

    /** Seed 1: twenty directions that differ by 10⁻³ each. */
    @Test
    void theBasisIsOrthonormalEvenOfNearlyParallelGradients() {
        SplittableRandom random = new SplittableRandom(1);
        GradientSpan span = GradientSpan.empty();
        Vector common = Vector.direction(30, random);
        for (int i = 0; i < 20; i++) {
            span.add(common.plus(1e-3, Vector.direction(30, random)).times(100), 1e-9);
        }
        List<Vector> basis = span.basis();
        assertThat(basis).hasSize(20);
        for (int i = 0; i < 20; i++) {
            for (int j = 0; j < 20; j++) {
                assertThat(basis.get(i).dot(basis.get(j))).isCloseTo(i == j ? 1 : 0, within(1e-12));
            }
        }
    }

    @Test
    void theTiltIsThatOfTheLeastCertainDirection() {
        GradientSpan span = GradientSpan.empty();
        assertThat(span.tilt()).isZero();
        span.add(Vector.of(10, 0, 0), 1e-6);
        assertThat(span.tilt()).isCloseTo(1e-7, within(1e-15));
        span.add(Vector.of(10, 0.5, 0), 1e-6);
        assertThat(span.tilt()).isCloseTo(2e-6, within(1e-15));
        span.add(Vector.of(0, 0, 100), 1e-6);
        assertThat(span.tilt()).isCloseTo(2e-6, within(1e-15));
        span.add(Vector.of(0, 0, 1), 1);
        assertThat(span.tilt()).isCloseTo(2e-6, within(1e-15));
    }

    @Test
    void withFewInputsNoSpanIsWorthATry() {
        GradientSpan span = spanOf(1);
        note(span, true, 10);
        assertThat(span.isWorthIt(99)).isFalse();
        assertThat(span.isWorthATry(99)).isFalse();
        assertThat(span.isWorthIt(100)).isTrue();
        assertThat(span.isWorthATry(100)).isTrue();
    }

    @Test
    void anEmptySpanIsNotWorthATry() {
        assertThat(GradientSpan.empty().isWorthATry(WIDE)).isFalse();
        assertThat(spanOf(1).isWorthATry(WIDE)).isTrue();
    }

    @Test
    void missesMakeATryNotWorthIt() {
        GradientSpan span = spanOf(3);
        assertThat(span.isWorthATry(WIDE)).isTrue();
        note(span, false, 5);
        assertThat(span.isWorthATry(WIDE)).isTrue();
        note(span, false, 20);
        assertThat(span.isWorthATry(WIDE)).isFalse();
        assertThat(span.isProven()).isFalse();
    }

    @Test
    void hitsMakeALargeSpanWorthATry() {
        GradientSpan span = spanOf(60);
        assertThat(span.isWorthATry(WIDE)).isFalse();
        note(span, true, 10);
        assertThat(span.isWorthATry(WIDE)).isTrue();
        assertThat(span.isProven()).isTrue();
    }

    @Test
    void aSpanOfAllInputsIsNeverWorthATry() {
        GradientSpan span = spanOf(WIDE);
        note(span, true, 1000);
        assertThat(span.isWorthATry(WIDE)).isFalse();
    }

    /**
     * Seeds 0 to 4, four lines each. Three neurons make a span of three: after as many gradients, all others cost three
     * questions instead of 120, where no step leaves its region.
     */
    @Test
    void normalsOfAWideNetworkAreRightAndCostLittle() {
        List<Vector> axes =
                IntStream.range(0, WIDE).mapToObj(i -> Vector.axis(WIDE, i)).toList();
        for (int seed = 0; seed < 5; seed++) {
            ReluNetwork truth = TestGrounds.network(seed, WIDE, 3, 6, 1);
            Ground ground = TestGrounds.of(truth, seed);
            CountingOracle counter = new CountingOracle(ground.oracle());
            GradientSpan span = GradientSpan.empty();
            SplittableRandom random = new SplittableRandom(1000 + seed);
            int all = 0;
            int found = 0;
            for (int l = 0; l < 4; l++) {
                Segment line = Lines.DEFAULTS.sample(l, ground.space(), random);
                List<Kink> kinks = ground.line().kinks(ground.pieces(line, List.of()));
                List<Optional<BoundaryPoint>> normals = new LocalNormals(
                                TestGrounds.counted(ground, counter), line, LocalNormals.Steps.SAFE, span)
                        .at(kinks, Collections.nCopies(kinks.size(), axes));
                all += kinks.size();
                for (Optional<BoundaryPoint> normal : normals) {
                    if (normal.isPresent()) {
                        found++;
                        BoundaryPoint p = normal.get();
                        assertThat(TestGrounds.angle(
                                        TestGrounds.nearest(truth, p.position()).gradient(), p.normal()))
                                .as("seed %d", seed)
                                .isLessThanOrEqualTo(p.tilt());
                    }
                }
            }
            assertThat(span.basis()).hasSize(3);
            assertThat(all).isGreaterThan(15);
            assertThat(found).isGreaterThan(3 * all / 4);
            assertThat(counter.total()).isLessThan(WIDE * all / 3);
        }
    }
}
