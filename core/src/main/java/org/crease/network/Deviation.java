package org.crease.network;

import java.util.OptionalDouble;

/** Sums up differences ‖ŵ − w‖ and sizes ‖ŵ‖ of the parts of something into its largest and its relative difference. */
final class Deviation {
    private int parts;
    private double largest;
    private double squaredDifference;
    private double squaredSize;

    void add(double difference, double size) {
        parts++;
        largest = Math.max(largest, difference);
        squaredDifference += difference * difference;
        squaredSize += size * size;
    }

    /** The largest difference; empty if there are no parts. */
    OptionalDouble largest() {
        return parts == 0 ? OptionalDouble.empty() : OptionalDouble.of(largest);
    }

    /** ln(‖Ŵ − W‖ / ‖Ŵ‖); empty where it is no number: no parts, no difference at all, or a size of zero. */
    OptionalDouble logRelative() {
        double log = 0.5 * (Math.log(squaredDifference) - Math.log(squaredSize));
        return Double.isFinite(log) ? OptionalDouble.of(log) : OptionalDouble.empty();
    }
}
