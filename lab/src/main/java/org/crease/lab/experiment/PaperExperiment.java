package org.crease.lab.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.crease.geometry.Vector;
import org.crease.network.Alignment;
import org.crease.network.Layer;
import org.crease.network.NeuronId;
import org.crease.network.ReluNetwork;
import org.crease.oracle.CountingOracle;
import org.crease.oracle.FunctionOracle;
import org.crease.recovery.MeasureResolution;
import org.crease.recovery.Progress;
import org.crease.recovery.Reason;
import org.crease.recovery.Recovery;
import org.crease.recovery.SearchSpace;
import org.crease.recovery.paper.FirstLayer;
import org.crease.recovery.paper.LocalHyperplane;
import org.crease.recovery.paper.PaperMethod;

/**
 * The paper's method on untrained networks, as its §6 measures it: Algorithm 1 on 10-w-10-10 and 10-w-10-10-10 as w grows,
 * Algorithm 2 on 10-10-w-10. Unlike there, no run is told the number of neurons or of layers.
 *
 * @param runs networks of each shape, with the seeds 0 to runs − 1
 */
public record PaperExperiment(int runs) {
    private static final List<Integer> FIRST_WIDTHS = List.of(10, 20, 30, 40);
    private static final List<Integer> SECOND_WIDTHS = List.of(10, 20);

    /**
     * One run.
     *
     * @param neurons of the layer in question, in truth
     * @param errors row errors of those that were found, on rows of length one
     * @param extra found neurons that are none
     * @param untilLast queries when the last neuron was found; the rest went into making sure that there is none left
     * @param missing what is known of each neuron that was not found
     */
    private record Score(
            long seed,
            int neurons,
            List<Double> errors,
            int extra,
            long queries,
            long untilLast,
            String status,
            List<String> missing) {
        boolean isPerfect() {
            return errors.size() == neurons && extra == 0;
        }
    }

    /** Runs everything; tells {@code progress} a line for each shape. */
    public Tables run(Consumer<String> progress) {
        StringBuilder markdown = new StringBuilder();
        StringBuilder csv =
                new StringBuilder("algorithm,widths,seed,neurons,found,extra,median_row_error,queries,status\n");
        markdown.append("Algorithm 1, ").append(runs).append(" networks of each shape\n\n");
        markdown.append("| widths | all of layer 1, none too many | median row error | largest"
                + " | queries | a parameter of layer 1 | until the last neuron, a parameter |\n"
                + "|---|---|---|---|---|---|---|\n");
        for (boolean deeper : new boolean[] {false, true}) {
            for (int w : FIRST_WIDTHS) {
                List<Integer> widths = deeper ? List.of(10, w, 10, 10, 10) : List.of(10, w, 10, 10);
                List<Score> scores = onAllSeeds(seed -> firstLayer(widths, seed));
                markdown.append(firstLayerRow(widths, scores));
                append(csv, 1, widths, scores);
                progress.accept(Tables.joined(widths) + " done");
            }
        }
        markdown.append("\nAlgorithm 2, the whole method, ").append(runs).append(" networks of each shape\n\n");
        markdown.append("| widths | layer-2 neurons found | too many | median row error | complete"
                + " | queries | queries a parameter |\n|---|---|---|---|---|---|---|\n");
        List<String> missing = new ArrayList<>();
        for (int w : SECOND_WIDTHS) {
            List<Integer> widths = List.of(10, 10, w, 10);
            List<Score> scores = onAllSeeds(seed -> wholeMethod(widths, seed));
            markdown.append(wholeMethodRow(widths, scores));
            append(csv, 2, widths, scores);
            scores.forEach(score -> score.missing()
                    .forEach(reason -> missing.add(Tables.joined(widths) + " seed " + score.seed() + ": " + reason)));
            progress.accept(Tables.joined(widths) + " done");
        }
        markdown.append("\nWhat is missing, and how often it is on at random points from 0.3 to 1000 · √n out\n\n");
        missing.forEach(line -> markdown.append("- ").append(line).append('\n'));
        return new Tables(markdown.toString(), csv.toString());
    }

    private interface OneRun {
        Score of(long seed);
    }

    private List<Score> onAllSeeds(OneRun run) {
        return IntStream.range(0, runs).parallel().mapToObj(run::of).toList();
    }

    /** A network in this process, its questions counted. */
    static CountingOracle blackBox(ReluNetwork truth) {
        return new CountingOracle(new FunctionOracle(truth.inputs(), truth.outputs(), truth::evaluate));
    }

    private static Score firstLayer(List<Integer> widths, long seed) {
        ReluNetwork truth = RandomVictim.draw(widths, seed);
        CountingOracle oracle = blackBox(truth);
        SearchSpace space = SearchSpace.all(truth.inputs());
        SplittableRandom random = new SplittableRandom(seed);
        var measured = (MeasureResolution.Measured) MeasureResolution.DEFAULTS.measure(oracle, space, random);
        AtomicLong untilLast = new AtomicLong();
        FirstLayer.Result found = FirstLayer.DEFAULTS.run(
                oracle, measured.resolution(), space, random, (step, neurons) -> untilLast.set(oracle.total()));
        Layer layer = truth.layers().getFirst();
        List<Double> errors = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (int i = 0; i < layer.outputs(); i++) {
            Vector row = layer.row(i).unit();
            double error = found.neurons().stream()
                    .map(LocalHyperplane::plane)
                    .mapToDouble(plane -> Math.min(
                            plane.normal().distanceTo(row),
                            plane.normal().negated().distanceTo(row)))
                    .min()
                    .orElse(2);
            if (error < Alignment.MATCH_TOLERANCE) {
                errors.add(error);
            } else {
                missing.add("neuron " + i);
            }
        }
        int extra = found.neurons().size() - errors.size();
        return new Score(seed, layer.outputs(), errors, extra, oracle.total(), untilLast.get(), "", missing);
    }

    private static Score wholeMethod(List<Integer> widths, long seed) {
        ReluNetwork truth = RandomVictim.draw(widths, seed);
        CountingOracle oracle = blackBox(truth);
        Recovery recovery = PaperMethod.DEFAULTS.recover(oracle, SearchSpace.all(truth.inputs()), seed, Progress.NONE);
        int width = widths.get(2);
        List<Double> errors = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        ReluNetwork found =
                recovery.findings().map(findings -> findings.network()).orElse(null);
        boolean comparable = found != null && found.layers().size() > 2;
        String why = recovery.whyNotComplete().map(Reason::message).orElse("complete");
        for (int i = 0; i < width; i++) {
            var error = comparable
                    ? Alignment.of(found, truth, Alignment.MATCH_TOLERANCE).rowError(new NeuronId(1, i))
                    : OptionalDouble.empty();
            if (error.isPresent()) {
                errors.add(error.getAsDouble());
            } else {
                missing.add("neuron " + i + ", on at " + shareOn(truth, i));
            }
        }
        if (!missing.isEmpty()) {
            missing = List.of(String.join("; ", missing) + ". The run says: " + why);
        }
        int extra = (comparable ? found.widths().get(2) : 0) - errors.size();
        return new Score(
                seed,
                width,
                errors,
                extra,
                oracle.total(),
                oracle.total(),
                recovery.getClass().getSimpleName(),
                missing);
    }

    /** How often a neuron of the second layer is on: one that never switches has no boundary that could be found. */
    private static String shareOn(ReluNetwork truth, int neuron) {
        SplittableRandom random = new SplittableRandom(1);
        int on = 0;
        int places = 20_000;
        for (int p = 0; p < places; p++) {
            double distance = Math.sqrt(truth.inputs()) * 0.3 * Math.pow(1000 / 0.3, random.nextDouble());
            Vector x = Vector.direction(truth.inputs(), random).times(distance);
            on += truth.preactivations(x).get(1).get(neuron) > 0 ? 1 : 0;
        }
        return String.format(Locale.ROOT, "%.2f %%", 100.0 * on / places);
    }

    private String firstLayerRow(List<Integer> widths, List<Score> scores) {
        double parameters = widths.get(1) * (widths.get(0) + 1.0);
        double queries = meanQueries(scores);
        return String.format(
                Locale.ROOT,
                "| %s | %d of %d | %.1e | %.1e | %.0f | %.0f | %.0f |%n",
                Tables.joined(widths),
                scores.stream().filter(Score::isPerfect).count(),
                runs,
                medianError(scores),
                allErrors(scores).max().orElse(Double.NaN),
                queries,
                queries / parameters,
                scores.stream().mapToLong(Score::untilLast).average().orElse(Double.NaN) / parameters);
    }

    private String wholeMethodRow(List<Integer> widths, List<Score> scores) {
        long found = allErrors(scores).count();
        double queries = meanQueries(scores);
        return String.format(
                Locale.ROOT,
                "| %s | %d of %d (%.1f %%) | %d | %.1e | %d of %d | %.0f | %.0f |%n",
                Tables.joined(widths),
                found,
                runs * widths.get(2),
                100.0 * found / (runs * widths.get(2)),
                scores.stream().mapToInt(Score::extra).sum(),
                medianError(scores),
                scores.stream()
                        .filter(score -> score.status().equals("Complete"))
                        .count(),
                runs,
                queries,
                queries / RandomVictim.draw(widths, 0).parameters());
    }

    private static void append(StringBuilder csv, int algorithm, List<Integer> widths, List<Score> scores) {
        for (Score score : scores) {
            csv.append(String.format(
                    Locale.ROOT,
                    "%d,%s,%d,%d,%d,%d,%.3e,%d,%s%n",
                    algorithm,
                    Tables.joined(widths),
                    score.seed(),
                    score.neurons(),
                    score.errors().size(),
                    score.extra(),
                    medianError(List.of(score)),
                    score.queries(),
                    score.status()));
        }
    }

    private static DoubleStream allErrors(List<Score> scores) {
        return scores.stream().flatMap(score -> score.errors().stream()).mapToDouble(Double::doubleValue);
    }

    private static double medianError(List<Score> scores) {
        return Tables.median(allErrors(scores));
    }

    private static double meanQueries(List<Score> scores) {
        return scores.stream().mapToLong(Score::queries).average().orElse(Double.NaN);
    }
}
