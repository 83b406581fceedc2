package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crease.geometry.Points;
import org.crease.geometry.Segment;
import org.crease.geometry.Vector;
import org.crease.network.NeuronId;
import org.crease.network.ReluNetwork;
import org.crease.oracle.CountingOracle;
import org.crease.oracle.Oracle;
import org.crease.recovery.Verification;
import org.crease.recovery.fit.ValueErrors;
import org.crease.recovery.fit.Zeros;

/**
 * The found network f̂ against f on fresh questions. Along a line f is asked at every kink of f̂, and at the ends:
 * between two of them a neuron that f̂ lacks switches at most once, since its preactivation is linear there; so it is on at one of
 * them if it is on anywhere in between. Besides, values are compared at random places.
 *
 * @param points random places, evenly spread over the digits of their distance
 * @param patternLines lines through rare patterns of the first layer
 * @param lines random lines
 * @param randomLines how many of these
 * @param descents lines down and up the slope of each linear unit: a neuron that was on wherever it was asked switches there
 * @param deepShare with three hidden layers or more, or two of which the first is wider than the input, further questions as a share of all that were asked before: half of them
 *     at places, half on lines that seek rare patterns of the last layer but one
 */
record Verify(int points, int patternLines, Lines lines, int randomLines, int descents, double deepShare) {
    /**
     * From far out planes look as if all went through the origin: a line there sees half of all that is at infinity, which is
     * where patterns are rarest.
     */
    static final Verify DEFAULTS = new Verify(60, 60, new Lines(List.of(1.0, 3.0, 10.0, 100.0), 40), 8, 8, 0.1);

    private static final String ACCOUNT = "Verify";

    /** Random places asked, with three hidden layers or more, where patterns are rare; and of how many times as many they are. */
    private static final int LEAST_DEEP = 2000;

    private static final int RARER = 20;

    /**
     * Further places where layer 1 is wider than the input: so many for each time that it holds the inputs besides the first. Neurons of layer 2 are on where patterns are that
     * few lines meet.
     */
    private static final int CROWDED = 800;

    /** In these, how many {@link Vertices} there may be for all of them to be asked: then nothing else tells more. */
    private static final double ALL_VERTICES = 3;

    /** Places that are looked at, without questions, for those on sides where neurons of the last layer hardly ever are, and how many of each are asked. */
    private static final int MANY = 40_000;

    private static final int EACH_SIDE = 4;

    /** Places of which the one with the rarest pattern is taken. */
    private static final int CANDIDATES = 12;

    /** Of the places to which ways down a slope lead, so many are asked. */
    private static final int LOWEST = 8;

    /** Lines compared before a disagreement ends the comparison. */
    private static final int BATCH = 12;

    /**
     * What was seen.
     *
     * @param parting stretches of lines at one end of which f and f̂ agree, and at the other not
     * @param wrong places where they do not agree
     */
    record Result(Verification verification, List<Segment> parting, int wrong) {}

    /** Places of disagreement looked into at a time. */
    private static final int PARTINGS = 6;

    /** By what share of a way between such places it goes on. */
    private static final double FURTHER = 0.25;

    /** The same for how far beside them it begins and ends. */
    private static final double ASIDE = 0.01;

    /** A line, and where on it f is asked. */
    private record Track(Segment line, List<Double> stops) {}

    /**
     * Compares.
     *
     * @param own f̂
     * @param linearUnits how many neurons at the end of its last hidden layer stand for something linear
     * @param tolerance error up to which values agree, relative to the largest |f| over ‖x‖ + scale
     * @param etas besides, in errors of an answer
     * @param asked how many questions were asked before
     * @param besides further places
     */
    Result run(
            ReluNetwork own,
            int linearUnits,
            double tolerance,
            double etas,
            long asked,
            List<Vector> besides,
            Ground ground) {
        List<Track> tracks = tracks(own, linearUnits, ground);
        List<Vector> anywhere = new ArrayList<>(besides);
        for (int i = 0; i < points; i++) {
            anywhere.add(ground.anywhere());
        }
        anywhere.addAll(lowestOf(new ReluNetwork(own.hidden()), linearUnits, ground));
        int share = (int) (deepShare / 2 * asked);
        double crowded = (double) own.layers().getFirst().outputs() / own.inputs() - 1;
        if (own.hidden().size() > 2) {
            addDeepTracks(own, share, tracks, ground);
            anywhere.addAll(rarePlaces(own, Math.max(LEAST_DEEP, share), ground));
            anywhere.addAll(bothSides(new ReluNetwork(own.hidden()), ground));
        } else if (own.hidden().size() == 2 && crowded > 0) {
            int further = Math.max((int) (CROWDED * crowded), share);
            Vertices vertices = Vertices.of(own.layers().getFirst(), ground);
            if (vertices.count() <= ALL_VERTICES * further) {
                anywhere.addAll(vertices.all());
            } else {
                anywhere.addAll(vertices.some(further));
                addDeepTracks(own, further, tracks, ground);
                anywhere.addAll(rarePlaces(own, further, ground));
            }
            anywhere.addAll(bothSides(new ReluNetwork(own.hidden()), ground));
        }
        CountingOracle counted = counted(ground);
        ValueErrors values = new ValueErrors(ground.space().scale(), ground.resolution(), etas);
        compare(values, counted, own, anywhere);
        List<Segment> parting =
                new ArrayList<>(between(values.places(true, tolerance), values.places(false, tolerance), ground));
        int checked = 0;
        for (; checked < tracks.size() && values.places(false, tolerance).isEmpty(); checked += BATCH) {
            List<Vector> stops = new ArrayList<>();
            for (Track track : tracks.subList(checked, Math.min(tracks.size(), checked + BATCH))) {
                track.stops().forEach(t -> stops.add(track.line().at(t)));
            }
            compare(values, counted, own, stops);
        }
        List<Track> seen = tracks.subList(0, Math.min(checked, tracks.size()));
        int explained = 0;
        int at = anywhere.size();
        for (Track track : seen) {
            for (int i = 0; i < track.stops().size(); i++, at++) {
                boolean agrees = values.agree(at, tolerance);
                explained += agrees && values.isSeen(at) ? 1 : 0;
                if (i > 0 && agrees != values.agree(at - 1, tolerance)) {
                    stretch(track, i).ifPresent(parting::add);
                }
            }
            explained -= 2; // the ends are no kinks
        }
        int wrong = values.places(false, tolerance).size();
        Verification verification = new Verification(
                counted.total(), values.maxAbs(), values.maxRel(), seen.size(), Math.max(0, explained), wrong);
        return new Result(verification, parting.subList(0, Math.min(PARTINGS, parting.size())), wrong);
    }

    /** Compares at some places alone. */
    static Result at(List<Vector> places, ReluNetwork own, double tolerance, double etas, Ground ground) {
        CountingOracle counted = counted(ground);
        ValueErrors values = new ValueErrors(ground.space().scale(), ground.resolution(), etas);
        compare(values, counted, own, places);
        List<Vector> disagreeing = values.places(false, tolerance);
        Verification verification =
                new Verification(counted.total(), values.maxAbs(), values.maxRel(), 0, 0, disagreeing.size());
        return new Result(
                verification, between(values.places(true, tolerance), disagreeing, ground), disagreeing.size());
    }

    private static CountingOracle counted(Ground ground) {
        return new CountingOracle(ground.oracle().chargedTo(ACCOUNT).withGaps());
    }

    /**
     * Ways from some of the places where f and f̂ do not agree to the nearest where they do, and somewhat on: on each a boundary is missing. Right beside it
     * they agree but for rounding on either side.
     */
    static List<Segment> between(List<Vector> agreeing, List<Vector> disagreeing, Ground ground) {
        List<Segment> ways = new ArrayList<>();
        for (Vector bad : disagreeing.subList(0, Math.min(PARTINGS, disagreeing.size()))) {
            agreeing.stream()
                    .filter(good -> good.distanceTo(bad) > 0)
                    .min(Comparator.comparingDouble(good -> good.distanceTo(bad)))
                    .map(good -> way(bad, good, ground))
                    .flatMap(ground.space().domain()::clip)
                    .ifPresent(ways::add);
        }
        return ways;
    }

    /** Places that were computed may lie on boundaries, as may all of the way between two of them: this one begins and ends beside them. */
    private static Segment way(Vector bad, Vector good, Ground ground) {
        if (ground.isCoarse()) {
            return Segment.between(bad, good); // what else lies on it would hide the kink
        }
        double aside = ASIDE * good.distanceTo(bad);
        Vector from = bad.plus(aside, Vector.direction(ground.inputs(), ground.random()));
        Vector to = good.plus(FURTHER, good.minus(bad));
        return Segment.between(from, to.plus(aside, Vector.direction(ground.inputs(), ground.random())));
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
                descent(hidden, unit, i % 2 == 0 ? 1 : -1, ground).ifPresent(segments::add);
            }
        }
        return new ArrayList<>(
                segments.stream().map(line -> track(line, hidden)).toList());
    }

    private static Track track(Segment line, ReluNetwork hidden) {
        List<Double> stops = new ArrayList<>(List.of(line.from()));
        Survey.crossings(hidden, line).forEach(c -> stops.add(c.t()));
        stops.add(line.to());
        return new Track(line, stops);
    }

    /**
     * Of many random places those where the pattern of the last hidden layer but one is rare, one for each pattern before the second for
     * any.
     */
    private static List<Vector> rarePlaces(ReluNetwork own, int count, Ground ground) {
        ReluNetwork below = new ReluNetwork(own.hidden().subList(0, own.hidden().size() - 1));
        Map<BitSet, Integer> seen = new HashMap<>();
        List<List<Vector>> byTurn = new ArrayList<>();
        for (int i = 0; i < RARER * count; i++) {
            Vector x = ground.anywhere();
            int turn = seen.merge(signs(below.preactivations(x).getLast()), 1, Integer::sum) - 1;
            if (turn == byTurn.size()) {
                byTurn.add(new ArrayList<>());
            }
            byTurn.get(turn).add(x);
        }
        return byTurn.stream().flatMap(List::stream).limit(count).toList();
    }

    /** Of many random places a few on each side of every neuron above layer 1: f̂ may lean on a side on which nothing was asked. */
    private static List<Vector> bothSides(ReluNetwork hidden, Ground ground) {
        Map<NeuronId, int[]> seen = new HashMap<>();
        List<Vector> places = new ArrayList<>();
        for (int tries = 0; tries < MANY; tries++) {
            Vector x = ground.anywhere();
            List<Vector> z = hidden.preactivations(x);
            boolean isNew = false;
            for (int k = 1; k < z.size(); k++) {
                for (int i = 0; i < z.get(k).dimension(); i++) {
                    int[] sides = seen.computeIfAbsent(new NeuronId(k, i), id -> new int[2]);
                    isNew |= ++sides[z.get(k).get(i) > 0 ? 1 : 0] <= EACH_SIDE;
                }
            }
            if (isNew) {
                places.add(x);
            }
        }
        return places;
    }

    /**
     * Lines through places on boundaries where the pattern of the last hidden layer but one is rare: a neuron of the last is on where that
     * pattern says so.
     */
    private static void addDeepTracks(ReluNetwork own, int questions, List<Track> tracks, Ground ground) {
        ReluNetwork hidden = new ReluNetwork(own.hidden());
        int depth = hidden.layers().size();
        Map<BitSet, Integer> seen = new HashMap<>();
        double planned = 0;
        for (int tries = 0; planned < questions && tries < questions; tries++) {
            Vector rarest = null;
            BitSet pattern = null;
            for (int i = 0; i < CANDIDATES; i++) {
                ReluNetwork part = new ReluNetwork(
                        hidden.layers().subList(0, 1 + ground.random().nextInt(depth)));
                int neuron = ground.random().nextInt(part.outputs());
                double distance = ground.farDistance();
                Optional<Vector> zero = Zeros.random(part, neuron, distance, ground.space(), ground.random());
                if (zero.isPresent()) {
                    BitSet there = signs(hidden.preactivations(zero.get()).get(depth - 2));
                    if (rarest == null || seen.getOrDefault(there, 0) < seen.getOrDefault(pattern, 0)) {
                        rarest = zero.get();
                        pattern = there;
                    }
                }
            }
            if (rarest == null) {
                return;
            }
            seen.merge(pattern, 1, Integer::sum);
            double half = ground.sizeAt(rarest) * Math.pow(30, ground.random().nextDouble() - 0.5);
            Segment line = Segment.around(rarest, Vector.direction(own.inputs(), ground.random()), half);
            Optional<Segment> inside = ground.space().domain().clip(line);
            if (inside.isPresent()) {
                tracks.add(track(inside.get(), hidden));
                planned += tracks.getLast().stops().size();
            }
        }
    }

    private static BitSet signs(Vector z) {
        BitSet positive = new BitSet(z.dimension());
        for (int i = 0; i < z.dimension(); i++) {
            positive.set(i, z.get(i) > 0);
        }
        return positive;
    }

    /** Where what stands for something linear is lowest, and highest: a neuron that is on everywhere else is off there, if anywhere. */
    private static List<Vector> lowestOf(ReluNetwork hidden, int linearUnits, Ground ground) {
        List<Vector> lowest = new ArrayList<>();
        for (int unit = hidden.outputs() - linearUnits; unit < hidden.outputs(); unit++) {
            for (int side : new int[] {1, -1}) {
                DownSlope.ends(hidden, unit, side, ground).stream()
                        .limit(LOWEST)
                        .forEach(lowest::add);
            }
        }
        return lowest;
    }

    /** A line from a random place to where the slope of an output leads down from there, or up. */
    static Optional<Segment> descent(ReluNetwork hidden, int output, int side, Ground ground) {
        Vector start = ground.space().pointAt(ground.farDistance(), ground.random());
        return DownSlope.from(start, hidden, output, side, ground)
                .chord()
                .flatMap(ground.space().domain()::clip);
    }

    private static void compare(ValueErrors values, Oracle oracle, ReluNetwork own, List<Vector> places) {
        Points questions = Points.of(places);
        values.add(places, oracle.ask(questions), own.evaluate(questions));
    }
}
