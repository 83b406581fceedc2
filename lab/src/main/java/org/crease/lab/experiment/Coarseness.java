package org.crease.lab.experiment;

import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.crease.network.Arithmetic32;
import org.crease.network.ReluNetwork;
import org.crease.oracle.FunctionOracle;
import org.crease.oracle.NoisyOracle;
import org.crease.oracle.Oracle;
import org.crease.oracle.RoundedOracle;

/**
 * How few digits a black box answers with.
 *
 * @param name as {@link #parse} reads it
 * @param box the black box that a network is, with a seed for what is random in it
 */
public record Coarseness(String name, Box box) {
    private static final int RANGE_POINTS = 1000;

    /** Makes a black box of a network. */
    public interface Box {
        Oracle of(ReluNetwork network, long seed);
    }

    /**
     * Reads {@code float64}, {@code float32}, {@code decimals:N}, which rounds to N decimals, or {@code noise:S}, which adds Gaussian noise with a
     * standard deviation of S times the range of the answers to standard normal inputs.
     *
     * @return empty if the text is none of these
     */
    public static Optional<Coarseness> parse(String text) {
        String[] parts = text.split(":", -1);
        try {
            return switch (parts[0]) {
                case "float64" ->
                    parts.length == 1 ? Optional.of(new Coarseness(text, (f, seed) -> exact(f))) : Optional.empty();
                case "float32" ->
                    parts.length == 1
                            ? Optional.of(new Coarseness(text, (f, seed) -> box(f, x -> Arithmetic32.evaluate(f, x))))
                            : Optional.empty();
                case "decimals" -> parts.length == 2 ? decimals(text, Integer.parseInt(parts[1])) : Optional.empty();
                case "noise" -> parts.length == 2 ? noise(text, Double.parseDouble(parts[1])) : Optional.empty();
                default -> Optional.empty();
            };
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<Coarseness> decimals(String text, int digits) {
        return digits >= 0 && digits <= 15
                ? Optional.of(new Coarseness(text, (f, seed) -> new RoundedOracle(exact(f), digits)))
                : Optional.empty();
    }

    private static Optional<Coarseness> noise(String text, double share) {
        return share >= 0
                ? Optional.of(new Coarseness(
                        text, (f, seed) -> new NoisyOracle(exact(f), share * range(f), new SplittableRandom(seed))))
                : Optional.empty();
    }

    private static Oracle exact(ReluNetwork network) {
        return box(network, network::evaluate);
    }

    private static Oracle box(ReluNetwork network, UnaryOperator<Points> answers) {
        return new FunctionOracle(network.inputs(), network.outputs(), answers);
    }

    /** The largest answer less the smallest, over all outputs. */
    private static double range(ReluNetwork network) {
        SplittableRandom random = new SplittableRandom(0);
        Points x = Points.of(IntStream.range(0, RANGE_POINTS)
                .mapToObj(i -> Vector.gaussian(network.inputs(), random))
                .toList());
        double[] f = network.evaluate(x).toArray();
        return DoubleStream.of(f).max().orElseThrow() - DoubleStream.of(f).min().orElseThrow();
    }
}
