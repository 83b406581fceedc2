package org.crease.recovery.arrangement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Cell;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.network.ReluNetwork;
import org.crease.oracle.CountingOracle;
import org.crease.recovery.fit.Zeros;
import org.junit.jupiter.api.Test;

/** Pieces of boundaries against the true network. */
class FlatPieceTest {
    private static final int INPUTS = 6;
    private static final double NEAR_BEND = 0.01;

    /**
     * Layer 1 is on for all but far away. Layer 2 has ReLU(±x_j − 0.01) for five inputs, and x₅ + 50. The neuron of layer 3 is
     * x₅ + Σ_j ReLU(|x_j| − 0.01): flat around the origin, and bent in every direction along it.
     */
    private static final ReluNetwork BENT = bent();

    private static final BoundaryPoint ORIGIN =
            new BoundaryPoint(Vector.zero(INPUTS), 1e-12, Vector.axis(INPUTS, INPUTS - 1), 1e-12);

    private static ReluNetwork bent() {
        List<AffineForm> first = new ArrayList<>();
        List<AffineForm> second = new ArrayList<>();
        for (int j = 0; j < INPUTS; j++) {
            Vector axis = Vector.axis(INPUTS, j);
            first.add(new AffineForm(axis, 100));
            if (j < INPUTS - 1) {
                second.add(new AffineForm(axis, -100 - NEAR_BEND));
                second.add(new AffineForm(axis.negated(), 100 - NEAR_BEND));
            } else {
                second.add(new AffineForm(axis, -50));
            }
        }
        double[] ones = new double[second.size()];
        Arrays.fill(ones, 1);
        return new ReluNetwork(List.of(
                Layer.relu(first),
                Layer.relu(second),
                Layer.relu(List.of(new AffineForm(Vector.of(ones), -50))),
                Layer.linear(1, 1, new double[] {1}, new double[1])));
    }

    private static Cell cellAt(Vector x, ReluNetwork known) {
        return known.cellOf(known.patternAt(x));
    }

    /**
     * Seeds 0 to 29, a place for each of six neurons of layer 2, its normal turned by 10⁻⁵. Refused are places with other
     * boundaries about, of which there are fewer than one in ten.
     */
    @Test
    void aBoundaryOfTheNextLayerIsFlatAndItsNormalComesOutSharper() {
        double turn = 1e-5;
        int sharper = 0;
        int all = 0;
        for (int seed = 0; seed < 30; seed++) {
            ReluNetwork truth = TestGrounds.network(seed, INPUTS, 8, 6, 1);
            ReluNetwork known = TestGrounds.below(truth, 1);
            Ground ground = TestGrounds.of(truth, seed);
            SplittableRandom random = new SplittableRandom(1000 + seed);
            for (int z = 0; z < 6; z++) {
                Optional<Vector> zero =
                        Zeros.random(TestGrounds.below(truth, 2), z, ground.near(), ground.space(), random);
                if (zero.isPresent()) {
                    Vector x = zero.get();
                    Vector normal = truth.formsIn(truth.patternAt(x))
                            .get(1)
                            .get(z)
                            .gradient()
                            .unit();
                    Vector aside = Vector.direction(INPUTS, random)
                            .orthogonalTo(normal)
                            .unit();
                    BoundaryPoint turned =
                            new BoundaryPoint(x, 1e-13, normal.plus(turn, aside).unit(), turn);
                    Optional<BoundaryPoint> piece = FlatPiece.around(turned, cellAt(x, known), INPUTS - 1, ground);
                    all++;
                    if (piece.isPresent() && piece.get().tilt() < turn) {
                        sharper++;
                        assertThat(TestGrounds.angle(piece.get().normal(), normal))
                                .as("seed %d", seed)
                                .isLessThanOrEqualTo(piece.get().tilt());
                        assertThat(piece.get().tilt()).isLessThan(turn / 100);
                    }
                }
            }
        }
        assertThat(all).isGreaterThan(40);
        assertThat((double) sharper / all).isGreaterThan(0.9);
    }

    @Test
    void aDeeperBoundaryThatBendsInTheCellIsRefused() {
        Ground ground = TestGrounds.of(BENT, 1);
        Cell cell = cellAt(ORIGIN.position(), TestGrounds.below(BENT, 1));
        assertThat(FlatPiece.around(ORIGIN, cell, INPUTS - 1, ground)).isEmpty();
        assertThat(FlatPiece.around(ORIGIN, cell, 3, ground)).isEmpty();
    }

    /** The same boundary where the neurons that bend it are known. */
    @Test
    void itIsFlatInTheCellOfTheLayersBelowIt() {
        Ground ground = TestGrounds.of(BENT, 1);
        Cell cell = cellAt(ORIGIN.position(), TestGrounds.below(BENT, 2));
        assertThat(FlatPiece.around(ORIGIN, cell, INPUTS - 1, ground)).isPresent();
    }

    @Test
    void fourQuestionsAreAskedAPlace() {
        Ground ground = TestGrounds.of(BENT, 1);
        Cell cell = cellAt(ORIGIN.position(), TestGrounds.below(BENT, 2));
        for (int places = 1; places < 10; places++) {
            CountingOracle counter = new CountingOracle(ground.oracle());
            FlatPiece.around(ORIGIN, cell, places, TestGrounds.counted(ground, counter));
            assertThat(counter.total()).isEqualTo(4L * Math.min(places, INPUTS - 1));
        }
    }

    /** Fewer places than there are directions along the boundary say nothing of the others. */
    @Test
    void fewPlacesLeaveTheNormalAsItWas() {
        Ground ground = TestGrounds.of(BENT, 1);
        Cell cell = cellAt(ORIGIN.position(), TestGrounds.below(BENT, 2));
        BoundaryPoint blunt = new BoundaryPoint(ORIGIN.position(), ORIGIN.error(), ORIGIN.normal(), 1e-4);
        assertThat(FlatPiece.around(blunt, cell, INPUTS - 2, ground)).contains(blunt);
        assertThat(FlatPiece.around(blunt, cell, INPUTS - 1, ground)
                        .orElseThrow()
                        .tilt())
                .isLessThan(1e-6);
    }

    /** What knows its normal better than the places show it keeps it. */
    @Test
    void aNormalThatIsSharpAlreadyIsKept() {
        Ground ground = TestGrounds.of(BENT, 1);
        Cell cell = cellAt(ORIGIN.position(), TestGrounds.below(BENT, 2));
        BoundaryPoint sharp = new BoundaryPoint(ORIGIN.position(), ORIGIN.error(), ORIGIN.normal(), 1e-15);
        assertThat(FlatPiece.around(sharp, cell, INPUTS - 1, ground)).contains(sharp);
    }
}
