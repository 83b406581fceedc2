package org.crease.recovery.arrangement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.network.ReluNetwork;
import org.crease.oracle.FunctionOracle;
import org.crease.oracle.Oracle;
import org.junit.jupiter.api.Test;

/** A fit to some of many answers must hear of a neuron that few of them are about. */
class RareSidesTest {
    /** On where x exceeds 3. */
    private static final ReluNetwork RARE =
            new ReluNetwork(List.of(Layer.relu(List.of(new AffineForm(Vector.of(1, 0), -3)))));

    private static Answers answers(int common, int rare) {
        Answers answers = new Answers();
        Oracle oracle = answers.keeping(new FunctionOracle(2, 1, x -> Points.of(x.size(), 1, new double[x.size()])));
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < common; i++) {
            oracle.ask(Points.of(Vector.of(random.nextDouble(), random.nextDouble())));
        }
        for (int i = 0; i < rare; i++) {
            oracle.ask(Points.of(Vector.of(3.5 + i, random.nextDouble())));
        }
        return answers;
    }

    private static long on(Answers.Sample sample) {
        return sample.exactly().x().stream().filter(x -> x.get(0) > 3).count();
    }

    @Test
    void whatFewAnswersAreAboutIsAddedAsFarAsThereAreAny() {
        Answers answers = answers(5000, 7);
        Answers.Sample drawn = answers.sample(100, new SplittableRandom(2));
        Answers.Sample added = RareSides.ofLast(RARE, 20).added(drawn, answers);
        assertThat(on(added)).isEqualTo(7);
        assertThat(added.x()).hasSize(added.f().size()).doesNotHaveDuplicates();
    }

    @Test
    void thoseFarthestFromTheBoundaryAreTaken() {
        Answers answers = answers(5000, 50);
        Answers.Sample drawn = answers.sample(10, new SplittableRandom(2)).exactly();
        Answers.Sample added = RareSides.ofLast(RARE, 5).added(drawn, answers);
        assertThat(added.x().stream()
                        .filter(x -> x.get(0) > 3)
                        .filter(x -> !drawn.x().contains(x)))
                .allMatch(x -> x.get(0) > 47);
    }

    @Test
    void nothingIsAddedWhereBothSidesAreThere() {
        Answers answers = answers(500, 500);
        Answers.Sample drawn = answers.sample(100, new SplittableRandom(2));
        assertThat(RareSides.ofLast(RARE, 20).added(drawn, answers)).isSameAs(drawn);
    }
}
