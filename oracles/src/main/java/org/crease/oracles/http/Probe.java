package org.crease.oracles.http;

import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.crease.geometry.Box;
import org.crease.geometry.Points;
import org.crease.oracle.Oracle;
import org.crease.oracle.OracleException;
import org.crease.oracle.StoppedException;
import org.crease.oracles.model.Opening;
import org.crease.oracles.model.OpeningQuestions;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The questions that are asked of a server before anybody else may ask: how many outputs, and do batches work. Each call is one request, so that
 * two questions are a batch.
 */
final class Probe implements Oracle {
    /** Where answers do not repeat: the share of the way to another question's answer. Half would be a mean of both. */
    private static final double NOISY_TOLERANCE = 0.25;

    private final Model model;
    private final Requests requests;
    /** The dimension of an answer; 0 before there is one. */
    private int outputs;

    Probe(Model model, Requests requests) {
        this.model = model;
        this.requests = requests;
    }

    @Override
    public int inputs() {
        return model.signature().inputs();
    }

    @Override
    public int outputs() {
        return outputs;
    }

    /** @throws OracleException caused by a {@link MalformedMessageException} if the response does not answer these questions */
    @Override
    public Points ask(Points questions) {
        int count = questions.size();
        byte[] response = new Single(model.uri(), model.body(questions.toArray(), 0, count), count).through(requests);
        try {
            Points answers = model.answers(response, count);
            if (answers.dimension() < 1) {
                throw new OracleException("model outputs must hold at least 1 number, got 0: " + model.address());
            }
            if (outputs > 0 && answers.dimension() != outputs) {
                throw new MalformedMessageException("answers must number " + count + " × " + outputs + ", got " + count
                        + " × " + answers.dimension());
            }
            return answers;
        } catch (MalformedMessageException e) {
            throw new OracleException("response is wrong: " + e.getMessage() + ": " + model.address(), e);
        }
    }

    /** What the model turned out to be. */
    record Outcome(int outputs, boolean batches) {}

    /**
     * Asks up to five questions.
     *
     * @param domain where the model may be asked, by the number of inputs
     * @param opening hears them
     * @throws OracleException if the model does not answer
     */
    Outcome outcome(IntFunction<Box> domain, Opening opening) {
        ModelSignature signature = model.signature();
        OpeningQuestions questions = OpeningQuestions.begin(
                this, signature.arithmetic(), signature.inputType().arithmetic(), domain, opening);
        outputs = questions.first().dimension();
        return new Outcome(outputs, signature.hasDynamicBatch() && keepsToBatch(questions));
    }

    private boolean keepsToBatch(OpeningQuestions questions) {
        Points first = questions.first();
        Points second = questions.second();
        Points both;
        try {
            both = questions.both();
        } catch (RefusedException e) {
            return false;
        } catch (OracleException e) {
            if (e.getCause() instanceof MalformedMessageException) {
                return false;
            }
            throw e;
        }
        Points alone = Points.of(first.get(0), second.get(0));
        double rounding =
                OpeningQuestions.rounding(both, model.signature().outputType().arithmetic());
        if (distance(both, alone) <= rounding) {
            return true;
        }
        boolean repeats = distance(questions.firstAgain(), first) <= rounding;
        return !repeats && distance(both, alone) <= NOISY_TOLERANCE * distance(first, second);
    }

    private static double distance(Points a, Points b) {
        double[] x = a.toArray();
        double[] y = b.toArray();
        return IntStream.range(0, x.length)
                .mapToDouble(i -> Math.abs(x[i] - y[i]))
                .max()
                .orElse(0);
    }

    /** The largest batch that the server states in its configuration, as Triton does; empty if it states none. */
    static Optional<Integer> statedBatch(ModelAddress address, Requests requests) {
        try {
            byte[] config = new Single(address.config(), Optional.empty(), 0).through(requests);
            int most =
                    JsonMapper.shared().readTree(config).path("max_batch_size").asInt(0);
            return Optional.of(most).filter(size -> size > 0);
        } catch (StoppedException e) {
            throw e;
        } catch (OracleException | JacksonException e) {
            return Optional.empty(); // an extension of the protocol, which most servers do not have
        }
    }
}
