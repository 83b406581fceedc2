package org.crease.oracle;

import java.util.function.Consumer;
import org.crease.geometry.Points;

/**
 * The keyhole: a black box that answers x ∈ ℝⁿ with f(x) ∈ ℝᵐ, and nothing else can be asked of it. No type of this
 * package can name a network, so an implementation that sits in front of one cannot be made to show it.
 */
public interface Oracle {
    /** The dimension n of a question. */
    int inputs();

    /** The dimension m of an answer. */
    int outputs();

    /**
     * Answers a batch.
     *
     * @param questions any number of points of ℝⁿ
     * @return as many points of ℝᵐ, in the same order
     * @throws OracleException if the black box is broken or closed to further questions
     */
    Points ask(Points questions);

    /**
     * The same, past every memory of earlier answers: whether the black box always says the same shows in no other way.
     *
     * @param questions as for {@link #ask}
     * @return as there
     */
    default Points askAgain(Points questions) {
        return ask(questions);
    }

    /**
     * Answers a batch part by part: who keeps answers has each part as soon as it is there, and what ends the batch takes none of
     * those back.
     *
     * @param questions as for {@link #ask}
     * @param again whether past every memory, as {@link #askAgain}
     * @param arrived given every answer once, in any order, on the thread that asks; what it throws ends the batch
     * @throws OracleException if some answers did not come
     */
    default void askInParts(Points questions, boolean again, Consumer<AnsweredInPartException.Part> arrived) {
        Points answers;
        try {
            answers = again ? askAgain(questions) : ask(questions);
        } catch (AnsweredInPartException e) {
            e.parts().forEach(arrived);
            throw e.end();
        }
        arrived.accept(new AnsweredInPartException.Part(0, answers));
    }

    /**
     * The same black box for who can do with part of an answer: NaN stands for what it does not show at a place, where {@link #ask} would end in
     * an exception. Most black boxes show all or nothing: these are their own view.
     */
    default Oracle withGaps() {
        return this;
    }

    /**
     * For long work between questions, to call now and then: ends it if the next question would not be answered any more.
     *
     * @throws OracleException as {@link #ask} would, if the run was stopped or its time is over
     */
    default void checkOpen() {}

    /** What an answer may be off by, as far as that is known beforehand; more may show when it is asked. */
    default double uncertainty() {
        return 0;
    }

    /**
     * The same black box, with what is asked through it booked on {@code account} where somebody keeps accounts.
     *
     * @param account the name of the subroutine that asks, for instance {@code "InferHyperplane"}
     */
    default Oracle chargedTo(String account) {
        return this;
    }
}
