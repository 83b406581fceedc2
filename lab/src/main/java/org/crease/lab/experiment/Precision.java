package org.crease.lab.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.crease.network.Alignment;
import org.crease.network.Comparison;
import org.crease.network.ReluNetwork;
import org.crease.oracle.CountingOracle;
import org.crease.recovery.Findings;
import org.crease.recovery.Progress;
import org.crease.recovery.Recovery;
import org.crease.recovery.RecoveryMethod;
import org.crease.recovery.SearchSpace;

/**
 * What fewer digits of the answers cost: each {@link RandomVictim} is recovered through black boxes of several {@link Coarseness}, and what
 * comes out is compared with it.
 *
 * @param runs networks of each shape, with the seeds 1 to runs; a network's seed is also that of its recovery
 */
public record Precision(RecoveryMethod method, int runs, List<Coarseness> answers) {
    private static final int PLACES = 10_000;

    private static final String HEAD = "| widths | answers | complete | partial | failed | wrong | neurons found"
            + " | row error, median | largest | output error, median | largest"
            + " | weights within 2 standard errors | queries, median |\n"
            + "|---|---|---|---|---|---|---|---|---|---|---|---|---|\n";

    private static final String CSV_HEAD =
            "widths,answers,seed,status,wrong,neurons_found,neurons,row_error,output_error,within,weights,queries\n";

    public Precision {
        answers = List.copyOf(answers);
    }

    /**
     * One run.
     *
     * @param wrong whether it is called complete although a neuron is missing or false
     * @param rowError the largest of a neuron found; empty if there is none
     * @param outputError the largest of |f − f̂| over the largest of |f|; empty if nothing was found
     */
    private record Run(
            long seed,
            String status,
            boolean wrong,
            int neuronsFound,
            int neurons,
            OptionalDouble rowError,
            OptionalDouble outputError,
            Coverage coverage,
            long queries) {
        boolean isComplete() {
            return status.equals("complete");
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
        for (List<Integer> widths : shapes) {
            for (Coarseness coarseness : answers) {
                List<Run> all = LongStream.rangeClosed(1, runs)
                        .parallel()
                        .mapToObj(seed -> once(widths, coarseness, seed, progress))
                        .toList();
                markdown.append(row(widths, coarseness, all));
                all.forEach(run -> csv.append(csvRow(widths, coarseness, run)));
            }
        }
        return new Tables(markdown.toString(), csv.toString());
    }

    private Run once(List<Integer> widths, Coarseness coarseness, long seed, Consumer<String> progress) {
        ReluNetwork truth = RandomVictim.draw(widths, seed);
        CountingOracle oracle = new CountingOracle(coarseness.box().of(truth, seed));
        Recovery recovery = method.recover(oracle, SearchSpace.all(truth.inputs()), seed, Progress.NONE);
        String status = recovery.getClass().getSimpleName().toLowerCase(Locale.ROOT);
        Run run = recovery.findings()
                .map(findings -> scored(findings, truth, status, seed, oracle.total()))
                .orElseGet(() -> new Run(
                        seed,
                        status,
                        false,
                        0,
                        hiddenNeurons(truth),
                        OptionalDouble.empty(),
                        OptionalDouble.empty(),
                        Coverage.NONE,
                        oracle.total()));
        progress.accept(Tables.joined(widths) + " " + coarseness.name() + " seed " + seed + ": " + status
                + (run.wrong() ? ", and wrong" : ""));
        return run;
    }

    private static Run scored(Findings findings, ReluNetwork truth, String status, long seed, long queries) {
        SplittableRandom random = new SplittableRandom(0);
        Points places = Points.of(IntStream.range(0, PLACES)
                .mapToObj(i -> Vector.gaussian(truth.inputs(), random))
                .toList());
        Comparison comparison = Comparison.of(findings.network(), truth, places, Alignment.MATCH_TOLERANCE);
        return new Run(
                seed,
                status,
                status.equals("complete") && !comparison.differences().isEmpty(),
                comparison.layers().stream()
                        .mapToInt(Comparison.LayerScore::matched)
                        .sum(),
                hiddenNeurons(truth),
                comparison.layers().stream()
                        .flatMapToDouble(layer -> layer.maxRowError().stream())
                        .max(),
                OptionalDouble.of(comparison.functional().maxRel()),
                Coverage.of(findings, truth),
                queries);
    }

    private static int hiddenNeurons(ReluNetwork network) {
        return network.hidden().stream().mapToInt(layer -> layer.outputs()).sum();
    }

    private static String row(List<Integer> widths, Coarseness coarseness, List<Run> all) {
        List<Run> complete = all.stream().filter(Run::isComplete).toList();
        Coverage coverage = complete.stream().map(Run::coverage).reduce(Coverage.NONE, Coverage::plus);
        return String.format(
                Locale.ROOT,
                "| %s | %s | %d of %d | %d | %d | %d | %d of %d | %s | %s | %s | %s | %s | %.0f |%n",
                Tables.joined(widths),
                coarseness.name(),
                complete.size(),
                all.size(),
                all.stream().filter(run -> run.status().equals("partial")).count(),
                all.stream().filter(run -> run.status().equals("failed")).count(),
                all.stream().filter(Run::wrong).count(),
                all.stream().mapToInt(Run::neuronsFound).sum(),
                all.stream().mapToInt(Run::neurons).sum(),
                median(complete, run -> run.rowError().orElse(Double.NaN)),
                largest(complete, run -> run.rowError().orElse(Double.NaN)),
                median(complete, run -> run.outputError().orElse(Double.NaN)),
                largest(complete, run -> run.outputError().orElse(Double.NaN)),
                coverage.weights() == 0
                        ? "–"
                        : String.format(
                                Locale.ROOT,
                                "%.1f %% of %d",
                                100.0 * coverage.within() / coverage.weights(),
                                coverage.weights()),
                Tables.median(all.stream().mapToDouble(Run::queries)));
    }

    private static String median(List<Run> runs, ToDoubleFunction<Run> number) {
        return runs.isEmpty() ? "–" : Tables.number(Tables.median(runs.stream().mapToDouble(number)));
    }

    private static String largest(List<Run> runs, ToDoubleFunction<Run> number) {
        return Tables.number(runs.stream().mapToDouble(number).max());
    }

    private static String csvRow(List<Integer> widths, Coarseness coarseness, Run run) {
        List<String> fields = new ArrayList<>(List.of(
                Tables.joined(widths),
                coarseness.name(),
                String.valueOf(run.seed()),
                run.status(),
                String.valueOf(run.wrong()),
                String.valueOf(run.neuronsFound()),
                String.valueOf(run.neurons())));
        fields.add(text(run.rowError()));
        fields.add(text(run.outputError()));
        fields.add(String.valueOf(run.coverage().within()));
        fields.add(String.valueOf(run.coverage().weights()));
        fields.add(String.valueOf(run.queries()));
        return String.join(",", fields) + "\n";
    }

    private static String text(OptionalDouble number) {
        return number.isPresent() ? Tables.number(number.getAsDouble()) : "";
    }
}
