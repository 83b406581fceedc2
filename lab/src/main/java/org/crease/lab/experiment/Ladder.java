package org.crease.lab.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.crease.geometry.Points;
import org.crease.network.Alignment;
import org.crease.network.Comparison;
import org.crease.network.ReluNetwork;
import org.crease.oracle.CheckedOracle;
import org.crease.oracle.CountingOracle;
import org.crease.oracle.FunctionOracle;
import org.crease.oracle.TimeLimit;
import org.crease.oracle.TimedOracle;
import org.crease.oracles.model.NetworkJson;
import org.crease.oracles.model.UnreadableModelException;
import org.crease.recovery.Findings;
import org.crease.recovery.Progress;
import org.crease.recovery.Recovery;
import org.crease.recovery.RecoveryMethod;
import org.crease.recovery.SearchSpace;

/**
 * One method on a folder of networks, each as a black box in this process with float64 answers, and scored against its file.
 *
 * @param cap time for each network; a run that reaches it ends with what it knows
 * @param seed of every run
 */
public record Ladder(RecoveryMethod method, Duration cap, long seed) {
    private static final int SAMPLES = 10_000;

    private static final String HEAD = "| network | status | widths | found | queries | a parameter | CPU s"
            + " | largest row error by layer (found/all) | largest relative error | unknown weights |\n"
            + "|---|---|---|---|---|---|---|---|---|---|\n";

    /** One rung. */
    private record Rung(
            String name,
            String status,
            List<Integer> widths,
            List<Integer> found,
            long queries,
            int parameters,
            double cpuSeconds,
            List<String> layers,
            OptionalDouble error,
            int unknown,
            String why) {}

    /**
     * Runs every {@code .json} network under a folder, in the order of their names; tells {@code progress} a line for each.
     *
     * @throws UncheckedIOException if the folder cannot be read
     */
    public Tables run(Path folder, Consumer<String> progress) {
        StringBuilder markdown = new StringBuilder(HEAD);
        StringBuilder csv =
                new StringBuilder("network,status,widths,found,queries,parameters,cpu_s,layers,max_rel,unknown,why\n");
        List<String> reasons = new ArrayList<>();
        for (Path file : networks(folder)) {
            ReluNetwork truth;
            try {
                truth = NetworkJson.read(file);
            } catch (UnreadableModelException e) {
                continue; // not a network: a manifest, say
            }
            Rung rung = climb(folder.relativize(file).toString().replace(".json", ""), truth);
            markdown.append(row(rung));
            csv.append(csvRow(rung));
            if (!rung.why().isEmpty()) {
                reasons.add("- " + rung.name() + ": " + rung.why() + "\n");
            }
            progress.accept(row(rung).strip());
        }
        markdown.append("\nWhy not complete\n\n");
        reasons.forEach(markdown::append);
        return new Tables(markdown.toString(), csv.toString());
    }

    private static List<Path> networks(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted(Comparator.comparing(Path::toString))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("folder must be readable, got '" + folder + "'", e);
        }
    }

    private Rung climb(String name, ReluNetwork truth) {
        CountingOracle oracle = new CountingOracle(new TimedOracle(
                new CheckedOracle(new FunctionOracle(truth.inputs(), truth.outputs(), truth::evaluate)),
                new TimeLimit(cap, System::nanoTime)));
        double before = cpuSeconds();
        Recovery recovery = method.recover(oracle, SearchSpace.all(truth.inputs()), seed, Progress.NONE);
        double cpu = cpuSeconds() - before;
        List<String> layers = new ArrayList<>();
        OptionalDouble error = OptionalDouble.empty();
        if (recovery.findings().isPresent()) {
            Comparison comparison = Comparison.of(
                    recovery.findings().get().network(), truth, samples(truth.inputs()), Alignment.MATCH_TOLERANCE);
            comparison
                    .layers()
                    .forEach(layer -> layers.add(layer.matched() + "/" + (layer.matched() + layer.missing())
                            + (layer.extra() > 0 ? "+" + layer.extra() : "") + " "
                            + (layer.maxRowError().isPresent()
                                    ? Tables.number(layer.maxRowError().getAsDouble())
                                    : "–")));
            error = OptionalDouble.of(comparison.functional().maxRel());
        }
        return new Rung(
                name,
                recovery.getClass().getSimpleName().toLowerCase(Locale.ROOT),
                truth.widths(),
                recovery.findings().map(found -> found.network().widths()).orElse(List.of()),
                oracle.total(),
                truth.parameters(),
                cpu,
                layers,
                error,
                recovery.findings().map(Findings::unknown).map(List::size).orElse(0),
                recovery.whyNotComplete().map(reason -> reason.message()).orElse(""));
    }

    /** Standard normal points, the same for every method. */
    private static Points samples(int inputs) {
        SplittableRandom random = new SplittableRandom(0);
        double[] values = IntStream.range(0, SAMPLES * inputs)
                .mapToDouble(i -> random.nextGaussian())
                .toArray();
        return Points.of(SAMPLES, inputs, values);
    }

    /** CPU time of this thread, in which the methods work. */
    static double cpuSeconds() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() * 1e-9;
    }

    private static String row(Rung rung) {
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s | %s | %d | %.1f | %.1f | %s | %s | %d |%n",
                rung.name(),
                rung.status(),
                Tables.joined(rung.widths()),
                rung.found().equals(rung.widths()) ? "the same" : Tables.joined(rung.found()),
                rung.queries(),
                (double) rung.queries() / rung.parameters(),
                rung.cpuSeconds(),
                String.join(", ", rung.layers()),
                rung.error().isPresent() ? Tables.number(rung.error().getAsDouble()) : "",
                rung.unknown());
    }

    private static String csvRow(Rung rung) {
        return String.format(
                Locale.ROOT,
                "%s,%s,%s,%s,%d,%d,%.2f,%s,%s,%d,\"%s\"%n",
                rung.name(),
                rung.status(),
                Tables.joined(rung.widths()),
                Tables.joined(rung.found()),
                rung.queries(),
                rung.parameters(),
                rung.cpuSeconds(),
                String.join(";", rung.layers()),
                rung.error().isPresent() ? rung.error().getAsDouble() : "",
                rung.unknown(),
                rung.why().replace("\"", "'"));
    }
}
