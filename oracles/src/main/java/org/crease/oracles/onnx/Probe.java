package org.crease.oracles.onnx;

import ai.onnxruntime.OrtException;
import java.util.function.IntFunction;
import org.crease.geometry.Box;
import org.crease.geometry.Points;
import org.crease.oracle.Oracle;
import org.crease.oracle.OracleException;
import org.crease.oracles.model.Opening;
import org.crease.oracles.model.OpeningQuestions;
import org.crease.oracles.model.UnreadableModelException;

/**
 * The questions that are asked of a model file before anybody else may ask: how many outputs, and do batches work. Each call is one run, so that two
 * questions are a batch.
 */
final class Probe implements Oracle {
    private final ModelSession session;
    /** The dimension of an answer; 0 before there is one. */
    private int outputs;

    Probe(ModelSession session) {
        this.session = session;
    }

    /** What the model turned out to be. */
    record Outcome(int outputs, boolean batches) {}

    /**
     * Asks up to four questions.
     *
     * @param domain where the model may be asked, by the number of inputs
     * @param opening hears them
     * @throws OracleException caused by an {@link OrtException} if the model does not answer
     */
    Outcome outcome(IntFunction<Box> domain, Opening opening) {
        Signature signature = session.signature();
        OpeningQuestions questions =
                OpeningQuestions.begin(this, signature.arithmetic(), signature.inputArithmetic(), domain, opening);
        outputs = questions.first().dimension();
        return new Outcome(outputs, signature.hasDynamicBatch() && keepsToBatch(questions));
    }

    private boolean keepsToBatch(OpeningQuestions questions) {
        Points second = questions.second();
        Points batch;
        try {
            batch = questions.both();
        } catch (UnfitAnswersException e) {
            return false;
        } catch (OracleException e) {
            if (e.getCause() instanceof OrtException) {
                return false;
            }
            throw e;
        }
        double tolerance = OpeningQuestions.rounding(batch, session.signature().outputArithmetic());
        double[] both = batch.toArray();
        double[] alone = Points.of(questions.first().get(0), second.get(0)).toArray();
        for (int j = 0; j < both.length; j++) {
            // Double.compare: NaN agrees with NaN, and an infinity with itself
            if (Double.compare(alone[j], both[j]) != 0 && !(Math.abs(alone[j] - both[j]) <= tolerance)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int inputs() {
        return session.signature().inputs();
    }

    @Override
    public int outputs() {
        return outputs;
    }

    @Override
    public Points ask(Points questions) {
        int count = questions.size();
        double[] answers;
        try {
            answers = session.run(questions.toArray(), 0, count);
        } catch (OrtException e) {
            throw new OracleException("model must answer, got an error", e);
        }
        if (answers.length < 1) {
            throw new UnreadableModelException("model outputs must hold at least 1 number, got 0");
        }
        if (outputs > 0 && answers.length != count * outputs) {
            throw new UnfitAnswersException(
                    "answers must number " + count + " × " + outputs + ", got " + answers.length);
        }
        return Points.of(count, answers.length / count, answers);
    }

    /** Answers that are not as many as there were questions. */
    private static final class UnfitAnswersException extends OracleException {
        private static final long serialVersionUID = 1;

        UnfitAnswersException(String message) {
            super(message);
        }
    }
}
