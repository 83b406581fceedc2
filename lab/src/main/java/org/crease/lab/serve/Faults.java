package org.crease.lab.serve;

import java.util.concurrent.atomic.AtomicLong;

/** Which requests come to grief: counted, not drawn, so that a run repeats. For several threads. */
final class Faults {
    private final ServeSettings settings;
    private final AtomicLong requests = new AtomicLong();

    Faults(ServeSettings settings) {
        this.settings = settings;
    }

    /** What happens to a request. */
    enum Fate {
        ANSWERED,
        FAILED,
        DROPPED
    }

    /** The fate of the next request; one that is to fail and to be dropped is dropped. */
    Fate next() {
        long number = requests.incrementAndGet();
        if (settings.dropEvery() > 0 && number % settings.dropEvery() == 0) {
            return Fate.DROPPED;
        }
        return settings.failEvery() > 0 && number % settings.failEvery() == 0 ? Fate.FAILED : Fate.ANSWERED;
    }
}
