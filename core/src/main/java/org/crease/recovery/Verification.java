package org.crease.recovery;

/**
 * The found network f̂ against the oracle f, on questions asked for nothing else.
 *
 * @param queries asked for it
 * @param maxAbs largest |f − f̂|
 * @param maxRel {@code maxAbs} over the largest |f| met
 * @param lines fresh lines on which kinks were searched
 * @param kinksExplained kinks of f on them that f̂ has too
 * @param kinksUnexplained kinks of f on them that f̂ has not, and the other way round
 */
public record Verification(
        long queries, double maxAbs, double maxRel, int lines, int kinksExplained, int kinksUnexplained) {
    /** With N kinks explained and none not, less than 3/N of all kinks are missing, at 95 % (the rule of three). */
    public double missingKinkRate95() {
        int all = kinksExplained + kinksUnexplained;
        return all == 0 ? 1 : Math.min(1, (3.0 + kinksUnexplained) / all);
    }
}
