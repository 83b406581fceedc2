package org.crease.recovery.arrangement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Segment;
import org.crease.network.ReluNetwork;
import org.crease.recovery.TestOracles;
import org.junit.jupiter.api.Test;

/** Planes of wide layers in few inputs, through float32. */
class CrowdTest {
    private static final int INPUTS = 3;

    private static Supplier<Segment> lines(Ground ground) {
        return new Supplier<>() {
            private int next;

            @Override
            public Segment get() {
                return Lines.DEFAULTS.sample(next++, ground.space(), ground.random());
            }
        };
    }

    @Test
    void manyKinksForEachInputAreOneThroughFewDigitsOnly() {
        Ground coarse = TestGrounds.of(TestOracles.float32(TestGrounds.network(0, INPUTS, 8, 1)), 0);
        Ground exact = TestGrounds.of(TestGrounds.network(0, INPUTS, 8, 1), 0);
        assertThat(Crowd.isOne(20 * INPUTS + 1, coarse)).isTrue();
        assertThat(Crowd.isOne(20 * INPUTS, coarse)).isFalse();
        assertThat(Crowd.isOne(1000 * INPUTS, exact)).isFalse();
    }

    /** 3-80-2: each plane is one of the network's, no two are the same; 80 are found, four may be missing. */
    @Test
    void thePlanesOfOneHiddenLayerComeOutOneByOne() {
        ReluNetwork truth = TestGrounds.network(1, INPUTS, 80, 2);
        Ground ground = TestGrounds.of(TestOracles.float32(truth), 1);
        Supplier<Segment> lines = lines(ground);
        List<BoundaryPoint> planes = new Crowd(lines, ground).planes(Survey.of(lines.get(), Optional.empty(), ground));
        long right = planes.stream().filter(p -> isPlane(p, truth)).count();
        assertThat(right).as("of %d planes", planes.size()).isGreaterThanOrEqualTo(planes.size() * 95L / 100);
        assertThat(right).as("of 80").isGreaterThanOrEqualTo(76);
        for (int i = 0; i < planes.size(); i++) {
            for (int j = 0; j < i; j++) {
                boolean same = FirstLayer.angle(planes.get(i), planes.get(j)) < 1e-2
                        && Math.abs(planes.get(i).plane().distance(planes.get(j).position())) < 1e-2;
                assertThat(same).isFalse();
            }
        }
    }

    /** 3-40-40-2: below another layer the bend of a plane is not the same everywhere. */
    @Test
    void belowAnotherLayerNothingIsFound() {
        for (int seed = 0; seed < 3; seed++) {
            Ground ground = TestGrounds.of(TestOracles.float32(TestGrounds.network(seed, INPUTS, 40, 40, 2)), seed);
            Supplier<Segment> lines = lines(ground);
            assertThat(new Crowd(lines, ground).planes(Survey.of(lines.get(), Optional.empty(), ground)))
                    .as("seed %d", seed)
                    .isEmpty();
        }
    }

    private static boolean isPlane(BoundaryPoint point, ReluNetwork truth) {
        for (int i = 0; i < truth.layers().getFirst().outputs(); i++) {
            AffineForm form = truth.layers().getFirst().neuron(i);
            if (TestGrounds.angle(point.normal(), form.gradient()) < 1e-2
                    && Math.abs(form.distance(point.position())) < 1e-2) {
                return true;
            }
        }
        return false;
    }
}
