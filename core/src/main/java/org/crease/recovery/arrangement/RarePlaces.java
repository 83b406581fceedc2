package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Box;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.ojalgo.optimisation.Expression;
import org.ojalgo.optimisation.ExpressionsBasedModel;
import org.ojalgo.optimisation.Optimisation;
import org.ojalgo.optimisation.Variable;

/**
 * The places of a bounded box at which neurons of layer 2 are on that hardly ever are. Such a neuron adds up few of the activations below it and
 * takes off the others, and in a box it may be on in one corner of all: where c · z_S is largest, less λ times the activations of all others. That
 * is a linear program, whatever the weights of the neuron really are; it is solved for each neuron of layer 1 alone as S, then for some of them drawn
 * at random.
 */
final class RarePlaces {
    /** The most neurons that are to be on at a place. */
    private static final int MOST = 4;

    /** What an activation takes off where one neuron alone is to be on. */
    private static final double ALONE = 10;

    /** So far from the edge of the box that rounding does not step over it, as a share of its size. */
    private static final double INSIDE = 1e-9;

    private final Layer first;
    private final Box box;

    /** @param box with finite bounds */
    RarePlaces(Layer first, Box box) {
        this.first = first;
        this.box = box;
    }

    /** At most so many. */
    List<Vector> draw(int count, RandomGenerator random) {
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, first.outputs()).boxed().toList());
        Collections.shuffle(order, random);
        List<Vector> places = new ArrayList<>();
        for (int k = 0; k < count; k++) {
            double[] wanted = new double[first.outputs()];
            double less = ALONE;
            if (k < order.size()) {
                wanted[order.get(k)] = 1;
            } else {
                int size = 1 + random.nextInt(Math.min(MOST, order.size()));
                for (int s = 0; s < size; s++) {
                    wanted[random.nextInt(wanted.length)] = random.nextExponential();
                }
                less = Math.pow(ALONE, random.nextDouble(-1, 1));
            }
            place(wanted, less).ifPresent(places::add);
        }
        return places;
    }

    /** Maximises the sum of the preactivations that are wanted, less those that are not where they are positive. */
    private Optional<Vector> place(double[] wanted, double less) {
        int n = box.dimension();
        ExpressionsBasedModel model = new ExpressionsBasedModel();
        Variable[] x = new Variable[n];
        double[] slope = new double[n];
        for (int i = 0; i < wanted.length; i++) {
            Vector row = first.row(i);
            double scale = wanted[i] / Math.max(row.norm(), Double.MIN_NORMAL);
            for (int j = 0; j < n; j++) {
                slope[j] += scale * row.get(j);
            }
        }
        for (int j = 0; j < n; j++) {
            double edge = INSIDE * (box.high().get(j) - box.low().get(j));
            x[j] = model.addVariable("x" + j)
                    .lower(box.low().get(j) + edge)
                    .upper(box.high().get(j) - edge)
                    .weight(slope[j]);
        }
        for (int i = 0; i < wanted.length; i++) {
            AffineForm form = first.neuron(i);
            double norm = form.gradient().norm();
            if (wanted[i] == 0 && norm > 0) {
                Variable above = model.addVariable("above" + i).lower(0).weight(-less);
                Expression off = model.addExpression("off" + i).upper(-form.constant() / norm);
                for (int j = 0; j < n; j++) {
                    off.set(x[j], form.gradient().get(j) / norm);
                }
                off.set(above, -1);
            }
        }
        Optimisation.Result result = model.maximise();
        if (!result.getState().isFeasible()) {
            return Optional.empty();
        }
        double[] place = new double[n];
        for (int j = 0; j < n; j++) {
            place[j] = Math.clamp(
                    result.doubleValue(j), box.low().get(j), box.high().get(j));
        }
        return Optional.of(Vector.of(place));
    }
}
