package org.crease.oracles.model;

import java.util.Arrays;
import java.util.function.IntFunction;
import org.crease.geometry.Box;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.crease.oracle.Oracle;

/** What a model is asked before anybody else may ask, to see how many outputs it has and whether it takes batches. */
public final class OpeningQuestions {
    /** How many times the ε of answers, relative to the largest, a batch may differ from single questions. */
    private static final double BATCH_TOLERANCE = 4096;

    private final Oracle asked;
    private final Points questions;
    private final Points first;

    private OpeningQuestions(Oracle asked, Points questions) {
        this.asked = asked;
        this.questions = questions;
        this.first = asked.ask(questions.slice(0, 1));
    }

    /**
     * Asks the first one.
     *
     * @param model knows the dimension of an answer after that
     * @param arithmetic as for {@link Opening#through}
     * @param input the numbers that questions are made of
     * @param domain where the model may be asked, by the number of inputs
     * @param opening hears all of them
     */
    public static OpeningQuestions begin(
            Oracle model, String arithmetic, Arithmetic input, IntFunction<Box> domain, Opening opening) {
        Oracle asked = opening.through(model, arithmetic);
        return new OpeningQuestions(asked, in(input.inside(domain.apply(model.inputs()))));
    }

    /** The answer to the first. */
    public Points first() {
        return first;
    }

    /** Asks the second. */
    public Points second() {
        return asked.ask(questions.slice(1, 2));
    }

    /** Asks both in one batch. */
    public Points both() {
        return asked.askAgain(questions);
    }

    /** Asks the first once more. */
    public Points firstAgain() {
        return asked.askAgain(questions.slice(0, 1));
    }

    /** By how much answers in a batch may differ from those to single questions. */
    public static double rounding(Points batch, Arithmetic output) {
        double largest = Arrays.stream(batch.toArray()).map(Math::abs).max().orElse(0);
        return BATCH_TOLERANCE * output.epsilon() * largest;
    }

    /**
     * Two different questions, one after the other, the same for every model: coordinates of both signs between −1 and 1, or, of a
     * domain that is bounded, in the part of it that is as near to its point nearest to the origin.
     */
    static Points in(Box domain) {
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
