package org.crease.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BoxClipTest {
    private final SplittableRandom random = new SplittableRandom(4);

    @Test
    void noPointOfAClippedSegmentLiesOutside() {
        for (int trial = 0; trial < 50_000; trial++) {
            Box box = randomBox(1 + trial % 5);
            Segment segment = randomSegment(box);
            box.clip(segment).ifPresent(inside -> assertAllInside(box, inside, segment));
        }
    }

    @Test
    void nothingInsideIsCutOff() {
        for (int trial = 0; trial < 5_000; trial++) {
            Box box = randomBox(1 + trial % 5);
            Segment segment = randomSegment(box);
            Optional<Segment> inside = box.clip(segment);
            double slack = 1e-9 * (1 + segment.origin().norm() + segment.length());
            for (int i = 0; i <= 50; i++) {
                double t = segment.from() + i / 50.0 * segment.length();
                boolean within = inside.isPresent()
                        && t > inside.get().from() - slack
                        && t < inside.get().to() + slack;
                if (isWellInside(box, segment.at(t), slack)) {
                    assertThat(within)
                            .as("segment %s, box %s, t = %s", segment, box, t)
                            .isTrue();
                }
            }
        }
    }

    @Test
    void aSegmentAlongAFaceOrAnEdgeStaysWhole() {
        Box box = Box.cube(3, -1, 1);
        Segment face = new Segment(Vector.of(1, 0.5, 0), Vector.of(0, 0, 1), -0.5, 0.5);
        Segment edge = new Segment(Vector.of(1, -1, 0), Vector.of(0, 0, 1), -0.5, 0.5);
        assertThat(box.clip(face)).contains(face);
        assertThat(box.clip(edge)).contains(edge);
        assertThat(box.clip(new Segment(Vector.of(1, -1, 0), Vector.of(0, 0, 1), -9, 9)))
                .hasValueSatisfying(inside -> {
                    assertThat(inside.from()).isCloseTo(-1, within(1e-14));
                    assertThat(inside.to()).isCloseTo(1, within(1e-14));
                });
    }

    @Test
    void aSegmentThatOnlyTouchesOrMissesLeavesNothing() {
        Box box = Box.cube(2, -1, 1);
        assertThat(box.clip(new Segment(Vector.of(1, 1), Vector.of(1, -1), -3, 3)))
                .isEmpty();
        assertThat(box.clip(new Segment(Vector.of(1.5, 0), Vector.of(0, 1), -3, 3)))
                .isEmpty();
        assertThat(box.clip(new Segment(Vector.of(1, 0), Vector.of(1, 0), 0, 3)))
                .isEmpty();
        assertThat(box.clip(new Segment(Vector.of(0, 0), Vector.of(1, 0), 2, 3)))
                .isEmpty();
    }

    /** Both ends on faces, as rounding has put them: where a second clip, or a clip of a chord, starts from. */
    @Test
    void aSegmentWhoseEndsLieOnTheEdgeIsClippedToNoPointOutside() {
        for (int trial = 0; trial < 50_000; trial++) {
            int n = 2 + trial % 4;
            Box box = randomBox(n);
            Vector a = onTheEdge(box);
            Vector b = onTheEdge(box);
            if (a.distanceTo(b) > 0) {
                Segment chord = new Segment(a, b.minus(a), 0, a.distanceTo(b));
                box.clip(chord).ifPresent(inside -> assertAllInside(box, inside, chord));
            }
        }
    }

    @Test
    void anUnboundedBoxClipsNothing() {
        Segment segment = new Segment(Vector.of(1, 2), Vector.of(0, 1), -1e9, 1e9);
        assertThat(Box.unbounded(2).clip(segment)).contains(segment);
        assertThat(Box.unbounded(2).isUnbounded()).isTrue();
        assertThat(Box.cube(2, 0, Double.POSITIVE_INFINITY).isUnbounded()).isFalse();
    }

    @Test
    void theEdgeBelongsToTheBox() {
        Box box = Box.cube(2, 0, 1);
        assertThat(box.contains(Vector.of(0, 1))).isTrue();
        assertThat(box.contains(Vector.of(0, Math.nextUp(1.0)))).isFalse();
        assertThat(box.contains(Vector.of(0, Double.NaN))).isFalse();
    }

    @Test
    void aBoxWithoutAnInsideIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Box.cube(2, 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Box(Vector.of(0), Vector.of(1, 1)));
    }

    private Box randomBox(int n) {
        double[] low = new double[n];
        double[] high = new double[n];
        for (int i = 0; i < n; i++) {
            double centre = random.nextGaussian() * Math.pow(10, random.nextInt(4));
            double half = Math.pow(10, random.nextInt(-3, 3)) * (0.1 + random.nextDouble());
            low[i] = random.nextInt(8) == 0 ? Double.NEGATIVE_INFINITY : centre - half;
            high[i] = random.nextInt(8) == 0 ? Double.POSITIVE_INFINITY : centre + half;
        }
        return new Box(Vector.of(low), Vector.of(high));
    }

    /** From inside, from the edge, or from far away, and sometimes along an axis or nearly so. */
    private Segment randomSegment(Box box) {
        int n = box.dimension();
        Vector origin = switch (random.nextInt(3)) {
            case 0 -> somewhere(box);
            case 1 -> onTheEdge(box);
            default -> somewhere(box).plus(Math.pow(10, random.nextInt(4)), Vector.gaussian(n, random));
        };
        Vector direction = switch (random.nextInt(3)) {
            case 0 -> Vector.axis(n, random.nextInt(n));
            case 1 ->
                Vector.axis(n, random.nextInt(n))
                        .plus(Math.pow(10, random.nextInt(-9, -1)), Vector.gaussian(n, random));
            default -> Vector.direction(n, random);
        };
        double length = Math.pow(10, random.nextInt(-2, 5));
        return new Segment(origin, direction, -length * random.nextDouble(), length * (0.01 + random.nextDouble()));
    }

    private Vector somewhere(Box box) {
        double[] x = new double[box.dimension()];
        for (int i = 0; i < x.length; i++) {
            double low = Math.max(box.low().get(i), Math.min(box.high().get(i), 1e3) - 2e3);
            double high = Math.min(box.high().get(i), low + 2e3);
            x[i] = low + (high - low) * random.nextDouble();
        }
        return Vector.of(x);
    }

    private Vector onTheEdge(Box box) {
        double[] x = somewhere(box).toArray();
        int i = random.nextInt(x.length);
        double face = random.nextBoolean() ? box.low().get(i) : box.high().get(i);
        x[i] = Double.isInfinite(face) ? x[i] : face;
        return Vector.of(x);
    }

    private void assertAllInside(Box box, Segment inside, Segment segment) {
        assertThat(inside.from()).isGreaterThanOrEqualTo(segment.from());
        assertThat(inside.to()).isLessThanOrEqualTo(segment.to());
        for (int i = 0; i <= 8; i++) {
            double t = i == 8 ? inside.to() : inside.from() + i / 8.0 * inside.length();
            if (!box.contains(inside.at(t))) {
                throw new AssertionError("at t = " + t + " of " + inside + ", clipped from " + segment + ", "
                        + inside.at(t) + " is outside " + box);
            }
        }
    }

    private static boolean isWellInside(Box box, Vector x, double slack) {
        for (int i = 0; i < x.dimension(); i++) {
            if (x.get(i) < box.low().get(i) + slack || x.get(i) > box.high().get(i) - slack) {
                return false;
            }
        }
        return true;
    }
}
