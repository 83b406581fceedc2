package org.crease.recovery.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.network.RandomNetworks;
import org.crease.network.ReluNetwork;
import org.crease.oracle.FunctionOracle;
import org.crease.recovery.Resolution;
import org.crease.recovery.SearchSpace;
import org.crease.recovery.TestOracles;
import org.junit.jupiter.api.Test;

/** A 4-8-6-2 network, seed 1, at 400 places of which 20 are answered as by a network with another neuron besides. */
class TrimmedOutputTest {
    private static final ReluNetwork TRUTH = RandomNetworks.draw(new SplittableRandom(1), 4, 8, 6, 2);

    private static final Vector FOREIGN = Vector.of(0.3, -0.2);

    private final List<Vector> places = new ArrayList<>();
    private final List<Vector> answers = new ArrayList<>();

    private TrimmedOutput fit() {
        SplittableRandom random = new SplittableRandom(2);
        for (int p = 0; p < 400; p++) {
            Vector x = Vector.gaussian(4, random);
            places.add(x);
            answers.add(TRUTH.evaluate(Points.of(x)).get(0).plus(p % 20 == 0 ? 1 : 0, FOREIGN));
        }
        Resolution resolution = TestOracles.resolution(new FunctionOracle(4, 2, TRUTH::evaluate), 1);
        Layer output = TRUTH.outputLayer();
        double[] weights = new double[12];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = output.weight(i / 6, i % 6) * (1 + 1e-3 * random.nextGaussian());
        }
        Layer start = Layer.linear(2, 6, weights, new double[] {output.bias(0), output.bias(1)});
        return TrimmedOutput.of(
                new ReluNetwork(TRUTH.hidden()), start, places, answers, resolution, SearchSpace.all(4));
    }

    @Test
    void whatIsWrongAtSomePlacesDrawsNothingOff() {
        TrimmedOutput fit = fit();
        ReluNetwork hidden = new ReluNetwork(TRUTH.hidden());
        for (int neuron = 0; neuron < 6; neuron++) {
            int i = neuron;
            long on = places.stream()
                    .filter(x -> hidden.preactivations(x).getLast().get(i) > 0)
                    .count();
            if (on == 0) {
                continue; // of no use at these places
            }
            for (int o = 0; o < 2; o++) {
                assertThat(fit.weights().get(i, o))
                        .isCloseTo(TRUTH.outputLayer().weight(o, i), within(1e-12));
            }
        }
    }

    @Test
    void allOfItIsLeftThere() {
        TrimmedOutput fit = fit();
        for (int p = 0; p < places.size(); p++) {
            double unit = places.get(p).norm() + SearchSpace.all(4).scale();
            Vector left = fit.rests().get(p).times(unit);
            assertThat(left.distanceTo(FOREIGN.times(p % 20 == 0 ? 1 : 0))).isLessThan(1e-12);
            assertThat(fit.rests().get(p).norm() > fit.most()).isEqualTo(p % 20 == 0);
        }
    }
}
