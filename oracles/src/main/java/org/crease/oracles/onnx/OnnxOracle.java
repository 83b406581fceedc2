package org.crease.oracles.onnx;

import ai.onnxruntime.OrtException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntFunction;
import org.crease.geometry.Box;
import org.crease.geometry.Points;
import org.crease.oracle.Oracle;
import org.crease.oracle.OracleException;
import org.crease.oracles.model.Arithmetic;
import org.crease.oracles.model.OneLine;
import org.crease.oracles.model.OpeningQuestions;
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
    /** How many times the arithmetic's ε, relative to the largest answer, a batch may differ from single questions. */
    private static final double BATCH_TOLERANCE = 4096;
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

    /** {@link #open(Path, IntFunction) Loads} a model that may be asked anywhere. */
    public static OnnxOracle open(Path model) {
        return open(model, Box::unbounded);
    }

    /**
     * Loads a model.
     *
     * @param model an ONNX file with one input and one output, both float32 or float64; external data is looked for beside it
     * @param domain where it may be asked, by the number of inputs
     * @throws UnreadableModelException if the file is missing or not such a model; nothing stays open then
     */
    public static OnnxOracle open(Path model, IntFunction<Box> domain) {
        if (!Files.isRegularFile(model)) {
            throw new UnreadableModelException("model must be an existing file, got " + model);
        }
        try {
            return probed(model, ModelSession.open(model), domain);
        } catch (OrtException e) {
            throw new UnreadableModelException(
                    "model must be one that ONNX Runtime can run, got " + model + " (" + reason(e) + ")", e);
        } catch (UnreadableModelException e) {
            throw new UnreadableModelException(e.getMessage() + ": " + model, e);
        }
    }

    /** Finds out how many outputs there are and whether batches work, with the session closed if anything fails. */
    private static OnnxOracle probed(Path model, ModelSession session, IntFunction<Box> domain) throws OrtException {
        try {
            Box box = domain.apply(session.signature().inputs());
            double[] questions =
                    OpeningQuestions.in(session.signature().inputArithmetic().inside(box));
            double[] first = session.run(questions, 0, 1);
            if (first.length < 1) {
                throw new UnreadableModelException("model outputs must hold at least 1 number, got 0");
            }
            boolean batches = session.signature().hasDynamicBatch() && keepsToBatch(session, questions, first);
            int widest = Math.max(session.signature().inputs(), first.length);
            int batch = batches ? Math.clamp(MAX_BATCH_VALUES / widest, 1, MAX_BATCH) : 1;
            return new OnnxOracle(model, session, first.length, batch);
        } catch (OrtException | RuntimeException e) {
            session.close();
            throw e;
        }
    }

    private static boolean keepsToBatch(ModelSession session, double[] questions, double[] first) throws OrtException {
        double[] second = session.run(questions, 1, 2);
        double[] both;
        try {
            both = session.run(questions, 0, 2);
        } catch (OrtException e) {
            return false;
        }
        if (second.length != first.length || both.length != 2 * first.length) {
            return false;
        }
        double tolerance = 0;
        for (double answer : both) {
            tolerance = Math.max(tolerance, Math.abs(answer));
        }
        tolerance *= BATCH_TOLERANCE * session.signature().outputArithmetic().epsilon();
        for (int j = 0; j < both.length; j++) {
            double alone = j < first.length ? first[j] : second[j - first.length];
            // Double.compare: NaN agrees with NaN, and an infinity with itself
            if (Double.compare(alone, both[j]) != 0 && !(Math.abs(alone - both[j]) <= tolerance)) {
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

    /** The shorter of the input's and the output's arithmetic: {@code "float32"} or {@code "float64"}. */
    public String arithmetic() {
        return Arithmetic.shorter(
                        session.signature().inputArithmetic(),
                        session.signature().outputArithmetic())
                .toString();
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
