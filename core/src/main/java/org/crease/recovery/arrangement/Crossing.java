package org.crease.recovery.arrangement;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Cell;
import org.crease.geometry.Segment;
import org.crease.geometry.Vector;
import org.crease.network.ActivationPattern;
import org.crease.network.NeuronId;
import org.crease.network.ReluNetwork;

/**
 * Crosses one facet along a boundary. With ∇h the facet's gradient, ∇z becomes ∇z + t·∇h beyond it. Just behind the facet the
 * kink lies on the line along which the distance to the facet is constant, and its offset gives t; farther out t is confirmed
 * and sharpened.
 */
final class Crossing {
    /** Distances of the first search behind the facet, as shares of the room there. */
    private static final double[] NEAR = {1e-2, 1e-4};

    /** How far sideways these searches reach, in units of their distance from the facet. */
    private static final double[] REACH = {10, 100};

    /** The narrowest window in which a kink is looked for, relative to the size of the place. */
    private static final double NARROWEST = 1e-9;

    /** A cell with less room than this, relative to the size of the place, is not entered. */
    private static final double TOO_NARROW = 1e-6;

    /** Where along the way to the next facet the new spot may be. */
    private static final double[] FAR = {0.5, 0.2, 0.35};

    private final FeatureSpace space;
    private final Ground ground;

    Crossing(FeatureSpace space, Ground ground) {
        this.space = space;
        this.ground = ground;
    }

    /** The bend at a facet where it is determined. */
    interface Prediction {
        /**
         * The bend, if what is known determines it.
         *
         * @param delta change of each feature's gradient at the facet, in units of the facet's gradient
         * @param facetLength the length of the facet's gradient
         */
        Optional<Double> bend(double[] delta, double facetLength);
    }

    /** A facet about to be crossed. */
    private record Facet(
            Vector q,
            Vector tau,
            Vector oldGradient,
            Vector h,
            int form,
            ActivationPattern pattern,
            Cell cell,
            double room) {}

    /** Where a crossing led. */
    sealed interface Outcome {}

    /** To a spot in the next cell. */
    record Arrived(Spot spot) implements Outcome {}

    /** There is no facet that way, or none near enough. */
    record NoFacet() implements Outcome {}

    /** The boundary was not found beyond the facet. */
    record Lost() implements Outcome {}

    /** Crosses the facet that lies from {@code from} along the boundary, as nearly along {@code direction} as can be. */
    Outcome beyond(Spot from, Vector direction, Prediction prediction) {
        ReluNetwork known = space.known();
        Vector unit = from.gradient().unit();
        Vector tangent = direction.orthogonalTo(unit);
        if (!(tangent.norm() > 1e-9 * direction.norm())) {
            return new NoFacet();
        }
        Vector tau = tangent.unit();
        Optional<Cell.Facet> exit = from.cell().nextFacet(from.position(), tau);
        double reach = reach(from.position());
        if (exit.isEmpty() || !(exit.get().distance() < reach)) {
            return new NoFacet();
        }
        int form = exit.get().form();
        NeuronId neuron = known.neuronAt(form);
        Vector q = from.position().plus(exit.get().distance(), tau);
        Vector h = from.cell().forms().get(form).gradient();
        ActivationPattern pattern = from.pattern().flipped(neuron);
        Cell cell = known.cellOf(pattern);
        double room = Math.min(
                reach, cell.nextFacet(q, tau, form).map(Cell.Facet::distance).orElse(reach));
        if (room < TOO_NARROW * ground.sizeAt(q)) {
            return new NoFacet();
        }
        Facet facet = new Facet(q, tau, from.gradient(), h, form, pattern, cell, room);
        List<AffineForm> features = space.in(pattern, cell);
        double[] delta = new double[features.size()];
        double hh = h.dot(h);
        for (int d = 0; d < delta.length; d++) {
            delta[d] = features.get(d)
                            .gradient()
                            .minus(from.features().get(d).gradient())
                            .dot(h)
                    / hh;
        }
        Optional<Double> bend = prediction.bend(delta, Math.sqrt(hh));
        Optional<Spot> spot = bend.isPresent()
                ? follow(facet, from.gradient().plus(bend.get(), h), 1e-7, features, 0)
                : search(facet, features);
        return spot.<Outcome>map(Arrived::new).orElseGet(Lost::new);
    }

    private double reach(Vector x) {
        return 100 * (x.norm() + ground.near());
    }

    private Optional<Spot> search(Facet facet, List<AffineForm> features) {
        Vector hUnit = facet.h.unit();
        Vector across = facet.oldGradient.orthogonalTo(hUnit);
        if (!(across.norm() > 1e-4 * facet.oldGradient.norm())) {
            return Optional.empty();
        }
        Vector w = across.unit();
        for (int i = 0; i < NEAR.length; i++) {
            double eps = NEAR[i] * Math.min(facet.room, 0.1 * ground.sizeAt(facet.q));
            Vector y = facet.q.plus(eps, facet.tau);
            double up = facet.cell
                    .nextFacet(y, w, facet.form)
                    .map(Cell.Facet::distance)
                    .orElse(Double.MAX_VALUE);
            double down = facet.cell
                    .nextFacet(y, w.negated(), facet.form)
                    .map(Cell.Facet::distance)
                    .orElse(Double.MAX_VALUE);
            Segment across2 =
                    new Segment(y, w, -Math.min(0.999 * down, REACH[i] * eps), Math.min(0.999 * up, REACH[i] * eps));
            List<Kink> kinks = ground.line().kinks(ground.pieces(across2, List.of())).stream()
                    .sorted(Comparator.comparingDouble(k -> Math.abs(k.t())))
                    .toList();
            for (Kink kink : kinks) {
                double rise = facet.h.dot(facet.tau) * eps;
                double bend = -facet.oldGradient.dot(w) * kink.t() / rise;
                Vector gradient = facet.oldGradient.plus(bend, facet.h);
                Optional<Spot> spot = follow(facet, gradient, Math.max(1e-8, 4 * kink.error() / eps), features, eps);
                if (spot.isPresent()) {
                    return spot;
                }
            }
        }
        return Optional.empty();
    }

    /**
     * Follows the boundary with a gradient known up to an angle, out to a spot well inside the cell: by way of nearer places if
     * it was measured at a small distance {@code eps}, at once if that is 0.
     */
    private Optional<Spot> follow(Facet facet, Vector gradient, double angle, List<AffineForm> features, double eps) {
        Vector ahead = facet.tau.orthogonalTo(gradient.unit());
        if (!(ahead.norm() > 1e-6)) {
            return Optional.empty();
        }
        // the way must lead into the new cell
        if (ahead.dot(facet.h) * facet.tau.dot(facet.h) <= 0) {
            Vector hTangent = facet.h.orthogonalTo(gradient.unit());
            if (!(hTangent.norm() > 1e-6 * facet.h.norm())) {
                return Optional.empty();
            }
            ahead = hTangent.times(facet.tau.dot(facet.h) > 0 ? 1 : -1);
        }
        ahead = ahead.unit();
        double room = Math.min(
                reach(facet.q),
                facet.cell
                        .nextFacet(facet.q, ahead, facet.form)
                        .map(Cell.Facet::distance)
                        .orElse(Double.MAX_VALUE));
        Vector current = gradient;
        double doubt = angle;
        if (eps > 0) {
            for (double distance : new double[] {30 * eps, 1000 * eps}) {
                if (distance < FAR[0] * room) {
                    Optional<Step> step = step(facet, current, doubt, ahead, distance);
                    if (step.isEmpty()) {
                        return Optional.empty();
                    }
                    current = step.get().gradient();
                    doubt = step.get().doubt();
                }
            }
        }
        for (double far : FAR) {
            Optional<Step> step = step(facet, current, doubt, ahead, far * room);
            if (step.isPresent()) {
                Step s = step.get();
                return Optional.of(new Spot(s.at(), s.error(), s.gradient(), facet.pattern, facet.cell, features));
            }
        }
        return Optional.empty();
    }

    /** A point of the boundary beyond the facet, and what it says about the gradient. */
    private record Step(Vector at, double error, Vector gradient, double doubt) {}

    private Optional<Step> step(Facet facet, Vector gradient, double doubt, Vector ahead, double distance) {
        Vector unit = gradient.unit();
        Vector x = facet.q.plus(distance, ahead.orthogonalTo(unit));
        double window = Math.max(distance * Math.clamp(8 * doubt, 1e-4, 0.05), NARROWEST * ground.sizeAt(x));
        if (!(window < 0.1 * distance)) {
            return Optional.empty();
        }
        return ground.locate(x, unit, window).map(kink -> {
            Vector at = x.plus(kink.t(), unit);
            Vector moved = at.minus(facet.q);
            double bend = -gradient.dot(moved) / facet.h.dot(moved);
            return new Step(
                    at, kink.error(), gradient.plus(bend, facet.h), Math.max(1e-8, 4 * kink.error() / distance));
        });
    }
}
