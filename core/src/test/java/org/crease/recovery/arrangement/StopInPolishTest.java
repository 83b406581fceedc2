package org.crease.recovery.arrangement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.crease.geometry.Points;
import org.crease.network.ReluNetwork;
import org.crease.oracle.Oracle;
import org.crease.oracle.OracleWrapper;
import org.crease.oracle.StoppedException;
import org.crease.recovery.Progress;
import org.crease.recovery.Recovery;
import org.crease.recovery.SearchSpace;
import org.crease.recovery.TestOracles;
import org.junit.jupiter.api.Test;

/** Through float32, 4-12-2: a polish, and the comparison with all answers behind it, ask nothing and are where such runs are when they are stopped. */
class StopInPolishTest {
    private static final int ANSWERS_A_LOOK = 1024;

    private final ReluNetwork truth = TestGrounds.network(1, 4, 12, 2);

    @Test
    void aStopAnywhereInItEndsTheRunAtOnceWithWhatThereIs() {
        Stopped whole = new Stopped(Integer.MAX_VALUE);
        assertThat(whole.recover()).isInstanceOf(Recovery.Complete.class);
        assertThat(whole.looks).isGreaterThanOrEqualTo((int) (10 + whole.questions / ANSWERS_A_LOOK));
        for (int at : new int[] {1, 2, whole.looks / 2, whole.looks - 1, whole.looks}) {
            Stopped stopped = new Stopped(at);
            assertThat(stopped.recover()).as("look %d", at).isInstanceOfSatisfying(Recovery.Partial.class, partial -> {
                assertThat(partial.reason().message()).contains("stopped");
                assertThat(partial.found().network().hidden().getFirst().outputs())
                        .isEqualTo(12);
            });
            assertThat(stopped.after).as("look %d", at).isEmpty();
        }
    }

    /** A run that is stopped when it looks for the {@code at}-th time in a polish whether it is. */
    private final class Stopped {
        private final int at;
        private final List<String> after = new ArrayList<>();
        private boolean polishing;
        private int looks;
        private long questions;

        private Stopped(int at) {
            this.at = at;
        }

        Recovery recover() {
            Progress progress = (step, neurons) -> {
                polishing = step.equals("Polish");
                if (looks >= at) {
                    after.add(step);
                }
            };
            return ArrangementMethod.DEFAULTS.recover(
                    new Watched(TestOracles.float32(truth)), SearchSpace.all(4), 1, progress);
        }

        private final class Watched extends OracleWrapper {
            private Watched(Oracle inner) {
                super(inner);
            }

            @Override
            protected OracleWrapper around(Oracle other) {
                return new Watched(other);
            }

            @Override
            protected Points answer(Points batch, UnaryOperator<Points> next) {
                if (looks >= at) {
                    after.add("a question");
                    throw new StoppedException();
                }
                questions += batch.size();
                return next.apply(batch);
            }

            @Override
            public void checkOpen() {
                looks += polishing && looks < at ? 1 : 0;
                if (looks >= at) {
                    throw new StoppedException();
                }
            }
        }
    }
}
