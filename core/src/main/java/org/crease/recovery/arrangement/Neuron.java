package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.network.ReluNetwork;
import org.crease.recovery.fit.Zeros;

/**
 * A neuron found, as a form of the activations of the layer below (of the input, for layer 1).
 *
 * @param form a row, of length one but for fillers, and its bias
 * @param open the inputs whose weights are not determined
 * @param filled those of them for which {@code form} holds a filler ({@link Fillers}), of the sign that the neuron has wherever
 *     the input is on
 * @param freedom directions in which row and bias are not determined, the bias after the weights
 * @param accuracy bound of the distance from its boundary to the true one, relative to the distance from the origin plus scale
 * @param errors the standard error of each weight, and of the bias after them; those of open weights mean nothing
 * @param spots where its boundary was met
 */
record Neuron(
        AffineForm form,
        Set<Integer> open,
        Set<Integer> filled,
        List<Vector> freedom,
        double accuracy,
        Vector errors,
        List<Spot> spots) {
    /** No boundary is known more exactly than this: rounding. */
    static final double FINEST = 1e-13;

    private static final int HALVINGS = 40;

    /** After so many turns places are looked for ten times as near to where the boundary was met. */
    private static final double NEARER = 30;

    /** How far from 1 the cosine between two measurements of a row may be, if they are exact. */
    private static final double ALIKE = 1e-8;

    /** In standard errors, how far apart two measurements of a row may be, and how far at most. */
    private static final double AGREES = 4;

    private static final double APART = 1e-2;

    Neuron {
        open = new TreeSet<>(open);
        filled = new TreeSet<>(filled);
        freedom = List.copyOf(freedom);
        spots = List.copyOf(spots);
    }

    /** With weights that are open each on its own. */
    Neuron(AffineForm form, Set<Integer> open, Set<Integer> filled, double accuracy, Vector errors, List<Spot> spots) {
        this(form, open, filled, axes(open, form.gradient().dimension() + 1), accuracy, errors, spots);
    }

    private static List<Vector> axes(Set<Integer> open, int dimension) {
        return open.stream().map(i -> Vector.axis(dimension, i)).toList();
    }

    /** A neuron of the first layer. */
    static Neuron of(BoundaryPoint p, Ground ground) {
        Spot spot = new Spot(p.position(), p.error(), p.normal(), null, null, List.of());
        double accuracy = p.tilt() + p.error() / ground.sizeAt(p.position());
        int n = p.position().dimension();
        double[] errors = new double[n + 1];
        Arrays.fill(errors, p.tilt() / Math.sqrt(n));
        errors[n] = Math.hypot(p.error(), p.tilt() * p.position().norm());
        return new Neuron(p.plane().form(), Set.of(), Set.of(), accuracy, Vector.of(errors), List.of(spot));
    }

    /**
     * What stands for neurons that are on wherever f was asked: linear there.
     *
     * @param constant makes it positive there
     */
    static Neuron linear(Vector direction, double constant, double accuracy) {
        double[] errors = new double[direction.dimension() + 1];
        Arrays.fill(errors, Double.POSITIVE_INFINITY);
        AffineForm form = new AffineForm(direction, constant);
        return new Neuron(form, Set.of(), Set.of(), accuracy, Vector.of(errors), List.of());
    }

    /** Whether it stands for something linear: its boundary was met nowhere. */
    boolean isLinear() {
        return spots.isEmpty();
    }

    /**
     * Whether its weight on an input is open and tells on what is above. With a filler that keeps it on wherever the input is it lacks a share of
     * that; with one that keeps it off it lacks nothing.
     */
    boolean isInDoubt(int input) {
        return open.contains(input)
                && (!filled.contains(input) || form.gradient().get(input) > 0);
    }

    /** The directions in which its row is not determined, without weights that are open but not in doubt. */
    List<Vector> doubts() {
        return freedom.stream()
                .map(way -> {
                    double[] doubted = way.toArray();
                    open.stream().filter(i -> !isInDoubt(i)).forEach(i -> doubted[i] = 0);
                    return Vector.of(doubted);
                })
                .filter(way -> way.norm() > 0)
                .toList();
    }

    Neuron turned() {
        AffineForm other = new AffineForm(form.gradient().negated(), -form.constant());
        return new Neuron(other, open, filled, freedom, accuracy, errors, spots);
    }

    /** Whether a weight is not known, or this is no neuron. */
    boolean isOpen(int input) {
        return open.contains(input) || isLinear();
    }

    /** The standard error of what is known of the row. */
    double tilt() {
        double squares = 0;
        for (int i = 0; i < form.gradient().dimension(); i++) {
            squares += isOpen(i) ? 0 : error(i) * error(i);
        }
        return Math.sqrt(squares);
    }

    /** The standard error of a weight, or, for the number of inputs, of the bias; infinite if it is open. */
    double error(int input) {
        return isOpen(input) ? Double.POSITIVE_INFINITY : Math.max(errors.get(input), FINEST);
    }

    /** This neuron with a weight that was open. */
    Neuron with(int input, double weight) {
        double[] row = form.gradient().toArray();
        row[input] = weight;
        Set<Integer> stillOpen = new HashSet<>(open);
        Set<Integer> stillFilled = new HashSet<>(filled);
        stillOpen.remove(input);
        stillFilled.remove(input);
        AffineForm better = new AffineForm(Vector.of(row), form.constant());
        Vector axis = Vector.axis(row.length + 1, input);
        List<Vector> stillFree = freedom.stream()
                .map(direction -> direction.orthogonalTo(axis))
                .filter(direction -> direction.norm() > 0)
                .toList();
        return new Neuron(better, stillOpen, stillFilled, stillFree, accuracy, errors, spots);
    }

    /**
     * This neuron with what was open solved for.
     *
     * @param lacking what the row lacked, and the bias after it
     * @param lackingErrors the standard errors of that; empty if other values do as well
     */
    Neuron with(Vector lacking, Optional<Vector> lackingErrors) {
        AffineForm better = form.plus(1, lacking);
        if (lackingErrors.isEmpty()) {
            return new Neuron(better, open, filled, freedom, accuracy, errors, spots);
        }
        double[] all = errors.toArray();
        open.forEach(i -> all[i] = lackingErrors.get().get(i));
        return new Neuron(better, Set.of(), Set.of(), accuracy, Vector.of(all), spots);
    }

    /**
     * This neuron with what its row lacked.
     *
     * @param amounts of each direction in which the row is not determined
     * @param amountErrors their standard errors; empty if other values do as well
     */
    Neuron completed(Vector amounts, Optional<Vector> amountErrors) {
        Vector lacking = Vector.zero(row().dimension()).plus(amounts, freedom);
        return with(lacking, amountErrors.map(errors -> errors(freedom, errors)));
    }

    /** The standard errors of a sum of vectors, each by an amount that has one. */
    private static Vector errors(List<Vector> ways, Vector amountErrors) {
        double[] all = new double[ways.getFirst().dimension()];
        for (int d = 0; d < ways.size(); d++) {
            for (int i = 0; i < all.length; i++) {
                all[i] = Math.hypot(all[i], ways.get(d).get(i) * amountErrors.get(d));
            }
        }
        return Vector.of(all);
    }

    /**
     * This neuron with what its row lacked in some directions.
     *
     * @param ways of {@link #doubts()}
     * @param amounts of each
     * @param amountErrors their standard errors
     */
    Neuron told(List<Vector> ways, Vector amounts, Vector amountErrors) {
        RowSpace known = RowSpace.of(ways);
        List<Vector> stillFree = RowSpace.of(freedom.stream()
                        .map(known::outside)
                        .filter(way -> way.norm() > Equations.DETERMINED)
                        .toList())
                .basis();
        Set<Integer> stillOpen = new HashSet<>(open);
        stillOpen.removeIf(i -> stillFree.stream().allMatch(way -> Math.abs(way.get(i)) <= Equations.DETERMINED));
        Set<Integer> stillFilled = new HashSet<>(filled);
        stillFilled.retainAll(stillOpen);
        Vector told = errors(ways, amountErrors);
        double[] all = errors.toArray();
        Arrays.setAll(all, i -> open.contains(i) ? told.get(i) : Math.hypot(all[i], told.get(i)));
        AffineForm better = form.plus(1, Vector.zero(all.length).plus(amounts, ways));
        return new Neuron(better, stillOpen, stillFilled, stillFree, accuracy, Vector.of(all), spots);
    }

    /** Whether this may be another measurement of the same neuron: the rows agree on what both know, and the biases do. */
    boolean resembles(Neuron other) {
        return isParallelTo(other) && 1 - cosine(other, true) < doubt(other);
    }

    /** Whether the rows of this and another neuron of its layer agree on what both know. */
    boolean isParallelTo(Neuron other) {
        return form.gradient().dimension() == other.form().gradient().dimension()
                && 1 - cosine(other, false) < doubt(other);
    }

    /** By how much the cosine between two measurements of one row may fall short of 1. */
    private double doubt(Neuron other) {
        double apart = Math.min(APART, AGREES * (tilt() + other.tilt()));
        return Math.max(ALIKE, apart * apart / 2);
    }

    private double cosine(Neuron other, boolean bias) {
        int n = form.gradient().dimension();
        double[] here = new double[n + 1];
        double[] there = new double[n + 1];
        for (int i = 0; i < n; i++) {
            if (!open.contains(i) && !other.open.contains(i)) {
                here[i] = form.gradient().get(i);
                there[i] = other.form().gradient().get(i);
            }
        }
        here[n] = bias ? form.constant() : 0;
        there[n] = bias ? other.form().constant() : 0;
        Vector a = Vector.of(here);
        Vector b = Vector.of(there);
        return a.norm() > 0 && b.norm() > 0 ? Math.abs(a.unit().dot(b.unit())) : 0;
    }

    /** A network of which it is the only output. */
    ReluNetwork on(ReluNetwork below) {
        List<Layer> layers = new ArrayList<>(below.layers());
        layers.add(Layer.relu(List.of(form)));
        return new ReluNetwork(layers);
    }

    /**
     * Whether it is on, also where its open weights play another part than where it was seen: their boundaries and its own were not seen to
     * cross, so that the sign there is the one that it has where that part begins.
     */
    boolean isOnAt(Vector x, ReluNetwork below) {
        Vector at = x;
        if (!isKnownAt(x, below)) {
            Vector way = spots.getFirst().position().minus(x);
            double low = 0;
            double high = 1;
            for (int halving = 0; halving < HALVINGS; halving++) {
                double middle = (low + high) / 2;
                if (isKnownAt(x.plus(middle, way), below)) {
                    high = middle;
                } else {
                    low = middle;
                }
            }
            at = x.plus(high, way);
        }
        return row().dot(activations(at, below)) > 0;
    }

    /** Its weights, and its bias after them. */
    Vector row() {
        double[] row = Arrays.copyOf(form.gradient().toArray(), form.gradient().dimension() + 1);
        row[row.length - 1] = form.constant();
        return Vector.of(row);
    }

    /** What a row is multiplied with at a place: the activations of the layer below, and 1. */
    static Vector activations(Vector x, ReluNetwork below) {
        return activations(below.preactivations(x).getLast());
    }

    /** The same by preactivations of the layer below. */
    static Vector activations(Vector z) {
        return Vector.of(IntStream.rangeClosed(0, z.dimension())
                .mapToDouble(i -> i < z.dimension() ? Math.max(0, z.get(i)) : 1)
                .toArray());
    }

    /** Whether its open weights play no other part at {@code x} than where it was seen, on top of the layers {@code below}. */
    boolean isKnownAt(Vector x, ReluNetwork below) {
        return open.isEmpty() || isKnown(below.preactivations(x).getLast(), seen(below));
    }

    /** The same by preactivations of the layer below, there and where it was seen. */
    boolean isKnown(Vector there, Vector seen) {
        return open.stream().allMatch(i -> there.get(i) > 0 == seen.get(i) > 0);
    }

    /** Preactivations of the layer below where it was seen. */
    Vector seen(ReluNetwork below) {
        return below.preactivations(spots.getFirst().position()).getLast();
    }

    /**
     * A place of its boundary, computed. Every second one is near where it was met, nearer each time: where a neuron that is rarely on, or
     * rarely off, has its boundary.
     *
     * @param network of which it is the only output
     * @param turn how many were looked for before
     * @return empty if the way that is searched for one has none
     */
    Optional<Vector> place(ReluNetwork network, int turn, Ground ground) {
        return place(network, 0, turn, ground);
    }

    /** The same by a network of which it is one of the outputs. */
    Optional<Vector> place(ReluNetwork network, int output, int turn, Ground ground) {
        double distance = ground.farDistance();
        Vector from = turn % 2 == 0
                ? ground.space().pointAt(distance, ground.random())
                : spots.get(ground.random().nextInt(spots.size()))
                        .position()
                        .plus(
                                distance * Math.pow(10, -1 - turn / NEARER),
                                Vector.direction(ground.inputs(), ground.random()));
        return Zeros.between(network, output, from, ground.space().pointAt(distance, ground.random()))
                .filter(ground.space().domain()::contains);
    }

    List<Vector> seenAt() {
        return spots.stream().map(Spot::position).limit(4).toList();
    }
}
