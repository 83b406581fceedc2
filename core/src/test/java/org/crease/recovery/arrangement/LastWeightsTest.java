package org.crease.recovery.arrangement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.crease.network.RandomNetworks;
import org.crease.network.ReluNetwork;
import org.junit.jupiter.api.Test;

/** 4-8-6-2 with four neurons of layer 1 that are on at one place of twenty, and three of layer 2 of which the weights on two of them are open. */
class LastWeightsTest {
    private static final Map<Integer, Set<Integer>> OPEN = Map.of(0, Set.of(0, 1), 1, Set.of(0, 1), 2, Set.of(4, 5));

    private static final int PLACES = 2000;
    private static final double NEAR = 3;

    private static final Set<Integer> RARE = Set.of(0, 1, 4, 5);

    private static ReluNetwork truth(long seed) {
        return OpenNetworks.withRare(TestGrounds.network(seed, 4, 8, 6, 2), RARE, 1.6 * NEAR);
    }

    private static FoundLayers found(ReluNetwork truth) {
        return OpenNetworks.found(truth, OPEN);
    }

    private static Optional<List<Neuron>> told(ReluNetwork truth, Stream<Vector> places, long seed) {
        Answers answers = new Answers();
        answers.keeping(RandomNetworks.oracle(truth)).ask(Points.of(places.toList()));
        SplittableRandom random = new SplittableRandom(seed);
        Answers.Sample sample = answers.sample(PLACES / 2, random);
        List<Integer> signs = Collections.nCopies(truth.layers().get(1).outputs(), 1);
        return new LastWeights(found(truth), signs, sample, answers, TestGrounds.of(truth, seed))
                .told(found(truth).layer(1), truth.outputLayer());
    }

    private static Stream<Vector> places(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return Stream.generate(() -> Vector.gaussian(4, random).times(NEAR));
    }

    /** Seeds 0 to 19, 44 of 60 neurons: what is said to be told is right; a wrong weight would agree with ten answers or more to eleven digits. */
    @Test
    void answersTellWeightsOfSeveralNeuronsAtOnce() {
        int told = 0;
        for (int seed = 0; seed < 20; seed++) {
            ReluNetwork truth = truth(seed);
            List<Neuron> last = told(truth, places(seed).limit(PLACES), seed)
                    .orElseGet(() -> found(truth).layer(1));
            for (Map.Entry<Integer, Set<Integer>> open : OPEN.entrySet()) {
                int z = open.getKey();
                if (last.get(z).open().isEmpty()) {
                    told++;
                    for (int i : open.getValue()) {
                        assertThat(last.get(z).form().gradient().get(i))
                                .as("seed %d, weight %d of neuron %d", seed, i, z)
                                .isCloseTo(truth.layers().get(1).weight(z, i), within(1e-8));
                    }
                }
            }
        }

        assertThat(told).isGreaterThanOrEqualTo(40);
    }

    /** Seed 0, where all inputs of weights that are open are off. */
    @Test
    void whereNoAnswerDependsOnThemNothingIsTold() {
        ReluNetwork truth = truth(0);
        Stream<Vector> places = places(0)
                .filter(x ->
                        Stream.of(0, 1, 4, 5).noneMatch(i -> truth.patternAt(x).isActive(0, i)));
        assertThat(told(truth, places.limit(PLACES), 0)).isEmpty();
    }
}
