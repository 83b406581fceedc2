package org.crease.recovery.arrangement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.crease.network.RandomNetworks;
import org.crease.network.ReluNetwork;
import org.crease.oracle.NoisyOracle;
import org.crease.recovery.fit.Polish;
import org.crease.recovery.fit.Polished;
import org.junit.jupiter.api.Test;

/** Where further answers are asked for after a polish. */
class BadlyKnownTest {
    private static final int NEURON = 2;

    /** Answers only where one neuron is off: of its row a polish learns nothing but from few answers. */
    private static Polished polished(ReluNetwork truth, int onToo) {
        SplittableRandom random = new SplittableRandom(5);
        List<Vector> x = new ArrayList<>();
        int on = 0;
        while (x.size() < 800) {
            Vector place = Vector.gaussian(truth.inputs(), random).times(2);
            boolean isOn = truth.preactivations(place).getFirst().get(NEURON) > 0;
            if (!isOn || on < onToo) {
                on += isOn ? 1 : 0;
                x.add(place);
            }
        }
        Points places = Points.of(x);
        double[] errors = x.stream().mapToDouble(p -> 1e-6).toArray();
        Points answers = new NoisyOracle(RandomNetworks.oracle(truth), 1e-6, random).ask(places);
        return Polish.DEFAULTS
                .polish(truth, places, answers, errors, weight -> Double.POSITIVE_INFINITY)
                .orElseThrow();
    }

    @Test
    void placesAreWhereABadlyKnownNeuronIsOn() {
        ReluNetwork truth = TestGrounds.network(3, 5, 6, 2);
        Polished few = polished(truth, 4);
        List<Vector> places =
                new BadlyKnown(few.network(), few.errors().orElseThrow(), 1e-6, TestGrounds.of(truth, 3)).places();
        long on = places.stream()
                .filter(x -> truth.preactivations(x).getFirst().get(NEURON) > 0)
                .count();
        assertThat(on).isGreaterThanOrEqualTo(20);
    }

    @Test
    void thereAreNoneIfAllIsKnownWell() {
        ReluNetwork truth = TestGrounds.network(3, 5, 6, 2);
        Polished many = polished(truth, 800);
        assertThat(new BadlyKnown(many.network(), many.errors().orElseThrow(), 1e-3, TestGrounds.of(truth, 3)).places())
                .isEmpty();
    }
}
