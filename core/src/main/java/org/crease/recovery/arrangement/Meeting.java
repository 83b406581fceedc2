package org.crease.recovery.arrangement;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Cell;
import org.crease.geometry.Vector;
import org.crease.network.ActivationPattern;
import org.crease.network.NeuronId;
import org.crease.network.ReluNetwork;

/**
 * A place where the boundary of a neuron z, as far as it is known, meets that of a neuron i of the last known layer. It is
 * computed, not asked: Newton's method on the two piecewise linear equations z = 0 and h_i = 0, the shortest step at a time.
 *
 * @param position where
 * @param pattern of the known layers on one side of B_i; on the other, i's state is the opposite
 */
record Meeting(Vector position, ActivationPattern pattern) {
    private static final int STEPS = 40;

    /** Off both boundaries by so little, relative to its size, a place lies on them. */
    private static final double THERE = 1e-11;

    private static final int HALVINGS = 60;

    /** Vertices looked at; of larger numbers, so many drawn at random. */
    private static final int MOST_VERTICES = 1000;

    /** A search that is so many times farther out than inputs are has gone astray. */
    private static final double ASTRAY = 1e4;

    /**
     * Looks for a meeting.
     *
     * @param from where the search begins
     * @param coefficients of z, in {@code space}
     */
    static Optional<Meeting> from(Vector from, FeatureSpace space, Vector coefficients, NeuronId i, Ground ground) {
        ReluNetwork known = space.known();
        Vector x = from;
        for (int step = 0; step < STEPS; step++) {
            ActivationPattern pattern = known.patternAt(x);
            Cell cell = known.cellOf(pattern);
            AffineForm h = cell.forms().get(known.formOf(i));
            AffineForm z = FeatureSpace.combined(space.in(pattern, cell), coefficients);
            if (!(z.gradient().norm() > 0) || !(h.gradient().norm() > 0)) {
                return Optional.empty();
            }
            double bound = THERE * ground.sizeAt(x);
            if (Math.abs(h.distance(x)) <= bound && Math.abs(z.distance(x)) <= bound) {
                return Optional.of(new Meeting(x, pattern));
            }
            Vector along = h.gradient().unit();
            Vector across = z.gradient().orthogonalTo(along);
            if (!(across.norm() > 1e-9 * z.gradient().norm())) {
                return Optional.empty();
            }
            Vector onto = x.plus(-h.distance(x), along);
            Vector next = onto.plus(-z.at(onto) / across.norm(), across.unit());
            // in a circle of cells, a shorter step finds the way out
            double share = step % 4 == 3 ? ground.random().nextDouble() : 1;
            x = x.plus(share, next.minus(x));
            if (x.norm() > ASTRAY * ground.near() || !ground.space().domain().contains(x)) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** A vertex of the boundary of a neuron of layer 1, and what the features are there. */
    record Vertex(Vector position, Vector features) {}

    /** Vertices of the boundary of neuron i of layer 1; all of them if they are not too many. */
    static List<Vertex> vertices(FeatureSpace space, int i, Ground ground) {
        return Vertices.of(space.known().layers().getFirst(), ground).on(i, MOST_VERTICES).stream()
                .map(x -> new Vertex(x, features(x, space)))
                .toList();
    }

    /**
     * One between two vertices of the boundary of a neuron of layer 1 on opposite sides of z: empty if all of them are on one side, so that the
     * two boundaries meet nowhere if all were looked at and z is known there.
     */
    static Optional<Meeting> between(List<Vertex> vertices, FeatureSpace space, Vector coefficients, Ground ground) {
        Map<Boolean, List<Vertex>> bySide = vertices.stream()
                .collect(Collectors.partitioningBy(v -> v.features().dot(coefficients) > 0));
        if (bySide.get(true).isEmpty() || bySide.get(false).isEmpty()) {
            return Optional.empty();
        }
        Vector on = random(bySide.get(true), ground);
        Vector off = random(bySide.get(false), ground);
        for (int halving = 0; halving < HALVINGS; halving++) {
            Vector middle = on.plus(0.5, off.minus(on));
            if (features(middle, space).dot(coefficients) > 0) {
                on = middle;
            } else {
                off = middle;
            }
        }
        return Optional.of(new Meeting(on, space.known().patternAt(on)));
    }

    private static Vector random(List<Vertex> vertices, Ground ground) {
        return vertices.get(ground.random().nextInt(vertices.size())).position();
    }

    private static Vector features(Vector x, FeatureSpace space) {
        ActivationPattern pattern = space.known().patternAt(x);
        return Vector.of(space.in(pattern, space.known().cellOf(pattern)).stream()
                .mapToDouble(feature -> feature.at(x))
                .toArray());
    }
}
