package org.crease.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.crease.geometry.Box;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.junit.jupiter.api.Test;

class DomainTest {
    private final CountingOracle asked = new CountingOracle(Answers.sumAndProduct());
    private final Oracle boxed = new BoxedOracle(asked, Box.cube(2, -1, 1));

    @Test
    void questionsInTheDomainAndOnItsEdgeAreAnswered() {
        assertThat(boxed.ask(Points.of(Vector.of(1, -1), Vector.of(0.5, 0))))
                .isEqualTo(Points.of(Vector.of(0, -1), Vector.of(0.5, 0)));
    }

    @Test
    void aBatchWithAQuestionOutsideIsRefusedWhole() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> boxed.ask(Points.of(Vector.of(0, 0), Vector.of(0, Math.nextUp(1.0)))))
                .withMessageContaining("point 1");
        assertThat(asked.total()).isZero();
    }

    @Test
    void aDomainOfAnotherDimensionIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new BoxedOracle(asked, Box.cube(3, -1, 1)));
    }
}
