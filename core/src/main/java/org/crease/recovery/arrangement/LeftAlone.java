package org.crease.recovery.arrangement;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.crease.oracle.Oracle;

/**
 * Work of seconds that asks nothing and cannot look up, such as the singular values of a large matrix. It is done on a thread of its own, while
 * this one looks several times a second whether the run is stopped. If it is, the work is left alone: its thread does not keep the process.
 */
final class LeftAlone {
    private static final long LOOK_MILLIS = 100;

    private LeftAlone() {}

    /**
     * What the work makes.
     *
     * @param work of which nobody minds that it goes on after a stop: it changes nothing but its result, and dice that nobody throws then
     * @throws org.crease.oracle.OracleException as {@link Oracle#checkOpen} does
     */
    static <T> T unlessStopped(Oracle oracle, Supplier<T> work) {
        oracle.checkOpen();
        FutureTask<T> task = new FutureTask<>(work::get);
        Thread.ofPlatform().daemon().name("crease-fit").start(task);
        while (true) {
            try {
                return task.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                oracle.checkOpen();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof RuntimeException trouble) {
                    throw trouble;
                }
                throw new IllegalStateException("fit must end with a result, got " + e.getCause(), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("fit must not be interrupted", e);
            }
        }
    }
}
