package org.crease.recovery.paper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.crease.geometry.Segment;
import org.crease.geometry.Vector;
import org.crease.network.ExactNetwork;
import org.crease.network.Isomorphism;
import org.crease.network.NeuronId;
import org.crease.network.RandomNetworks;
import org.crease.network.ReluNetwork;
import org.crease.oracle.Oracle;
import org.crease.recovery.Resolution;
import org.crease.recovery.SearchSpace;
import org.crease.recovery.TestOracles;
import org.junit.jupiter.api.Test;

/** Walks on boundaries of layer 2 of 5-6-5-2 networks whose layer 1 is known; seeds 0 to 9, up to three walks each. The stated
 * shares are of all neurons of layer 1, some of which a boundary may never meet; measured were 137, 166 and 42 to 60 of 174.
 */
class ExplorationTest {
    private static final SearchSpace SPACE = SearchSpace.all(5);

    /** A boundary of layer 2 to walk on. */
    private record Start(
            ReluNetwork network,
            NeuronId neuron,
            LocalHyperplane local,
            Crossing.Ground ground,
            SplittableRandom random) {}

    private static List<Start> starts() {
        List<Start> starts = new ArrayList<>();
        for (int seed = 0; seed < 10; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            ReluNetwork network = Isomorphism.unitRows(RandomNetworks.draw(random, 5, 6, 5, 2));
            Oracle oracle = RandomNetworks.oracle(network);
            Resolution resolution = TestOracles.resolution(oracle, seed);
            ReluNetwork known = new ReluNetwork(network.layers().subList(0, 1));
            Crossing.Ground ground = new Crossing.Ground(oracle, resolution, SPACE, known);
            Segment line = TangentLines.AT_ALL_SCALES.sample(2, SPACE, random);
            List<ExactNetwork.Bend> truth = new ExactNetwork(network).bendsAlong(line);
            int walks = 0;
            for (Kink kink : PointsOnLine.ALONG_LINES.find(oracle, resolution, line)) {
                Optional<NeuronId> neuron = truth.stream()
                        .filter(bend -> Math.abs(bend.t() - kink.t()) <= kink.error())
                        .map(ExactNetwork.Bend::neuron)
                        .findFirst();
                if (walks < 3
                        && kink.single()
                        && neuron.isPresent()
                        && neuron.get().layer() == 1) {
                    var local = InferHyperplane.DEFAULTS.at(
                            BoundaryPoint.of(line, kink), oracle, resolution, SPACE, random);
                    if (local.isPresent()) {
                        starts.add(new Start(network, neuron.get(), local.get(), ground, random));
                        walks++;
                    }
                }
            }
        }
        return starts;
    }

    private static void walk(Exploration exploration, double share) {
        int crossed = 0;
        int walks = 0;
        BoundaryWalk walk =
                AdditionalLayer.DEFAULTS.withExploration(exploration).walk();
        for (Start start : starts()) {
            walks++;
            if (walk.from(start.local(), start.ground(), start.random()) instanceof BoundaryWalk.Walked walked) {
                crossed += walked.crossed();
                assertBends(walked, start);
            }
        }
        assertThat(walks).isGreaterThan(12);
        assertThat(crossed).isGreaterThanOrEqualTo((int) (share * 6 * walks));
    }

    /** The bends are the weights of the true neuron, up to one factor (Theorem 4). */
    private static void assertBends(BoundaryWalk.Walked walked, Start start) {
        Vector row = start.network().layers().get(1).row(start.neuron().index());
        double factor = Double.NaN;
        for (int i = 0; i < row.dimension(); i++) {
            double bend = walked.bends().get(i);
            if (Double.isNaN(bend)) {
                continue;
            }
            factor = Double.isNaN(factor) ? row.get(i) / bend : factor;
            assertThat(bend * factor / row.get(i)).isCloseTo(1, within(1e-4));
        }
    }

    @Test
    void exploringAtRandomCrossesTwoThirdsOfTheBoundaries() {
        walk(new RandomExploration(), 0.66);
    }

    @Test
    void exploringTowardsTheNearestMissingBoundaryCrossesNineTenthsOfThem() {
        walk(NearestExploration.DEFAULTS, 0.9);
    }

    @Test
    void exploringByLinearProgramCrossesAFifthOfThem() {
        walk(LinearProgramExploration.DEFAULTS, 0.2);
    }

    @Test
    void exploringByLinearProgramCrossesTwoThirdsOfThem() {
        walk(LinearProgramExploration.DEFAULTS, 0.66);
    }

    @Test
    void aStepOfTheLinearProgramEndsOnTheBoundaryOfTheNeuronItAimedAt() {
        int steps = 0;
        for (Start start : starts()) {
            ReluNetwork known = start.ground().known();
            Visit visit = Visit.first(start.local(), known);
            for (int i = 0; i < 6; i++) {
                NeuronId aim = new NeuronId(0, i);
                Optional<Exploration.Step> step = LinearProgramExploration.DEFAULTS.next(
                        List.of(visit), List.of(new Exploration.Target(aim, Set.of())), known, start.random());
                if (step.isPresent()) {
                    assertThat(step.get().target()).contains(aim);
                    assertThat(Math.abs(step.get().direction().dot(visit.normal())))
                            .isLessThan(1e-12);
                    assertThat(ClosestBoundary.along(
                                    visit.position(), step.get().direction(), known, visit.cell()))
                            .map(ClosestBoundary::neuron)
                            .contains(aim);
                    steps++;
                }
            }
        }
        assertThat(steps).isGreaterThan(20);
    }
}
