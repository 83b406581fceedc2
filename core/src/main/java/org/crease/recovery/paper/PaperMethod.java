package org.crease.recovery.paper;

import java.util.Optional;
import org.crease.oracle.Oracle;
import org.crease.recovery.Progress;
import org.crease.recovery.Reason;
import org.crease.recovery.Recovery;
import org.crease.recovery.RecoveryMethod;
import org.crease.recovery.SearchSpace;

/** The paper's method, end to end. */
public record PaperMethod() implements RecoveryMethod {
    @Override
    public String name() {
        return "paper";
    }

    @Override
    public Recovery recover(Oracle oracle, SearchSpace space, long seed, Progress progress) {
        return new Recovery.Failed(new Reason(Reason.Cause.UNSUITABLE, "being written"), Optional.empty());
    }
}
