package org.crease.recovery.paper;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.crease.geometry.Vector;
import org.crease.network.NeuronId;

/**
 * "Exploring boundary intersections" (§4.2), the inner loop of Algorithm 2: gathers A_z, L_z and ℋ_z from one point of B_z, until
 * all of layer k−1 has been crossed, or B_z turns out to lie deeper, or a maximum number of steps has been made.
 *
 * @param exploration how to go on
 * @param crossing one step
 * @param stepsPerNeuron maximum number of steps, as a multiple of the width of layer k−1
 * @param deeperShare share of the steps that may leave the boundary before it counts as a deeper one
 */
record BoundaryWalk(Exploration exploration, Crossing crossing, double stepsPerNeuron, double deeperShare) {
    static final BoundaryWalk DEFAULTS = new BoundaryWalk(NearestExploration.DEFAULTS, Crossing.DEFAULTS, 6, 0.25);

    /** What a walk found. */
    sealed interface Outcome {}

    /**
     * A_z and the bends on it.
     *
     * @param visits A_z
     * @param bends by neuron of layer k−1, the weight α of Theorem 4 up to the sign common to all; NaN where not crossed
     */
    record Walked(List<Visit> visits, Vector bends) implements Outcome {
        boolean isComplete() {
            return crossed() == bends.dimension();
        }

        int crossed() {
            int count = 0;
            for (int i = 0; i < bends.dimension(); i++) {
                count += Double.isNaN(bends.get(i)) ? 0 : 1;
            }
            return count;
        }
    }

    /** B_z belongs to a deeper layer, as far as can be seen from here. */
    record TooDeep() implements Outcome {}

    Outcome from(LocalHyperplane start, Crossing.Ground ground, RandomGenerator random) {
        int below = ground.known().layers().size() - 1;
        int width = ground.known().outputs();
        double[] bends = new double[width];
        Arrays.fill(bends, Double.NaN);
        List<Set<Visit>> tried = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            tried.add(Collections.newSetFromMap(new IdentityHashMap<>()));
        }
        List<Visit> visits = new ArrayList<>(List.of(Visit.first(start, ground.known())));
        int left = 0;
        int steps = (int) Math.ceil(stepsPerNeuron * width) + 8;
        for (int made = 1; made <= steps; made++) {
            List<Exploration.Target> missing = missing(bends, tried, below);
            if (missing.isEmpty()) {
                break;
            }
            Optional<Exploration.Step> step = exploration.next(visits, missing, ground.known(), random);
            if (step.isEmpty()) {
                break;
            }
            Visit from = step.get().from();
            step.get().target().ifPresent(target -> tried.get(target.index()).add(from));
            switch (crossing.step(step.get(), ground, random)) {
                case Crossing.Crossed crossed -> {
                    visits.add(crossed.beyond());
                    if (crossed.neuron().layer() == below) {
                        bends[crossed.neuron().index()] = crossed.bend();
                    }
                }
                case Crossing.Deeper deeper -> left++;
                case Crossing.Lost lost -> {}
            }
            if (left > deeperShare * (visits.size() + 2)) {
                return new TooDeep();
            }
        }
        return new Walked(List.copyOf(visits), Vector.of(bends));
    }

    private static List<Exploration.Target> missing(double[] bends, List<Set<Visit>> tried, int layer) {
        List<Exploration.Target> missing = new ArrayList<>();
        for (int i = 0; i < bends.length; i++) {
            if (Double.isNaN(bends[i])) {
                missing.add(new Exploration.Target(new NeuronId(layer, i), tried.get(i)));
            }
        }
        return missing;
    }
}
