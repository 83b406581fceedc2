package org.crease.recovery;

/**
 * Why a recovery is not complete.
 *
 * @param cause its kind
 * @param message one line: what was found, against which bound, and what to try
 */
public record Reason(Cause cause, String message) {
    /** The kinds of reason. */
    public enum Cause {
        /** The function is not one that the method can recover, or not with these answers. */
        UNSUITABLE,
        /** Something of the function is left without an explanation. */
        UNEXPLAINED,
        /** The agreed number of questions has been asked, or the agreed time is over. */
        LIMIT,
        /** The oracle broke. */
        ORACLE,
        /** Somebody stopped the run. */
        INTERRUPTED
    }
}
