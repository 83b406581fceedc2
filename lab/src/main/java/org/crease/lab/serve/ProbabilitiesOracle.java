package org.crease.lab.serve;

import java.util.function.UnaryOperator;
import org.crease.geometry.Points;
import org.crease.oracle.Oracle;
import org.crease.oracle.OracleWrapper;

/** Answers with probabilities instead of logits. */
public final class ProbabilitiesOracle extends OracleWrapper {
    private final boolean together;

    /** The softmax of several outputs, the sigmoid of one. */
    public ProbabilitiesOracle(Oracle inner) {
        this(inner, inner.outputs() > 1);
    }

    private ProbabilitiesOracle(Oracle inner, boolean together) {
        super(inner);
        this.together = together;
    }

    /** The sigmoid of each output. */
    public static ProbabilitiesOracle ofEach(Oracle inner) {
        return new ProbabilitiesOracle(inner, false);
    }

    @Override
    protected OracleWrapper around(Oracle other) {
        return new ProbabilitiesOracle(other, together);
    }

    @Override
    protected Points answer(Points questions, UnaryOperator<Points> next) {
        Points logits = next.apply(questions);
        int m = logits.dimension();
        double[] p = logits.toArray();
        for (int i = 0; i < (together ? logits.size() : p.length); i++) {
            if (together) {
                softmax(p, i * m, m);
            } else {
                p[i] = 1 / (1 + Math.exp(-p[i]));
            }
        }
        return Points.of(logits.size(), m, p);
    }

    /** In place, {@code m} numbers from {@code from} on; the largest is taken off first, so that no power overflows. */
    private static void softmax(double[] p, int from, int m) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int j = from; j < from + m; j++) {
            largest = Math.max(largest, p[j]);
        }
        double sum = 0;
        for (int j = from; j < from + m; j++) {
            p[j] = Math.exp(p[j] - largest);
            sum += p[j];
        }
        for (int j = from; j < from + m; j++) {
            p[j] /= sum;
        }
    }
}
