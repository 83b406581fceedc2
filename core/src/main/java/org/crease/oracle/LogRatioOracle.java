package org.crease.oracle;

import java.util.function.UnaryOperator;
import org.crease.geometry.Points;

/**
 * Probabilities turned back into what they were made of. After a softmax only differences of logits are left: the answer is
 * log p_i − log p_r for every class i but a reference r, so that it has one number fewer. After a sigmoid it is
 * log p − log(1 − p) for each output.
 */
public final class LogRatioOracle extends OracleWrapper {
    private final Ending ending;
    private final int reference;
    private final double uncertainty;
    private final double floor;
    private final boolean gaps;

    /**
     * @param ending {@link Ending#SOFTMAX} or {@link Ending#SIGMOID}
     * @param reference the class r; of no meaning after a sigmoid
     * @param uncertainty what a logarithm may be off by because of how its probability is rounded
     * @param floor a smaller probability is gone: it is zero, or has lost digits on the way there
     */
    public LogRatioOracle(Oracle inner, Ending ending, int reference, double uncertainty, double floor) {
        this(inner, ending, reference, uncertainty, floor, false);
    }

    private LogRatioOracle(Oracle inner, Ending ending, int reference, double uncertainty, double floor, boolean gaps) {
        super(inner);
        if (ending == Ending.LOGITS) {
            throw new IllegalArgumentException("ending must be one of probabilities, got " + ending);
        }
        if (ending == Ending.SOFTMAX && inner.outputs() < 2) {
            throw new IllegalArgumentException("classes must number at least 2, got " + inner.outputs());
        }
        this.ending = ending;
        this.reference = reference;
        this.uncertainty = uncertainty;
        this.floor = floor;
        this.gaps = gaps;
    }

    /** A class that is gone makes gaps of what it is compared with. */
    @Override
    public Oracle withGaps() {
        return gaps
                ? super.withGaps()
                : new LogRatioOracle(inner().withGaps(), ending, reference, uncertainty, floor, true);
    }

    @Override
    public int outputs() {
        return ending == Ending.SOFTMAX ? inner().outputs() - 1 : inner().outputs();
    }

    @Override
    public double uncertainty() {
        return Math.max(uncertainty, inner().uncertainty());
    }

    @Override
    protected OracleWrapper around(Oracle other) {
        return new LogRatioOracle(other, ending, reference, uncertainty, floor, gaps);
    }

    @Override
    protected Points answer(Points questions, UnaryOperator<Points> next) {
        Points p = next.apply(questions);
        int m = outputs();
        double[] ratios = new double[p.size() * m];
        for (int i = 0; i < p.size(); i++) {
            double shift = ending == Ending.SOFTMAX ? log(p.get(i, reference), reference, questions, i) : 0;
            for (int o = 0; o < m; o++) {
                int output = ending == Ending.SOFTMAX && o >= reference ? o + 1 : o;
                double log = log(p.get(i, output), output, questions, i);
                ratios[i * m + o] =
                        ending == Ending.SOFTMAX ? log - shift : log - log(1 - p.get(i, output), output, questions, i);
            }
        }
        return Points.of(p.size(), m, ratios);
    }

    private double log(double p, int output, Points questions, int question) {
        if (p > 0 && p >= floor) {
            return Math.log(p);
        }
        if (gaps) {
            return Double.NaN;
        }
        String got = p > 0 ? Float.toString((float) p) : "0 or 1";
        throw new OracleException("probabilities must leave every class visible, got " + got + " for output " + output
                + " at a point of norm " + (float) questions.get(question).norm() + "; maybe a smaller --domain box");
    }
}
