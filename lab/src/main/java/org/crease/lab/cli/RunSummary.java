package org.crease.lab.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.crease.network.ReluNetwork;
import org.crease.recovery.Findings;
import org.crease.recovery.Resolution;
import org.crease.recovery.Verification;

/** A finished run in a few lines for a person. */
final class RunSummary {
    private RunSummary() {}

    static List<String> lines(Run run, Path folder) {
        List<String> lines = new ArrayList<>();
        lines.add(status(run));
        run.recovery().findings().ifPresent(found -> lines.add("network:      " + network(found)));
        lines.add("queries:      " + queries(run));
        RunJson.resolution(run.recovery()).ifPresent(r -> lines.add("precision:    " + precision(r)));
        run.recovery()
                .findings()
                .flatMap(Findings::verification)
                .ifPresent(v -> lines.add("verification: " + verification(v)));
        lines.add("files:        " + files(run, folder));
        return lines;
    }

    /** Status and why, in one line. */
    static String status(Run run) {
        return run.recovery()
                .whyNotComplete()
                .map(reason -> run.status() + ": " + reason.message())
                .orElse("complete: the function is recovered in the domain");
    }

    static String precision(Resolution resolution) {
        return resolution.kind().name().toLowerCase(Locale.ROOT) + ", error of one answer " + number(resolution.eta());
    }

    static String widths(List<Integer> widths) {
        return widths.stream().map(String::valueOf).collect(Collectors.joining("-"));
    }

    /** Two digits of it. */
    static String number(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.1e", value) : "unknown";
    }

    private static String network(Findings found) {
        ReluNetwork network = found.network();
        String unknown = found.unknown().isEmpty() ? "" : ", " + found.unknown().size() + " of them unknown";
        return widths(network.widths()) + ", " + network.parameters() + " parameters" + unknown;
    }

    private static String queries(Run run) {
        String each = run.recovery()
                .findings()
                .map(found -> String.format(
                        Locale.ROOT,
                        " (%.1f a parameter)",
                        (double) run.totalQueries() / found.network().parameters()))
                .orElse("");
        return run.totalQueries() + each + String.format(Locale.ROOT, ", %.1f s", run.wallSeconds());
    }

    private static String verification(Verification v) {
        return "largest difference " + number(v.maxRel()) + " of the largest answer on " + v.queries()
                + " fresh queries; " + v.kinksExplained() + " kinks on " + v.lines() + " fresh lines explained, "
                + v.kinksUnexplained() + " not";
    }

    private static String files(Run run, Path folder) {
        List<String> names = run.recovery().findings().isPresent()
                ? List.of(RunFolder.ONNX, RunFolder.JSON, RunFolder.RECOVERY)
                : List.of(RunFolder.RECOVERY);
        return String.join(", ", names) + " in " + folder;
    }
}
