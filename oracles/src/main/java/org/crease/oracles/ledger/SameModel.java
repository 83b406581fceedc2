package org.crease.oracles.ledger;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.crease.oracle.Oracle;

/**
 * Whether a black box is still the one that a ledger holds answers of, where its address does not tell: the first question on file is asked once
 * more, on purpose. Where answers have repeated so far, this one must too; where they have not, it must lie nearer to the one on file than to
 * the answer to another question. If it does, it is on file as well.
 *
 * <p>What it misses: a model that says the same at that one place.
 */
public final class SameModel {
    /** How many times the arithmetic's ε, relative to the largest answer, the same answer may differ: it may have been in a batch. */
    private static final double ROUNDING = 4096;

    /** Where answers do not repeat: the share of the way to another question's answer. */
    private static final double NOISY = 0.25;

    private SameModel() {}

    /**
     * Asks.
     *
     * @param box the black box itself, past every memory
     * @param epsilon of its arithmetic
     * @return by how much the answer is too far from the one on file; empty if it is not, or if there is none to compare it with
     */
    public static OptionalDouble parts(Ledger ledger, Oracle box, double epsilon) {
        Optional<Ledger.Told> first = ledger.first();
        if (first.isEmpty()) {
            return OptionalDouble.empty();
        }
        Points question = Points.of(first.get().question());
        Points answer = box.askAgain(question);
        Vector before = first.get().answer();
        double apart = distance(answer.get(0), before);
        double rounding = ROUNDING * epsilon * distance(before, Vector.zero(before.dimension()));
        boolean isExact = ledger.scatter() <= rounding;
        double allowed = isExact
                ? rounding
                : ledger.second().map(other -> NOISY * distance(other, before)).orElse(Double.POSITIVE_INFINITY);
        if (apart > allowed) {
            return OptionalDouble.of(apart);
        }
        ledger.record(List.of(Key.of(question, 0).at(-1 - ledger.checks())), answer);
        return OptionalDouble.empty();
    }

    static double distance(Vector a, Vector b) {
        return IntStream.range(0, a.dimension())
                .mapToDouble(o -> Math.abs(a.get(o) - b.get(o)))
                .max()
                .orElse(0);
    }
}
