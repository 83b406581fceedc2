package org.crease.recovery.arrangement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.crease.network.ReluNetwork;
import org.crease.oracle.BudgetSpentException;
import org.crease.oracle.BudgetedOracle;
import org.crease.oracle.FunctionOracle;
import org.crease.recovery.Progress;
import org.crease.recovery.Recovery;
import org.crease.recovery.SearchSpace;
import org.junit.jupiter.api.Test;

class DiceTest {
    private static List<Object> throwsOf(RandomGenerator random) {
        return IntStream.range(0, 200)
                .boxed()
                .flatMap(i -> Stream.<Object>of(
                        random.nextInt(),
                        random.nextInt(7),
                        random.nextInt(3, 900),
                        random.nextLong(),
                        random.nextBoolean(),
                        random.nextDouble(),
                        random.nextGaussian()))
                .toList();
    }

    @Test
    void theyShowWhatTheDiceInThemShow() {
        assertThat(throwsOf(new Dice(new SplittableRandom(3)))).isEqualTo(throwsOf(new SplittableRandom(3)));
    }

    /** Whoever goes on with the old ones changes nothing of what the new ones show. */
    @Test
    void theyCanBeLeftToSomebody() {
        Dice dice = new Dice(new SplittableRandom(3));
        RandomGenerator given = dice.held();
        dice.leave(new SplittableRandom(4));
        given.nextLong();
        assertThat(throwsOf(dice)).isEqualTo(throwsOf(new SplittableRandom(4)));
    }

    /** 6-8-8-1, stopped in layer 2: the output layer is fitted to some of the answers, which dice choose. */
    @Test
    void aRunThatIsCutShortHandsOverTheSameHoweverFarAFitHasCome() {
        Points at = Points.of(Vector.gaussian(6, new SplittableRandom(2)), Vector.gaussian(6, new SplittableRandom(3)));
        List<ReluNetwork> handedOver =
                IntStream.of(0, 1, 1000).mapToObj(DiceTest::cutShort).toList();
        assertThat(handedOver)
                .allSatisfy(network -> assertThat(network.evaluate(at).toArray())
                        .isEqualTo(handedOver.getFirst().evaluate(at).toArray()));
    }

    /** @param thrown by the fit that was left alone, before the run ends */
    private static ReluNetwork cutShort(int thrown) {
        ReluNetwork truth = TestGrounds.network(1, 6, 8, 8, 1);
        BudgetedOracle oracle = new BudgetedOracle(new FunctionOracle(6, 1, truth::evaluate), 1500);
        ArrangementRun run =
                new ArrangementRun(ArrangementMethod.DEFAULTS, oracle, SearchSpace.all(6), 1, Progress.NONE);
        try {
            throw new AssertionError("the budget must be spent, got " + run.recover());
        } catch (BudgetSpentException spent) {
            run.random().held().nextBytes(new byte[8 * thrown]);
            if (run.cutShort(spent) instanceof Recovery.Partial partial) {
                return partial.found().network();
            }
            throw new AssertionError("the run must have found a layer", spent);
        }
    }
}
