package org.crease.recovery.paper;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Cell;
import org.crease.geometry.Segment;
import org.crease.geometry.Vector;
import org.crease.network.ActivationPattern;
import org.crease.network.NeuronId;
import org.crease.network.ReluNetwork;
import org.crease.oracle.Oracle;
import org.crease.recovery.Resolution;
import org.crease.recovery.SearchSpace;
import org.crease.recovery.fit.LeastSquares;

/**
 * One step of Algorithm 2: from a point of B_z along its local hyperplane to the closest known boundary B_z′, and over it, where
 * B_z bends.
 *
 * <p>"p′ + ε" has no direction in the paper. Here it is the direction of travel, and B_z is searched from there along the part
 * of its normal that is parallel to B_z′, so that the search stays on the far side. InferHyperplane, printed with p_i, is
 * meant at the point found there. That it is the same boundary is checked twice: both local hyperplanes meet on B_z′, and
 * their normals and that of B_z′ lie in one plane (Appendix C: c·v_s − v_r = W·v).
 *
 * @param inferHyperplane used beyond the boundary
 * @param steps ε tried one after the other, as shares of the way to the boundary after next
 * @param width half length of the search for B_z, in units of ε: bends up to its arc tangent are found
 * @param candidates kinks examined in one search
 * @param agreement largest misfit of the three normals, relative to the gradient; a foreign boundary's is of order one
 */
record Crossing(InferHyperplane inferHyperplane, List<Double> steps, double width, int candidates, double agreement) {
    /**
     * The first step goes far enough for a precise plane, the others get between boundaries that are close; bends of up to
     * atan 8 = 83° are found. A neighbourhood of 0.3 is possible since the known boundaries are known to be farther. Foreign planes
     * misfit by a tenth and more, right ones by a millionth and less.
     */
    static final Crossing DEFAULTS =
            new Crossing(new InferHyperplane(4, 0.3, 0.15, 4), List.of(0.3, 0.02, 1e-3), 8, 3, 1e-4);

    /** How far on the way to the closest boundary B_z is looked for, and how wide, as shares of that way. */
    private static final double NEARLY_THERE = 0.97;

    private static final double BESIDE = 0.03;

    /** Steps longer than so many times the distance from the origin lead nowhere that matters. */
    private static final double TOO_FAR = 1e3;

    private static final String ACCOUNT = "AdditionalLayer";

    /** What came of a step. */
    sealed interface Outcome {}

    /**
     * B_z goes on beyond.
     *
     * @param neuron z′
     * @param bend by how much ∇z changes over B_z′ towards where ẑ′ is positive, as a multiple of ∇ẑ′: the weight, if z′ is in
     *     the layer below (Theorem 4)
     * @param beyond the new member of A_z
     */
    record Crossed(NeuronId neuron, double bend, Visit beyond) implements Outcome {}

    /** B_z bent before the closest known boundary was reached: z is in a deeper layer. */
    record Deeper() implements Outcome {}

    /** There is no known boundary this way, or B_z was not found beyond it. */
    record Lost() implements Outcome {}

    /** Everything that stays the same during a walk. */
    record Ground(Oracle oracle, Resolution resolution, SearchSpace space, ReluNetwork known) {
        double sizeAt(Vector x) {
            return x.norm() + space.scale();
        }
    }

    Outcome step(Exploration.Step step, Ground ground, RandomGenerator random) {
        Visit from = step.from();
        Vector p = from.position();
        Optional<ClosestBoundary> closest = ClosestBoundary.along(p, step.direction(), ground.known(), from.cell());
        if (closest.isEmpty()) {
            return new Lost();
        }
        NeuronId neuron = closest.get().neuron();
        double c = closest.get().distance();
        Vector q = p.plus(c, step.direction());
        if (!ground.space().domain().contains(q) || c > TOO_FAR * ground.sizeAt(p)) {
            return new Lost();
        }
        if (!(BESIDE * c > 64 * from.local().errorAt(c))) {
            return new Lost(); // too short a way to see anything on
        }
        if (!isOnBoundary(from, p.plus(NEARLY_THERE * c, step.direction()), BESIDE * c, ground)) {
            return new Deeper();
        }
        ActivationPattern pattern = from.pattern().flipped(neuron);
        Cell cell = ground.known().cellOf(pattern);
        double room = ClosestBoundary.beyond(neuron, q, step.direction(), ground.known(), cell)
                .map(ClosestBoundary::distance)
                .orElse(Double.POSITIVE_INFINITY);
        room = Math.min(room, ground.sizeAt(q));
        for (double share : steps) {
            Far far = new Far(from, neuron, q, step.direction(), share * room, pattern, cell);
            Optional<Crossed> crossed = search(far, ground, random);
            if (crossed.isPresent()) {
                return crossed.get();
            }
        }
        return new Lost();
    }

    /** The far side of a boundary: where z was, what was crossed, and the step ε beyond. */
    private record Far(
            Visit from,
            NeuronId neuron,
            Vector q,
            Vector direction,
            double epsilon,
            ActivationPattern pattern,
            Cell cell) {}

    private boolean isOnBoundary(Visit from, Vector y, double room, Ground ground) {
        double bound = 4 * from.local().errorAt(y.distanceTo(from.position()));
        double half = Math.max(room, 16 * bound);
        Optional<Segment> segment = ground.space().domain().clip(Segment.around(y, from.normal(), half));
        return segment.isPresent()
                && PointsOnLine.ALONG_A_FACET
                        .find(ground.oracle().chargedTo(ACCOUNT), ground.resolution(), segment.get())
                        .stream()
                        .anyMatch(kink -> Math.abs(kink.t()) <= kink.error() + bound);
    }

    private Optional<Crossed> search(Far far, Ground ground, RandomGenerator random) {
        AffineForm form = far.from().form(ground.known(), far.neuron());
        Vector across = far.from().normal().orthogonalTo(form.gradient().unit());
        Vector y = far.q().plus(far.epsilon(), far.direction());
        if (!(across.norm() > 0) || !ground.space().domain().contains(y)) {
            return Optional.empty();
        }
        Vector w = across.unit();
        double reach = width * far.epsilon();
        double to = Math.min(reach, 0.999 * roomIn(far.cell(), y, w));
        double from = -Math.min(reach, 0.999 * roomIn(far.cell(), y, w.negated()));
        Optional<Segment> segment =
                from < to ? ground.space().domain().clip(new Segment(y, w, from, to)) : Optional.empty();
        if (segment.isEmpty()) {
            return Optional.empty();
        }
        List<Kink> kinks =
                PointsOnLine.ALONG_A_FACET
                        .find(ground.oracle().chargedTo(ACCOUNT), ground.resolution(), segment.get())
                        .stream()
                        .filter(Kink::single)
                        .sorted(Comparator.comparingDouble(kink -> Math.abs(kink.t())))
                        .limit(candidates)
                        .toList();
        for (Kink kink : kinks) {
            Optional<Crossed> crossed = identify(BoundaryPoint.of(segment.get(), kink), far, form, ground, random);
            if (crossed.isPresent()) {
                return crossed;
            }
        }
        return Optional.empty();
    }

    private static double roomIn(Cell cell, Vector y, Vector direction) {
        return cell.nextFacet(y, direction).map(Cell.Facet::distance).orElse(Double.POSITIVE_INFINITY);
    }

    /** Whether the kink found beyond B_z′ is B_z again, and by how much it has bent. */
    private Optional<Crossed> identify(
            BoundaryPoint found, Far far, AffineForm form, Ground ground, RandomGenerator random) {
        Optional<LocalHyperplane> local = infer(found, found.gap(), far, ground, random);
        if (local.isEmpty() || !passesThroughQ(local.get(), far)) {
            return Optional.empty();
        }
        LocalHyperplane h = farther(local.get(), far, ground, random);
        // c·v_s − W·∇ẑ′ = ∇z(p_r)
        Vector before = far.from().gradient();
        LeastSquares.Matrix normals = new LeastSquares.Matrix(before.dimension(), 2);
        for (int i = 0; i < before.dimension(); i++) {
            normals.set(i, 0, h.plane().normal().get(i));
            normals.set(i, 1, -form.gradient().get(i));
        }
        LeastSquares fit = LeastSquares.solve(normals, before);
        if (fit.rank() < 2 || fit.residual() > agreement * before.norm()) {
            return Optional.empty();
        }
        Vector gradient = h.plane().normal().times(fit.solution().get(0, 0));
        boolean towardsPositive = far.pattern().isActive(far.neuron());
        double bend =
                towardsPositive ? fit.solution().get(1, 0) : -fit.solution().get(1, 0);
        double uncertainty = fit.condition() * (far.from().uncertainty() + h.tilt());
        Visit beyond = new Visit(h, gradient, uncertainty, far.pattern(), far.cell());
        return Optional.of(new Crossed(far.neuron(), bend, beyond));
    }

    private Optional<LocalHyperplane> infer(
            BoundaryPoint p, double gap, Far far, Ground ground, RandomGenerator random) {
        double clear = Math.min(gap, 2 * innerDistance(far.cell(), p.position()));
        return inferHyperplane.at(
                new BoundaryPoint(p.position(), p.across(), p.error(), clear),
                ground.oracle(),
                ground.resolution(),
                ground.space(),
                random);
    }

    /** Both local hyperplanes contain the point of B_z′ that was made for. */
    private boolean passesThroughQ(LocalHyperplane h, Far far) {
        double bound = h.errorAt(far.q().distanceTo(h.point().position()))
                + far.from().local().errorAt(far.q().distanceTo(far.from().position()));
        return Math.abs(h.plane().distance(far.q())) <= 4 * bound + agreement * far.epsilon();
    }

    /**
     * The same local hyperplane, known better: B_z is found again farther from B_z′, where there is room for a larger
     * neighbourhood. What is measured here is the start of every later step.
     */
    private LocalHyperplane farther(LocalHyperplane h, Far far, Ground ground, RandomGenerator random) {
        Vector away = h.plane().project(h.point().position()).minus(h.plane().project(far.q()));
        if (!(away.norm() > 0)) {
            return h;
        }
        Vector u = away.unit();
        double room = ClosestBoundary.beyond(far.neuron(), far.q(), u, ground.known(), far.cell())
                .map(ClosestBoundary::distance)
                .orElse(Double.POSITIVE_INFINITY);
        double distance = steps.getFirst() * Math.min(room, ground.sizeAt(far.q()));
        Vector y = h.plane().project(far.q().plus(distance, u));
        double bound = h.errorAt(distance);
        if (distance < 2 * away.norm() || 64 * bound > distance) {
            return h;
        }
        Optional<Segment> segment =
                ground.space().domain().clip(Segment.around(y, h.plane().normal(), 16 * bound + 1e-3 * distance));
        if (segment.isEmpty()) {
            return h;
        }
        return PointsOnLine.ACROSS_A_BOUNDARY
                .find(ground.oracle().chargedTo(ACCOUNT), ground.resolution(), segment.get())
                .stream()
                .filter(kink -> kink.single() && Math.abs(kink.t()) <= kink.error() + 4 * bound)
                .findFirst()
                .flatMap(kink ->
                        infer(BoundaryPoint.of(segment.get(), kink), Double.POSITIVE_INFINITY, far, ground, random))
                .filter(better -> better.tilt() < h.tilt())
                .orElse(h);
    }

    private static double innerDistance(Cell cell, Vector x) {
        double nearest = Double.POSITIVE_INFINITY;
        for (AffineForm form : cell.forms()) {
            double slope = form.gradient().norm();
            if (slope > 0) {
                nearest = Math.min(nearest, Math.abs(form.at(x)) / slope);
            }
        }
        return nearest;
    }
}
