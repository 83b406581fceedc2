package org.crease.recovery.fit;

import java.util.ArrayList;
import java.util.List;

/**
 * Signs that least squares gave as real numbers.
 *
 * @param values +1 or −1 for each
 * @param certificate the largest | |s_i| − 1 | before rounding
 */
public record RoundedSigns(List<Integer> values, double certificate) {
    /** The first column of a solution, as far as its first {@code count} unknowns. */
    public static RoundedSigns of(LeastSquares fit, int count) {
        List<Integer> values = new ArrayList<>();
        double certificate = 0;
        for (int i = 0; i < count; i++) {
            double s = fit.solution().get(i, 0);
            values.add(s >= 0 ? 1 : -1);
            certificate = Math.max(certificate, Math.abs(Math.abs(s) - 1));
        }
        return new RoundedSigns(values, certificate);
    }
}
