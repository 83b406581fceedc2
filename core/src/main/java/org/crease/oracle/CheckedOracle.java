package org.crease.oracle;

import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.crease.geometry.Points;

/** Refuses answers that are none: a wrong number, a wrong dimension, NaN, infinity. */
public final class CheckedOracle extends OracleWrapper {
    public CheckedOracle(Oracle inner) {
        super(inner);
    }

    @Override
    protected OracleWrapper around(Oracle other) {
        return new CheckedOracle(other);
    }

    @Override
    protected Points answer(Points questions, UnaryOperator<Points> next) {
        try {
            Points answers = next.apply(questions);
            check(questions, answers);
            return answers;
        } catch (AnsweredInPartException e) {
            for (AnsweredInPartException.Part part : e.parts()) {
                check(questions.slice(part.from(), part.from() + part.answers().size()), part.answers());
            }
            throw e;
        }
    }

    @Override
    public void askInParts(Points questions, boolean again, Consumer<AnsweredInPartException.Part> arrived) {
        int[] count = new int[1];
        inner().askInParts(questions, again, part -> {
            int to = Math.min(questions.size(), part.from() + part.answers().size());
            check(questions.slice(part.from(), to), part.answers());
            count[0] += part.answers().size();
            arrived.accept(part);
        });
        if (count[0] != questions.size()) {
            throw new OracleException("answers must number " + questions.size() + ", got " + count[0]);
        }
    }

    private void check(Points questions, Points answers) {
        if (answers.size() != questions.size() || answers.dimension() != outputs()) {
            throw new OracleException("answers must be " + questions.size() + " × " + outputs() + ", got "
                    + answers.size() + " × " + answers.dimension());
        }
        for (int i = 0; i < answers.size(); i++) {
            for (int j = 0; j < answers.dimension(); j++) {
                if (!Double.isFinite(answers.get(i, j))) {
                    throw new OracleException("answer must be finite, output " + j + " is " + answers.get(i, j)
                            + " at a point of norm " + questions.get(i).norm());
                }
            }
        }
    }
}
