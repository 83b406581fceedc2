package org.crease.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.crease.geometry.Points;

/** Collects the parts of a batch that is answered in parts, for who wants it whole. */
public final class Arrivals implements Consumer<AnsweredInPartException.Part> {
    private final List<AnsweredInPartException.Part> parts = new ArrayList<>();

    private Arrivals() {}

    /**
     * A whole batch.
     *
     * @param oracle answers in parts
     * @throws AnsweredInPartException if some answers came, and others did not
     */
    public static Points all(Oracle oracle, Points questions) {
        Arrivals arrivals = new Arrivals();
        try {
            oracle.askInParts(questions, false, arrivals);
        } catch (OracleException e) {
            throw arrivals.parts.isEmpty() ? e : new AnsweredInPartException(arrivals.parts, e);
        }
        // where the oracle is being opened, the first answer tells
        int outputs = arrivals.parts.isEmpty()
                ? oracle.outputs()
                : arrivals.parts.getFirst().answers().dimension();
        double[] values = new double[Math.multiplyExact(questions.size(), outputs)];
        for (AnsweredInPartException.Part part : arrivals.parts) {
            double[] some = part.answers().toArray();
            System.arraycopy(some, 0, values, part.from() * outputs, some.length);
        }
        return Points.of(questions.size(), outputs, values);
    }

    @Override
    public void accept(AnsweredInPartException.Part part) {
        parts.add(part);
    }
}
