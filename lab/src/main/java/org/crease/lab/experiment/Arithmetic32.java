package org.crease.lab.experiment;

import org.crease.geometry.Points;
import org.crease.network.Layer;
import org.crease.network.ReluNetwork;
import org.crease.oracle.FunctionOracle;
import org.crease.oracle.Oracle;

/** A network as most deployed models compute theirs: every number and every sum in float32. */
final class Arithmetic32 {
    private Arithmetic32() {}

    static Oracle of(ReluNetwork network) {
        return new FunctionOracle(network.inputs(), network.outputs(), x -> evaluate(network, x));
    }

    private static Points evaluate(ReluNetwork network, Points x) {
        double[] answers = new double[x.size() * network.outputs()];
        for (int p = 0; p < x.size(); p++) {
            float[] values = new float[network.inputs()];
            for (int j = 0; j < values.length; j++) {
                values[j] = (float) x.get(p, j);
            }
            for (int k = 0; k < network.layers().size(); k++) {
                values = forward(network.layers().get(k), k < network.hidden().size(), values);
            }
            for (int o = 0; o < values.length; o++) {
                answers[p * values.length + o] = values[o];
            }
        }
        return Points.of(x.size(), network.outputs(), answers);
    }

    private static float[] forward(Layer layer, boolean isHidden, float[] below) {
        float[] above = new float[layer.outputs()];
        for (int i = 0; i < above.length; i++) {
            float z = 0;
            for (int j = 0; j < below.length; j++) {
                z += (float) layer.weight(i, j) * below[j];
            }
            z += (float) layer.bias(i);
            above[i] = isHidden ? Math.max(0, z) : z;
        }
        return above;
    }
}
