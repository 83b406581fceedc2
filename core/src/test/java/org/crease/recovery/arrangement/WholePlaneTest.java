package org.crease.recovery.arrangement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Vector;
import org.crease.network.ReluNetwork;
import org.crease.recovery.TestOracles;
import org.crease.recovery.fit.Zeros;
import org.junit.jupiter.api.Test;

/** Normals through float32, of boundaries of known neurons. */
class WholePlaneTest {
    private static final int INPUTS = 10;
    private static final double TURNED = 1e-3;
    private static final int TRIES = 50;

    /** Seeds 0 to 4, each of ten planes from one random place, its normal turned by 10⁻³. */
    @Test
    void aPlaneComesOutAsExactAsItSays() {
        int found = 0;
        for (int seed = 0; seed < 5; seed++) {
            ReluNetwork truth = TestGrounds.network(seed, INPUTS, INPUTS, INPUTS, 1);
            Ground ground = TestGrounds.of(TestOracles.float32(truth), seed);
            for (AffineForm form : forms(truth, Vector.zero(INPUTS), 0)) {
                Vector x = place(form, ground);
                Optional<BoundaryPoint> sharp = new WholePlane(ground).through(turned(x, form, ground));
                if (sharp.isPresent()) {
                    found++;
                    double error = angle(sharp.get().normal(), form);
                    assertThat(error).isLessThan(1e-4);
                    // a bound: 2.5 standard errors along each direction
                    assertThat(error).isLessThan(2 * sharp.get().tilt());
                }
            }
        }
        assertThat(found).as("of 50").isGreaterThanOrEqualTo(40);
    }

    /** Seeds 0 to 4, each of ten boundaries of layer 2, of which fifty ways meet 38: they bend, and none may pass for a plane of layer 1. */
    @Test
    void aBoundaryOfTheNextLayerIsNone() {
        int judged = 0;
        for (int seed = 0; seed < 5; seed++) {
            ReluNetwork truth = TestGrounds.network(seed, INPUTS, INPUTS, INPUTS, 1);
            Ground ground = TestGrounds.of(TestOracles.float32(truth), seed);
            for (int i = 0; i < INPUTS; i++) {
                int neuron = i;
                Optional<Vector> x = Stream.generate(() -> Zeros.random(
                                TestGrounds.below(truth, 2), neuron, ground.near(), ground.space(), ground.random()))
                        .limit(TRIES)
                        .flatMap(Optional::stream)
                        .findFirst();
                if (x.isPresent()) {
                    judged++;
                    AffineForm there = forms(truth, x.get(), 1).get(i);
                    FirstLayer.Sorted sorted =
                            FirstLayer.DEFAULTS.sort(List.of(turned(x.get(), there, ground)), ground);
                    assertThat(sorted.planes())
                            .as("seed %d, neuron %d", seed, i)
                            .isEmpty();
                }
            }
        }
        assertThat(judged).as("of 50").isGreaterThanOrEqualTo(35);
    }

    private static List<AffineForm> forms(ReluNetwork network, Vector x, int layer) {
        return network.formsIn(network.patternAt(x)).get(layer);
    }

    private static Vector place(AffineForm form, Ground ground) {
        Vector from = ground.space().pointAt(ground.near(), ground.random());
        return from.plus(-form.at(from) / form.gradient().dot(form.gradient()), form.gradient());
    }

    private static BoundaryPoint turned(Vector x, AffineForm form, Ground ground) {
        Vector unit = form.gradient().unit();
        Vector aside = Vector.direction(INPUTS, ground.random()).orthogonalTo(unit);
        return new BoundaryPoint(x, 1e-5, unit.plus(TURNED, aside.unit()).unit(), TURNED);
    }

    private static double angle(Vector normal, AffineForm form) {
        Vector unit = form.gradient().unit();
        return Math.min(normal.minus(unit).norm(), normal.plus(unit).norm());
    }
}
