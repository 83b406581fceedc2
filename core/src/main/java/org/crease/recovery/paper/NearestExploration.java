package org.crease.recovery.paper;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Vector;
import org.crease.network.ReluNetwork;

/**
 * "Pick a missing z′ and a point p_i, calculate the hyperplane H which would describe B_z′ under the activation pattern of
 * p_i, and choose v along the local hyperplane to p_i such that the distance to H is minimized. This is the approach which
 * we take in our implementation."
 *
 * <p>Of all missing z′ and a random dozen of the points, the nearest pair is taken, where a pair counts as farther the more
 * often its z′ was aimed at in vain.
 *
 * @param points how many of the points are looked at
 */
record NearestExploration(int points) implements Exploration {
    static final NearestExploration DEFAULTS = new NearestExploration(12);

    @Override
    public Optional<Step> next(List<Visit> visited, List<Target> missing, ReluNetwork known, RandomGenerator random) {
        Step best = null;
        double nearest = Double.POSITIVE_INFINITY;
        for (int i = 0; i < Math.min(points, visited.size()); i++) {
            Visit from = visited.size() <= points ? visited.get(i) : visited.get(random.nextInt(visited.size()));
            for (Target target : missing) {
                if (target.tried().contains(from)) {
                    continue;
                }
                AffineForm h = from.form(known, target.neuron());
                Vector along = h.gradient().orthogonalTo(from.normal());
                double slope = along.norm();
                if (!(slope > 0) || h.at(from.position()) == 0) {
                    continue;
                }
                double value = h.at(from.position());
                double distance =
                        Math.abs(value) / slope * (1 + target.tried().size()) * (0.7 + 0.7 * random.nextDouble());
                if (distance < nearest) {
                    nearest = distance;
                    best = new Step(from, along.times(-Math.signum(value)).unit(), Optional.of(target.neuron()));
                }
            }
        }
        return Optional.ofNullable(best);
    }
}
