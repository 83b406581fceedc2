package org.crease.recovery.arrangement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.network.RandomNetworks;
import org.crease.network.ReluNetwork;
import org.crease.oracle.Oracle;
import org.crease.recovery.arrangement.Known.Fold;
import org.junit.jupiter.api.Test;

/** What is left of answers without neurons that are known. */
class KnownTest {
    private static final int INPUTS = 4;
    private static final int NEURONS = 6;
    private final ReluNetwork truth = TestGrounds.network(1, INPUTS, NEURONS, 2);

    /** The plane of a neuron, and its output weights in units of a row of length one. */
    private Fold fold(int neuron) {
        AffineForm form = truth.layers().getFirst().neuron(neuron);
        double length = form.gradient().norm();
        Vector normal = form.gradient().times(1 / length);
        Vector position = normal.times(-form.constant() / length);
        Layer output = truth.outputLayer();
        Vector bend = Vector.of(output.weight(0, neuron) * length, output.weight(1, neuron) * length);
        return new Fold(new BoundaryPoint(position, 0, normal, 0), bend);
    }

    private List<Vector> places() {
        SplittableRandom random = new SplittableRandom(2);
        return Stream.generate(() -> Vector.gaussian(INPUTS, random).times(3))
                .limit(200)
                .toList();
    }

    @Test
    void withoutAllNeuronsNothingButTheBiasIsLeft() {
        List<Fold> all = IntStream.range(0, NEURONS).mapToObj(this::fold).toList();
        Points left = new Known(RandomNetworks.oracle(truth), all).ask(Points.of(places()));
        for (int p = 0; p < left.size(); p++) {
            for (int o = 0; o < 2; o++) {
                assertThat(left.get(p, o) - truth.outputLayer().bias(o)).isBetween(-1e-12, 1e-12);
            }
        }
    }

    @Test
    void withoutOneNeuronTheOthersAreLeft() {
        Layer output = truth.outputLayer();
        double[] weights = new double[2 * NEURONS];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = i % NEURONS == 3 ? 0 : output.weight(i / NEURONS, i % NEURONS);
        }
        ReluNetwork others = TestGrounds.with(
                truth, 1, Layer.linear(2, NEURONS, weights, new double[] {output.bias(0), output.bias(1)}));
        Points left = new Known(RandomNetworks.oracle(truth), List.of(fold(3))).ask(Points.of(places()));
        Points expected = others.evaluate(Points.of(places()));
        for (int p = 0; p < left.size(); p++) {
            assertThat(left.get(p).distanceTo(expected.get(p))).isLessThan(1e-12);
        }
    }

    @Test
    void whatIsChargedToAnAccountIsWithoutThemToo() {
        Oracle known = new Known(RandomNetworks.oracle(truth), List.of(fold(0)));
        Points x = Points.of(places());
        assertThat(known.chargedTo("elsewhere").ask(x).toArray())
                .isEqualTo(known.ask(x).toArray());
    }
}
