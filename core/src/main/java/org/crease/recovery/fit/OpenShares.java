package org.crease.recovery.fit;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.network.ReluNetwork;
import org.crease.recovery.Resolution;
import org.crease.recovery.SearchSpace;

/**
 * What the output shows of weights that no crossing showed: where neuron z of the last hidden layer is on whenever
 * input i is, z's share of i reaches the output as a linear one, κ_i = Σ_z β_z s_z δ_zi, with δ_zi by how much the weight in
 * {@code known} falls short.
 *
 * @param signs s of the last hidden layer, solved without the inputs concerned
 * @param beta β, neurons × outputs
 * @param kappa κ, inputs of the last hidden layer × outputs
 * @param units what neurons that never switch do to the outputs, if there are any: they have a share of each input too
 */
public record OpenShares(List<Integer> signs, LeastSquares.Matrix beta, LeastSquares.Matrix kappa, List<Vector> units) {
    /** Share of the answers that may disagree. */
    private static final double DISAGREEING = 0.2;

    /**
     * Fits the output layer with the sides of the last hidden layer open.
     *
     * @param known layers 1…d; in the last, weights that are not known hold fillers with which no neuron switches where it
     *     should not
     * @param inputs those of the last layer that lead to such weights
     * @return empty if the answers do not agree with it, or the signs do not come out
     */
    public static Optional<OpenShares> of(
            Points x,
            Points f,
            Resolution resolution,
            SearchSpace space,
            ReluNetwork known,
            Map<Integer, Predicate<Vector>> sides,
            Set<Integer> inputs,
            RandomGenerator random) {
        double tolerance = OutputLayer.tolerance(resolution);
        OutputSample sample = OutputSample.of(x, f, space, known, sides);
        LeastSquares.Matrix open = sample.openFit(tolerance).solution();
        double[] errors = sample.errors(sample.doubled(), sample.answers(), open);
        long wrong = Arrays.stream(errors).filter(e -> e > tolerance).count();
        Layer last = known.layers().getLast();
        if (wrong > DISAGREEING * errors.length || inputs.size() >= last.inputs()) {
            return Optional.empty();
        }
        int width = last.outputs();
        LeastSquares.Matrix beta = open.select(IntStream.range(0, width).toArray());
        LeastSquares.Matrix c =
                open.select(IntStream.range(width, open.rows() - 1).toArray());
        Optional<LastSigns> signs = LastSigns.solveWithout(inputs, beta, c, last, tolerance, tolerance)
                .filter(s -> s.rank() == 0)
                .or(() -> LastSigns.solveWithoutButForRank(inputs, 1, beta, c, last, tolerance, random));
        return signs.map(s -> new OpenShares(
                s.values(),
                beta,
                LastSigns.rest(beta, c, last, s.values()),
                LastSigns.linearShares(s.rank(), inputs, beta, c, last, s.values())));
    }
}
