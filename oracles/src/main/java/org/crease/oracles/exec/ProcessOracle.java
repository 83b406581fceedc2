package org.crease.oracles.exec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.crease.oracle.AnsweredInPartException;
import org.crease.oracle.Arrivals;
import org.crease.oracle.NotKeptException;
import org.crease.oracle.Oracle;
import org.crease.oracle.OracleException;
import org.crease.oracle.StoppedException;
import org.crease.oracles.model.OneLine;
import org.crease.oracles.model.Opening;
import org.crease.oracles.model.UnreadableModelException;

/**
 * A process behind the keyhole. It reads one JSON array of inputs a line from its standard input and writes one JSON array of
 * outputs a line to its standard output, in UTF-8 and in the same order; many questions may be on their way at once.
 *
 * <p>A process that ends, or is silent for too long, is killed with all that it has started, and its command is run again for the
 * questions that are not answered yet. One that answers what is no answer is not asked twice.
 *
 * <p>Not for several threads.
 */
public final class ProcessOracle implements Oracle, AutoCloseable {
    /** What is on the lines. */
    public static final String ARITHMETIC = "decimal";

    private final String command;
    private final ProcessSettings settings;
    private final BooleanSupplier stopped;
    private final int inputs;
    /** The dimension of an answer; 0 before there is one. */
    private int outputs;

    private Optional<Child> child;
    private boolean closed;

    private ProcessOracle(String command, ProcessSettings settings, BooleanSupplier stopped, int inputs, Child child) {
        this.command = command;
        this.settings = settings;
        this.stopped = stopped;
        this.inputs = inputs;
        this.child = Optional.of(child);
    }

    /**
     * Starts a command and asks it one question, whose answer tells how many outputs there are.
     *
     * @param command for {@code /bin/sh -c}, in the folder and with the environment of this process
     * @param first the question; its dimension is that of all questions, which no command tells
     * @param opening hears the question
     * @param stopped asked while waiting, several times a second; once true it must stay so
     * @throws UnreadableModelException if there is no such command, or it does not answer; nothing stays running then
     * @throws StoppedException if it was stopped before the answer came
     */
    public static ProcessOracle open(
            String command, Vector first, ProcessSettings settings, Opening opening, BooleanSupplier stopped) {
        ProcessOracle oracle;
        try {
            Child child = Child.start(command, settings.timeout(), stopped);
            oracle = new ProcessOracle(command, settings, stopped, first.dimension(), child);
        } catch (ChildLostException e) {
            throw new UnreadableModelException(lost(e, command), e);
        }
        boolean answered = false;
        try {
            oracle.outputs =
                    opening.through(oracle, ARITHMETIC).ask(Points.of(first)).dimension();
            answered = true;
            return oracle;
        } catch (StoppedException | NotKeptException e) {
            throw e;
        } catch (OracleException e) {
            throw new UnreadableModelException(e.getMessage(), e);
        } finally {
            if (!answered) {
                oracle.close();
            }
        }
    }

    private static String lost(ChildLostException e, String command) {
        return about("command must answer, but it " + e.getMessage(), command);
    }

    /** In one line, since a command may have several. */
    private static String about(String complaint, String command) {
        return complaint + ": " + OneLine.joined(command);
    }

    @Override
    public int inputs() {
        return inputs;
    }

    @Override
    public int outputs() {
        return outputs;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the questions have another dimension than {@link #inputs()}, or are not finite
     * @throws AnsweredInPartException if some answers came before the command broke or was told to stop
     * @throws StoppedException if it was told to stop and none had come
     */
    @Override
    public Points ask(Points questions) {
        return Arrivals.all(this, questions);
    }

    /** {@inheritDoc} What the process has written together is a part. */
    @Override
    public void askInParts(Points questions, boolean again, Consumer<AnsweredInPartException.Part> arrived) {
        check(questions);
        Batch batch = new Batch(questions, arrived);
        try {
            while (batch.done < questions.size()) {
                batch.askOn();
            }
        } catch (OracleException e) {
            // answers that are still on their way must not be taken for those of later questions
            kill();
            throw e;
        }
    }

    private void check(Points questions) {
        if (questions.dimension() != inputs) {
            throw new IllegalArgumentException(
                    "questions must have dimension " + inputs + ", got " + questions.dimension());
        }
        for (double x : questions.toArray()) {
            if (!Double.isFinite(x)) {
                throw new IllegalArgumentException("questions must be finite, got " + x);
            }
        }
        if (closed) {
            throw new OracleException(about("command must be open to be asked, got a closed one", command));
        }
    }

    /** Some questions, and how many of them are answered. */
    private final class Batch {
        private final Points questions;
        private final Consumer<AnsweredInPartException.Part> arrived;
        /** Answers that came together, not handed on yet. */
        private final List<Vector> fresh = new ArrayList<>();

        private int done;
        private int failures;

        private Batch(Points questions, Consumer<AnsweredInPartException.Part> arrived) {
            this.questions = questions;
            this.arrived = arrived;
        }

        /** Asks what is not answered yet, until all is or the process is lost. */
        private void askOn() {
            try {
                Child running = child.isPresent() ? child.get() : started();
                hear(running);
            } catch (ChildLostException e) {
                kill();
                // whether it works at all is not tried twice
                int restarts = outputs == 0 ? 0 : settings.restarts();
                if (failures == restarts) {
                    String times = failures == 0 ? "" : " (" + (failures + 1) + " times in a row)";
                    throw new OracleException(lost(e, command) + times, e);
                }
                failures++;
            }
        }

        private void hear(Child running) throws ChildLostException {
            try {
                running.send(questions.slice(done, questions.size()));
                while (done + fresh.size() < questions.size()) {
                    take(running.next());
                    if (!running.hasNext()) {
                        handOn();
                    }
                }
            } catch (StoppedException | NotKeptException e) {
                throw e;
            } catch (OracleException e) {
                throw new OracleException(about(e.getMessage(), command), e);
            } finally {
                handOn();
            }
        }

        private void take(double[] answer) {
            if (outputs > 0 && answer.length != outputs) {
                throw new OracleException(
                        "answer must hold " + outputs + " numbers as the first one, got " + answer.length);
            }
            fresh.add(Vector.of(answer));
            failures = 0;
        }

        private void handOn() {
            if (!fresh.isEmpty()) {
                Points answers = Points.of(fresh);
                fresh.clear();
                int from = done;
                done += answers.size();
                arrived.accept(new AnsweredInPartException.Part(from, answers));
            }
        }
    }

    private Child started() throws ChildLostException {
        Child started = Child.start(command, settings.timeout(), stopped);
        child = Optional.of(started);
        return started;
    }

    private void kill() {
        child.ifPresent(Child::kill);
        child = Optional.empty();
    }

    /** Kills the process and what it has started; a second call does nothing. */
    @Override
    public void close() {
        closed = true;
        kill();
    }
}
