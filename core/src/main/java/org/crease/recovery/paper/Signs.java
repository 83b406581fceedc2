package org.crease.recovery.paper;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Vector;
import org.crease.network.NeuronId;
import org.crease.network.ReluNetwork;
import org.crease.recovery.fit.LeastSquares;
import org.crease.recovery.fit.RoundedSigns;

/**
 * The signs of layer k−1, "by solving an overconstrained system" (§4.2, Appendix C). With σ_is the side of B_i on which p_s
 * lies and α the bends of z,
 *
 * <pre>  Σ_i s_i α_i ∇ẑ_i(p_s) = 2 ∇z(p_s) − Σ_i σ_is α_i ∇ẑ_i(p_s)</pre>
 *
 * for every member p_s of every A_z. The paper counts t_z as a further unknown; here bends and gradients carry the same t_z, so
 * it drops out. One neuron z of the second layer gives only n_in independent equations, since ∇ẑ_i is then the same
 * everywhere; several neurons share the s_i and are solved together.
 *
 * @param values +1 or −1 for each neuron of layer k−1
 * @param certificate the largest | |s_i| − 1 | before rounding. The system knows nothing of ±1, so this says whether layer k−1
 *     is complete and right
 */
record Signs(List<Integer> values, double certificate) {
    /** More equations than this many times the unknowns add time, not knowledge. */
    private static final int ENOUGH = 12;

    /** Solves for the signs; empty if the neurons do not fix all of them. */
    static Optional<Signs> solve(List<BoundaryWalk.Walked> neurons, ReluNetwork known) {
        int width = known.outputs();
        List<Vector> rows = new ArrayList<>();
        List<Double> right = new ArrayList<>();
        int longest = neurons.stream().mapToInt(z -> z.visits().size()).max().orElse(0);
        for (int s = 0; s < longest && rows.size() < ENOUGH * width; s++) {
            for (BoundaryWalk.Walked z : neurons) {
                if (s < z.visits().size()) {
                    addEquations(z, z.visits().get(s), known, rows, right);
                }
            }
        }
        if (rows.size() < width) {
            return Optional.empty();
        }
        LeastSquares fit = LeastSquares.solve(rows, right);
        if (fit.rank() < width) {
            return Optional.empty();
        }
        RoundedSigns rounded = RoundedSigns.of(fit, fit.solution().rows());
        return Optional.of(new Signs(rounded.values(), rounded.certificate()));
    }

    private static void addEquations(
            BoundaryWalk.Walked z, Visit visit, ReluNetwork known, List<Vector> rows, List<Double> right) {
        int layer = known.layers().size() - 1;
        int width = known.outputs();
        int n = known.inputs();
        double unit = 1 / visit.gradient().norm();
        double[][] left = new double[n][width];
        double[] b = visit.gradient().times(2 * unit).toArray();
        for (int i = 0; i < width; i++) {
            NeuronId below = new NeuronId(layer, i);
            AffineForm form = visit.form(known, below);
            double side = visit.pattern().isActive(below) ? 1 : -1;
            double alpha = z.bends().get(i) * unit;
            for (int c = 0; c < n; c++) {
                left[c][i] = alpha * form.gradient().get(c);
                b[c] -= side * left[c][i];
            }
        }
        for (int c = 0; c < n; c++) {
            rows.add(Vector.of(left[c]));
            right.add(b[c]);
        }
    }
}
