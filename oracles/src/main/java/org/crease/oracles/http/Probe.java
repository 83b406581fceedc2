package org.crease.oracles.http;

import java.util.Optional;
import org.crease.geometry.Box;
import org.crease.oracle.OracleException;
import org.crease.oracle.StoppedException;
import org.crease.oracles.model.OpeningQuestions;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** The questions that are asked of a server before anybody else may ask: how many outputs, and do batches work. */
final class Probe {
    /** How many times the datatype's ε, relative to the largest answer, a batch may differ from single questions. */
    private static final double BATCH_TOLERANCE = 4096;
    /** Where answers do not repeat: the share of the way to another question's answer. Half would be a mean of both. */
    private static final double NOISY_TOLERANCE = 0.25;

    private final Model model;
    private final Requests requests;
    private final double[] questions;

    /** @param domain where the model may be asked */
    Probe(Model model, Requests requests, Box domain) {
        this.model = model;
        this.requests = requests;
        this.questions =
                OpeningQuestions.in(model.signature().inputType().arithmetic().inside(domain));
    }

    /** The answers to questions {@code from} (inclusive) to {@code to} (exclusive), row-major. */
    private double[] ask(int from, int to) {
        byte[] response = new Single(model.uri(), model.body(questions, from, to), to - from).through(requests);
        try {
            return model.answers(response, to - from).toArray();
        } catch (MalformedMessageException e) {
            throw new OracleException("response is wrong: " + e.getMessage() + ": " + model.address(), e);
        }
    }

    /** What the model turned out to be. */
    record Outcome(int outputs, boolean batches) {}

    /** @throws OracleException if the model does not answer */
    Outcome outcome() {
        double[] first = ask(0, 1);
        if (first.length < 1) {
            throw new OracleException("model outputs must hold at least 1 number, got 0: " + model.address());
        }
        return new Outcome(first.length, model.signature().hasDynamicBatch() && keepsToBatch(first));
    }

    private boolean keepsToBatch(double[] first) {
        double[] second = ask(1, 2);
        double[] both;
        try {
            both = ask(0, 2);
        } catch (RefusedException e) {
            return false;
        } catch (OracleException e) {
            if (e.getCause() instanceof MalformedMessageException) {
                return false;
            }
            throw e;
        }
        if (second.length != first.length || both.length != 2 * first.length) {
            return false;
        }
        double[] alone = new double[both.length];
        System.arraycopy(first, 0, alone, 0, first.length);
        System.arraycopy(second, 0, alone, first.length, second.length);
        double rounding = BATCH_TOLERANCE
                * model.signature().outputType().arithmetic().epsilon()
                * distance(both, new double[both.length]);
        if (distance(both, alone) <= rounding) {
            return true;
        }
        boolean repeats = distance(ask(0, 1), first) <= rounding;
        return !repeats && distance(both, alone) <= NOISY_TOLERANCE * distance(first, second);
    }

    private static double distance(double[] a, double[] b) {
        double largest = 0;
        for (int i = 0; i < a.length; i++) {
            largest = Math.max(largest, Math.abs(a[i] - b[i]));
        }
        return largest;
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
