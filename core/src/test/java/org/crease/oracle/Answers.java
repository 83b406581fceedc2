package org.crease.oracle;

import java.util.Arrays;
import org.crease.geometry.Points;

/** Black boxes for the tests of the wrappers. */
final class Answers {
    private Answers() {}

    /** x ↦ (x₁ + x₂, x₁ · x₂). */
    static Oracle sumAndProduct() {
        return new FunctionOracle(2, 2, x -> {
            double[] answers = new double[2 * x.size()];
            for (int i = 0; i < x.size(); i++) {
                answers[2 * i] = x.get(i, 0) + x.get(i, 1);
                answers[2 * i + 1] = x.get(i, 0) * x.get(i, 1);
            }
            return Points.of(x.size(), 2, answers);
        });
    }

    /** Always the same number. */
    static Oracle constant(double value) {
        return new FunctionOracle(1, 1, x -> {
            double[] answers = new double[x.size()];
            Arrays.fill(answers, value);
            return Points.of(x.size(), 1, answers);
        });
    }

    /** Some questions of dimension {@code dimension}, all zero. */
    static Points questions(int size, int dimension) {
        return Points.of(size, dimension, new double[size * dimension]);
    }
}
