package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Cell;
import org.crease.geometry.Vector;
import org.crease.network.ActivationPattern;

/**
 * A point p_s of a boundary (Theorem 4), in a cell of the known layers.
 *
 * @param position where
 * @param error bound of its distance from the boundary
 * @param gradient ∇z in this cell, in units in which it has length one where the walk began, up to one common sign
 * @param pattern of the known layers
 * @param cell the cell of that pattern
 * @param features what the features are in this cell
 */
record Spot(
        Vector position,
        double error,
        Vector gradient,
        ActivationPattern pattern,
        Cell cell,
        List<AffineForm> features) {

    /** This spot without what can be computed again: in wide networks that fills the memory. */
    Spot light() {
        return new Spot(position, error, gradient, pattern, null, List.of());
    }

    /** This spot with all that {@link #light} leaves out. */
    Spot in(FeatureSpace space) {
        return features.isEmpty() ? BoundaryWalk.spotAt(position, error, gradient, space) : this;
    }

    /** This spot with another gradient. */
    Spot withGradient(Vector other) {
        return new Spot(position, error, other, pattern, cell, features);
    }

    /** This spot, which was computed, as f shows it; empty if it does not. */
    Optional<Spot> asked(Ground ground) {
        Vector unit = gradient.unit();
        return ground.locate(ground.probe(cell, position, unit, error))
                .map(k -> new Spot(position.plus(k.t(), unit), k.error(), gradient, pattern, cell, features));
    }

    /** The features at this spot: the equation row · θ = 0 of its neuron. */
    double[] row() {
        double[] row = new double[features.size()];
        for (int d = 0; d < row.length; d++) {
            row[d] = features.get(d).at(position);
        }
        return row;
    }

    /** How far the spot lies from the boundary that coefficients of the features make. */
    double offset(Vector coefficients) {
        double value = 0;
        Vector slope = Vector.zero(position.dimension());
        double[] row = row();
        for (int d = 0; d < row.length; d++) {
            value += coefficients.get(d) * row[d];
            slope = slope.plus(coefficients.get(d), features.get(d).gradient());
        }
        return Math.abs(value) / slope.norm();
    }

    /** The derivatives of the features along a direction. */
    double[] rowAlong(Vector direction) {
        double[] row = new double[features.size()];
        for (int d = 0; d < row.length; d++) {
            row[d] = features.get(d).gradient().dot(direction);
        }
        return row;
    }

    /** The derivatives of the features along directions that span the boundary here: each an equation too. */
    List<double[]> tangentRows() {
        Vector normal = gradient.unit();
        List<double[]> rows = new ArrayList<>();
        for (int j = 0; j < position.dimension(); j++) {
            rows.add(rowAlong(Vector.axis(position.dimension(), j).orthogonalTo(normal)));
        }
        return rows;
    }
}
