package org.crease.recovery.arrangement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.crease.oracle.FunctionOracle;
import org.crease.oracle.Oracle;
import org.crease.oracle.StoppableOracle;
import org.crease.oracle.StoppedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LeftAloneTest {
    private final AtomicBoolean stop = new AtomicBoolean();
    private final Oracle oracle = new StoppableOracle(new FunctionOracle(1, 1, x -> x), stop::get);

    @Test
    void whatTheWorkMakesIsHandedOver() {
        assertThat(LeftAlone.unlessStopped(oracle, () -> 7)).isEqualTo(7);
    }

    @Test
    void itsTroubleIsTheCallers() {
        assertThatThrownBy(() -> LeftAlone.unlessStopped(oracle, () -> {
                    throw new IllegalArgumentException("rows must be finite");
                }))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("rows must be finite");
    }

    /** The work is told to end when the stop has ended the wait for it, and not before. */
    @Test
    void aStopDoesNotWaitForTheWork() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch left = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        assertThatThrownBy(() -> LeftAlone.unlessStopped(oracle, () -> {
                    begun.countDown();
                    stop.set(true);
                    await(left);
                    ended.countDown();
                    return 7;
                }))
                .isInstanceOf(StoppedException.class);
        assertThat(begun.getCount()).isZero();
        assertThat(ended.getCount()).isOne();
        left.countDown();
        ended.await();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
