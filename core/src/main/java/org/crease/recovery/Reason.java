package org.crease.recovery;

import java.util.Locale;
import java.util.random.RandomGenerator;
import org.crease.geometry.Points;
import org.crease.oracle.AnsweredInPartException;
import org.crease.oracle.BudgetSpentException;
import org.crease.oracle.NotKeptException;
import org.crease.oracle.Oracle;
import org.crease.oracle.OracleException;
import org.crease.oracle.StoppedException;
import org.crease.oracle.TimeOverException;

/**
 * Why a recovery is not complete.
 *
 * @param cause its kind
 * @param message one line: what was found, against which bound, and what to try
 */
public record Reason(Cause cause, String message) {
    /** The kinds of reason. */
    public enum Cause {
        /** The function is not one that the method can recover, or not with these answers. */
        UNSUITABLE,
        /** Something of the function is left without an explanation. */
        UNEXPLAINED,
        /** The agreed number of questions has been asked, or the agreed time is over. */
        LIMIT,
        /** The oracle broke. */
        ORACLE,
        /** An answer could not be kept, as on a full disk. */
        NOT_KEPT,
        /** Somebody stopped the run. */
        INTERRUPTED;

        /** Who or what an oracle's exception says ended the run. */
        public static Cause of(OracleException e) {
            return switch (e) {
                case BudgetSpentException budget -> LIMIT;
                case TimeOverException time -> LIMIT;
                case StoppedException stopped -> INTERRUPTED;
                case NotKeptException kept -> NOT_KEPT;
                case AnsweredInPartException part -> of(part.end());
                default -> ORACLE;
            };
        }
    }

    /** The run ended before anything was known. */
    public static Reason beforeLayer1(OracleException e) {
        Cause cause = Cause.of(e);
        boolean agreed = cause != Cause.ORACLE && cause != Cause.NOT_KEPT;
        return new Reason(cause, agreed ? e.getMessage() + " before layer 1 was known" : e.getMessage());
    }

    /** Answers were said to be probabilities. */
    public static Reason noProbabilities() {
        return new Reason(
                Cause.UNSUITABLE,
                "answers must be probabilities, numbers from 0 to 1 everywhere, got others or one and the same everywhere:"
                        + " maybe they are logits");
    }

    /** An oracle of one input, which no method can recover. */
    public static Reason tooFewInputs(int inputs) {
        return new Reason(
                Cause.UNSUITABLE,
                "inputs must number at least 2, got " + inputs
                        + ": with one input every boundary is a point, and layers cannot be told apart");
    }

    /**
     * No boundary point was found. Asks two questions, which tell whether f changes at all.
     *
     * @param searched which lines, and how many
     */
    public static Reason noKinks(String searched, Oracle oracle, SearchSpace space, RandomGenerator random) {
        double near = space.scale() * Math.sqrt(oracle.inputs());
        Points two = oracle.ask(Points.of(space.pointAt(near, random), space.pointAt(near, random)));
        String what = two.get(0).equals(two.get(1)) ? "constant" : "linear";
        return new Reason(
                Cause.UNSUITABLE,
                "f is " + what + " on all " + searched + ": no neuron switches there. Maybe try another --scale");
    }

    /**
     * No boundary point was found, although f bends: no piece between two kinks is so long that answers show it to be straight.
     *
     * @param searched which lines, and how many
     */
    public static Reason kinksTooClose(String searched, Resolution resolution) {
        return new Reason(
                Cause.UNSUITABLE,
                "f bends, but nowhere on " + searched
                        + " between two straight pieces: boundaries lie closer together than"
                        + " answers tell apart that err by " + (float) resolution.eta()
                        + ". Maybe the model has answers with more digits");
    }

    /** Boundary points were found, but none on a whole hyperplane. */
    public static Reason noHyperplane(int points, Resolution resolution) {
        String advice = resolution.kind() == Resolution.Kind.FLOAT64
                ? "Maybe the first layer is not fully connected, or --scale is not the size of the data"
                : "Maybe the answers are too coarse: these are "
                        + resolution.kind().name().toLowerCase(Locale.ROOT) + " with an error of "
                        + (float) resolution.eta();
        return new Reason(
                Cause.UNSUITABLE,
                points + " boundary points were found, and none lies on a boundary that is a whole hyperplane. "
                        + advice);
    }
}
