package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.crease.geometry.Points;
import org.crease.geometry.Segment;
import org.crease.geometry.Vector;
import org.crease.network.ReluNetwork;
import org.crease.oracle.CountingOracle;
import org.crease.oracle.Oracle;
import org.crease.recovery.Verification;
import org.crease.recovery.fit.ValueErrors;

/**
 * The found network f̂ against f on fresh questions. Along a line f is asked at every kink of f̂, and at the ends:
 * between two of them a neuron that f̂ lacks switches at most once, since its preactivation is linear there; so it is on at one of
 * them if it is on anywhere in between. Besides, values are compared at random places.
 *
 * @param points random places, evenly spread over the digits of their distance
 * @param patternLines lines through rare patterns of the first layer
 * @param lines random lines
 * @param randomLines how many of these
 * @param descents lines down the slope of each linear unit: a neuron that was on wherever it was asked switches there
 */
record Verify(int points, int patternLines, Lines lines, int randomLines, int descents) {
    /**
     * From far out planes look as if all went through the origin: a line there sees half of all that is at infinity, which is
     * where patterns are rarest.
     */
    static final Verify DEFAULTS = new Verify(60, 60, new Lines(List.of(1.0, 3.0, 10.0, 100.0), 40), 8, 8);

    private static final String ACCOUNT = "Verify";

    /** Lines compared before a disagreement ends the comparison. */
    private static final int BATCH = 12;

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
     * @param linearUnits how many neurons at the end of its last hidden layer stand for something linear
     * @param tolerance error up to which values agree, relative to the largest |f| over ‖x‖ + scale
     */
    Result run(ReluNetwork own, int linearUnits, double tolerance, Ground ground) {
        List<Track> tracks = tracks(own, linearUnits, ground);
        CountingOracle counted = new CountingOracle(ground.oracle().chargedTo(ACCOUNT));
        ValueErrors values = new ValueErrors(ground.space().scale());
        List<Vector> anywhere = new ArrayList<>();
        for (int i = 0; i < points; i++) {
            double distance =
                    ground.near() * 0.3 * Math.pow(300, ground.random().nextDouble());
            anywhere.add(ground.space().pointAt(distance, ground.random()));
        }
        compare(values, counted, own, anywhere);
        int checked = 0;
        for (; checked < tracks.size() && values.places(false, tolerance).isEmpty(); checked += BATCH) {
            List<Vector> places = new ArrayList<>();
            for (Track track : tracks.subList(checked, Math.min(tracks.size(), checked + BATCH))) {
                track.stops().forEach(t -> places.add(track.line().at(t)));
            }
            compare(values, counted, own, places);
        }
        List<Track> seen = tracks.subList(0, Math.min(checked, tracks.size()));
        List<Segment> parting = new ArrayList<>();
        int explained = 0;
        int at = points;
        for (Track track : seen) {
            for (int i = 0; i < track.stops().size(); i++, at++) {
                boolean agrees = values.agree(at, tolerance);
                explained += agrees ? 1 : 0;
                if (i > 0 && agrees != values.agree(at - 1, tolerance)) {
                    stretch(track, i).ifPresent(parting::add);
                }
            }
            explained -= 2; // the ends are no kinks
        }
        int wrong = values.places(false, tolerance).size();
        Verification verification = new Verification(
                counted.total(), values.maxAbs(), values.maxRel(), seen.size(), Math.max(0, explained), wrong);
        return new Result(verification, parting, wrong);
    }

    private static Optional<Segment> stretch(Track track, int i) {
        double from = track.stops().get(i - 1);
        double to = track.stops().get(i);
        return from < to
                ? Optional.of(new Segment(track.line().origin(), track.line().direction(), from, to))
                : Optional.empty();
    }

    private List<Track> tracks(ReluNetwork own, int linearUnits, Ground ground) {
        List<Segment> segments = new ArrayList<>(
                PatternLines.through(own.layers().getFirst(), patternLines, ground.space(), ground.random()));
        for (int i = 0; i < randomLines; i++) {
            segments.add(lines.sample(i, ground.space(), ground.random()));
        }
        ReluNetwork hidden = new ReluNetwork(own.hidden());
        for (int unit = hidden.outputs() - linearUnits; unit < hidden.outputs(); unit++) {
            for (int i = 0; i < descents; i++) {
                descent(hidden, unit, ground).ifPresent(segments::add);
            }
        }
        return segments.stream()
                .map(line -> {
                    List<Double> stops = new ArrayList<>(List.of(line.from()));
                    Survey.crossings(hidden, line).forEach(c -> stops.add(c.t()));
                    stops.add(line.to());
                    return new Track(line, stops);
                })
                .toList();
    }

    /** A line from a random place straight up and down the slope of an output. */
    private static Optional<Segment> descent(ReluNetwork hidden, int output, Ground ground) {
        double distance = ground.near() * Math.pow(30, ground.random().nextDouble() - 0.25);
        Vector x = ground.space().pointAt(distance, ground.random());
        Vector slope = hidden.formsIn(hidden.patternAt(x)).getLast().get(output).gradient();
        return slope.norm() > 0
                ? ground.space().domain().clip(Segment.around(x, slope, 100 * ground.sizeAt(x)))
                : Optional.empty();
    }

    private static void compare(ValueErrors values, Oracle oracle, ReluNetwork own, List<Vector> places) {
        Points questions = Points.of(places);
        values.add(places, oracle.ask(questions), own.evaluate(questions));
    }
}
