package org.crease.recovery.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.network.NeuronId;
import org.crease.network.RandomNetworks;
import org.crease.network.ReluNetwork;
import org.junit.jupiter.api.Test;

/** Derivatives of a 3-5-4-2 network, seed 1, against quotients of differences: within a linear region these are exact but for rounding. */
class NetworkJacobianTest {
    private static final double STEP = 1e-6;
    private static final double SHARE = 0.5;

    @Test
    void derivativesByWeightsAndBiasesAreQuotientsOfDifferences() {
        SplittableRandom random = new SplittableRandom(1);
        ReluNetwork network = RandomNetworks.draw(random, 3, 5, 4, 2);
        Points x = Points.of(
                Stream.generate(() -> Vector.gaussian(3, random)).limit(20).toList());
        double[] shares = new double[x.size()];
        Arrays.fill(shares, SHARE);
        NetworkJacobian jacobian = NetworkJacobian.of(network, x, shares);
        assertThat(jacobian.rows()).isEqualTo(40);
        for (int k = 0; k < 3; k++) {
            Layer layer = network.layers().get(k);
            for (int z = 0; z < layer.outputs(); z++) {
                for (int i = 0; i <= layer.inputs(); i++) {
                    Points there = network.withLayer(k, changed(layer, z, i)).evaluate(x);
                    Points here = network.evaluate(x);
                    for (int row = 0; row < 40; row++) {
                        double quotient = (there.get(row / 2, row % 2) - here.get(row / 2, row % 2)) / STEP;
                        assertThat(jacobian.by(row, new NeuronId(k, z), Vector.axis(layer.inputs() + 1, i)))
                                .isCloseTo(SHARE * quotient, within(1e-8));
                    }
                }
            }
        }
    }

    private static Layer changed(Layer layer, int output, int input) {
        double[] weights = new double[layer.outputs() * layer.inputs()];
        double[] bias = new double[layer.outputs()];
        double[] slopes = new double[layer.outputs()];
        for (int z = 0; z < layer.outputs(); z++) {
            bias[z] = layer.bias(z);
            slopes[z] = layer.negativeSlope(z);
            for (int i = 0; i < layer.inputs(); i++) {
                weights[z * layer.inputs() + i] = layer.weight(z, i);
            }
        }
        if (input == layer.inputs()) {
            bias[output] += STEP;
        } else {
            weights[output * layer.inputs() + input] += STEP;
        }
        return Layer.linear(layer.outputs(), layer.inputs(), weights, bias).withNegativeSlopes(slopes);
    }
}
