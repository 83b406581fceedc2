package org.crease.oracles.model;

import org.crease.geometry.Box;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;

/** What a model is asked before anybody else may ask, to see how many outputs it has and whether it takes batches. */
public final class OpeningQuestions {
    private OpeningQuestions() {}

    /**
     * Two different questions, one after the other, the same for every model: coordinates of both signs between −1 and 1, or, of a
     * domain that is bounded, in the part of it that is as near to its point nearest to the origin.
     */
    public static Points in(Box domain) {
        Vector nearest = domain.nearest();
        int inputs = domain.dimension();
        double[] questions = new double[2 * inputs];
        for (int k = 0; k < questions.length; k++) {
            int i = k % inputs;
            double low = Math.max(domain.low().get(i), nearest.get(i) - 1);
            double high = Math.min(domain.high().get(i), nearest.get(i) + 1);
            double share = (k * 37L % 17 - 8) / (k < inputs ? 8.0 : -11.0);
            questions[k] = Math.clamp(low + (share + 1) / 2 * (high - low), low, high);
        }
        return Points.of(2, inputs, questions);
    }
}
