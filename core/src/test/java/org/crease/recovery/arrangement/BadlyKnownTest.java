package org.crease.recovery.arrangement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
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

    private static List<Vector> places(ReluNetwork truth, Polished polished, List<Neuron> met, double wanted) {
        Ground ground = TestGrounds.of(truth, 3);
        return new BadlyKnown(polished.network(), polished.errors().orElseThrow(), List.of(met), wanted, ground)
                .places();
    }

    @Test
    void placesAreWhereABadlyKnownNeuronIsOn() {
        ReluNetwork truth = TestGrounds.network(3, 5, 6, 2);
        Polished few = polished(truth, 4);
        List<Vector> places = places(truth, few, List.of(), 1e-6);
        long on = places.stream()
                .filter(x -> truth.preactivations(x).getFirst().get(NEURON) > 0)
                .count();
        assertThat(on).isGreaterThanOrEqualTo(20);
    }

    /** What it adds to f where it is off tells it from something linear. */
    @Test
    void someAreWhereItIsOff() {
        ReluNetwork truth = TestGrounds.network(3, 5, 6, 2);
        List<Vector> places = places(truth, polished(truth, 4), List.of(), 1e-6);
        long off = places.stream()
                .filter(x -> truth.preactivations(x).getFirst().get(NEURON) < 0)
                .count();
        assertThat(off).isGreaterThanOrEqualTo(10);
    }

    @Test
    void thereAreNoneIfAllIsKnownWell() {
        ReluNetwork truth = TestGrounds.network(3, 5, 6, 2);
        Polished many = polished(truth, 800);
        assertThat(places(truth, many, List.of(), 1e-3)).isEmpty();
    }

    /** Its boundary is a thousand units out, where no way between random places leads. */
    @Test
    void aNeuronThatIsHardlyEverOnIsAskedAboutWhereItWasMet() {
        ReluNetwork near = TestGrounds.network(3, 5, 6, 2);
        List<AffineForm> neurons = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            AffineForm neuron = near.layers().getFirst().neuron(i);
            neurons.add(i == NEURON ? new AffineForm(neuron.gradient().unit(), -1000) : neuron);
        }
        ReluNetwork truth = TestGrounds.with(near, 0, Layer.relu(neurons));
        Polished never = polished(truth, 0);
        assertThat(places(truth, never, List.of(), 1e-6)).isEmpty();
        List<Neuron> met = new ArrayList<>();
        for (AffineForm neuron : neurons) {
            Vector normal = neuron.gradient().unit();
            Vector position =
                    normal.times(-neuron.constant() / neuron.gradient().norm());
            met.add(Neuron.of(new BoundaryPoint(position, 1e-6, normal, 1e-6), TestGrounds.of(truth, 3)));
        }
        List<Vector> places = places(truth, never, met, 1e-6);
        List<Vector> on = places.stream()
                .filter(x -> truth.preactivations(x).getFirst().get(NEURON) > 0)
                .toList();
        assertThat(on).hasSizeGreaterThanOrEqualTo(20);
        // beside the boundary, as far off as that is from the middle at most
        assertThat(places)
                .allMatch(x -> Math.abs(truth.preactivations(x).getFirst().get(NEURON)) < 3000);
    }
}
