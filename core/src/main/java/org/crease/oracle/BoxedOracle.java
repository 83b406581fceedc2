package org.crease.oracle;

import java.util.function.UnaryOperator;
import org.crease.geometry.Box;
import org.crease.geometry.Points;

/** Refuses questions outside a box: whoever asks one has a bug, since the domain was known. */
public final class BoxedOracle extends OracleWrapper {
    private final Box box;

    public BoxedOracle(Oracle inner, Box box) {
        super(inner);
        if (box.dimension() != inner.inputs()) {
            throw new IllegalArgumentException(
                    "box dimension must be the oracle's " + inner.inputs() + ", got " + box.dimension());
        }
        this.box = box;
    }

    @Override
    protected OracleWrapper around(Oracle other) {
        return new BoxedOracle(other, box);
    }

    @Override
    protected Points answer(Points questions, UnaryOperator<Points> next) {
        for (int i = 0; i < questions.size(); i++) {
            if (!box.contains(questions.get(i))) {
                throw new IllegalArgumentException(
                        "question must lie in the domain, point " + i + " of the batch does not");
            }
        }
        return next.apply(questions);
    }
}
