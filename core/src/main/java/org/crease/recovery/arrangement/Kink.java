package org.crease.recovery.arrangement;

import org.crease.geometry.Vector;

/**
 * Where two linear pieces of a line meet.
 *
 * @param t where, in lengths along the line
 * @param error bound of the error of {@code t}, from the resolution
 * @param before the piece that ends here
 * @param after the piece that starts here
 */
record Kink(double t, double error, Piece before, Piece after) {
    /** By how much the slope of each output changes. */
    Vector jump() {
        return after.slope().minus(before.slope());
    }

    /** The intersection of two pieces, weighted over the outputs by their errors; t is not finite if they are parallel. */
    static Kink between(Piece before, Piece after, double confidence) {
        double jj = 0;
        double jd = 0;
        Vector s = before.slope();
        Vector r = after.slope();
        for (int o = 0; o < s.dimension(); o++) {
            double weight = 1 / Math.max(before.eta().get(o), after.eta().get(o));
            double jump = weight * (r.get(o) - s.get(o));
            // at before.to the piece before lies above the other by this much
            double above =
                    weight * (before.atTo().get(o) - after.atFrom().get(o) + r.get(o) * (after.from() - before.to()));
            jj += jump * jump;
            jd += jump * above;
        }
        double t = before.to() + jd / jj;
        double error = confidence * (before.stretch(t) + after.stretch(t)) / Math.sqrt(jj);
        return new Kink(t, error, before, after);
    }
}
