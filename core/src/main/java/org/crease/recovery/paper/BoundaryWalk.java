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
 * @param imprecise a bend this many times less certain than the median one is measured again if another crossing can be had
 */
record BoundaryWalk(
        Exploration exploration, Crossing crossing, double stepsPerNeuron, double deeperShare, double imprecise) {
    /** Most walks cross everything in two steps a neuron; a deeper boundary is left at every second step. */
    static final BoundaryWalk DEFAULTS = new BoundaryWalk(NearestExploration.DEFAULTS, Crossing.DEFAULTS, 6, 0.25, 30);

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
        return new Walk(start, ground).run(random);
    }

    private final class Walk {
        private final Crossing.Ground ground;
        private final int layer;
        private final double[] bends;
        private final double[] uncertainties;
        private final List<Set<Visit>> tried = new ArrayList<>();
        private final List<Visit> visits = new ArrayList<>();
        private int left;

        Walk(LocalHyperplane start, Crossing.Ground ground) {
            this.ground = ground;
            this.layer = ground.known().layers().size() - 1;
            int width = ground.known().outputs();
            this.bends = new double[width];
            this.uncertainties = new double[width];
            Arrays.fill(bends, Double.NaN);
            Arrays.fill(uncertainties, Double.POSITIVE_INFINITY);
            for (int i = 0; i < width; i++) {
                tried.add(Collections.newSetFromMap(new IdentityHashMap<>()));
            }
            visits.add(Visit.first(start, ground.known()));
        }

        Outcome run(RandomGenerator random) {
            int steps = (int) Math.ceil(stepsPerNeuron * bends.length) + 8;
            int secondLooks = bends.length;
            for (int made = 0; made < steps; made++) {
                List<Exploration.Target> targets = targets(Double.POSITIVE_INFINITY);
                if (targets.isEmpty() && secondLooks-- > 0) {
                    targets = targets(imprecise * medianUncertainty());
                }
                Optional<Exploration.Step> step = targets.isEmpty()
                        ? Optional.empty()
                        : exploration.next(visits, targets, ground.known(), random);
                if (step.isEmpty()) {
                    break;
                }
                take(step.get(), random);
                if (left > deeperShare * (visits.size() + 2)) {
                    return new TooDeep();
                }
            }
            return new Walked(List.copyOf(visits), Vector.of(bends));
        }

        private void take(Exploration.Step step, RandomGenerator random) {
            step.target().ifPresent(target -> tried.get(target.index()).add(step.from()));
            switch (crossing.step(step, ground, random)) {
                case Crossing.Crossed crossed -> {
                    visits.add(crossed.beyond());
                    int i = crossed.neuron().index();
                    double uncertainty = crossed.beyond().uncertainty();
                    if (crossed.neuron().layer() == layer && uncertainty < uncertainties[i]) {
                        bends[i] = crossed.bend();
                        uncertainties[i] = uncertainty;
                    }
                }
                case Crossing.Deeper deeper -> left++;
                case Crossing.Lost lost -> {}
            }
        }

        /** The neurons whose bends are no more certain than {@code bound}; all that were not crossed for an infinite one. */
        private List<Exploration.Target> targets(double bound) {
            List<Exploration.Target> targets = new ArrayList<>();
            for (int i = 0; i < bends.length; i++) {
                if (uncertainties[i] >= bound) {
                    targets.add(new Exploration.Target(new NeuronId(layer, i), tried.get(i)));
                }
            }
            return targets;
        }

        private double medianUncertainty() {
            double[] sorted = uncertainties.clone();
            Arrays.sort(sorted);
            return sorted[sorted.length / 2];
        }
    }
}
