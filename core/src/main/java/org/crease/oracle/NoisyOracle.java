package org.crease.oracle;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.crease.geometry.Points;

/** Adds independent Gaussian noise to every answer: a defence to measure against, and a test of honesty. */
public final class NoisyOracle extends OracleWrapper {
    private final double sigma;
    private final RandomGenerator random;

    /**
     * @param sigma standard deviation of the noise, in units of the answers, at least 0
     */
    public NoisyOracle(Oracle inner, double sigma, RandomGenerator random) {
        super(inner);
        if (!(sigma >= 0)) {
            throw new IllegalArgumentException("sigma must be at least 0, got " + sigma);
        }
        this.sigma = sigma;
        this.random = random;
    }

    @Override
    protected OracleWrapper around(Oracle other) {
        return new NoisyOracle(other, sigma, random);
    }

    @Override
    protected Points answer(Points questions, UnaryOperator<Points> next) {
        Points exact = next.apply(questions);
        double[] noisy = Arrays.stream(exact.toArray())
                .map(v -> v + sigma * random.nextGaussian())
                .toArray();
        return Points.of(exact.size(), exact.dimension(), noisy);
    }
}
