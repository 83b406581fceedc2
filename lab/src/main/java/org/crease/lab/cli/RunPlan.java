package org.crease.lab.cli;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.crease.geometry.Box;
import org.crease.geometry.Vector;
import org.crease.oracle.CheckedOracle;
import org.crease.oracle.NotKeptException;
import org.crease.oracle.OracleException;
import org.crease.oracle.StoppedException;
import org.crease.oracles.ledger.Ledger;
import org.crease.oracles.ledger.SameModel;
import org.crease.oracles.ledger.UnusableLedgerException;
import org.crease.oracles.model.Arithmetic;
import org.crease.oracles.model.UnreadableModelException;
import org.crease.recovery.RecoveryMethod;
import org.crease.recovery.SearchSpace;

/**
 * What is asked, and how: two runs of one plan ask the same questions, if they are answered the same. Noted in the ledger, so
 * that a run can go on.
 *
 * @param address of the oracle
 * @param model what tells the model at that address from others: a fingerprint
 * @param kind what answers are
 * @param domain as it was given
 */
record RunPlan(
        String address,
        String model,
        OutputKind kind,
        RecoveryMethod method,
        String domain,
        SearchSpace space,
        long seed) {
    static final String FORMAT = "crease-ledger/3";

    int inputs() {
        return space.box().dimension();
    }

    /**
     * Sees to it that answers of two models do not get into one ledger, as far as can be told without a question.
     *
     * @throws UsageException if the oracle is not the one that the plan was made for
     */
    void requireModel(OpenOracle opened) {
        if (!opened.model().get().equals(model) || opened.oracle().inputs() != inputs()) {
            throw another(
                    opened,
                    opened.oracle().inputs() + " inputs, " + opened.model().get() + "; the ledger has " + inputs()
                            + ", " + model);
        }
    }

    /**
     * The same, once it is open: the dimension of an answer, and where its address does not tell one model from another, an answer.
     *
     * @throws UsageException if it is another one
     * @throws UnreadableModelException if it does not answer
     */
    void requireAnswers(OpenOracle opened, Ledger ledger) {
        int outputs = opened.oracle().outputs();
        int onFile = ledger.outputs().orElse(outputs);
        if (outputs != onFile) {
            throw another(opened, outputs + " outputs; the ledger has " + onFile);
        }
        if (opened.isFixed()) {
            return;
        }
        boolean isFloat32 = opened.arithmetic().equals(Arithmetic.FLOAT32.toString());
        double epsilon = (isFloat32 ? Arithmetic.FLOAT32 : Arithmetic.FLOAT64).epsilon();
        try {
            OptionalDouble apart = SameModel.parts(ledger, new CheckedOracle(opened.oracle()), epsilon);
            if (apart.isPresent()) {
                throw another(
                        opened,
                        "the first question on file, asked once more, was answered otherwise, by "
                                + (float) apart.getAsDouble());
            }
        } catch (StoppedException | NotKeptException e) {
            throw e;
        } catch (OracleException e) {
            throw new UnreadableModelException(e.getMessage(), e);
        }
    }

    private static UsageException another(OpenOracle opened, String how) {
        return new UsageException("oracle must be the model that the ledger holds answers of, got another one at '"
                + opened.address() + "' (" + how + ")");
    }

    /** As it is noted in the ledger. */
    Map<String, String> about() {
        Map<String, String> about = new LinkedHashMap<>();
        about.put("format", FORMAT);
        about.put("crease", Version.current());
        about.put("address", address);
        about.put("model", model);
        about.put("input", String.valueOf(inputs()));
        about.put("kind", kind.name());
        about.put("method", method.name());
        about.put("seed", String.valueOf(seed));
        about.put("scale", String.valueOf(space.scale()));
        about.put("domain", domain);
        if (!space.box().isUnbounded()) {
            about.put("low", text(space.box().low()));
            about.put("high", text(space.box().high()));
        }
        return about;
    }

    /**
     * The plan that a ledger notes.
     *
     * @throws UnusableLedgerException if it notes none
     */
    static RunPlan of(Map<String, String> about, Environment environment) {
        try {
            Box box = about.containsKey("low")
                    ? new Box(vector(noted(about, "low")), vector(noted(about, "high")))
                    : Box.unbounded(inputs(about));
            return new RunPlan(
                    noted(about, "address"),
                    model(about),
                    OutputKind.valueOf(noted(about, "kind")),
                    environment.method(noted(about, "method")),
                    noted(about, "domain"),
                    new SearchSpace(box, Double.parseDouble(noted(about, "scale"))),
                    Long.parseLong(noted(about, "seed")));
        } catch (IllegalArgumentException e) {
            throw unnoted(e.getMessage());
        }
    }

    /** The dimension of a question, as a ledger notes it. */
    static int inputs(Map<String, String> about) {
        return count(about, "input");
    }

    static String model(Map<String, String> about) {
        return noted(about, "model");
    }

    private static int count(Map<String, String> about, String key) {
        try {
            return Integer.parseInt(noted(about, key));
        } catch (NumberFormatException e) {
            throw unnoted(e.getMessage());
        }
    }

    private static String noted(Map<String, String> about, String key) {
        String value = about.get(key);
        if (value == null) {
            throw unnoted("no " + key);
        }
        return value;
    }

    private static UnusableLedgerException unnoted(String what) {
        return new UnusableLedgerException("ledger must note the plan of its run, got one that does not: " + what);
    }

    private static String text(Vector vector) {
        return Arrays.stream(vector.toArray()).mapToObj(String::valueOf).collect(Collectors.joining(","));
    }

    private static Vector vector(String text) {
        return Vector.of(
                Arrays.stream(text.split(",")).mapToDouble(Double::parseDouble).toArray());
    }
}
