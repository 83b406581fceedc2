package org.crease.recovery.fit;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
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
 * @param constant what the outputs are where all bends and all activations below are zero
 * @param kappa κ, inputs of the last hidden layer × outputs
 * @param units what neurons that never switch do to the outputs, if there are any: they have a share of each input too
 */
public record OpenShares(
        List<Integer> signs, LeastSquares.Matrix beta, Vector constant, LeastSquares.Matrix kappa, List<Vector> units) {
    /** Share of the answers that may disagree. */
    private static final double DISAGREEING = 0.2;

    /**
     * Fits the output layer with the sides of the last hidden layer open.
     *
     * @param known layers 1…d; in the last, weights that are not known hold fillers with which no neuron switches where it
     *     should not
     * @param open what its rows lack
     * @return empty if the answers do not agree with it, or the signs do not come out
     */
    public static Optional<OpenShares> of(
            Points x,
            Points f,
            Resolution resolution,
            SearchSpace space,
            ReluNetwork known,
            Map<Integer, Predicate<Vector>> sides,
            List<OpenDirection> open,
            RandomGenerator random) {
        double tolerance = OutputLayer.tolerance(resolution);
        OutputSample sample = OutputSample.of(x, f, space, known, sides);
        LeastSquares.Matrix openFit = sample.openFit(tolerance).solution();
        double[] errors = sample.errors(sample.doubled(), sample.answers(), openFit);
        long wrong = Arrays.stream(errors).filter(e -> e > tolerance).count();
        Layer last = known.layers().getLast();
        if (wrong > DISAGREEING * errors.length) {
            return Optional.empty();
        }
        int width = last.outputs();
        LeastSquares.Matrix beta = openFit.select(IntStream.range(0, width).toArray());
        LeastSquares.Matrix c =
                openFit.select(IntStream.range(width, openFit.rows() - 1).toArray());
        Set<Integer> inputs = IntStream.range(0, last.inputs())
                .filter(i -> open.stream().anyMatch(d -> d.way().get(i) != 0))
                .boxed()
                .collect(Collectors.toSet());
        Optional<LastSigns> signs = LastSigns.solveWithout(open, beta, c, last, tolerance, tolerance)
                .or(() -> LastSigns.solveWithoutButForRank(inputs, 1, beta, c, last, tolerance, random));
        return signs.map(s -> new OpenShares(
                s.values(),
                beta,
                openFit.row(openFit.rows() - 1),
                LastSigns.rest(beta, c, last, s.values()),
                LastSigns.linearShares(s.rank(), inputs, beta, c, last, s.values())));
    }

    /**
     * The output layer on the neurons turned as the signs say.
     *
     * @param last the last hidden layer, not turned
     */
    public Layer output(Layer last) {
        LeastSquares.Matrix all = new LeastSquares.Matrix(beta.rows() + 1, beta.columns());
        for (int o = 0; o < beta.columns(); o++) {
            double bias = constant.get(o);
            for (int i = 0; i < beta.rows(); i++) {
                all.set(i, o, beta.get(i, o));
                bias -= signs.get(i) * beta.get(i, o) * last.bias(i) / 2;
            }
            all.set(beta.rows(), o, bias);
        }
        return OutputLayer.linear(all);
    }
}
