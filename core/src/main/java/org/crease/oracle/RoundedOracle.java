package org.crease.oracle;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.crease.geometry.Points;

/** Rounds every answer to a number of decimals, as a service that prints them does. */
public final class RoundedOracle extends OracleWrapper {
    private final int decimals;
    private final double unit;

    /**
     * @param decimals digits kept after the decimal point, from 0 to 15
     */
    public RoundedOracle(Oracle inner, int decimals) {
        super(inner);
        if (decimals < 0 || decimals > 15) {
            throw new IllegalArgumentException("decimals must lie between 0 and 15, got " + decimals);
        }
        this.decimals = decimals;
        this.unit = Math.pow(10, decimals);
    }

    @Override
    protected OracleWrapper around(Oracle other) {
        return new RoundedOracle(other, decimals);
    }

    @Override
    protected Points answer(Points questions, UnaryOperator<Points> next) {
        Points exact = next.apply(questions);
        double[] rounded = Arrays.stream(exact.toArray())
                .map(v -> Math.rint(v * unit) / unit)
                .toArray();
        return Points.of(exact.size(), exact.dimension(), rounded);
    }
}
