package org.crease.recovery.arrangement;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Cell;
import org.crease.geometry.Segment;
import org.crease.geometry.Vector;
import org.crease.network.ActivationPattern;
import org.crease.network.ReluNetwork;
import org.crease.recovery.arrangement.Ground.Probe;

/**
 * A facet about to be crossed along a boundary. With ∇h the facet's gradient, ∇z becomes ∇z + t·∇h beyond it. If t is
 * determined, so is the boundary beyond ({@link #beyond}). Else it is measured ({@link #measured}): just behind the facet the kink
 * lies on the line along which the distance to the facet is constant, and its offset gives t; farther out t is confirmed and
 * sharpened.
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

    /** How well a boundary is known beyond a facet with a bend that is determined: an angle, and a worse one in case of need. */
    private static final double[] PREDICTED = {1e-4, 1e-2};

    /** A facet is met so exactly, relative to the room behind it, that a search there fails for another reason. */
    private static final double EXACT = 1e-8;

    /** A boundary leaves a facet at an angle of more than this. */
    private static final double GRAZING = 1e-3;

    /** Where on the way to the facet the boundary is looked up once more, as a share of what is left of it. */
    private static final double SHORT_OF_IT = 0.05;

    private final Ground ground;
    private final FeatureSpace space;
    private final Spot from;
    private final double way;
    private final Vector q;
    private final Vector tau;
    private final Vector oldGradient;
    private final Vector h;
    private final int form;
    private final ActivationPattern pattern;
    private final Cell cell;
    private final List<AffineForm> features;
    private final double room;

    private Crossing(Spot from, Vector tau, Cell.Facet exit, FeatureSpace space, Ground ground) {
        ReluNetwork known = space.known();
        this.ground = ground;
        this.space = space;
        this.from = from;
        this.way = exit.distance();
        this.tau = tau;
        this.q = from.position().plus(way, tau);
        this.oldGradient = from.gradient();
        this.form = exit.form();
        this.h = from.cell().forms().get(form).gradient();
        this.pattern = from.pattern().flipped(known.neuronAt(form));
        this.cell = known.cellOf(pattern);
        this.features = space.in(pattern, cell);
        this.room = room(tau);
    }

    /**
     * The facet that lies from a spot along the boundary, as nearly along {@code direction} as can be; empty if there is none that
     * way, or none near enough.
     */
    static Optional<Crossing> ahead(Spot from, Vector direction, FeatureSpace space, Ground ground) {
        Vector tangent = direction.orthogonalTo(from.gradient().unit());
        if (!(tangent.norm() > 1e-9 * direction.norm())) {
            return Optional.empty();
        }
        Vector tau = tangent.unit();
        return from.cell()
                .nextFacet(from.position(), tau)
                .filter(exit -> exit.distance() < ground.room(from.position(), tau, reach(from.position(), ground)))
                .map(exit -> new Crossing(from, tau, exit, space, ground))
                .filter(crossing -> space.isSure(crossing.pattern))
                .filter(crossing ->
                        crossing.room >= ground.longer(TOO_NARROW, 1e-2, crossing.q) * ground.sizeAt(crossing.q));
    }

    /** The form of the known layers whose zero the facet is. */
    int form() {
        return form;
    }

    /** The bend at the facet, if equations determine it. */
    Optional<Double> bend(Equations equations) {
        double[] delta = new double[features.size()];
        double hh = h.dot(h);
        for (int d = 0; d < delta.length; d++) {
            Vector change =
                    features.get(d).gradient().minus(from.features().get(d).gradient());
            delta[d] = change.dot(h) / hh;
        }
        return equations.bend(delta, Math.sqrt(hh));
    }

    private static double reach(Vector x, Ground ground) {
        return 100 * (x.norm() + ground.near());
    }

    /** How far the new cell, or the reach of this step, goes. */
    private double room(Vector direction) {
        return ground.room(cell, q, direction, form, reach(q, ground));
    }

    /** The spot beyond the facet that a bend leads to; computed, not asked. */
    Optional<Spot> beyond(double bend) {
        return beyond(bend, FAR[0], ground.longer(PREDICTED[0], 0.03, q));
    }

    private Optional<Spot> beyond(double bend, double share, double angle) {
        Vector gradient = oldGradient.plus(bend, h);
        return ahead(gradient).map(ahead -> {
            double distance = share * room(ahead);
            return new Spot(q.plus(distance, ahead), angle * distance, gradient, pattern, cell, features);
        });
    }

    /** As {@link #beyond}, and f shows it there. */
    Optional<Spot> confirmed(double bend) {
        for (double fine : PREDICTED) {
            double angle = ground.longer(fine, 0.03, q);
            for (double share : FAR) {
                Optional<Spot> spot = beyond(bend, share, angle).flatMap(s -> s.asked(ground));
                if (spot.isPresent()) {
                    return spot;
                }
            }
        }
        return Optional.empty();
    }

    /** Whether f is constant right behind the facet: all that is behind the boundary is dead there, and nothing tells where it is. */
    boolean isDead() {
        double eps = NEAR[0] * Math.min(room, 0.1 * ground.sizeAt(q));
        Vector y = q.plus(eps, tau);
        return ground.look(List.of(ground.probe(cell, y, oldGradient.unit(), eps)))
                .getFirst()
                .isFlat();
    }

    /** The spot beyond the facet, by a search. */
    Optional<Spot> measured() {
        return searched().or(() -> sharpened().flatMap(Crossing::searched));
    }

    /**
     * This crossing from a gradient that is more exact: the boundary is looked up once more shortly before the facet, and runs
     * straight there from where it was asked last.
     */
    private Optional<Crossing> sharpened() {
        double shortOf = SHORT_OF_IT * way;
        Vector unit = oldGradient.unit();
        Vector x = q.plus(-shortOf, tau);
        return ground.locate(x, unit, PREDICTED[1] * shortOf)
                .filter(kink -> Math.abs(kink.t()) > EXACT * room)
                .flatMap(kink -> {
                    Vector along = x.plus(kink.t(), unit).minus(from.position()).unit();
                    Spot straight = from.withGradient(oldGradient.orthogonalTo(along));
                    return ahead(straight, along, space, ground).filter(c -> c.form == form);
                });
    }

    private Optional<Spot> searched() {
        Vector across = oldGradient.orthogonalTo(h.unit());
        if (!(across.norm() > 1e-4 * oldGradient.norm())) {
            return Optional.empty();
        }
        Vector w = across.unit();
        for (int i = 0; i < NEAR.length; i++) {
            double eps = ground.longer(NEAR[i], 0.1, q) * Math.min(room, 0.1 * ground.sizeAt(q));
            Vector y = q.plus(eps, tau);
            double up = cell.nextFacet(y, w, form).map(Cell.Facet::distance).orElse(Double.MAX_VALUE);
            double down = cell.nextFacet(y, w.negated(), form)
                    .map(Cell.Facet::distance)
                    .orElse(Double.MAX_VALUE);
            Segment sideways =
                    new Segment(y, w, -Math.min(0.999 * down, REACH[i] * eps), Math.min(0.999 * up, REACH[i] * eps));
            List<Kink> kinks = ground.line().kinks(ground.fewPieces(sideways)).stream()
                    .sorted(Comparator.comparingDouble(k -> Math.abs(k.t())))
                    .toList();
            for (Kink kink : kinks) {
                double bend = -oldGradient.dot(w) * kink.t() / (h.dot(tau) * eps);
                Optional<Spot> spot = followed(bend, Math.max(1e-8, 4 * kink.error() / eps), eps);
                if (spot.isPresent()) {
                    return spot;
                }
            }
        }
        return Optional.empty();
    }

    /** The way along the boundary into the new cell; empty if it hardly leaves the facet, whose own kink it would follow. */
    private Optional<Vector> ahead(Vector gradient) {
        Vector ahead = tau.orthogonalTo(gradient.unit());
        if (!(ahead.norm() > 1e-6)) {
            return Optional.empty();
        }
        if (ahead.dot(h) * tau.dot(h) <= 0) {
            Vector tangent = h.orthogonalTo(gradient.unit());
            if (!(tangent.norm() > 1e-6 * h.norm())) {
                return Optional.empty();
            }
            ahead = tangent.times(tau.dot(h) > 0 ? 1 : -1);
        }
        return Optional.of(ahead.unit()).filter(this::leaves);
    }

    /** Whether a way along the boundary leads away from the facet. */
    private boolean leaves(Vector way) {
        return Math.abs(way.dot(h)) > GRAZING * h.norm() * way.norm();
    }

    /** Follows a boundary whose bend was measured at a small distance, by way of nearer places to a spot well inside the cell. */
    private Optional<Spot> followed(double bend, double angle, double eps) {
        Vector current = oldGradient.plus(bend, h);
        Optional<Vector> way = ahead(current);
        if (way.isEmpty()) {
            return Optional.empty();
        }
        Vector ahead = way.get();
        double there = room(ahead);
        double doubt = angle;
        for (double distance : new double[] {30 * eps, 1000 * eps}) {
            if (distance < FAR[0] * there) {
                Optional<Step> step = step(current, doubt, ahead, distance);
                if (step.isEmpty()) {
                    return Optional.empty();
                }
                current = step.get().gradient();
                doubt = step.get().doubt();
            }
        }
        for (double far : FAR) {
            Optional<Step> step = step(current, doubt, ahead, far * there);
            if (step.isPresent()) {
                Step s = step.get();
                return Optional.of(new Spot(s.at(), s.error(), s.gradient(), pattern, cell, features));
            }
        }
        return Optional.empty();
    }

    /** A point of the boundary beyond the facet, and what it says about the gradient. */
    private record Step(Vector at, double error, Vector gradient, double doubt) {}

    private Optional<Step> step(Vector gradient, double doubt, Vector ahead, double distance) {
        Vector unit = gradient.unit();
        Vector x = q.plus(distance, ahead.orthogonalTo(unit));
        double narrowest = ground.longer(NARROWEST, 1e-4, x) * ground.sizeAt(x);
        double wide = Math.max(distance * Math.clamp(8 * doubt, ground.longer(1e-4, 0.03, x), 0.05), narrowest);
        Probe probe = ground.probe(cell, x, unit, wide);
        if (!(wide < 0.1 * distance && probe.window() >= narrowest)) {
            return Optional.empty();
        }
        return ground.locate(probe).flatMap(kink -> {
            Vector at = x.plus(kink.t(), unit);
            Vector moved = at.minus(q);
            if (!leaves(moved)) {
                return Optional.empty();
            }
            double bend = -gradient.dot(moved) / h.dot(moved);
            double newDoubt = Math.max(1e-8, 4 * kink.error() / distance);
            return Optional.of(new Step(at, kink.error(), gradient.plus(bend, h), newDoubt));
        });
    }
}
