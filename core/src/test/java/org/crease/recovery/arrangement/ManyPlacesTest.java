package org.crease.recovery.arrangement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Vector;
import org.crease.network.ReluNetwork;
import org.crease.recovery.TestOracles;
import org.junit.jupiter.api.Test;

/** Planes of layer 1 through float32, which start where they are, turned by a known angle. Boundaries of layer 2 are about. */
class ManyPlacesTest {
    private static final int INPUTS = 4;
    private static final int WIDTH = 12;
    private static final double TURNED = 3e-5;

    private static List<AffineForm> forms(ReluNetwork truth) {
        return truth.formsIn(truth.patternAt(Vector.zero(INPUTS))).getFirst();
    }

    private static List<BoundaryPoint> turned(ReluNetwork truth, Ground ground) {
        List<BoundaryPoint> planes = new ArrayList<>();
        for (AffineForm form : forms(truth)) {
            Vector unit = form.gradient().unit();
            Vector from = ground.space().pointAt(ground.near(), ground.random());
            Vector x = from.plus(-form.distance(from), unit);
            Vector aside = Vector.direction(INPUTS, ground.random()).orthogonalTo(unit);
            planes.add(new BoundaryPoint(
                    x.plus(1e-6, unit), 1e-5, unit.plus(TURNED, aside.unit()).unit(), 2 * TURNED));
        }
        return planes;
    }

    /**
     * Seeds 0 to 4, twelve planes each: 60 are known better afterwards, none is off by more than twice its bound (2.5 standard errors of a
     * direction), and 54 within it.
     */
    @Test
    void planesComeOutBetterAndAsExactAsTheySay() {
        int better = 0;
        int within = 0;
        for (int seed = 0; seed < 5; seed++) {
            ReluNetwork truth = TestGrounds.network(seed, INPUTS, WIDTH, WIDTH, 2);
            Ground ground = TestGrounds.of(TestOracles.float32(truth), seed);
            List<BoundaryPoint> planes = turned(truth, ground);
            List<BoundaryPoint> averaged = new ManyPlaces(planes, ground).averaged();
            for (int i = 0; i < WIDTH; i++) {
                BoundaryPoint plane = averaged.get(i);
                AffineForm form = forms(truth).get(i);
                double turn = TestGrounds.angle(plane.normal(), form.gradient());
                better += plane.tilt() < TURNED && turn < TURNED / 2 ? 1 : 0;
                boolean isMeasured = !plane.equals(planes.get(i));
                within += isMeasured && turn <= plane.tilt() ? 1 : 0;
                assertThat(turn).as("seed %d, plane %d", seed, i).isLessThanOrEqualTo(2 * plane.tilt());
                assertThat(Math.abs(form.distance(plane.position())))
                        .as("seed %d, plane %d", seed, i)
                        .isLessThanOrEqualTo(3 * plane.error());
            }
        }
        assertThat(better).as("of 60").isGreaterThanOrEqualTo(54);
        assertThat(within).as("of 60").isGreaterThanOrEqualTo(50);
    }

    /** A plane that is none: the boundary of a neuron of layer 2, as it is at one place, stays what it was. */
    @Test
    void aBoundaryThatBendsIsLeftAsItWas() {
        int judged = 0;
        for (int seed = 0; seed < 5; seed++) {
            ReluNetwork truth = TestGrounds.network(seed, INPUTS, WIDTH, WIDTH, 2);
            Ground ground = TestGrounds.of(TestOracles.float32(truth), seed);
            Vector x = ground.space().pointAt(ground.near(), ground.random());
            AffineForm form = truth.formsIn(truth.patternAt(x)).get(1).getFirst();
            if (form.gradient().norm() > 0) {
                judged++;
                Vector unit = form.gradient().unit();
                BoundaryPoint bent = new BoundaryPoint(x.plus(-form.distance(x), unit), 1e-5, unit, TURNED);
                assertThat(new ManyPlaces(List.of(bent), ground).averaged()).containsExactly(bent);
            }
        }
        assertThat(judged).isGreaterThanOrEqualTo(3);
    }
}
