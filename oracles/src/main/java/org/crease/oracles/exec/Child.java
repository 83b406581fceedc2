package org.crease.oracles.exec;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.crease.geometry.Points;
import org.crease.oracle.OracleException;
import org.crease.oracle.StoppedException;

/**
 * One running process. Three threads serve it, so that it never waits for us while we wait for it: one writes questions, one
 * reads answers, one reads its standard error.
 */
final class Child {
    /** Questions on their way: enough to keep the process busy, few enough to be asked again when it dies. */
    private static final int IN_FLIGHT = 1024;
    /** Bytes of one answer: half a million numbers. */
    private static final int LONGEST_LINE = 1 << 24;
    /** How soon a stop is noticed. */
    private static final Duration GLANCE = Duration.ofMillis(50);
    /** How long a process that has closed its output, or was killed, may take to end. */
    private static final Duration END = Duration.ofSeconds(1);

    private final Process process;
    private final Duration timeout;
    private final BooleanSupplier stopped;
    private final BlockingQueue<Points> questions = new LinkedBlockingQueue<>();
    private final BlockingQueue<Event> events = new ArrayBlockingQueue<>(IN_FLIGHT);
    private final Semaphore window = new Semaphore(IN_FLIGHT);
    private final LastWords lastWords;
    private final Thread writer;
    private final Thread reader;
    private final Thread listener;

    /** What comes from the standard output. */
    private sealed interface Event {}

    /** Without its line feed. */
    private record Line(String text) implements Event {}

    private record LineTooLong() implements Event {}

    /** What the process said after its last line feed is no answer: it may have died in the middle of one. */
    private record End() implements Event {}

    private Child(Process process, Duration timeout, BooleanSupplier stopped) {
        this.process = process;
        this.timeout = timeout;
        this.stopped = stopped;
        this.lastWords = new LastWords(process.getErrorStream());
        this.writer = daemon("questions", this::write);
        this.reader = daemon("answers", this::read);
        this.listener = daemon("errors", lastWords);
    }

    /**
     * Starts a command with this process's environment and folder.
     *
     * @throws ChildLostException if there is no {@code /bin/sh}, or no process to be had
     */
    static Child start(String command, Duration timeout, BooleanSupplier stopped) throws ChildLostException {
        try {
            Child child = new Child(new ProcessBuilder("/bin/sh", "-c", command).start(), timeout, stopped);
            List.of(child.writer, child.reader, child.listener).forEach(Thread::start);
            return child;
        } catch (IOException e) {
            throw new ChildLostException("could not be started (" + e.getMessage() + ")");
        }
    }

    private static Thread daemon(String name, Runnable task) {
        return Thread.ofPlatform().daemon().name("crease-exec-" + name).unstarted(task);
    }

    /**
     * Begins to ask; the answers are those of the next calls of {@link #next}.
     *
     * @throws OracleException if an answer lies there already, which nobody has asked for
     */
    void send(Points batch) {
        if (events.peek() instanceof Line early) {
            Lines.answer(early.text()); // more likely to be a greeting than a second answer
            throw new OracleException("answers must number one a question, got more");
        }
        questions.add(batch);
    }

    /**
     * The next answer.
     *
     * @throws ChildLostException if the process ended, or the time-out is over
     * @throws StoppedException soon after somebody has said stop
     * @throws OracleException if it is no answer
     */
    double[] next() throws ChildLostException {
        long start = System.nanoTime();
        while (true) {
            if (stopped.getAsBoolean()) {
                throw new StoppedException();
            }
            switch (poll(GLANCE)) {
                case Line line -> {
                    window.release();
                    return Lines.answer(line.text());
                }
                case LineTooLong tooLong ->
                    throw new OracleException("answer must be a line of at most " + LONGEST_LINE + " bytes, got more");
                case End end -> throw new ChildLostException("ended" + exitCode() + said());
                case null -> {
                    if (System.nanoTime() - start > timeout.toNanos()) {
                        throw new ChildLostException("was silent for " + timeout.toMillis() / 1000.0
                                + " s, maybe because it does not flush its output" + said());
                    }
                }
            }
        }
    }

    /** Whether something has come already that {@link #next} has not told. */
    boolean hasNext() {
        return events.peek() != null;
    }

    private Event poll(Duration longest) {
        try {
            return events.poll(longest.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoppedException();
        }
    }

    private String exitCode() {
        return await(() -> process.waitFor(END.toMillis(), TimeUnit.MILLISECONDS))
                ? " with exit code " + process.exitValue()
                : " its output but not itself";
    }

    private String said() {
        if (!process.isAlive()) {
            await(() -> listener.join(END));
        }
        String text = lastWords.text();
        return text.isEmpty() ? ", and said nothing on standard error" : "; it said: " + text;
    }

    /** Kills the process and what it has started; a second call does nothing. */
    void kill() {
        List<ProcessHandle> descendants = process.descendants().toList();
        process.destroyForcibly();
        descendants.forEach(ProcessHandle::destroyForcibly);
        writer.interrupt();
        reader.interrupt();
        await(() -> process.waitFor(END.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** Waits; whoever interrupts that is told later. */
    private static boolean await(Wait wait) {
        try {
            return wait.isOver();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Something that ends within a time. */
    private interface Wait {
        boolean isOver() throws InterruptedException;
    }

    private void write() {
        try (OutputStream out = new BufferedOutputStream(process.getOutputStream(), 1 << 16)) {
            while (true) {
                Points batch = questions.take();
                for (int i = 0; i < batch.size(); i++) {
                    if (!window.tryAcquire()) {
                        out.flush();
                        window.acquire();
                    }
                    out.write(Lines.question(batch, i));
                }
                out.flush();
            }
        } catch (IOException | InterruptedException e) {
            // the process has ended, which the reader tells, or was killed
        }
    }

    private void read() {
        try {
            try (InputStream in = process.getInputStream()) {
                split(in);
            } catch (IOException e) {
                // the process was killed
            }
            events.put(new End());
        } catch (InterruptedException e) {
            // killed, and nobody waits for an answer
        }
    }

    private void split(InputStream in) throws IOException, InterruptedException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        byte[] buffer = new byte[1 << 16];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            int from = 0;
            for (int i = 0; i < n; i++) {
                if (buffer[i] == '\n') {
                    line.write(buffer, from, i - from);
                    events.put(new Line(line.toString(StandardCharsets.UTF_8)));
                    line.reset();
                    from = i + 1;
                }
            }
            line.write(buffer, from, n - from);
            if (line.size() > LONGEST_LINE) {
                events.put(new LineTooLong());
                return;
            }
        }
    }
}
