package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.crease.geometry.Vector;
import org.crease.network.ReluNetwork;

/**
 * Neurons with open weights, each with other rows that answers so far do not tell from its own. Where such a row is on another side of its boundary than that of f̂, an
 * answer tells which of them is right: if f̂ is wrong because of what is open, it is there. No questions.
 */
final class Alternatives {
    /** Other rows at most, of neurons drawn at random: each takes a linear program. */
    private static final int MOST = 64;

    /** And for each dimension of what is open in a neuron. */
    private static final int BOTH_WAYS = 4;

    /** Random places looked at, and how many are taken for each row. */
    private static final int CANDIDATES = 20_000;

    private static final int EACH = 8;

    /** Walks from where neurons were met, and steps of one. */
    private static final int WALKS = 64;

    private static final int STEPS = 500;

    /** Lengths of steps, in sizes of the place. */
    private static final double SHORTEST = 1e-2;

    private static final double LONGEST = 1;

    private final FoundLayers found;
    private final Ground ground;
    private final RandomGenerator random;
    private final List<Alternative> all = new ArrayList<>();

    /**
     * A row that a neuron may have instead of its own; both are multiplied with activations below ({@link Neuron#activations(Vector)}).
     *
     * @param layer of the neuron, from 0
     */
    private record Alternative(int layer, Neuron neuron, Vector own, Vector row) {
        boolean isPositive(Vector activations) {
            return row.dot(activations) > 0;
        }

        /** Whether it is on another side than that of f̂. */
        boolean parts(Vector activations) {
            return isPositive(activations) != own.dot(activations) > 0;
        }

        Alternative with(Vector other) {
            return new Alternative(layer, neuron, own, other);
        }
    }

    /** @param asked draws places where f̂ agrees with f */
    Alternatives(FoundLayers found, Supplier<List<Vector>> asked, Ground ground) {
        this.found = found;
        this.ground = ground;
        this.random = ground.random();
        List<Alternative> open = new ArrayList<>();
        for (int k = 1; k < found.depth(); k++) {
            for (Neuron neuron : found.layer(k)) {
                if (!neuron.isLinear() && !neuron.freedom().isEmpty()) {
                    open.add(new Alternative(k, neuron, neuron.row(), neuron.row()));
                }
            }
        }
        if (!open.isEmpty()) {
            addRows(open, asked.get());
        }
    }

    private void addRows(List<Alternative> open, List<Vector> asked) {
        List<List<Vector>> at =
                asked.stream().map(x -> found.network().preactivations(x)).toList();
        int ways = open.stream().mapToInt(z -> z.neuron().freedom().size()).sum();
        for (Alternative z : open) {
            ground.oracle().checkOpen();
            if (!z.neuron().filled().isEmpty()) {
                double[] plain = z.row().toArray();
                z.neuron().filled().forEach(i -> plain[i] = 0);
                all.add(z.with(Vector.of(plain))); // fillers are no more than a guess
            }
            if (random.nextInt(open.size()) < MOST) {
                int dimension = z.neuron().freedom().size();
                int count = Math.clamp((long) MOST * dimension / ways, 1, BOTH_WAYS * dimension);
                List<Vector> below = at.stream().map(h -> h.get(z.layer() - 1)).toList();
                Vector seen = z.neuron().seen(found.network(z.layer()));
                new KeptSides(z.neuron(), seen).others(below, count, random).forEach(row -> all.add(z.with(row)));
            }
        }
    }

    /** Places where a row is on another side than that of f̂, a few for each. */
    List<Vector> parting() {
        List<Vector> parting = new ArrayList<>();
        if (all.isEmpty()) {
            return parting;
        }
        int[] count = new int[all.size()];
        int[] positive = new int[all.size()];
        for (int tries = 0; tries < CANDIDATES; tries++) {
            Vector x = ground.anywhere();
            List<Vector> activations = found.network().preactivations(x).stream()
                    .map(Neuron::activations)
                    .toList();
            boolean parts = false;
            for (int a = 0; a < count.length; a++) {
                Alternative other = all.get(a);
                Vector below = activations.get(other.layer() - 1);
                positive[a] += other.isPositive(below) ? 1 : 0;
                if (count[a] < EACH && other.parts(below)) {
                    count[a]++;
                    parts = true;
                }
            }
            if (parts) {
                parting.add(x);
            }
        }
        for (int walk = 0; walk < WALKS; walk++) {
            int a = random.nextInt(all.size());
            walk(all.get(a), positive[a] < CANDIDATES / 2).ifPresent(parting::add);
        }
        return parting;
    }

    /**
     * A random walk from where a neuron was met, through places on one side of a row: where a neuron is hardly ever on, no random place is.
     *
     * @param side whether the row is positive there
     * @return where it parts from that of f̂, if the walk comes there
     */
    private Optional<Vector> walk(Alternative other, boolean side) {
        ReluNetwork below = found.network(other.layer());
        List<Spot> spots = other.neuron().spots();
        Vector x = spots.get(random.nextInt(spots.size())).position();
        for (int step = 0; step < STEPS; step++) {
            Vector next = stepped(x, SHORTEST * Math.pow(LONGEST / SHORTEST, random.nextDouble()));
            Vector activations = Neuron.activations(next, below);
            if (other.parts(activations)) {
                return Optional.of(next);
            }
            x = other.isPositive(activations) == side ? next : x;
        }
        return Optional.empty();
    }

    /** @param share of the size of the place, as a length */
    private Vector stepped(Vector x, double share) {
        Vector direction = Vector.direction(ground.inputs(), random);
        Vector next = x.plus(ground.room(x, direction, share * ground.sizeAt(x)), direction);
        // on the way to the very edge of the domain rounding may step over it
        return ground.space().domain().contains(next) ? next : x;
    }
}
