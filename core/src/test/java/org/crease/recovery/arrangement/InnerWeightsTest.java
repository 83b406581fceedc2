package org.crease.recovery.arrangement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.crease.network.RandomNetworks;
import org.crease.network.ReluNetwork;
import org.crease.recovery.fit.OutputLayer;
import org.junit.jupiter.api.Test;

/** 4-6-6-6-1 with a neuron of layer 1 that is on at one place of forty, and two of layer 2 of which the weights on it are open. */
class InnerWeightsTest {
    private static final double NEAR = 4;
    private static final int RARE = 0;
    private static final Set<Integer> OPEN = Set.of(0, 1);
    private static final int PLACES = 3000;

    private static ReluNetwork truth(long seed) {
        return OpenNetworks.withRare(TestGrounds.network(seed, 4, 6, 6, 6, 1), Set.of(RARE), 2 * NEAR);
    }

    private static FoundLayers found(ReluNetwork truth) {
        return OpenNetworks.found(truth, OPEN.stream().collect(Collectors.toMap(z -> z, z -> Set.of(RARE))));
    }

    /** Seed 0, at places where the rare neuron is off. */
    @Test
    void whereNoAnswerDependsOnThemNothingIsTold() {
        ReluNetwork truth = truth(0);
        SplittableRandom random = new SplittableRandom(0);
        List<Vector> places = Stream.generate(() -> Vector.gaussian(4, random).times(NEAR))
                .filter(x -> !truth.patternAt(x).isActive(0, RARE))
                .limit(PLACES)
                .toList();
        assertThat(told(truth, found(truth), places, random)).isEmpty();
    }

    private static Map<Integer, List<Neuron>> told(
            ReluNetwork truth, FoundLayers found, List<Vector> places, SplittableRandom random) {
        Ground ground = TestGrounds.of(truth, 0);
        Answers answers = new Answers();
        Points f = answers.keeping(RandomNetworks.oracle(truth)).ask(Points.of(places));
        OutputLayer output = OutputLayer.fit(
                Points.of(places),
                f,
                ground.resolution(),
                ground.space(),
                found.network(),
                List.of(),
                OutputLayer.MOST_LINEAR,
                random);
        InnerWeights inner = new InnerWeights(found, ground);
        assertThat(inner.areFew()).isTrue();
        return inner.told(output, answers.spread(PLACES, true), answers);
    }

    /** Seeds 0 to 9: what is told is right, and most of it is told; a wrong weight would agree with ten answers or more to eight digits. */
    @Test
    void answersTellWhatNoBoundaryDoes() {
        int told = 0;
        for (int seed = 0; seed < 10; seed++) {
            ReluNetwork truth = truth(seed);
            SplittableRandom random = new SplittableRandom(seed);
            List<Vector> places = Stream.generate(
                            () -> Vector.gaussian(4, random).times(NEAR))
                    .limit(PLACES)
                    .toList();
            FoundLayers found = found(truth);
            List<Neuron> second = told(truth, found, places, random).getOrDefault(1, found.layer(1));
            for (int z : OPEN) {
                if (second.get(z).open().isEmpty()) {
                    told++;
                    double right = truth.layers().get(1).weight(z, RARE);
                    assertThat(second.get(z).form().gradient().get(RARE))
                            .as("seed %d, neuron %d", seed, z)
                            .isCloseTo(right, within(1e-7));
                }
            }
        }
        assertThat(told).isGreaterThanOrEqualTo(12);
    }
}
