package org.crease.lab.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.crease.network.Alignment;
import org.crease.network.Comparison;
import org.crease.network.ReluNetwork;
import org.crease.oracle.CountingOracle;
import org.crease.recovery.Progress;
import org.crease.recovery.Reason;
import org.crease.recovery.Recovery;
import org.crease.recovery.RecoveryMethod;
import org.crease.recovery.SearchSpace;

/**
 * How often one method recovers a {@link RandomVictim}, and whether what it calls complete is right: each such result is compared
 * with its victim, as a function at places near and far, and neuron by neuron.
 *
 * @param runs networks of each shape, with the seeds 1 to runs; a network's seed is also that of its recovery
 */
public record Reliability(RecoveryMethod method, int runs) {
    private static final int PLACES = 20_000;

    /** The distances of the nearest and the farthest place from the origin, in units of √n. */
    private static final double NEAREST = 0.1;

    private static final double FARTHEST = 1000;

    /**
     * What a right result may be off by: |f − f̂| in units of (‖x‖ + scale) · the largest slope of f, and rows of length one. Half of
     * the digits and more are lost then, and a wrong neuron is off by much more.
     */
    private static final double TOLERANCE = 1e-6;

    private static final String HEAD = "| widths | complete | partial | failed | wrong | not isomorphic"
            + " | queries, median | queries, largest | CPU s, median | worst row error by layer |\n"
            + "|---|---|---|---|---|---|---|---|---|---|\n";

    private static final String CSV_HEAD =
            "widths,seed,status,wrong_places,largest_difference,isomorphic,queries,cpu_s,row_errors,why\n";

    /**
     * A result that was called complete, against the truth.
     *
     * @param wrong places where the functions differ by more than the tolerance
     * @param largest difference of the functions, in the unit of the tolerance
     * @param errors largest row error by layer, the output layer last; empty where nothing matches
     * @param differences in words what keeps the networks from being isomorphic within the tolerance
     */
    private record Score(int wrong, double largest, List<OptionalDouble> errors, List<String> differences) {}

    /**
     * One run.
     *
     * @param scores one if it ended complete, none otherwise
     * @param why it is not complete, or not right
     */
    private record Run(
            List<Integer> widths,
            long seed,
            String status,
            long queries,
            double cpuSeconds,
            List<Score> scores,
            String why) {
        String told() {
            return Tables.joined(widths) + " seed " + seed + ": " + status + (why.isEmpty() ? "" : ": " + why);
        }
    }

    /**
     * Runs everything; tells {@code progress} a line for each run, in the order in which they end.
     *
     * @param shapes widths as for {@link RandomVictim#draw}
     */
    public Tables run(List<List<Integer>> shapes, Consumer<String> progress) {
        StringBuilder markdown = new StringBuilder(HEAD);
        StringBuilder csv = new StringBuilder(CSV_HEAD);
        List<String> reasons = new ArrayList<>();
        for (List<Integer> widths : shapes) {
            Points places = places(widths.getFirst());
            List<Run> all = LongStream.rangeClosed(1, runs)
                    .parallel()
                    .mapToObj(seed -> once(widths, seed, places, progress))
                    .toList();
            markdown.append(row(widths, all));
            all.forEach(run -> csv.append(csvRow(run)));
            all.stream().filter(run -> !run.why().isEmpty()).forEach(run -> reasons.add("- " + run.told() + "\n"));
        }
        if (!reasons.isEmpty()) {
            markdown.append("\nNot complete, or not right\n\n");
            reasons.forEach(markdown::append);
        }
        return new Tables(markdown.toString(), csv.toString());
    }

    private Run once(List<Integer> widths, long seed, Points places, Consumer<String> progress) {
        ReluNetwork truth = RandomVictim.draw(widths, seed);
        CountingOracle oracle = PaperExperiment.blackBox(truth);
        double before = Ladder.cpuSeconds();
        Recovery recovery = method.recover(oracle, SearchSpace.all(truth.inputs()), seed, Progress.NONE);
        double cpu = Ladder.cpuSeconds() - before;
        List<Score> scores = recovery instanceof Recovery.Complete complete
                ? List.of(score(complete.found().network(), truth, places))
                : List.of();
        Run run = new Run(
                widths,
                seed,
                recovery.getClass().getSimpleName().toLowerCase(Locale.ROOT),
                oracle.total(),
                cpu,
                scores,
                recovery.whyNotComplete()
                        .map(Reason::message)
                        .orElseGet(() -> String.join("; ", faults(scores.getFirst()))));
        progress.accept(run.told());
        return run;
    }

    private static List<String> faults(Score score) {
        List<String> faults = new ArrayList<>();
        if (score.wrong() > 0) {
            faults.add("wrong at " + score.wrong() + " of " + PLACES + " places, by up to "
                    + Tables.number(score.largest()) + " of size times slope");
        }
        faults.addAll(score.differences());
        return faults;
    }

    /** Places all around the origin, evenly over the digits of their distance; the same for every network of a shape. */
    private static Points places(int inputs) {
        SplittableRandom random = new SplittableRandom(0);
        SearchSpace space = SearchSpace.all(inputs);
        return Points.of(Stream.generate(() -> NEAREST * Math.pow(FARTHEST / NEAREST, random.nextDouble()))
                .limit(PLACES)
                .map(distance -> space.pointAt(distance * Math.sqrt(inputs), random))
                .toList());
    }

    private static Score score(ReluNetwork found, ReluNetwork truth, Points places) {
        double slope = IntStream.range(0, places.size())
                .mapToDouble(p -> slopeAt(places.get(p), truth))
                .max()
                .orElse(0);
        double scale = SearchSpace.all(truth.inputs()).scale();
        Points f = truth.evaluate(places);
        Points g = found.evaluate(places);
        int wrong = 0;
        double largest = 0;
        for (int p = 0; p < places.size(); p++) {
            double unit = (places.get(p).norm() + scale) * slope;
            double difference = 0;
            for (int o = 0; o < f.dimension(); o++) {
                difference = Math.max(difference, Math.abs(f.get(p, o) - g.get(p, o)));
            }
            wrong += difference <= TOLERANCE * unit ? 0 : 1; // NaN is wrong
            largest = Math.max(largest, difference / unit);
        }
        // as functions they are compared already
        Comparison comparison = Comparison.of(found, truth, places.slice(0, 1), Alignment.MATCH_TOLERANCE);
        List<OptionalDouble> errors = rowErrors(comparison, truth);
        List<String> differences = new ArrayList<>(comparison.differences());
        for (int k = 0; differences.isEmpty() && k < errors.size(); k++) {
            double error = errors.get(k).orElse(0);
            if (error > TOLERANCE) {
                String layer = k < errors.size() - 1 ? "layer " + (k + 1) : "output layer";
                differences.add(layer + ": a row is off by " + Tables.number(error));
            }
        }
        return new Score(wrong, largest, errors, differences);
    }

    /** The largest slope of any output. */
    private static double slopeAt(Vector x, ReluNetwork network) {
        return network.formsIn(network.patternAt(x)).getLast().stream()
                .mapToDouble(output -> output.gradient().norm())
                .max()
                .orElse(0);
    }

    private static List<OptionalDouble> rowErrors(Comparison comparison, ReluNetwork truth) {
        List<OptionalDouble> errors = new ArrayList<>();
        for (int k = 0; k < truth.hidden().size(); k++) {
            boolean both = k < comparison.layers().size();
            errors.add(both ? comparison.layers().get(k).maxRowError() : OptionalDouble.empty());
        }
        errors.add(comparison
                .output()
                .map(score -> OptionalDouble.of(score.maxRowError()))
                .orElse(OptionalDouble.empty()));
        return errors;
    }

    private static String row(List<Integer> widths, List<Run> all) {
        List<Score> scores = all.stream().flatMap(run -> run.scores().stream()).toList();
        return String.format(
                Locale.ROOT,
                "| %s | %d of %d | %d | %d | %d | %d | %.0f | %d | %.1f | %s |%n",
                Tables.joined(widths),
                scores.size(),
                all.size(),
                all.stream().filter(run -> run.status().equals("partial")).count(),
                all.stream().filter(run -> run.status().equals("failed")).count(),
                scores.stream().filter(score -> score.wrong() > 0).count(),
                scores.stream().filter(score -> !score.differences().isEmpty()).count(),
                Tables.median(all.stream().mapToDouble(Run::queries)),
                all.stream().mapToLong(Run::queries).max().orElse(0),
                Tables.median(all.stream().mapToDouble(Run::cpuSeconds)),
                String.join(", ", worst(scores, widths.size() - 1)));
    }

    private static List<String> worst(List<Score> scores, int layers) {
        return IntStream.range(0, layers)
                .mapToObj(k -> Tables.number(scores.stream()
                        .flatMapToDouble(score -> score.errors().get(k).stream())
                        .max()))
                .toList();
    }

    private static String csvRow(Run run) {
        return String.format(
                Locale.ROOT,
                "%s,%d,%s,%s,%d,%.2f,%s,\"%s\"%n",
                Tables.joined(run.widths()),
                run.seed(),
                run.status(),
                run.scores().stream()
                        .map(score -> score.wrong() + "," + Tables.number(score.largest()) + ","
                                + score.differences().isEmpty())
                        .findFirst()
                        .orElse(",,"),
                run.queries(),
                run.cpuSeconds(),
                run.scores().isEmpty()
                        ? ""
                        : String.join(";", worst(run.scores(), run.widths().size() - 1)),
                run.why().replace("\"", "'"));
    }
}
