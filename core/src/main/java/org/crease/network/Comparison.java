package org.crease.network;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.crease.geometry.Points;

/**
 * The scorer: a found network f against a true one g, neuron by neuron ({@link Alignment}) and as functions. Not for methods,
 * which have nothing to compare with.
 *
 * @param differences in a few words each what keeps the networks from being isomorphic: widths, hidden neurons without a match,
 *     biases, slopes below zero or an output layer that do not agree within the match tolerance
 * @param foundWidths n_in, n₁, …, n_out of f
 * @param trueWidths of g
 * @param layers one for each hidden layer that both have
 * @param output empty if there is nothing to compare: different depths, or a neuron below without a match
 */
public record Comparison(
        List<String> differences,
        List<Integer> foundWidths,
        List<Integer> trueWidths,
        List<LayerScore> layers,
        Optional<OutputScore> output,
        Functional functional) {
    public Comparison {
        differences = List.copyOf(differences);
        foundWidths = List.copyOf(foundWidths);
        trueWidths = List.copyOf(trueWidths);
        layers = List.copyOf(layers);
    }

    /**
     * One hidden layer, on rows of length one.
     *
     * @param matched pairs of neurons
     * @param missing neurons of g without a partner in f
     * @param extra neurons of f without a partner in g
     * @param maxRowError the largest ‖ŵ − w‖₂ of a pair; empty if there is none
     * @param maxBiasError the largest |b̂ − b| of a pair; empty if there is none
     * @param logWeightError ln(‖Ŵ − W‖₂/‖Ŵ‖₂) with the rows of all pairs as one matrix, as in the paper's figure 4;
     *     empty if there is no pair or no difference
     * @param logBiasError ln(‖b̂ − b‖₂/‖b̂‖₂), likewise
     */
    public record LayerScore(
            int matched,
            int missing,
            int extra,
            OptionalDouble maxRowError,
            OptionalDouble maxBiasError,
            OptionalDouble logWeightError,
            OptionalDouble logBiasError) {}

    /**
     * The output layer. Its rows have an order and a length of their own, so errors are relative to the true row's length.
     *
     * @param maxRowError the largest ‖ŵ − w‖₂/‖w‖₂
     * @param maxBiasError the largest |b̂ − b|/‖w‖₂
     */
    public record OutputScore(double maxRowError, double maxBiasError) {}

    /**
     * The functions, over all outputs at sample points.
     *
     * @param samples how many
     * @param maxAbs the largest |f − g|; not finite if f or g is not
     * @param maxRel {@code maxAbs} over the largest |g|; not finite if g is zero at all samples
     */
    public record Functional(int samples, double maxAbs, double maxRel) {}

    /**
     * Compares two networks.
     *
     * @param samples where the functions are compared: any number of points of ℝⁿ
     * @param tolerance see {@link Alignment#of}; usually {@link Alignment#MATCH_TOLERANCE}
     * @throws IllegalArgumentException if the networks or the samples differ in dimension
     */
    public static Comparison of(ReluNetwork found, ReluNetwork truth, Points samples, double tolerance) {
        Alignment alignment = Alignment.of(found, truth, tolerance);
        if (samples.dimension() != truth.inputs()) {
            throw new IllegalArgumentException(
                    "sample dimension must be the networks' " + truth.inputs() + ", got " + samples.dimension());
        }
        return new Comparison(
                alignment.differences(),
                found.widths(),
                truth.widths(),
                alignment.layerScores(),
                alignment.outputScore(),
                functional(found.evaluate(samples), truth.evaluate(samples)));
    }

    /** Whether nothing keeps the networks from being isomorphic. */
    public boolean isomorphic() {
        return differences.isEmpty();
    }

    private static Functional functional(Points f, Points g) {
        double maxAbs = 0;
        double size = 0;
        for (int p = 0; p < f.size(); p++) {
            for (int o = 0; o < f.dimension(); o++) {
                maxAbs = Math.max(maxAbs, Math.abs(f.get(p, o) - g.get(p, o)));
                size = Math.max(size, Math.abs(g.get(p, o)));
            }
        }
        return new Functional(f.size(), maxAbs, maxAbs / size);
    }
}
