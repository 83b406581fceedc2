package org.crease.recovery.fit;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;

/** Answers of the oracle f against those of a network f̂ at places, relative to ‖x‖ + scale, since f grows like that. */
public final class ValueErrors {
    private final double scale;
    private final List<Vector> places = new ArrayList<>();
    /** Largest |f − f̂| over the outputs at each place, over ‖x‖ + scale. */
    private final List<Double> errors = new ArrayList<>();

    private double largestScaled;
    private double maxAbs;
    private double largest;

    /** Nothing compared yet. */
    public ValueErrors(double scale) {
        this.scale = scale;
    }

    /** Adds places, with both answers there. */
    public void add(List<Vector> batch, Points f, Points own) {
        for (int i = 0; i < batch.size(); i++) {
            double error = 0;
            double size = batch.get(i).norm() + scale;
            for (int o = 0; o < f.dimension(); o++) {
                error = Math.max(error, Math.abs(f.get(i, o) - own.get(i, o)));
                largest = Math.max(largest, Math.abs(f.get(i, o)));
                largestScaled = Math.max(largestScaled, Math.abs(f.get(i, o)) / size);
            }
            maxAbs = Math.max(maxAbs, error);
            errors.add(error / size);
        }
        places.addAll(batch);
    }

    /** Whether the answers at the {@code place}-th place agree, relative to the largest |f| over ‖x‖ + scale met. */
    public boolean agree(int place, double tolerance) {
        return errors.get(place) <= tolerance * largestScaled;
    }

    /** The places at which the answers agree, or those at which they do not. */
    public List<Vector> places(boolean agreeing, double tolerance) {
        return IntStream.range(0, places.size())
                .filter(i -> agree(i, tolerance) == agreeing)
                .mapToObj(places::get)
                .toList();
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
