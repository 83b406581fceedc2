package org.crease.recovery.fit;

/**
 * The standard error of every parameter of a network, hidden rows being of the length that they have. Infinite where the answers
 * do not decide: held weights, neurons that no point switches on, linear units of a hidden layer beyond their common span.
 */
public final class StandardErrors {
    private final PolishParameters parameters;
    private final double[] errors;

    StandardErrors(PolishParameters parameters, double[] errors) {
        this.parameters = parameters;
        this.errors = errors.clone();
    }

    /** Of {@code Layer.weight(output, input)} of a layer, all counted from 0. */
    public double weight(int layer, int output, int input) {
        return errors[parameters.layers().get(layer).get(output).offset() + input];
    }

    /** Of {@code Layer.bias(output)} of a layer, both counted from 0. */
    public double bias(int layer, int output) {
        return errors[parameters.layers().get(layer).get(output).bias()];
    }
}
