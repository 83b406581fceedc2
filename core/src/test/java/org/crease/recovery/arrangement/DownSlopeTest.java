package org.crease.recovery.arrangement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.network.RandomNetworks;
import org.crease.network.ReluNetwork;
import org.junit.jupiter.api.Test;

/** Ways down from 64 random places each, on a layer 1 of six neurons with three inputs. */
class DownSlopeTest {
    private static final int INPUTS = 3;
    private static final int WIDTH = 6;

    private static ReluNetwork with(double[] row, long seed) {
        Layer first = RandomNetworks.draw(new SplittableRandom(seed), INPUTS, WIDTH, 1)
                .layers()
                .getFirst();
        return new ReluNetwork(List.of(first, Layer.relu(1, WIDTH, row, new double[] {1})));
    }

    private static double value(ReluNetwork network, Vector x) {
        return network.preactivations(x).getLast().get(0);
    }

    private static List<DownSlope> ways(ReluNetwork network, int side, long seed) {
        Ground ground = TestGrounds.of(RandomNetworks.draw(new SplittableRandom(seed), INPUTS, WIDTH, 1), seed);
        return Stream.generate(ground::anywhere)
                .limit(64)
                .map(start -> DownSlope.from(start, network, 0, side, ground))
                .toList();
    }

    /** Seeds 0 to 9: with weights that are all positive nothing is lower than where all activations are least. */
    @Test
    void whatIsBoundedBelowHasNoEndlessWayDownAndOnesUp() {
        for (int seed = 0; seed < 10; seed++) {
            ReluNetwork network = with(new double[] {0.3, 1, 0.5, 0.7, 0.2, 1.5}, seed);
            assertThat(ways(network, 1, seed)).as("seed %d", seed).noneMatch(DownSlope::isEndless);
            assertThat(ways(network, -1, seed)).as("seed %d", seed).anyMatch(DownSlope::isEndless);
        }
    }

    /** Seeds 0 to 9: one negative weight, of a neuron that is on where others are off; some way of 64 finds that. */
    @Test
    void aNeuronThatSwitchesFarOutHasAnEndlessWayDownThatLeadsThere() {
        for (int seed = 0; seed < 10; seed++) {
            ReluNetwork network = with(new double[] {0.3, -4, 0.5, 0.7, 0.2, 1.5}, seed);
            List<DownSlope> endless =
                    ways(network, 1, seed).stream().filter(DownSlope::isEndless).toList();
            SplittableRandom random = new SplittableRandom(seed);
            double lowest = IntStream.range(0, 20_000)
                    .mapToDouble(
                            i -> value(network, Vector.direction(INPUTS, random).times(1000)))
                    .min()
                    .orElseThrow();
            assertThat(endless.isEmpty()).as("seed %d", seed).isEqualTo(lowest > 0);
            for (DownSlope way : endless) {
                assertThat(value(network, way.to())).as("seed %d", seed).isNegative();
            }
        }
    }

    /** Seeds 0 to 9: of 64 ways one ends as low as any of 20,000 random places near the data. */
    @Test
    void waysLeadDownToWhatIsLowest() {
        for (int seed = 0; seed < 10; seed++) {
            ReluNetwork network = with(new double[] {1, -0.2, 1, -0.1, 0.5, 0.5}, seed);
            List<DownSlope> ways = ways(network, 1, seed);
            assertThat(ways)
                    .as("seed %d", seed)
                    .allMatch(way -> value(network, way.to()) <= value(network, way.from()));
            SplittableRandom random = new SplittableRandom(seed);
            double lowest = IntStream.range(0, 20_000)
                    .mapToDouble(i -> value(network, Vector.gaussian(INPUTS, random)))
                    .min()
                    .orElseThrow();
            double reached = ways.stream()
                    .mapToDouble(way -> value(network, way.to()))
                    .min()
                    .orElseThrow();
            assertThat(reached).as("seed %d", seed).isLessThanOrEqualTo(lowest);
        }
    }

    /** Seeds 0 to 9: the lowest end comes first, and no random place near the data is lower. */
    @Test
    void endsComeLowestFirst() {
        for (int seed = 0; seed < 10; seed++) {
            ReluNetwork network = with(new double[] {1, -0.2, 1, -0.1, 0.5, 0.5}, seed);
            Ground ground = TestGrounds.of(RandomNetworks.draw(new SplittableRandom(seed), INPUTS, WIDTH, 1), seed);
            List<Vector> ends = DownSlope.ends(network, 0, 1, ground);
            assertThat(ends)
                    .as("seed %d", seed)
                    .isSortedAccordingTo(Comparator.comparingDouble(x -> value(network, x)));
            SplittableRandom random = new SplittableRandom(seed);
            double lowest = IntStream.range(0, 20_000)
                    .mapToDouble(i -> value(network, Vector.gaussian(INPUTS, random)))
                    .min()
                    .orElseThrow();
            assertThat(value(network, ends.getFirst())).as("seed %d", seed).isLessThanOrEqualTo(lowest);
        }
    }
}
