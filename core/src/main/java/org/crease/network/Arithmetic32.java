package org.crease.network;

import org.crease.geometry.Points;

/** A network as most deployed models compute theirs: every number and every sum in float32. */
public final class Arithmetic32 {
    private Arithmetic32() {}

    /** f(x), for every point of a batch. */
    public static Points evaluate(ReluNetwork network, Points x) {
        double[] answers = new double[x.size() * network.outputs()];
        for (int p = 0; p < x.size(); p++) {
            float[] values = new float[network.inputs()];
            for (int j = 0; j < values.length; j++) {
                values[j] = (float) x.get(p, j);
            }
            for (Layer layer : network.layers()) {
                values = forward(layer, values);
            }
            for (int o = 0; o < values.length; o++) {
                answers[p * values.length + o] = values[o];
            }
        }
        return Points.of(x.size(), network.outputs(), answers);
    }

    private static float[] forward(Layer layer, float[] below) {
        float[] above = new float[layer.outputs()];
        for (int i = 0; i < above.length; i++) {
            float z = 0;
            for (int j = 0; j < below.length; j++) {
                z += (float) layer.weight(i, j) * below[j];
            }
            z += (float) layer.bias(i);
            above[i] = z >= 0 ? z : (float) layer.negativeSlope(i) * z;
        }
        return above;
    }
}
