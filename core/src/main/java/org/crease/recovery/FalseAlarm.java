package org.crease.recovery;

/**
 * How often a test on coarse answers may take chance for something. What errs at random is normal, with the standard error that
 * {@link Resolution#standardError} tells, so the probability says how many standard errors a number must be off to count.
 *
 * <p>There are two kinds of tests. What a glance takes for something is looked at again, so that a false alarm costs questions only. On a
 * verdict the result stands: a run passes fewer than a million of these, so that of a thousand runs one is misled by chance.
 */
public enum FalseAlarm {
    /** Of one comparison: whether an answer lies on a line, so that there is no kink. */
    GLANCE(1e-4),

    /** Of one that nothing checks again: whether a neuron has an output weight, whether a place belongs to another boundary. */
    VERDICT(1e-9);

    /** Where the probability is sought, in standard errors: between 0.3 and 10⁻⁵⁰. */
    private static final double NEAREST = 1;

    private static final double FARTHEST = 15;

    /** Of the continued fraction, and halvings: more digits than it takes. */
    private static final int STEPS = 100;

    private final double probability;
    private final double standardErrors;

    FalseAlarm(double probability) {
        this.probability = probability;
        double low = NEAREST;
        double high = FARTHEST;
        for (int step = 0; step < STEPS; step++) {
            double middle = (low + high) / 2;
            boolean isTooOften = beyond(middle) > probability;
            low = isTooOften ? middle : low;
            high = isTooOften ? high : middle;
        }
        this.standardErrors = high;
    }

    /** The probability of a normal number to be farther off than that, to either side: Laplace's continued fraction. */
    private static double beyond(double z) {
        double fraction = z;
        for (int k = STEPS; k > 0; k--) {
            fraction = z + k / fraction;
        }
        return 2 * Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI) / fraction;
    }

    /** That a number which errs by chance alone is taken for more. */
    public double probability() {
        return probability;
    }

    /** How many standard errors a number must be off, to either side. */
    public double standardErrors() {
        return standardErrors;
    }
}
