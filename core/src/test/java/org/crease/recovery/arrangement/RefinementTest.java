package org.crease.recovery.arrangement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Vector;
import org.crease.network.RandomNetworks;
import org.crease.network.ReluNetwork;
import org.crease.oracle.CountingOracle;
import org.junit.jupiter.api.Test;

/** A neuron of layer 2 whose spots are off, all beside each other but for a few. */
class RefinementTest {
    private static final int SEEDS = 6;

    /** How far spots are off: nine digits where float64 allows thirteen. */
    private static final double OFF = 1e-9;

    /** The trace of a neuron with spots moved off its boundary, by what a seeded sine says. */
    private static Trace blunt(ReluNetwork truth, Ground ground, int seed) {
        Trace right = TestTraces.trace(truth, ground, seed);
        List<Spot> off = new ArrayList<>();
        for (Spot spot : right.fit().kept()) {
            Vector aside = spot.position()
                    .plus(
                            OFF * ground.sizeAt(spot.position()) * Math.sin(1000.0 * off.size() + seed),
                            spot.gradient().unit());
            off.add(BoundaryWalk.spotAt(
                    aside,
                    OFF * ground.sizeAt(aside),
                    spot.gradient(),
                    right.walk().space()));
        }
        NeuronFit fit = NeuronFit.of(off, off.getFirst(), 1e-9, 1, 6, TestTraces.ACCURACY, false, 1)
                .orElseThrow();
        BoundaryWalk walk = BoundaryWalk.resumed(off, 1e-9, right.walk().space(), ground);
        return new Trace(right.point(), walk, fit);
    }

    private static double rowError(Trace trace, ReluNetwork truth) {
        AffineForm found = trace.neuron().form();
        Vector row = truth.layers().get(1).row(0).unit();
        return Math.min(
                found.gradient().minus(row).norm(), found.gradient().plus(row).norm());
    }

    @Test
    void standardErrorsSayHowFarTheRowIsOff() {
        double sum = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            ReluNetwork truth = ValidationTest.shallow(seed);
            Trace blunt = blunt(truth, TestGrounds.of(truth, seed), seed);
            double ratio = rowError(blunt, truth) / blunt.neuron().tilt();
            assertThat(ratio).isBetween(0.02, 3.0);
            sum += ratio * ratio;
        }
        assertThat(Math.sqrt(sum / SEEDS)).isBetween(0.1, 1.5);
    }

    @Test
    void aFewPlacesGiveTheDigits() {
        double before = 0;
        double after = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            ReluNetwork truth = ValidationTest.shallow(seed);
            CountingOracle oracle = new CountingOracle(RandomNetworks.oracle(truth));
            Ground ground = TestGrounds.of(oracle, seed);
            Trace blunt = blunt(truth, ground, seed);
            long asked = oracle.total();
            Refinement refinement = new Refinement(blunt.walk().space(), TestTraces.ACCURACY, 1e-11, ground);
            Trace sharp = refinement.of(blunt);
            before += rowError(blunt, truth);
            after += rowError(sharp, truth);
            assertThat(sharp.neuron().tilt()).isLessThan(blunt.neuron().tilt() / 2);
            assertThat(oracle.total() - asked).isBetween(16L, 64L);
        }
        assertThat(after).isLessThan(1e-4 * before);
    }

    @Test
    void whatIsSharpIsNotAskedFor() {
        ReluNetwork truth = ValidationTest.shallow(1);
        CountingOracle oracle = new CountingOracle(RandomNetworks.oracle(truth));
        Ground ground = TestGrounds.of(oracle, 1);
        Trace sharp = TestTraces.trace(truth, ground, 1);
        long before = oracle.total();
        Refinement refinement = new Refinement(sharp.walk().space(), TestTraces.ACCURACY, 1e-9, ground);
        assertThat(refinement.of(sharp)).isSameAs(sharp);
        assertThat(oracle.total()).isEqualTo(before);
    }
}
