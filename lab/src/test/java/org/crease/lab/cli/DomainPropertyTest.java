package org.crease.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.crease.geometry.Box;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.crease.lab.experiment.RandomVictim;
import org.crease.network.ReluNetwork;
import org.crease.oracle.BudgetedOracle;
import org.crease.oracle.FunctionOracle;
import org.crease.oracle.Oracle;
import org.crease.oracle.RoundedOracle;
import org.crease.recovery.Progress;
import org.crease.recovery.Recovery;
import org.crease.recovery.RecoveryMethod;
import org.crease.recovery.SearchSpace;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No method asks anything outside a bounded domain, by not one bit: every method that there is, by being listed. */
class DomainPropertyTest {
    private static final List<List<Integer>> WIDTHS =
            List.of(List.of(3, 8, 1), List.of(4, 6, 4, 1), List.of(2, 5, 2), List.of(5, 6, 5, 2), List.of(3, 12, 5, 1));

    /** The paper's method asks 23 195 for the one network that it completes, the other method 3212 at most of float64 answers. */
    private static final long BUDGET = 30_000;

    /** Some runs on rounded answers would go on for ten times as long. */
    private static final long BUDGET_ROUNDED = 4000;

    private static Stream<RecoveryMethod> methods() {
        return Main.methods().values().stream();
    }

    /**
     * Two of each shape of box and more, and those in which methods were found outside: where f is linear in the whole box (4, 7
     * and 10), and a last bit beyond the edge with rounded answers (33, 65, 75). There were no others up to 119.
     */
    private static IntStream seeds() {
        return IntStream.concat(IntStream.range(0, 12), IntStream.of(33, 65, 75));
    }

    @ParameterizedTest
    @MethodSource("methods")
    void noQuestionLeavesTheBox(RecoveryMethod method) {
        int complete = 0;
        for (int seed : seeds().toArray()) {
            ReluNetwork network = RandomVictim.draw(WIDTHS.get(seed % WIDTHS.size()), seed);
            Box box = box(network.inputs(), seed);
            for (boolean rounded : new boolean[] {false, true}) {
                Watched watched = new Watched(network, box);
                Oracle exact = new FunctionOracle(network.inputs(), network.outputs(), watched::answer);
                Oracle oracle = rounded
                        ? new BudgetedOracle(new RoundedOracle(exact, 6), BUDGET_ROUNDED)
                        : new BudgetedOracle(exact, BUDGET);
                Recovery recovery = method.recover(oracle, new SearchSpace(box, scale(seed)), seed, Progress.NONE);
                assertThat(watched.outside)
                        .as("%s, seed %d, rounded %s", method.name(), seed, rounded)
                        .isEmpty();
                assertThat(watched.asked).isGreaterThan(100);
                complete += recovery instanceof Recovery.Complete ? 1 : 0;
            }
        }
        // otherwise only the first steps of the method were looked at
        assertThat(complete).isPositive();
    }

    /** Answers every question, and remembers those that should not have been asked. */
    private static final class Watched {
        private final ReluNetwork network;
        private final Box box;
        private final List<String> outside = new ArrayList<>();
        private long asked;

        private Watched(ReluNetwork network, Box box) {
            this.network = network;
            this.box = box;
        }

        private Points answer(Points x) {
            asked += x.size();
            for (int p = 0; p < x.size(); p++) {
                for (int i = 0; i < x.dimension(); i++) {
                    double low = box.low().get(i);
                    double high = box.high().get(i);
                    if (!(x.get(p, i) >= low && x.get(p, i) <= high)) {
                        outside.add("x" + i + " = " + x.get(p, i) + ", not from " + low + " to " + high);
                    }
                }
            }
            return network.evaluate(x);
        }
    }

    /** The size of the data is not that of the box. */
    private static double scale(int seed) {
        return switch (seed % 7) {
            case 3 -> 0.1;
            case 5 -> 20;
            default -> 1;
        };
    }

    /** Never symmetric; as it is, narrow, away from the origin, open above, hardly there, open below, in turn. */
    private static Box box(int inputs, int seed) {
        RandomGenerator random = new SplittableRandom(seed);
        double[] low = new double[inputs];
        double[] high = new double[inputs];
        for (int i = 0; i < inputs; i++) {
            low[i] = -random.nextDouble(0.2, 6);
            high[i] = random.nextDouble(0.2, 6);
        }
        int odd = random.nextInt(inputs);
        switch (seed % 6) {
            case 1 -> high[odd] = low[odd] + 0.2;
            case 2 -> {
                double shift = random.nextDouble(1, 3) - low[odd];
                low[odd] += shift;
                high[odd] += shift;
            }
            case 3 -> high[odd] = Double.POSITIVE_INFINITY;
            case 4 -> high[odd] = low[odd] + 1e-7;
            case 5 -> low[odd] = Double.NEGATIVE_INFINITY;
            default -> {}
        }
        return new Box(Vector.of(low), Vector.of(high));
    }
}
