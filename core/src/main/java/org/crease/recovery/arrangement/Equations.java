package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Vector;

/**
 * What spots of its boundary tell about a neuron: each is one linear equation for its coefficients in a {@link FeatureSpace}.
 * Where they leave nothing open but the scale, the neuron is known, and its boundary is computed instead of asked.
 */
final class Equations {
    /** A number that is open by less than this, relative to the neuron's scale, is determined. */
    static final double DETERMINED = 1e-6;

    private final FeatureSpace space;
    private final Spot first;
    private final NullSpace open;
    private int informative;
    /** The basis of what is open, for each vector the slope at the first spot that it makes: the neuron's scale. */
    private double[] scale;

    /**
     * @param first a spot whose gradient is the unit normal there
     * @param told an equation that is off by less than this on all that is open tells nothing
     */
    Equations(Spot first, FeatureSpace space, double told) {
        this.space = space;
        this.first = first;
        this.open = new NullSpace(space.size(), told);
        open.addAll(first.tangentRows(), first.rowAlong(first.gradient().unit()));
        open.add(first.row());
        changed();
    }

    /**
     * Those of spots of which each says too little to be heard alone, and all together say what a fit tells.
     *
     * @param first as above
     * @param left what they leave open: the fit, and the directions in which it is not known
     */
    Equations(Spot first, FeatureSpace space, List<Vector> left, double told) {
        this.space = space;
        this.first = first;
        this.open = NullSpace.of(left, told);
        this.informative = space.size() - open.dimension();
        changed();
    }

    private Equations(Equations other) {
        this.space = other.space;
        this.first = other.first;
        this.open = other.open.copy();
        this.informative = other.informative;
        changed();
    }

    /** An independent copy. */
    Equations copy() {
        return new Equations(this);
    }

    private void changed() {
        scale = open.times(first.rowAlong(first.gradient()));
    }

    /** Adds the equation of a spot. */
    void add(Spot spot) {
        if (open.add(spot.row())) {
            informative++;
            changed();
        }
    }

    /** Adds those of many spots, so that what they tell together is lost to no error of one of them. */
    void addAll(List<Spot> spots) {
        informative += open.addTellingFirst(spots.stream().map(Spot::row).toList());
        changed();
    }

    /** The slope at the first spot of a neuron with coefficients of length one: it falls where equations contradict each other. */
    double slope() {
        return norm(scale);
    }

    /** Adds that of a spot with the equations of its normal. */
    void addWithNormal(Spot spot) {
        open.addAll(spot.tangentRows(), spot.rowAlong(spot.gradient().unit()));
        changed();
        add(spot);
    }

    /** How many spots told something new. */
    int informative() {
        return informative;
    }

    /** How many dimensions of the neuron are open; 1, its scale, when all is known. */
    int openDimensions() {
        return open.dimension();
    }

    /** Whether no neuron satisfies them all. */
    boolean contradict() {
        return !(slope() > DETERMINED);
    }

    /** How open a coefficient is when the scale is fixed. */
    private double openness(int feature) {
        return norm(withoutScale(open.coordinate(feature)));
    }

    /** Whether the coefficient of a feature is determined: it was not zero all along, and the equations leave it no freedom. */
    boolean isExplored(int feature) {
        return openness(feature) <= DETERMINED;
    }

    /** Coefficients, the span of which is what is open when the scale is fixed. */
    List<Vector> freedom() {
        List<Vector> directions = new ArrayList<>();
        for (int j = 0; j < scale.length; j++) {
            double[] combination = new double[scale.length];
            combination[j] = 1;
            double[] rest = without(combination, scale);
            double[] direction = new double[space.size()];
            for (int l = 0; l < scale.length; l++) {
                double[] vector = open.vector(l);
                for (int d = 0; d < direction.length; d++) {
                    direction[d] += rest[l] * vector[d];
                }
            }
            directions.add(Vector.of(direction));
        }
        return directions;
    }

    /** The neurons of the last known layer whose weights are open. */
    List<Integer> openWeights() {
        List<Integer> result = new ArrayList<>();
        for (int i = 0; i < space.width(); i++) {
            if (!isExplored(i)) {
                result.add(i);
            }
        }
        return result;
    }

    /**
     * The bend t at a facet, if it is determined: from {@code delta}, by how much each feature's gradient changes in units of
     * the facet's gradient.
     */
    Optional<Double> bend(double[] delta, double facetLength) {
        double[] t = open.times(delta);
        double bend = share(t);
        // against the bend that would turn the boundary by a right angle
        return norm(withoutScale(t)) <= DETERMINED * norm(scale) * (Math.abs(bend) + 1 / facetLength)
                ? Optional.of(bend)
                : Optional.empty();
    }

    /** Whether the neuron's value and its slope along {@code normal} are determined where the features are {@code features}. */
    boolean determine(List<AffineForm> features, Vector x, Vector normal, double size) {
        double[] value = new double[features.size()];
        double[] slope = new double[features.size()];
        for (int d = 0; d < value.length; d++) {
            value[d] = features.get(d).at(x);
            slope[d] = features.get(d).gradient().dot(normal);
        }
        double[] rise = open.times(slope);
        return norm(withoutScale(open.times(value))) <= DETERMINED * norm(scale) * size
                && norm(withoutScale(rise)) <= DETERMINED * norm(scale) * (1 + Math.abs(share(rise)));
    }

    /**
     * If these and others leave a common solution, and there are more of them than could do so by chance, how long the gradient of
     * the others' first spot is in units of this neuron.
     *
     * @param there that spot
     * @param spots of the others, this one included
     */
    Optional<Double> agreement(Equations others, Spot there, List<Spot> spots) {
        NullSpace joint = open.copy();
        int told = joint.addAll(
                there.tangentRows(), there.rowAlong(there.gradient().unit()));
        for (Spot spot : spots) {
            told += joint.add(spot.in(space).row()) ? 1 : 0;
        }
        int redundant = space.size() - others.open.dimension() - told;
        if (joint.dimension() == 0 || redundant < Math.min(2, space.known().inputs() - 1)) {
            return Optional.empty();
        }
        double[] here = joint.times(first.rowAlong(first.gradient()));
        double[] slope = joint.times(there.rowAlong(there.gradient().unit()));
        double length = share(slope, here);
        boolean scaled = norm(without(slope, here)) <= DETERMINED * Math.abs(length) * norm(here);
        return norm(here) > DETERMINED && Math.abs(length) > DETERMINED && scaled
                ? Optional.of(length)
                : Optional.empty();
    }

    private double share(double[] row) {
        return share(row, scale);
    }

    private double[] withoutScale(double[] row) {
        return without(row, scale);
    }

    /** How much of {@code scale} there is in {@code row}. */
    private static double share(double[] row, double[] scale) {
        double dot = 0;
        for (int j = 0; j < scale.length; j++) {
            dot += row[j] * scale[j];
        }
        return dot / square(scale);
    }

    private static double[] without(double[] row, double[] scale) {
        double share = share(row, scale);
        double[] rest = row.clone();
        for (int j = 0; j < scale.length; j++) {
            rest[j] -= share * scale[j];
        }
        return rest;
    }

    private static double square(double[] v) {
        return Arrays.stream(v).map(x -> x * x).sum();
    }

    private static double norm(double[] v) {
        return Math.sqrt(square(v));
    }
}
