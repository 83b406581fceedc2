package org.crease.recovery.paper;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.crease.geometry.Vector;
import org.crease.network.ReluNetwork;

/** "Pick a random point p_i from those already identified and a random direction v; this has the advantage of simplicity." */
record RandomExploration() implements Exploration {
    @Override
    public Optional<Step> next(List<Visit> visited, List<Target> missing, ReluNetwork known, RandomGenerator random) {
        Visit from = visited.get(random.nextInt(visited.size()));
        Vector tangent = Vector.gaussian(from.normal().dimension(), random).orthogonalTo(from.normal());
        return Optional.of(new Step(from, tangent.unit(), Optional.empty()));
    }
}
