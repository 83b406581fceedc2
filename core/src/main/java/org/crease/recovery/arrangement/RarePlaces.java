package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Box;
import org.crease.geometry.Region;
import org.crease.geometry.Segment;
import org.crease.geometry.Slice;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.ojalgo.optimisation.Expression;
import org.ojalgo.optimisation.ExpressionsBasedModel;
import org.ojalgo.optimisation.Optimisation;
import org.ojalgo.optimisation.Variable;

/**
 * The places of a bounded domain at which neurons of layer 2 are on that hardly ever are. Such a neuron adds up few of the activations below it and
 * takes off the others, and there it may be on in one corner of all: where c · z_S is largest, less λ times the activations of all others. That
 * is a linear program, whatever the weights of the neuron really are; it is solved for each neuron of layer 1 alone as S, then for some of them drawn
 * at random. Of a slice, whose sides are many, only those count that a maximum has stepped over.
 */
final class RarePlaces {
    /** The most neurons that are to be on at a place. */
    private static final int MOST = 4;

    /** What an activation takes off where one neuron alone is to be on. */
    private static final double ALONE = 10;

    /** So far from the edge of the box that rounding does not step over it, as a share of its size. */
    private static final double INSIDE = 1e-9;

    /** How far off the others' planes, as a share of the size: a maximum would lie on many of them, where f bends in every direction. */
    private static final double CLEAR = 1e-3;

    /** How often sides are added that were stepped over, and how many at a time; what is still outside then is pulled in. */
    private static final int ROUNDS = 8;

    private static final int SIDES = 24;

    /** From the very edge of a slice no way leads along an axis, so that a boundary that is met there shows no normal. */
    private static final double OFF_EDGE = 0.95;

    private final Layer first;
    private final Region domain;
    /** Of coordinates. */
    private final Box bounds;

    /** @param domain that ends in every direction */
    RarePlaces(Layer first, Region domain) {
        this.first = first;
        this.domain = domain instanceof Slice slice ? slice.scaled(OFF_EDGE) : domain;
        this.bounds = domain.bounds();
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

    private Optional<Vector> place(double[] wanted, double less) {
        List<AffineForm> sides = new ArrayList<>();
        Optional<Vector> place = maximum(wanted, less, sides);
        for (int round = 0; round < ROUNDS && place.isPresent() && !domain.contains(place.get()); round++) {
            if (domain instanceof Slice slice) {
                sides.addAll(slice.beyond(place.get(), SIDES));
            }
            place = maximum(wanted, less, sides);
        }
        return place.flatMap(this::pulledIn);
    }

    private Optional<Vector> pulledIn(Vector x) {
        return domain.contains(x)
                ? Optional.of(x)
                : domain.clip(Segment.between(domain.middle(), x)).map(inside -> inside.at(inside.to()));
    }

    /**
     * Maximises the sum of the preactivations that are wanted, less those that are not where they are positive.
     *
     * @param sides forms that must not be positive
     */
    private Optional<Vector> maximum(double[] wanted, double less, List<AffineForm> sides) {
        int n = bounds.dimension();
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
            double edge = INSIDE * (bounds.high().get(j) - bounds.low().get(j));
            x[j] = model.addVariable("x" + j)
                    .lower(bounds.low().get(j) + edge)
                    .upper(bounds.high().get(j) - edge)
                    .weight(slope[j]);
        }
        double clear = CLEAR * bounds.high().minus(bounds.low()).norm() / Math.sqrt(n);
        for (int i = 0; i < wanted.length; i++) {
            AffineForm form = first.neuron(i);
            double norm = form.gradient().norm();
            if (wanted[i] == 0 && norm > 0) {
                Variable above = model.addVariable("above" + i).lower(0).weight(-less);
                Expression off = model.addExpression("off" + i).upper(-form.constant() / norm - clear);
                for (int j = 0; j < n; j++) {
                    off.set(x[j], form.gradient().get(j) / norm);
                }
                off.set(above, -1);
            }
        }
        for (int k = 0; k < sides.size(); k++) {
            Expression side =
                    model.addExpression("side" + k).upper(-sides.get(k).constant());
            for (int j = 0; j < n; j++) {
                side.set(x[j], sides.get(k).gradient().get(j));
            }
        }
        Optimisation.Result result = model.maximise();
        if (!result.getState().isFeasible()) {
            return Optional.empty();
        }
        double[] place = new double[n];
        for (int j = 0; j < n; j++) {
            place[j] = Math.clamp(
                    result.doubleValue(j), bounds.low().get(j), bounds.high().get(j));
        }
        return Optional.of(Vector.of(place));
    }
}
