package org.crease.oracle;

import java.util.function.UnaryOperator;
import org.crease.geometry.Points;

/** A black box made of a function in this process, which is all that it knows of what stands behind. */
public record FunctionOracle(int inputs, int outputs, UnaryOperator<Points> function) implements Oracle {
    @Override
    public Points ask(Points questions) {
        return function.apply(questions);
    }
}
