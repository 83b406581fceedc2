package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.network.ReluNetwork;

/**
 * A neuron found, as a form of the activations of the layer below (of the input, for layer 1).
 *
 * @param form a row, of length one but for fillers, and its bias
 * @param open the inputs whose weights are not determined
 * @param filled those of them for which {@code form} holds a filler ({@link Fillers}), of the sign that the neuron has wherever
 *     the input is on
 * @param accuracy bound of the distance from its boundary to the true one, relative to the distance from the origin plus scale
 * @param spots where its boundary was met
 */
record Neuron(AffineForm form, Set<Integer> open, Set<Integer> filled, double accuracy, List<Spot> spots) {
    /** No boundary is known more exactly than this: rounding. */
    static final double FINEST = 1e-13;

    /** How far from 1 the cosine between two measurements of a row may be. */
    private static final double ALIKE = 1e-8;

    Neuron {
        open = new TreeSet<>(open);
        filled = new TreeSet<>(filled);
        spots = List.copyOf(spots);
    }

    /** A neuron of the first layer. */
    static Neuron of(BoundaryPoint p, Ground ground) {
        Spot spot = new Spot(p.position(), p.error(), p.normal(), null, null, List.of());
        double accuracy = p.tilt() + p.error() / ground.sizeAt(p.position());
        return new Neuron(p.plane().form(), Set.of(), Set.of(), accuracy, List.of(spot));
    }

    /**
     * What stands for neurons that are on wherever f was asked: linear there.
     *
     * @param constant makes it positive there
     */
    static Neuron linear(Vector direction, double constant, double accuracy) {
        return new Neuron(new AffineForm(direction, constant), Set.of(), Set.of(), accuracy, List.of());
    }

    /** Whether it stands for something linear: its boundary was met nowhere. */
    boolean isLinear() {
        return spots.isEmpty();
    }

    Neuron turned() {
        AffineForm other = new AffineForm(form.gradient().negated(), -form.constant());
        return new Neuron(other, open, filled, accuracy, spots);
    }

    /** This neuron with a weight that held a filler, or a better one. */
    Neuron with(int input, double weight, boolean determined) {
        double[] row = form.gradient().toArray();
        row[input] = weight;
        Set<Integer> stillOpen = new HashSet<>(open);
        Set<Integer> stillFilled = new HashSet<>(filled);
        if (determined) {
            stillOpen.remove(input);
            stillFilled.remove(input);
        }
        AffineForm better = new AffineForm(Vector.of(row), form.constant());
        return new Neuron(better, stillOpen, stillFilled, accuracy, spots);
    }

    /** Whether this may be another measurement of the same neuron: the rows agree on what both know, and the biases do. */
    boolean resembles(Neuron other) {
        return isParallelTo(other) && cosine(other, true) > 1 - ALIKE;
    }

    /** Whether the rows of this and another neuron of its layer agree on what both know. */
    boolean isParallelTo(Neuron other) {
        return form.gradient().dimension() == other.form().gradient().dimension() && cosine(other, false) > 1 - ALIKE;
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

    /** Whether its open weights play no other part at {@code x} than where it was seen, on top of the layers {@code below}. */
    boolean isKnownAt(Vector x, ReluNetwork below) {
        if (open.isEmpty()) {
            return true;
        }
        Vector there = below.preactivations(x).getLast();
        Vector seen = below.preactivations(spots.getFirst().position()).getLast();
        return open.stream().allMatch(i -> there.get(i) > 0 == seen.get(i) > 0);
    }

    List<Vector> seenAt() {
        return spots.stream().map(Spot::position).limit(4).toList();
    }
}
