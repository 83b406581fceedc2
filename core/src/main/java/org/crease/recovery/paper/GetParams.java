package org.crease.recovery.paper;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Hyperplane;
import org.crease.geometry.Vector;
import org.crease.network.ReluNetwork;
import org.crease.recovery.fit.LeastSquares;

/** GetParams: from what was seen of a boundary to the weights and bias of its neuron, up to scale and sign. */
final class GetParams {
    private GetParams() {}

    /**
     * "From hyperplanes to parameters" (§4.1): the plane's own equation. It is fitted once more, to the points seen near and
     * far together: points that are far from each other fix a plane better than many close ones, and these are already
     * paid for.
     */
    static LocalHyperplane ofHyperplane(LocalHyperplane near, List<Vector> far) {
        List<Vector> all = new ArrayList<>(near.seen());
        all.addAll(far);
        Hyperplane plane = LeastSquares.plane(all);
        int n = plane.normal().dimension();
        if (far.size() < n) {
            return near;
        }
        double cosine = Math.abs(plane.normal().dot(near.point().across()));
        double spread = Double.POSITIVE_INFINITY;
        double worst = 0;
        for (Vector point : far) {
            spread = Math.min(spread, point.distanceTo(near.point().position()));
            worst = Math.max(worst, Math.abs(plane.distance(point)));
        }
        double tilt = Math.max(worst, near.point().error() * cosine) * Math.sqrt(n) / spread;
        if (!(tilt < near.tilt())) {
            return near;
        }
        BoundaryPoint foot = new BoundaryPoint(
                plane.project(near.point().position()),
                near.point().across(),
                near.point().error() + worst,
                near.point().gap());
        return new LocalHyperplane(plane, foot, all, near.radius(), tilt);
    }

    /**
     * "From boundaries to parameters" (§4.2, Theorem 4): the bends are the weights, up to the sign common to all; the bias is
     * what makes z vanish on A_z. Printed GetParams(T_z); 𝓗_z is meant.
     *
     * <p>The weight of an input whose boundary was not crossed shows only in ∇z, if that input is active all along A_z. It is
     * solved for where the gradients of A_z decide, and is unknown otherwise.
     *
     * @param known layers 1…k−1, with the right signs
     * @return empty if the walk crossed nothing
     */
    static Optional<Neuron> ofWalk(BoundaryWalk.Walked walked, ReluNetwork known, double scale) {
        int layer = known.layers().size() - 1;
        double[] weights = new double[known.outputs()];
        List<Integer> hidden = new ArrayList<>();
        Map<Integer, String> unknown = new TreeMap<>();
        Visit first = walked.visits().getFirst();
        for (int i = 0; i < weights.length; i++) {
            if (!Double.isNaN(walked.bends().get(i))) {
                weights[i] = walked.bends().get(i);
            } else if (known.preactivations(first.position()).get(layer).get(i) > 0) {
                hidden.add(i);
            } else {
                unknown.put(i, "off all along the part of the boundary that was seen");
            }
        }
        if (walked.crossed() == 0) {
            return Optional.empty();
        }
        if (!hidden.isEmpty() && !solveHidden(walked, known, hidden, weights)) {
            hidden.forEach(
                    i -> unknown.put(i, "on all along the part of the boundary that was seen, only in combination"));
        }
        return Optional.of(neuron(walked, known, weights, unknown, scale));
    }

    /** ∇z less the share of the known weights is the share of the hidden ones. */
    private static boolean solveHidden(
            BoundaryWalk.Walked walked, ReluNetwork known, List<Integer> hidden, double[] weights) {
        int layer = known.layers().size() - 1;
        List<Vector> rows = new ArrayList<>();
        List<Double> right = new ArrayList<>();
        for (Visit visit : walked.visits()) {
            List<AffineForm> forms =
                    known.formsIn(known.patternAt(visit.position())).get(layer);
            Vector rest = visit.gradient();
            for (int i = 0; i < weights.length; i++) {
                if (weights[i] != 0 && forms.get(i).at(visit.position()) > 0) {
                    rest = rest.plus(-weights[i], forms.get(i).gradient());
                }
            }
            double unit = 1 / visit.gradient().norm();
            for (int c = 0; c < known.inputs(); c++) {
                double[] row = new double[hidden.size()];
                for (int j = 0; j < row.length; j++) {
                    row[j] = unit * forms.get(hidden.get(j)).gradient().get(c);
                }
                rows.add(Vector.of(row));
                right.add(unit * rest.get(c));
            }
        }
        LeastSquares fit = LeastSquares.solve(rows, right);
        if (fit.rank() < hidden.size()) {
            return false;
        }
        for (int j = 0; j < hidden.size(); j++) {
            weights[hidden.get(j)] = fit.solution().get(j, 0);
        }
        return true;
    }

    private static Neuron neuron(
            BoundaryWalk.Walked walked,
            ReluNetwork known,
            double[] weights,
            Map<Integer, String> unknown,
            double scale) {
        Vector row = Vector.of(weights);
        row = row.times(1 / row.norm());
        int layer = known.layers().size() - 1;
        double bias = 0;
        List<Double> sums = new ArrayList<>();
        for (Visit visit : walked.visits()) {
            Vector z = known.preactivations(visit.position()).get(layer);
            double sum = 0;
            for (int i = 0; i < weights.length; i++) {
                sum += row.get(i) * Math.max(0, z.get(i));
            }
            sums.add(sum);
            bias -= sum / walked.visits().size();
        }
        double accuracy = 0;
        for (int s = 0; s < sums.size(); s++) {
            Visit visit = walked.visits().get(s);
            double slope = visit.gradient().norm() / Vector.of(weights).norm();
            double size = visit.position().norm() + scale;
            accuracy = Math.max(
                    accuracy,
                    Math.abs(sums.get(s) + bias) / (slope * size)
                            + visit.local().tilt());
        }
        List<Vector> seenAt = walked.visits().stream().map(Visit::position).toList();
        return new Neuron(new AffineForm(row, bias), unknown, 4 * accuracy, seenAt);
    }
}
