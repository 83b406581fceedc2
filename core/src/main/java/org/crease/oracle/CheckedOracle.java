package org.crease.oracle;

import org.crease.geometry.Points;

/** Refuses answers that are none: a wrong number, a wrong dimension, NaN, infinity. */
public final class CheckedOracle extends OracleWrapper {
    public CheckedOracle(Oracle inner) {
        super(inner);
    }

    @Override
    public Points ask(Points questions) {
        Points answers = inner().ask(questions);
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
        return answers;
    }
}
