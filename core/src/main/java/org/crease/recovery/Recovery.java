package org.crease.recovery;

import java.util.Optional;

/** What came of a recovery. */
public sealed interface Recovery {
    /** What is known of the network, if anything is. */
    default Optional<Findings> findings() {
        return switch (this) {
            case Complete complete -> Optional.of(complete.found());
            case Partial partial -> Optional.of(partial.found());
            case Failed failed -> Optional.empty();
        };
    }

    /** What keeps it from being complete. */
    default Optional<Reason> whyNotComplete() {
        return switch (this) {
            case Complete complete -> Optional.empty();
            case Partial partial -> Optional.of(partial.reason());
            case Failed failed -> Optional.of(failed.reason());
        };
    }

    /** The function is recovered in the domain; weights that no answer can fix may still be listed as unknown. */
    record Complete(Findings found) implements Recovery {}

    /** Some of the network is known, and somewhere the function is not yet explained. */
    record Partial(Findings found, Reason reason) implements Recovery {}

    /** Not even the first layer is known, or the function is not one that the method can recover. */
    record Failed(Reason reason, Optional<Resolution> resolution) implements Recovery {}
}
