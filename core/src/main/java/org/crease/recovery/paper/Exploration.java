package org.crease.recovery.paper;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.crease.geometry.Vector;
import org.crease.network.NeuronId;
import org.crease.network.ReluNetwork;

/** "How to explore" (§4.2): from which point of a boundary to go on, and in which direction along it. */
sealed interface Exploration permits RandomExploration, LinearProgramExploration, NearestExploration {
    /**
     * A choice.
     *
     * @param from a member of A_z
     * @param direction a unit vector along the local hyperplane there
     * @param target the neuron aimed at; empty if none in particular
     */
    record Step(Visit from, Vector direction, Optional<NeuronId> target) {}

    /**
     * The next step.
     *
     * @param visited A_z, not empty
     * @param missing the neurons of layer k−1 whose boundaries have not been crossed, not empty
     * @return empty if this way of exploring sees no way on
     */
    Optional<Step> next(List<Visit> visited, List<Target> missing, ReluNetwork known, RandomGenerator random);

    /**
     * A neuron to reach.
     *
     * @param tried the members of A_z from which it was aimed at before: the same step again would end at the same place
     */
    record Target(NeuronId neuron, Set<Visit> tried) {}
}
