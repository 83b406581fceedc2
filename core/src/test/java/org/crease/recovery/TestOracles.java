package org.crease.recovery;

import java.util.SplittableRandom;
import org.crease.geometry.Points;
import org.crease.network.Arithmetic32;
import org.crease.network.Layer;
import org.crease.network.ReluNetwork;
import org.crease.oracle.FunctionOracle;
import org.crease.oracle.Oracle;

/** Black boxes for the tests of what looks through the keyhole. */
public final class TestOracles {
    private TestOracles() {}

    /** A last step after a network's outputs. */
    interface Ending {
        double of(double z);
    }

    /** The network with every number in it, and every sum, in float32. */
    public static Oracle float32(ReluNetwork network) {
        return new FunctionOracle(network.inputs(), network.outputs(), x -> Arithmetic32.evaluate(network, x));
    }

    /** {@code oracle} with {@code ending} applied to every answer. */
    static Oracle ending(Oracle oracle, Ending ending) {
        return new FunctionOracle(oracle.inputs(), oracle.outputs(), x -> {
            double[] answers = oracle.ask(x).toArray();
            for (int i = 0; i < answers.length; i++) {
                answers[i] = ending.of(answers[i]);
            }
            return Points.of(x.size(), oracle.outputs(), answers);
        });
    }

    /** The network with softplus in place of every ReLU. */
    static Oracle softplus(ReluNetwork network) {
        return new FunctionOracle(network.inputs(), network.outputs(), x -> {
            double[] answers = new double[x.size() * network.outputs()];
            for (int p = 0; p < x.size(); p++) {
                double[] below = x.get(p).toArray();
                for (Layer layer : network.layers()) {
                    double[] above = new double[layer.outputs()];
                    for (int i = 0; i < above.length; i++) {
                        double z = layer.bias(i);
                        for (int j = 0; j < below.length; j++) {
                            z += layer.weight(i, j) * below[j];
                        }
                        boolean last = layer.equals(network.layers().getLast());
                        above[i] = last ? z : Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
                    }
                    below = above;
                }
                System.arraycopy(below, 0, answers, p * below.length, below.length);
            }
            return Points.of(x.size(), network.outputs(), answers);
        });
    }

    /** The measured resolution of an oracle that is piecewise linear, inputs of order one. */
    public static Resolution resolution(Oracle oracle, long seed) {
        return switch (MeasureResolution.DEFAULTS.measure(
                oracle, SearchSpace.all(oracle.inputs()), new SplittableRandom(seed))) {
            case MeasureResolution.Measured measured -> measured.resolution();
            case MeasureResolution.Curved curved -> throw new AssertionError(curved.message());
        };
    }
}
