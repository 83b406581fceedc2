package org.crease.oracles.model;

import org.crease.oracle.Oracle;

/** Who hears the questions that a model is asked while it is opened, and may have the answers to them already. */
public interface Opening {
    /** Nobody. */
    Opening DIRECT = (model, arithmetic) -> model;

    /**
     * What the opening questions are put to.
     *
     * @param model knows the dimension of a question, and that of an answer after the first one
     * @param arithmetic the numbers that questions and answers are made of, as the model declares them
     */
    Oracle through(Oracle model, String arithmetic);
}
