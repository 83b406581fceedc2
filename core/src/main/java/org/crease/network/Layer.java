package org.crease.network;

import java.util.Arrays;
import java.util.List;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Vector;

/**
 * One layer of neurons: z = W·φ + b with W of shape [outputs][inputs], followed by φ ↦ max(z, a·z) neuron by neuron. The
 * negative slope a is 0 for a ReLU, 1 for a linear unit (every output layer), something between for a leaky one.
 */
public final class Layer {
    private final int outputs;
    private final int inputs;
    private final double[] weights;
    private final double[] bias;
    private final double[] negativeSlope;

    private Layer(int outputs, int inputs, double[] weights, double[] bias, double[] negativeSlope) {
        if (outputs < 1 || inputs < 1 || weights.length != outputs * inputs || bias.length != outputs) {
            throw new IllegalArgumentException("layer must have outputs × inputs weights and outputs biases, got "
                    + outputs + " × " + inputs + ", " + weights.length + " weights, " + bias.length + " biases");
        }
        if (negativeSlope.length != outputs) {
            throw new IllegalArgumentException(
                    "negative slopes must number " + outputs + ", got " + negativeSlope.length);
        }
        this.outputs = outputs;
        this.inputs = inputs;
        this.weights = weights;
        this.bias = bias;
        this.negativeSlope = negativeSlope;
    }

    /**
     * A layer of ReLUs.
     *
     * @param weights row-major, [outputs][inputs]
     */
    public static Layer relu(int outputs, int inputs, double[] weights, double[] bias) {
        return new Layer(outputs, inputs, weights.clone(), bias.clone(), new double[outputs]);
    }

    /**
     * A layer without activation.
     *
     * @param weights row-major, [outputs][inputs]
     */
    public static Layer linear(int outputs, int inputs, double[] weights, double[] bias) {
        double[] ones = new double[outputs];
        Arrays.fill(ones, 1);
        return new Layer(outputs, inputs, weights.clone(), bias.clone(), ones);
    }

    /** A layer of ReLUs, a neuron from each form; all forms of one dimension, at least one. */
    public static Layer relu(List<AffineForm> neurons) {
        int inputs = neurons.getFirst().gradient().dimension();
        double[] weights = new double[neurons.size() * inputs];
        double[] bias = new double[neurons.size()];
        for (int i = 0; i < neurons.size(); i++) {
            System.arraycopy(neurons.get(i).gradient().toArray(), 0, weights, i * inputs, inputs);
            bias[i] = neurons.get(i).constant();
        }
        return new Layer(neurons.size(), inputs, weights, bias, new double[neurons.size()]);
    }

    /** The same weights with other slopes below zero. */
    public Layer withNegativeSlopes(double... slopes) {
        return new Layer(outputs, inputs, weights, bias, slopes.clone());
    }

    public int outputs() {
        return outputs;
    }

    public int inputs() {
        return inputs;
    }

    public double weight(int output, int input) {
        return weights[output * inputs + input];
    }

    public double bias(int output) {
        return bias[output];
    }

    public double negativeSlope(int output) {
        return negativeSlope[output];
    }

    /** The weights that lead into one neuron. */
    public Vector row(int output) {
        return Vector.of(Arrays.copyOfRange(weights, output * inputs, (output + 1) * inputs));
    }

    /** The preactivation of one neuron as a function of the layer below. */
    public AffineForm neuron(int output) {
        return new AffineForm(row(output), bias[output]);
    }

    /** Weights and biases. */
    public int parameters() {
        return weights.length + bias.length;
    }

    /** This layer with neuron {@code i} of the result being neuron {@code order[i]} of this one. */
    Layer permuted(int[] order) {
        double[] w = new double[weights.length];
        double[] b = new double[outputs];
        double[] s = new double[outputs];
        for (int i = 0; i < outputs; i++) {
            System.arraycopy(weights, order[i] * inputs, w, i * inputs, inputs);
            b[i] = bias[order[i]];
            s[i] = negativeSlope[order[i]];
        }
        return new Layer(outputs, inputs, w, b, s);
    }

    /** This layer with its inputs rearranged: input {@code j} of the result is input {@code order[j]} of this one. */
    Layer inputsPermuted(int[] order) {
        double[] w = new double[weights.length];
        for (int i = 0; i < outputs; i++) {
            for (int j = 0; j < inputs; j++) {
                w[i * inputs + j] = weights[i * inputs + order[j]];
            }
        }
        return new Layer(outputs, inputs, w, bias, negativeSlope);
    }

    /** This layer with row i and bias i multiplied by {@code rows[i]} and column j by {@code columns[j]}. */
    Layer scaled(double[] rows, double[] columns) {
        double[] w = new double[weights.length];
        double[] b = new double[outputs];
        for (int i = 0; i < outputs; i++) {
            b[i] = bias[i] * rows[i];
            for (int j = 0; j < inputs; j++) {
                w[i * inputs + j] = weights[i * inputs + j] * rows[i] * columns[j];
            }
        }
        return new Layer(outputs, inputs, w, b, negativeSlope);
    }

    /**
     * Preactivations and activations of a batch.
     *
     * @param below size × inputs, row-major
     * @param z receives size × outputs preactivations; may be the same array as {@code above}
     * @param above receives size × outputs activations
     */
    void forward(double[] below, int size, double[] z, double[] above) {
        for (int p = 0; p < size; p++) {
            int from = p * inputs;
            for (int i = 0; i < outputs; i++) {
                double sum = dot(i * inputs, below, from) + bias[i];
                z[p * outputs + i] = sum;
                above[p * outputs + i] = sum >= 0 ? sum : negativeSlope[i] * sum;
            }
        }
    }

    /** Four running sums, so that additions need not wait for each other; the order is fixed, so results repeat. */
    private double dot(int row, double[] below, int from) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int j = 0;
        for (; j + 3 < inputs; j += 4) {
            s0 += weights[row + j] * below[from + j];
            s1 += weights[row + j + 1] * below[from + j + 1];
            s2 += weights[row + j + 2] * below[from + j + 2];
            s3 += weights[row + j + 3] * below[from + j + 3];
        }
        for (; j < inputs; j++) {
            s0 += weights[row + j] * below[from + j];
        }
        return (s0 + s1) + (s2 + s3);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Layer layer
                && inputs == layer.inputs
                && Arrays.equals(weights, layer.weights)
                && Arrays.equals(bias, layer.bias)
                && Arrays.equals(negativeSlope, layer.negativeSlope);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(weights) + Arrays.hashCode(bias);
    }

    @Override
    public String toString() {
        return "layer " + inputs + " → " + outputs;
    }
}
