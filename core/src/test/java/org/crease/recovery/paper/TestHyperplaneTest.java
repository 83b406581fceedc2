package org.crease.recovery.paper;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.SplittableRandom;
import org.crease.geometry.Segment;
import org.crease.network.ExactNetwork;
import org.crease.network.RandomNetworks;
import org.crease.network.ReluNetwork;
import org.crease.oracle.Oracle;
import org.crease.recovery.Resolution;
import org.crease.recovery.SearchSpace;
import org.crease.recovery.TestOracles;
import org.junit.jupiter.api.Test;

class TestHyperplaneTest {
    /** Seeds 0 to 29, two far lines each: every plane that could be inferred is tested, and its true layer is known. */
    @Test
    void nearlyAllPlanesOfTheFirstLayerPassAndAllOfDeeperLayersFail() {
        int[] passed = new int[2];
        int[] tested = new int[2];
        for (int seed = 0; seed < 30; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            ReluNetwork network = RandomNetworks.draw(random, 5, 6, 5, 2);
            Oracle oracle = RandomNetworks.oracle(network);
            Resolution resolution = TestOracles.resolution(oracle, seed);
            SearchSpace space = SearchSpace.all(5);
            for (int t = 0; t < 2; t++) {
                Segment line = TangentLines.FAR.sample(t, space, random);
                var truth = new ExactNetwork(network).bendsAlong(line);
                for (Kink kink : PointsOnLine.ALONG_LINES.find(oracle, resolution, line)) {
                    var h = InferHyperplane.DEFAULTS.at(
                            BoundaryPoint.of(line, kink), oracle, resolution, space, random);
                    if (h.isEmpty()) {
                        continue;
                    }
                    ExactNetwork.Bend nearest = truth.stream()
                            .min(Comparator.comparingDouble(bend -> Math.abs(bend.t() - kink.t())))
                            .orElseThrow();
                    int deep = Math.min(1, nearest.neuron().layer());
                    tested[deep]++;
                    boolean passes = TestHyperplane.DEFAULTS
                            .farPointsOf(h.get(), TangentLines.FAR.farthest(space), oracle, resolution, space, random)
                            .isPresent();
                    passed[deep] += passes ? 1 : 0;
                }
            }
        }
        assertThat(tested[0]).isGreaterThan(250);
        assertThat(tested[1]).isGreaterThan(200);
        assertThat(tested[0] - passed[0]).isLessThanOrEqualTo(3); // 1 of 324, seed 17
        assertThat(passed[1]).isZero(); // of 269
    }
}
