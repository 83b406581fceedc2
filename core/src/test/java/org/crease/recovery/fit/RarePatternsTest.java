package org.crease.recovery.fit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.crease.geometry.Box;
import org.crease.geometry.Vector;
import org.crease.network.Isomorphism;
import org.crease.network.Layer;
import org.crease.network.RandomNetworks;
import org.crease.recovery.SearchSpace;
import org.junit.jupiter.api.Test;

class RarePatternsTest {
    private final SplittableRandom random = new SplittableRandom(11);
    private final Layer first =
            Isomorphism.unitRows(RandomNetworks.draw(random, 8, 8, 1)).layers().getFirst();

    /** 4500 points over nine counts: 500 each, give or take six deviations of 21; odds of a false alarm 2e-8. */
    @Test
    void everyNumberOfActiveNeuronsIsEquallyLikely() {
        int[] counts = new int[9];
        for (Vector x : RarePatterns.points(first, 4500, SearchSpace.all(8), random)) {
            int active = 0;
            for (int i = 0; i < 8; i++) {
                active += first.neuron(i).at(x) > 0 ? 1 : 0;
            }
            counts[active]++;
        }
        for (int count : counts) {
            assertThat(count).isBetween(500 - 126, 500 + 126);
        }
    }

    @Test
    void noPointLeavesABoundedDomain() {
        Box box = Box.cube(8, -10, 10);
        List<Vector> points = RarePatterns.points(first, 1000, new SearchSpace(box, 1), random);
        assertThat(points)
                .isNotEmpty()
                .allSatisfy(x -> assertThat(box.contains(x)).isTrue());
    }
}
