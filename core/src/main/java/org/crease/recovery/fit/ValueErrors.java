package org.crease.recovery.fit;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.crease.recovery.Resolution;

/**
 * Answers of the oracle f against those of a network f̂ at places, relative to ‖x‖ + scale, since f grows like that. What an answer does not show,
 * which is NaN, is compared with nothing.
 */
public final class ValueErrors {
    /** What two answers may differ by besides, at a place. */
    private interface Allowance {
        double of(Vector x, int output);
    }

    private final double scale;
    private final Allowance allowance;
    private final List<Vector> places = new ArrayList<>();
    /** Largest |f − f̂| over the outputs at each place, but for what is allowed, over ‖x‖ + scale; NaN where no output was seen. */
    private final List<Double> errors = new ArrayList<>();

    private double largestScaled;
    private double maxAbs;
    private double largest;

    /** Nothing compared yet. */
    public ValueErrors(double scale) {
        this(scale, (x, output) -> 0);
    }

    /** Nothing compared yet; what is less than so many errors η of an answer is none. */
    public ValueErrors(double scale, Resolution resolution, double etas) {
        this(scale, (x, output) -> etas * resolution.eta(output, x.norm()));
    }

    private ValueErrors(double scale, Allowance allowance) {
        this.scale = scale;
        this.allowance = allowance;
    }

    /** Adds places, with both answers there. */
    public void add(List<Vector> batch, Points f, Points own) {
        for (int i = 0; i < batch.size(); i++) {
            double error = Double.NaN;
            double size = batch.get(i).norm() + scale;
            for (int o = 0; o < f.dimension(); o++) {
                if (Double.isNaN(f.get(i, o))) {
                    continue;
                }
                double apart = Math.abs(f.get(i, o) - own.get(i, o));
                maxAbs = Math.max(maxAbs, apart);
                double beyond = Math.max(0, apart - allowance.of(batch.get(i), o));
                error = error >= beyond ? error : beyond;
                largest = Math.max(largest, Math.abs(f.get(i, o)));
                largestScaled = Math.max(largestScaled, Math.abs(f.get(i, o)) / size);
            }
            errors.add(error / size);
        }
        places.addAll(batch);
    }

    /** Whether anything was compared at the {@code place}-th place. */
    public boolean isSeen(int place) {
        return !Double.isNaN(errors.get(place));
    }

    /** Whether nothing at the {@code place}-th place keeps the answers from agreeing, relative to the largest |f| over ‖x‖ + scale met. */
    public boolean agree(int place, double tolerance) {
        return !isSeen(place) || errors.get(place) <= tolerance * largestScaled;
    }

    /** The places at which the answers agree, or those at which they do not. */
    public List<Vector> places(boolean agreeing, double tolerance) {
        return IntStream.range(0, places.size())
                .filter(i -> isSeen(i) && agree(i, tolerance) == agreeing)
                .mapToObj(places::get)
                .toList();
    }

    /** The mean of |f − f̂| over ‖x‖ + scale, but for what is allowed, relative to the largest |f| over that. */
    public double mean() {
        double mean = errors.stream()
                .mapToDouble(Double::doubleValue)
                .filter(e -> !Double.isNaN(e))
                .average()
                .orElse(0);
        return largestScaled > 0 ? mean / largestScaled : mean;
    }

    /** The median of the same. */
    public double median() {
        double[] seen = errors.stream()
                .mapToDouble(Double::doubleValue)
                .filter(e -> !Double.isNaN(e))
                .sorted()
                .toArray();
        double median = seen.length == 0 ? 0 : seen[seen.length / 2];
        return largestScaled > 0 ? median / largestScaled : median;
    }

    /** The largest |f − f̂|. */
    public double maxAbs() {
        return maxAbs;
    }

    /** The largest |f − f̂| over the largest |f|. */
    public double maxRel() {
        return largest > 0 ? maxAbs / largest : maxAbs;
    }
}
