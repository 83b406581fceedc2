package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.List;
import org.crease.geometry.Points;
import org.crease.geometry.Segment;
import org.crease.geometry.Vector;
import org.crease.network.ReluNetwork;
import org.crease.oracle.CountingOracle;
import org.crease.recovery.Verification;

/**
 * The found network f̂ against f on fresh questions (DESIGN §7). Along a line f is asked at every kink of f̂, and at the ends:
 * between two of them a neuron that f̂ lacks switches at most once, since its preactivation is linear there; so it is on at one of
 * them if it is on anywhere in between. Besides, values are compared at random places.
 *
 * @param points random places, evenly spread over the digits of their distance
 * @param lines through rare patterns of the first layer
 * @param randomLines random lines
 */
record Verify(int points, int lines, int randomLines) {
    static final Verify DEFAULTS = new Verify(60, 24, 4);

    private static final String ACCOUNT = "Verify";

    /**
     * What was seen.
     *
     * @param parting stretches of lines at one end of which f and f̂ agree, and at the other not
     * @param wrong places where they do not agree
     */
    record Result(Verification verification, List<Segment> parting, int wrong) {}

    /** A line, and where on it f is asked. */
    private record Track(Segment line, List<Double> stops) {}

    /**
     * Compares.
     *
     * @param own f̂
     * @param tolerance error up to which values agree, relative to the largest |f| over ‖x‖ + scale
     */
    Result run(ReluNetwork own, Lines randomly, double tolerance, Ground ground) {
        List<Track> tracks = tracks(own, randomly, ground);
        List<Vector> places = new ArrayList<>();
        for (Track track : tracks) {
            track.stops().forEach(t -> places.add(track.line().at(t)));
        }
        for (int i = 0; i < points; i++) {
            double distance =
                    ground.near() * 0.3 * Math.pow(300, ground.random().nextDouble());
            places.add(ground.space().pointAt(distance, ground.random()));
        }
        CountingOracle counted = new CountingOracle(ground.oracle().chargedTo(ACCOUNT));
        Points f = counted.ask(Points.of(places));
        Values values = Values.compare(f, own.evaluate(Points.of(places)), places, ground);
        List<Segment> parting = new ArrayList<>();
        int explained = 0;
        int wrong = 0;
        int at = 0;
        for (Track track : tracks) {
            for (int i = 0; i < track.stops().size(); i++, at++) {
                boolean agrees = values.agree(at, tolerance);
                wrong += agrees ? 0 : 1;
                explained += agrees ? 1 : 0;
                if (i > 0 && agrees != values.agree(at - 1, tolerance)) {
                    stretch(track, i).ifPresent(parting::add);
                }
            }
            explained -= 2; // the ends are no kinks
        }
        for (; at < places.size(); at++) {
            wrong += values.agree(at, tolerance) ? 0 : 1;
        }
        Verification verification = new Verification(
                counted.total(),
                values.maxAbs,
                values.largest > 0 ? values.maxAbs / values.largest : values.maxAbs,
                tracks.size(),
                Math.max(0, explained),
                wrong);
        return new Result(verification, parting, wrong);
    }

    private static java.util.Optional<Segment> stretch(Track track, int i) {
        double from = track.stops().get(i - 1);
        double to = track.stops().get(i);
        return from < to
                ? java.util.Optional.of(
                        new Segment(track.line().origin(), track.line().direction(), from, to))
                : java.util.Optional.empty();
    }

    private List<Track> tracks(ReluNetwork own, Lines randomly, Ground ground) {
        List<Segment> segments =
                new ArrayList<>(PatternLines.through(own.layers().getFirst(), lines, ground.space(), ground.random()));
        for (int i = 0; i < randomLines; i++) {
            segments.add(randomly.sample(i, ground.space(), ground.random()));
        }
        ReluNetwork hidden = new ReluNetwork(own.hidden());
        return segments.stream()
                .map(line -> {
                    List<Double> stops = new ArrayList<>(List.of(line.from()));
                    Survey.crossings(hidden, line).forEach(c -> stops.add(c.t()));
                    stops.add(line.to());
                    return new Track(line, stops);
                })
                .toList();
    }

    /** Errors at places. */
    private static final class Values {
        /** Largest |f − f̂| over the outputs, over ‖x‖ + scale. */
        private final double[] errors;

        private double largestScaled;
        private double maxAbs;
        private double largest;

        private Values(int count) {
            this.errors = new double[count];
        }

        static Values compare(Points f, Points own, List<Vector> places, Ground ground) {
            Values values = new Values(places.size());
            for (int i = 0; i < places.size(); i++) {
                double size = ground.sizeAt(places.get(i));
                double error = 0;
                for (int o = 0; o < f.dimension(); o++) {
                    error = Math.max(error, Math.abs(f.get(i, o) - own.get(i, o)));
                    values.largest = Math.max(values.largest, Math.abs(f.get(i, o)));
                    values.largestScaled = Math.max(values.largestScaled, Math.abs(f.get(i, o)) / size);
                }
                values.maxAbs = Math.max(values.maxAbs, error);
                values.errors[i] = error / size;
            }
            return values;
        }

        boolean agree(int place, double tolerance) {
            return errors[place] <= tolerance * largestScaled;
        }
    }
}
