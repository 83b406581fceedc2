package org.crease.lab.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.crease.geometry.Box;
import org.crease.network.ReluNetwork;
import org.crease.recovery.Findings;
import org.crease.recovery.Probabilities;
import org.crease.recovery.Reason;
import org.crease.recovery.Resolution;
import org.crease.recovery.Verification;

/** A finished run in a few lines for a person. */
final class RunSummary {
    /** What ends a run that would have gone on. */
    private static final Set<Reason.Cause> GOES_ON =
            EnumSet.of(Reason.Cause.LIMIT, Reason.Cause.ORACLE, Reason.Cause.NOT_KEPT, Reason.Cause.INTERRUPTED);

    private RunSummary() {}

    /**
     * @param folder of the results
     * @param recorded of the ledger, which of a replayed run is another one
     */
    static List<String> lines(Run run, Path folder, Path recorded) {
        List<String> lines = new ArrayList<>();
        lines.add(status(run));
        run.recovery().findings().ifPresent(found -> lines.add("network:      " + network(found)));
        run.recovery().findings().flatMap(RunSummary::unknown).ifPresent(u -> lines.add("unknown:      " + u));
        if (!run.plan().space().box().isUnbounded()) {
            lines.add("domain:       " + run.plan().domain()
                    + ": no question was asked outside, and nothing is claimed of boundaries there, nor of neurons that are"
                    + " off wherever it was asked");
        }
        run.probabilities().ifPresent(p -> lines.add("answers:      " + probabilities(p)));
        lines.add("queries:      " + queries(run));
        RunJson.resolution(run.recovery()).ifPresent(r -> {
            lines.add("precision:    " + precision(r));
            repeats(r).ifPresent(text -> lines.add("repeats:      " + text));
        });
        run.recovery()
                .findings()
                .flatMap(Findings::verification)
                .ifPresent(v -> lines.add("verification: " + verification(v)));
        lines.add("files:        " + files(run, folder, recorded));
        run.recovery()
                .whyNotComplete()
                .filter(reason -> GOES_ON.contains(reason.cause()))
                .ifPresent(reason -> lines.add("to go on:     " + goOn(recorded)));
        return lines;
    }

    private static String probabilities(Probabilities p) {
        Box box = p.space().box();
        String where = "; looked for where all of them are visible, between "
                + (float) Arrays.stream(box.low().toArray()).min().orElseThrow() + " and "
                + (float) Arrays.stream(box.high().toArray()).max().orElseThrow();
        return switch (p.ending()) {
            case SOFTMAX ->
                "probabilities of a softmax: logits are known up to a common shift, class " + p.reference()
                        + " is set to 0" + where;
            case SIGMOID, LOGITS -> "probabilities, each of a sigmoid" + where;
        };
    }

    /** Status and why, in one line. */
    static String status(Run run) {
        return run.recovery()
                .whyNotComplete()
                .map(reason -> run.status() + ": " + reason.message())
                .orElse("complete: the function is recovered in the domain");
    }

    /** The command that goes on with a run. */
    static String goOn(Path folder) {
        return "crease recover --resume " + folder;
    }

    static String precision(Resolution resolution) {
        return resolution.kind().name().toLowerCase(Locale.ROOT) + ", error of one answer " + number(resolution.eta());
    }

    /** That the oracle is not deterministic, and how much. */
    static Optional<String> repeats(Resolution resolution) {
        return resolution.repeatError() > 0
                ? Optional.of("not deterministic: answers to the same question differ, with a standard deviation of "
                        + number(resolution.repeatError()))
                : Optional.empty();
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

    /** Signs and weights that are not known, and why; nothing of a run that was cut short, whose reason tells it. */
    private static Optional<String> unknown(Findings found) {
        if (found.verification().isEmpty()) {
            return Optional.empty();
        }
        List<String> parts = new ArrayList<>();
        for (int k = 0; k < found.layers().size(); k++) {
            if (found.layers().get(k).signCertificate().isEmpty()) {
                parts.add("the signs of layer " + (k + 1));
            }
        }
        Map<String, Long> weights = found.unknown().stream()
                .collect(Collectors.groupingBy(
                        weight -> "into layer " + (weight.neuron().layer() + 1) + " (" + weight.why() + ")",
                        LinkedHashMap::new,
                        Collectors.counting()));
        weights.forEach((where, count) -> parts.add(count + (count == 1 ? " weight " : " weights ") + where));
        return parts.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", parts));
    }

    private static String queries(Run run) {
        String each = run.recovery()
                .findings()
                .map(found -> String.format(
                        Locale.ROOT,
                        " (%.1f a parameter)",
                        (double) run.totalQueries() / found.network().parameters()))
                .orElse("");
        boolean someOnFile = run.asked() < run.totalQueries() - run.repeated();
        String asked = someOnFile ? ", " + run.asked() + " of them asked now" : "";
        return run.totalQueries() + each + asked + String.format(Locale.ROOT, ", %.1f s", run.wallSeconds());
    }

    private static String verification(Verification v) {
        return "largest difference " + number(v.maxRel()) + " of the largest answer on " + v.queries()
                + " fresh queries; " + v.kinksExplained() + " kinks on " + v.lines() + " fresh lines explained, "
                + v.kinksUnexplained() + " not";
    }

    private static String files(Run run, Path folder, Path recorded) {
        List<String> names = new ArrayList<>();
        if (run.recovery().findings().isPresent()) {
            names.addAll(List.of(RunFolder.ONNX, RunFolder.JSON));
        }
        names.add(RunFolder.RECOVERY);
        if (recorded.equals(folder)) {
            names.add(RunFolder.LEDGER);
        }
        return String.join(", ", names) + " in " + folder;
    }
}
