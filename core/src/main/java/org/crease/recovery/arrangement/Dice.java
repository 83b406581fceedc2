package org.crease.recovery.arrangement;

import java.util.random.RandomGenerator;

/**
 * The random numbers of a run. A fit that was left alone goes on with those that it was given; the run ends with others, so that what it hands over
 * is no matter of how far the fit has come.
 */
final class Dice implements RandomGenerator {
    private RandomGenerator held;

    Dice(RandomGenerator held) {
        this.held = held;
    }

    /** What is thrown now: for work that may outlast the run. */
    RandomGenerator held() {
        return held;
    }

    /** Throws others from now on. */
    void leave(RandomGenerator others) {
        held = others;
    }

    @Override
    public int nextInt() {
        return held.nextInt();
    }

    @Override
    public long nextLong() {
        return held.nextLong();
    }
}
