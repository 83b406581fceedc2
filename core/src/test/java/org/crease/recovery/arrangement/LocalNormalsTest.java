package org.crease.recovery.arrangement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Segment;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.network.ReluNetwork;
import org.crease.oracle.CountingOracle;
import org.junit.jupiter.api.Test;

/** Normals at kinks against the gradients of the true neurons. */
class LocalNormalsTest {
    private static List<Vector> axes(int n) {
        return IntStream.range(0, n).mapToObj(i -> Vector.axis(n, i)).toList();
    }

    private static List<Optional<BoundaryPoint>> normals(List<Kink> kinks, Segment line, Ground ground) {
        return new LocalNormals(ground, line, LocalNormals.Steps.SAFE, GradientSpan.empty())
                .at(kinks, Collections.nCopies(kinks.size(), axes(ground.inputs())));
    }

    /** Seeds 0 to 29. A step into a neighbouring region must be seen by its slope along the line. */
    @Test
    void everyNormalIsThatOfABoundaryWithinItsTilt() {
        int found = 0;
        int kinks = 0;
        for (int seed = 0; seed < 30; seed++) {
            ReluNetwork truth = TestGrounds.network(seed, 6, 8, 6, 1 + seed % 3);
            Ground ground = TestGrounds.of(truth, seed);
            Segment line = Lines.DEFAULTS.sample(seed, ground.space(), new SplittableRandom(seed));
            List<Kink> on = ground.line().kinks(ground.pieces(line, List.of()));
            for (Optional<BoundaryPoint> normal : normals(on, line, ground)) {
                kinks++;
                if (normal.isPresent()) {
                    BoundaryPoint p = normal.get();
                    AffineForm form = TestGrounds.nearest(truth, p.position());
                    assertThat(Math.abs(form.distance(p.position())))
                            .as("seed %d", seed)
                            .isLessThanOrEqualTo(
                                    p.error() + 1e-14 * p.position().norm());
                    assertThat(TestGrounds.angle(form.gradient(), p.normal()))
                            .as("seed %d", seed)
                            .isLessThanOrEqualTo(p.tilt());
                    found++;
                }
            }
        }
        assertThat(kinks).isGreaterThan(300);
        assertThat((double) found / kinks).isGreaterThan(0.9);
    }

    /** Planes x₁ = 0, 1, …, 5 across the line: no step leaves its region. */
    private static final ReluNetwork FENCE = new ReluNetwork(List.of(
            Layer.relu(IntStream.range(0, 6)
                    .mapToObj(i -> new AffineForm(Vector.of(1, 0, 0, 0), -i))
                    .toList()),
            Layer.linear(1, 6, new double[] {1, -2, 3, -1, 2, -4}, new double[] {0.5})));

    private static final Segment ACROSS = new Segment(Vector.of(0, 0.3, -0.2, 0.7), Vector.of(1, 0, 0, 0), -2.5, 7.5);

    @Test
    void neighbouringKinksShareTheGradientBetweenThem() {
        Ground ground = TestGrounds.of(FENCE, 1);
        List<Kink> kinks = ground.line().kinks(ground.pieces(ACROSS, List.of()));
        assertThat(kinks).hasSize(6);
        CountingOracle counter = new CountingOracle(ground.oracle());
        List<Optional<BoundaryPoint>> normals = normals(kinks, ACROSS, TestGrounds.counted(ground, counter));
        assertThat(counter.total()).isEqualTo(7 * 4);
        assertThat(normals)
                .allSatisfy(p -> assertThat(TestGrounds.angle(p.orElseThrow().normal(), Vector.axis(4, 0)))
                        .isLessThan(1e-10));
    }

    /** In two of four dimensions that contain the normal. */
    @Test
    void gradientsAreAskedAlongTheGivenDirectionsOnly() {
        Ground ground = TestGrounds.of(FENCE, 1);
        List<Kink> kinks = ground.line().kinks(ground.pieces(ACROSS, List.of()));
        CountingOracle counter = new CountingOracle(ground.oracle());
        List<Vector> plane = List.of(Vector.of(0.6, 0.8, 0, 0), Vector.of(0.8, -0.6, 0, 0));
        List<Optional<BoundaryPoint>> normals = new LocalNormals(
                        TestGrounds.counted(ground, counter), ACROSS, LocalNormals.Steps.SAFE, GradientSpan.empty())
                .at(kinks, Collections.nCopies(6, plane));
        assertThat(counter.total()).isEqualTo(7 * 2);
        assertThat(normals)
                .allSatisfy(p -> assertThat(TestGrounds.angle(p.orElseThrow().normal(), Vector.axis(4, 0)))
                        .isLessThan(1e-10));
    }

    /** Directions that miss the line's make slopes that do not agree with what is known along it. */
    @Test
    void directionsThatMissTheNormalGiveNoNormal() {
        Ground ground = TestGrounds.of(FENCE, 1);
        List<Kink> kinks = ground.line().kinks(ground.pieces(ACROSS, List.of()));
        List<Vector> beside = List.of(Vector.axis(4, 1), Vector.axis(4, 2));
        assertThat(new LocalNormals(ground, ACROSS, LocalNormals.Steps.SAFE, GradientSpan.empty())
                        .at(kinks, Collections.nCopies(6, beside)))
                .allMatch(Optional::isEmpty);
    }

    /** Behind a last layer that is off everywhere around. */
    @Test
    void noDirectionsGiveNoNormalAndCostNothing() {
        Ground ground = TestGrounds.of(FENCE, 1);
        List<Kink> kinks = ground.line().kinks(ground.pieces(ACROSS, List.of()));
        CountingOracle counter = new CountingOracle(ground.oracle());
        LocalNormals normals = new LocalNormals(
                TestGrounds.counted(ground, counter), ACROSS, LocalNormals.Steps.SAFE, GradientSpan.empty());
        assertThat(normals.at(kinks, Collections.nCopies(6, List.of())))
                .hasSize(6)
                .allMatch(Optional::isEmpty);
        assertThat(counter.total()).isZero();
    }

    /** Two boundaries through one point of the line, each seen by an output of its own: the jump has rank two. */
    @Test
    void twoBoundariesAtOnePlaceHaveNoNormal() {
        ReluNetwork cross = new ReluNetwork(List.of(
                Layer.relu(2, 3, new double[] {1, 1, 0, 1, -1, 0.5}, new double[2]),
                Layer.linear(2, 2, new double[] {1, 0, 0, 1}, new double[2])));
        Ground ground = TestGrounds.of(cross, 1);
        Segment line = new Segment(Vector.zero(3), Vector.of(0.9, 0.1, 0.2), -3, 4);
        List<Kink> kinks = ground.line().kinks(ground.pieces(line, List.of()));
        assertThat(kinks).hasSize(1);
        assertThat(normals(kinks, line, ground)).containsExactly(Optional.empty());
    }

    @Test
    void questionsAreChargedToTheAccountOfTheGround() {
        Ground ground = TestGrounds.of(FENCE, 1);
        List<Kink> kinks = ground.line().kinks(ground.pieces(ACROSS, List.of()));
        CountingOracle counter = new CountingOracle(ground.oracle());
        normals(
                new ArrayList<>(kinks),
                ACROSS,
                TestGrounds.counted(ground, counter).chargedTo(LocalNormals.ACCOUNT));
        assertThat(counter.byAccount()).containsOnlyKeys(LocalNormals.ACCOUNT);
    }
}
