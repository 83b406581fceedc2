package org.crease.oracles.onnx;

import ai.onnxruntime.OrtException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntFunction;
import org.crease.geometry.Box;
import org.crease.geometry.Points;
import org.crease.oracle.Oracle;
import org.crease.oracle.OracleException;
import org.crease.oracles.model.OneLine;
import org.crease.oracles.model.Opening;
import org.crease.oracles.model.UnreadableModelException;

/**
 * A model file behind the keyhole, run by ONNX Runtime on one thread.
 *
 * <p>A question is the input tensor flattened row by row, an answer the output tensor likewise. A dynamic first dimension of
 * an input of rank 2 or more is a batch: questions are then asked together. Any other input is one question, whatever its
 * shape. A model that declares a batch and does not keep to it (a reshape to a fixed size inside, say) is asked one question
 * at a time. To tell these apart, {@link #open} asks up to four questions of its own.
 */
public final class OnnxOracle implements Oracle, AutoCloseable {
    /** Larger batches are no faster for models that fit the cache, and cost memory. */
    private static final int MAX_BATCH = 1024;
    /** 32 MB of doubles in or out of one run. */
    private static final int MAX_BATCH_VALUES = 1 << 22;
    /** As much of the runtime's reason for an error as a message shows, in characters. */
    private static final int LONGEST_REASON = 240;

    private final Path file;
    private final ModelSession session;
    private final int outputs;
    private final int batch;
    private boolean closed;

    private OnnxOracle(Path file, ModelSession session, int outputs, int batch) {
        this.file = file;
        this.session = session;
        this.outputs = outputs;
        this.batch = batch;
    }

    /** {@link #open(Path, IntFunction, Opening) Loads} a model that may be asked anywhere. */
    public static OnnxOracle open(Path model) {
        return open(model, Box::unbounded, Opening.DIRECT);
    }

    /**
     * Loads a model.
     *
     * @param model an ONNX file with one input and one output, both float32 or float64; external data is looked for beside it
     * @param domain where it may be asked, by the number of inputs
     * @param opening hears the first questions
     * @throws UnreadableModelException if the file is missing or not such a model; nothing stays open then
     */
    public static OnnxOracle open(Path model, IntFunction<Box> domain, Opening opening) {
        if (!Files.isRegularFile(model)) {
            throw new UnreadableModelException("model must be an existing file, got " + model);
        }
        try {
            return probed(model, ModelSession.open(model), domain, opening);
        } catch (OrtException e) {
            throw unrunnable(model, e);
        } catch (OracleException e) {
            throw e.getCause() instanceof OrtException cause ? unrunnable(model, cause) : e;
        } catch (UnreadableModelException e) {
            throw new UnreadableModelException(e.getMessage() + ": " + model, e);
        }
    }

    private static UnreadableModelException unrunnable(Path model, OrtException e) {
        return new UnreadableModelException(
                "model must be one that ONNX Runtime can run, got " + model + " (" + reason(e) + ")", e);
    }

    /** Finds out how many outputs there are and whether batches work, with the session closed if anything fails. */
    private static OnnxOracle probed(Path model, ModelSession session, IntFunction<Box> domain, Opening opening)
            throws OrtException {
        try {
            Probe.Outcome found = new Probe(session).outcome(domain, opening);
            int widest = Math.max(session.signature().inputs(), found.outputs());
            int batch = found.batches() ? Math.clamp(MAX_BATCH_VALUES / widest, 1, MAX_BATCH) : 1;
            return new OnnxOracle(model, session, found.outputs(), batch);
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    @Override
    public int inputs() {
        return session.signature().inputs();
    }

    @Override
    public int outputs() {
        return outputs;
    }

    /** The shorter of the input's and the output's arithmetic: {@code "float32"} or {@code "float64"}. */
    public String arithmetic() {
        return session.signature().arithmetic();
    }

    /** The most questions that go into one run; 1 if the model takes no batches. */
    public int batchLimit() {
        return batch;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the questions have another dimension than {@link #inputs()}
     */
    @Override
    public Points ask(Points questions) {
        if (questions.dimension() != inputs()) {
            throw new IllegalArgumentException(
                    "questions must have dimension " + inputs() + ", got " + questions.dimension());
        }
        if (closed) {
            throw new OracleException("model must be open to be asked, got a closed one: " + file);
        }
        double[] values = questions.toArray();
        double[] answers = new double[Math.multiplyExact(questions.size(), outputs)];
        for (int from = 0; from < questions.size(); from += batch) {
            int to = Math.min(from + batch, questions.size());
            double[] part = run(values, from, to);
            System.arraycopy(part, 0, answers, from * outputs, part.length);
        }
        return Points.of(questions.size(), outputs, answers);
    }

    private double[] run(double[] values, int from, int to) {
        try {
            double[] answers = session.run(values, from, to);
            if (answers.length != (to - from) * outputs) {
                throw new OracleException("answers must number " + (to - from) + " × " + outputs + ", got "
                        + answers.length + ": " + file);
            }
            return answers;
        } catch (OrtException e) {
            throw new OracleException("model must answer, got an error (" + reason(e) + "): " + file, e);
        }
    }

    /** Gives the native memory back; a second call does nothing. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            session.close();
        } catch (OrtException e) {
            throw new OracleException("model must close, got an error (" + reason(e) + "): " + file, e);
        }
    }

    /** The runtime's message as one short line, without the error code in front. */
    private static String reason(OrtException e) {
        String line = OneLine.joined(String.valueOf(e.getMessage()));
        return OneLine.of(line.replaceFirst("^Error code - \\w+ - message: ", ""), LONGEST_REASON);
    }
}
