package org.crease.lab.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.crease.geometry.Box;
import org.crease.geometry.Vector;
import org.crease.network.ReluNetwork;
import org.crease.oracle.Ending;
import org.crease.recovery.Findings;
import org.crease.recovery.Probabilities;
import org.crease.recovery.Reason;
import org.crease.recovery.Recovery;
import org.crease.recovery.Resolution;
import org.crease.recovery.Verification;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code recovery.json}, format {@code crease-recovery/1}. In {@code unknown}, layers count from 1 as in the paper (layer 2 is
 * the second hidden one), neurons and inputs from 0 as in the rows and columns of {@code network.json}.
 */
final class RunJson {
    static final String FORMAT = "crease-recovery/1";

    private final Run run;
    private final Optional<Findings> findings;

    private RunJson(Run run) {
        this.run = run;
        this.findings = run.recovery().findings();
    }

    static ObjectNode of(Run run) {
        return new RunJson(run).object();
    }

    private ObjectNode object() {
        ObjectNode json = Json.object();
        json.put("format", FORMAT);
        json.put("status", run.status());
        json.put("reason", run.recovery().whyNotComplete().map(Reason::message).orElse(null));
        json.put("method", run.plan().method().name());
        json.put("seed", run.plan().seed());
        json.put("version", Version.current());
        json.set("settings", settings());
        json.set("oracle", oracle());
        json.set(
                "architecture",
                findings.map(Findings::network).map(RunJson::architecture).orElse(null));
        json.set("queries", queries());
        json.set("seconds", seconds());
        json.set("layers", findings.map(RunJson::layers).orElseGet(Json::array));
        json.set(
                "verification",
                findings.flatMap(Findings::verification)
                        .map(RunJson::verification)
                        .orElse(null));
        json.set("unknown", findings.map(RunJson::unknown).orElseGet(Json::array));
        return json;
    }

    /** What it takes to run it again, beside seed, version and oracle. */
    private ObjectNode settings() {
        ObjectNode json = Json.object();
        json.put("domain", run.plan().domain());
        json.put("scale", run.plan().space().scale());
        json.put(
                "budget",
                run.limits().budget().isPresent() ? run.limits().budget().getAsLong() : null);
        json.put(
                "time",
                run.limits().time().map(limit -> limit.time().toString()).orElse(null));
        json.put("method", run.plan().method().toString());
        json.put("java", System.getProperty("java.runtime.version"));
        return json;
    }

    private ObjectNode oracle() {
        ObjectNode json = Json.object();
        json.put("address", run.plan().address());
        json.put("input", run.plan().inputs());
        json.put("output", run.outputs());
        json.set(
                "probabilities", run.probabilities().map(RunJson::probabilities).orElse(null));
        json.set("precision", resolution(run.recovery()).map(RunJson::precision).orElse(null));
        return json;
    }

    /** Where the logits were looked for, and the class that the others are compared with. */
    private static ObjectNode probabilities(Probabilities found) {
        ObjectNode json = Json.object();
        json.put("ending", found.ending().name().toLowerCase(Locale.ROOT));
        if (found.ending() == Ending.SOFTMAX) {
            json.put("reference", found.reference());
        }
        Box box = found.space().box();
        json.putArray("low").addAll(numbers(box.low()));
        json.putArray("high").addAll(numbers(box.high()));
        return json;
    }

    private static List<JsonNode> numbers(Vector vector) {
        return Arrays.stream(vector.toArray()).mapToObj(Json::number).toList();
    }

    /** How exact the answers are, if that was found out. */
    static Optional<Resolution> resolution(Recovery recovery) {
        return switch (recovery) {
            case Recovery.Failed failed -> failed.resolution();
            case Recovery.Complete complete -> Optional.of(complete.found().resolution());
            case Recovery.Partial partial -> Optional.of(partial.found().resolution());
        };
    }

    static ObjectNode precision(Resolution resolution) {
        ObjectNode json = Json.object();
        json.put("kind", resolution.kind().name().toLowerCase(Locale.ROOT));
        json.set("eta", Json.number(resolution.eta()));
        json.set("repeat_error", Json.number(resolution.repeatError()));
        return json;
    }

    private static ObjectNode architecture(ReluNetwork network) {
        ObjectNode json = Json.object();
        json.set("widths", Json.numbers(network.widths()));
        json.put("parameters", network.parameters());
        return json;
    }

    private ObjectNode queries() {
        ObjectNode json = Json.object();
        json.put("total", run.totalQueries());
        ObjectNode steps = json.putObject("by_step");
        run.queries().forEach(steps::put);
        json.put("repeated", run.repeated());
        return json;
    }

    private ObjectNode seconds() {
        ObjectNode json = Json.object();
        json.set("wall", Json.number(run.wallSeconds()));
        json.set("cpu", Json.number(run.cpuSeconds()));
        return json;
    }

    private static ArrayNode layers(Findings findings) {
        ArrayNode layers = Json.array();
        for (int k = 0; k < findings.layers().size(); k++) {
            Findings.HiddenLayer layer = findings.layers().get(k);
            ObjectNode json = layers.addObject();
            json.put("neurons", layer.neurons());
            json.put("unknown_weights", findings.unknownIn(k));
            json.set("sign_certificate", Json.number(layer.signCertificate()));
            json.set("max_stderr", Json.number(findings.maxStandardErrorIn(k)));
        }
        return layers;
    }

    private static ObjectNode verification(Verification verification) {
        ObjectNode json = Json.object();
        json.put("queries", verification.queries());
        json.set("max_abs", Json.number(verification.maxAbs()));
        json.set("max_rel", Json.number(verification.maxRel()));
        json.put("lines", verification.lines());
        json.put("kinks_explained", verification.kinksExplained());
        json.put("kinks_unexplained", verification.kinksUnexplained());
        json.set("missing_kink_rate_95", Json.number(verification.missingKinkRate95()));
        return json;
    }

    private static ArrayNode unknown(Findings findings) {
        ArrayNode weights = Json.array();
        for (Findings.UnknownWeight weight : findings.unknown()) {
            weights.addObject()
                    .put("layer", weight.neuron().layer() + 1)
                    .put("neuron", weight.neuron().index())
                    .put("input", weight.input())
                    .put("why", weight.why());
        }
        return weights;
    }
}
