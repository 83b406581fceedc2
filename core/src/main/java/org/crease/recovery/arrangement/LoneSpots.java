package org.crease.recovery.arrangement;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.crease.geometry.Vector;

/**
 * Spots of a walk that are the only ones on their side of some neuron: a weight would stand on the word of one of them, and it may be a foreign
 * one.
 */
record LoneSpots(FeatureSpace space, Ground ground) {
    /** Places tried at which a boundary goes on as a spot says. */
    private static final int ATTEMPTS = 3;

    /** The spots, but for the first, that alone are on their side of some neuron of the last known layer. */
    Set<Spot> of(List<Spot> spots) {
        int last = space.known().layers().size() - 1;
        Set<Spot> alone = new LinkedHashSet<>();
        for (int i = 0; i < space.width(); i++) {
            int neuron = i;
            Map<Boolean, List<Spot>> sides = spots.stream()
                    .collect(Collectors.partitioningBy(s -> s.pattern().isActive(last, neuron)));
            sides.values().stream()
                    .filter(side -> side.size() == 1 && !side.contains(spots.getFirst()))
                    .forEach(alone::addAll);
        }
        return alone;
    }

    /** Another spot of the same flat piece. */
    Optional<Spot> seconded(Spot spot) {
        if (ground.inputs() == 1) {
            return Optional.of(spot); // a boundary is a point
        }
        Vector normal = spot.gradient().unit();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Vector way = Vector.direction(ground.inputs(), ground.random()).orthogonalTo(normal);
            double room = ground.room(spot.cell(), spot.position(), way.unit(), -1, ground.sizeAt(spot.position()));
            Vector at = spot.position().plus(room / 2, way.unit());
            Spot there = new Spot(
                    at,
                    ground.longer(BoundaryWalk.ANGLE, 0.03, at) * room,
                    spot.gradient(),
                    spot.pattern(),
                    spot.cell(),
                    spot.features());
            Optional<Spot> asked = there.asked(ground);
            if (asked.isPresent()) {
                return asked;
            }
        }
        return Optional.empty();
    }
}
