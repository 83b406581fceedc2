package org.crease.recovery.paper;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Hyperplane;
import org.crease.geometry.Segment;
import org.crease.network.RandomNetworks;
import org.crease.network.ReluNetwork;
import org.crease.oracle.Oracle;
import org.crease.recovery.Resolution;
import org.crease.recovery.SearchSpace;
import org.crease.recovery.TestOracles;
import org.junit.jupiter.api.Test;

class InferHyperplaneTest {
    /** Seeds 0 to 199: one neuron, 2 to 11 inputs, found on lines at all scales. */
    @Test
    void thePlaneOfASingleNeuronIsFoundWithinTheStatedTiltAndError() {
        int found = 0;
        for (int seed = 0; seed < 200; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int n = 2 + seed % 10;
            ReluNetwork network = RandomNetworks.draw(random, n, 1, 1);
            Oracle oracle = RandomNetworks.oracle(network);
            Resolution resolution = TestOracles.resolution(oracle, seed);
            SearchSpace space = SearchSpace.all(n);
            AffineForm form = network.layers().getFirst().neuron(0);
            Hyperplane truth = new Hyperplane(form.gradient(), form.constant());
            Segment line = TangentLines.AT_ALL_SCALES.sample(seed % 3, space, random);
            List<Kink> kinks = PointsOnLine.ALONG_LINES.find(oracle, resolution, line);
            if (kinks.isEmpty()) {
                continue;
            }
            BoundaryPoint p = BoundaryPoint.of(line, kinks.getFirst());
            Optional<LocalHyperplane> h = InferHyperplane.DEFAULTS.at(p, oracle, resolution, space, random);
            if (h.isEmpty()) {
                continue;
            }
            found++;
            double tilt = h.get().plane().normal().orthogonalTo(truth.normal()).norm();
            double off = Math.abs(truth.distance(h.get().point().position()));
            assertThat(tilt)
                    .as("tilt, seed %d", seed)
                    .isLessThanOrEqualTo(h.get().tilt());
            assertThat(off)
                    .as("distance, seed %d", seed)
                    .isLessThanOrEqualTo(h.get().point().error());
        }
        assertThat(found).isGreaterThan(150);
    }
}
