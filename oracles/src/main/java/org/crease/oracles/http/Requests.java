package org.crease.oracles.http;

import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.net.http.HttpResponse;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.crease.oracle.OracleException;
import org.crease.oracle.StoppedException;

/**
 * Several requests under way, driven by the thread that asks: it sends what is due, takes what comes, and repeats what found
 * the server busy. All waiting is done in one place, so that all waiting ends when somebody says stop. Not for several
 * threads.
 *
 * <p>The pauses are resilience4j's: exponential with jitter, whose dice need no seed since they decide when something is
 * asked and never what.
 */
final class Requests {
    /** How often somebody who waits looks whether to stop. */
    private static final long GLANCE = TimeUnit.MILLISECONDS.toNanos(50);
    /** Each pause is twice the last, give or take half of it: the customary values. */
    private static final double GROWTH = 2;

    private static final double JITTER = 0.5;

    private final Wire wire;
    private final ServerSettings settings;
    private final BooleanSupplier stopped;
    private final LongSupplier nanoClock;
    private final Retry retry;
    private final Pace pace;
    private int concurrency;
    private boolean reached;

    /**
     * @param stopped asked on the thread that asks
     * @param nanoClock as {@link System#nanoTime}
     */
    Requests(Wire wire, ServerSettings settings, BooleanSupplier stopped, LongSupplier nanoClock) {
        this.wire = wire;
        this.settings = settings;
        this.stopped = stopped;
        this.nanoClock = nanoClock;
        this.concurrency = settings.concurrency();
        this.pace = new Pace(settings.rate());
        IntervalFunction pauses = IntervalFunction.ofExponentialRandomBackoff(
                settings.firstPause(), GROWTH, JITTER, settings.longestPause());
        this.retry = Retry.of(
                "server",
                RetryConfig.custom()
                        .maxAttempts(settings.retries() + 1)
                        .retryOnException(this::isWorthRepeating)
                        .intervalBiFunction((attempt, result) -> pause(pauses, attempt, result.getLeft()))
                        .build());
    }

    /** A server that has never been reached is not expected to appear; one that was, to come back. */
    private boolean isWorthRepeating(Throwable trouble) {
        return trouble instanceof PassingException passing
                && (reached || passing.kind() != PassingException.Kind.UNREACHABLE);
    }

    private long pause(IntervalFunction pauses, int attempt, Throwable trouble) {
        long longest = settings.longestPause().toMillis();
        return ((PassingException) trouble)
                .retryAfter()
                .map(asked -> Math.clamp(asked.toMillis(), 1, longest))
                .orElseGet(() -> pauses.apply(attempt));
    }

    /**
     * Has all jobs done. If one fails, those under way are still waited for and taken, since they may have cost something;
     * whoever says stop does not want to wait, and gets what has come.
     *
     * @param jobs asked for the next one only when there is room for it
     * @throws StoppedException if somebody said stop
     * @throws OracleException if the server could not be brought to answer
     */
    void run(Iterator<? extends Job> jobs) {
        new Pass(jobs).run();
    }

    /** A job with its repetitions. */
    private final class Attempt {
        private final Job job;
        private final Retry.AsyncContext<Object> context = retry.asyncContext();
        /** When to send it; once it is sent, when it is too late. */
        private long due;

        private CompletableFuture<HttpResponse<BoundedBody.Body>> response;

        Attempt(Job job) {
            this.job = job;
        }
    }

    /** One call of {@link #run}. */
    private final class Pass {
        private final Iterator<? extends Job> jobs;
        private final Deque<Job> split = new ArrayDeque<>();
        private final List<Attempt> waiting = new ArrayList<>();
        private final List<Attempt> underWay = new ArrayList<>();
        private final LinkedBlockingQueue<Attempt> arrivals = new LinkedBlockingQueue<>();
        private OracleException end;

        Pass(Iterator<? extends Job> jobs) {
            this.jobs = jobs;
        }

        void run() {
            try {
                while (!isOver()) {
                    if (stopped.getAsBoolean()) {
                        takeAll();
                        throw new StoppedException();
                    }
                    long now = nanoClock.getAsLong();
                    begin(now);
                    long next = sendDue(now);
                    take(arrivals.poll(next, TimeUnit.NANOSECONDS));
                    dropLate(nanoClock.getAsLong());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StoppedException();
            } finally {
                underWay.forEach(attempt -> attempt.response.cancel(true));
            }
            if (end != null) {
                throw end;
            }
        }

        private boolean isOver() {
            boolean nothingToSend = waiting.isEmpty() && split.isEmpty() && !jobs.hasNext();
            return underWay.isEmpty() && (end != null || nothingToSend);
        }

        private void begin(long now) {
            while (end == null
                    && waiting.size() + underWay.size() < concurrency
                    && (!split.isEmpty() || jobs.hasNext())) {
                Attempt attempt = new Attempt(split.isEmpty() ? jobs.next() : split.poll());
                attempt.due = now + pace.book(attempt.job.questions(), now);
                waiting.add(attempt);
            }
        }

        /** Returns in how many nanoseconds there may be something to do again. */
        private long sendDue(long now) {
            long next = GLANCE;
            for (Attempt attempt : end == null ? List.copyOf(waiting) : List.<Attempt>of()) {
                if (attempt.due - now > 0) {
                    next = Math.min(next, attempt.due - now);
                    continue;
                }
                waiting.remove(attempt);
                send(attempt, now);
            }
            return next;
        }

        @SuppressWarnings("FutureReturnValueIgnored") // who waits for arrivals sees its trouble too
        private void send(Attempt attempt, long now) {
            try {
                attempt.response = wire.send(attempt.job.uri(), attempt.job.body(), attempt.job.mostBytes());
            } catch (MalformedMessageException e) {
                failed(new OracleException("question is wrong: " + e.getMessage(), e));
                return;
            }
            attempt.due = now + settings.timeout().toNanos();
            underWay.add(attempt);
            attempt.response.whenComplete((response, trouble) -> arrivals.add(attempt));
        }

        private void takeAll() {
            while (!arrivals.isEmpty()) {
                take(arrivals.poll());
            }
        }

        private void take(Attempt arrived) {
            // what was given up as late arrives too
            if (arrived == null || !underWay.remove(arrived)) {
                return;
            }
            try {
                byte[] body = wire.body(arrived.response);
                reached = true;
                arrived.job.accept(body);
            } catch (MalformedMessageException e) {
                failed(new OracleException("response is wrong: " + e.getMessage() + ": " + wire.address(), e));
            } catch (OracleException e) {
                troubled(arrived, e);
            }
        }

        private void dropLate(long now) {
            for (Attempt attempt : List.copyOf(underWay)) {
                if (attempt.due - now <= 0 && !attempt.response.isDone()) {
                    underWay.remove(attempt);
                    attempt.response.cancel(true);
                    troubled(attempt, wire.tooLate(settings.timeout()));
                }
            }
        }

        private void troubled(Attempt attempt, OracleException trouble) {
            if (trouble instanceof RefusedException || isFromAServer(trouble)) {
                reached = true;
            }
            if (trouble instanceof PassingException passing && passing.kind() == PassingException.Kind.THROTTLED) {
                concurrency = 1; // several that wait together would keep each other waiting
            }
            if (trouble instanceof RefusedException refused && refused.mayBeTooMany()) {
                List<Job> parts = attempt.job.split();
                if (!parts.isEmpty()) {
                    split.addAll(parts);
                    return;
                }
            }
            long pause = end == null ? attempt.context.onError(trouble) : -1;
            if (pause < 0) {
                failed(trouble);
                return;
            }
            long now = nanoClock.getAsLong();
            attempt.due = now + Math.max(TimeUnit.MILLISECONDS.toNanos(pause), pace.book(attempt.job.questions(), now));
            waiting.add(attempt);
        }

        private boolean isFromAServer(OracleException trouble) {
            return trouble instanceof PassingException passing && passing.kind() != PassingException.Kind.UNREACHABLE;
        }

        private void failed(OracleException trouble) {
            if (end != null) {
                return;
            }
            boolean repeated = settings.retries() > 0 && isWorthRepeating(trouble);
            end = repeated
                    ? new OracleException(
                            "server must answer within " + (settings.retries() + 1) + " attempts; the last: "
                                    + trouble.getMessage(),
                            trouble)
                    : trouble;
        }
    }
}
