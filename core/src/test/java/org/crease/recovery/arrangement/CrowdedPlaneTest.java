package org.crease.recovery.arrangement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Vector;
import org.crease.network.ReluNetwork;
import org.crease.recovery.TestOracles;
import org.junit.jupiter.api.Test;

/** Planes of 4-120-2 through float32: many windows hold the kink of another one. */
class CrowdedPlaneTest {
    private static final int NEURONS = 120;
    private static final double TURNED = 3e-3;

    private final ReluNetwork truth = TestGrounds.network(4, 4, NEURONS, 2);
    private final Ground ground = TestGrounds.of(TestOracles.float32(truth), 4);

    /** From a normal that is 3·10⁻³ off: of forty planes from one place each all come out, four may not. */
    @Test
    void aPlaneInACrowdComesOutTenTimesAsExactAndNoneIsWrong() {
        int found = 0;
        for (int i = 0; i < 40; i++) {
            AffineForm form = truth.layers().getFirst().neuron(i);
            Optional<BoundaryPoint> plane = new CrowdedPlane(ground).through(turned(form));
            if (plane.isPresent()) {
                found++;
                assertThat(TestGrounds.angle(plane.get().normal(), form.gradient()))
                        .as("neuron %d", i)
                        .isLessThan(Math.min(TURNED / 10, 4 * plane.get().tilt()));
            }
        }
        assertThat(found).as("of 40").isGreaterThanOrEqualTo(36);
    }

    /** A direction in which no neuron has its plane: what is met at places around lies on none. */
    @Test
    void whereThereIsNoPlaneNoneComesOut() {
        for (int i = 0; i < 20; i++) {
            Vector normal = Vector.direction(4, ground.random());
            BoundaryPoint none = new BoundaryPoint(Vector.gaussian(4, ground.random()), 1e-4, normal, TURNED);
            Optional<BoundaryPoint> plane = new CrowdedPlane(ground).through(none);
            plane.ifPresent(p -> assertThat(TestGrounds.angle(
                            p.normal(), TestGrounds.nearest(truth, p.position()).gradient()))
                    .isLessThan(4 * p.tilt()));
        }
    }

    private BoundaryPoint turned(AffineForm form) {
        Vector from = ground.space().pointAt(ground.near(), ground.random());
        Vector x = from.plus(-form.at(from) / form.gradient().dot(form.gradient()), form.gradient());
        Vector normal = form.gradient().unit();
        Vector aside = Vector.direction(4, ground.random()).orthogonalTo(normal).unit();
        return new BoundaryPoint(x, 1e-5, normal.plus(TURNED / 2, aside).unit(), TURNED);
    }
}
