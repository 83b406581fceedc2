package org.crease.recovery.arrangement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.crease.geometry.Box;
import org.crease.geometry.Points;
import org.crease.geometry.Region;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.network.RandomNetworks;
import org.crease.network.ReluNetwork;
import org.crease.oracle.CountingOracle;
import org.crease.oracle.Oracle;
import org.junit.jupiter.api.Test;

/** The way down to the space that a narrow first layer sees, and back. */
class RowSpaceTest {
    private static final ReluNetwork NETWORK = TestGrounds.network(1, 9, 4, 5, 2);
    private static final RowSpace SPACE = spaceOf(NETWORK.layers().getFirst());

    private static RowSpace spaceOf(Layer layer) {
        return RowSpace.of(
                IntStream.range(0, layer.outputs()).mapToObj(layer::row).toList());
    }

    private static double apart(Vector a, Vector b) {
        return a.distanceTo(b) / (1 + a.norm());
    }

    @Test
    void theBasisIsOrthonormalEvenIfRowsAreNearlyParallel() {
        SplittableRandom random = new SplittableRandom(1);
        Vector row = Vector.gaussian(7, random);
        List<Vector> rows = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            rows.add(row.plus(1e-6, Vector.gaussian(7, random)));
        }
        RowSpace space = RowSpace.of(rows);
        assertThat(space.dimension()).isEqualTo(5);
        for (int i = 0; i < 5; i++) {
            for (int j = 0; j < 5; j++) {
                assertThat(space.basis().get(i).dot(space.basis().get(j))).isCloseTo(i == j ? 1 : 0, within(1e-13));
            }
        }
    }

    @Test
    void rowsThatFollowFromOthersAddNoDimension() {
        Vector a = Vector.of(1, 2, 3, 4);
        Vector b = Vector.of(0, 1, 0, -1);
        assertThat(RowSpace.of(List.of(a, b, a.times(-7), a.plus(3, b))).dimension())
                .isEqualTo(2);
        assertThat(RowSpace.of(List.of()).dimension()).isZero();
    }

    @Test
    void downAfterUpIsTheIdentityAndUpAfterDownTheProjection() {
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < 20; i++) {
            Vector u = Vector.gaussian(4, random);
            assertThat(apart(u, SPACE.down(SPACE.up(u)))).isLessThan(1e-14);
            Vector x = Vector.gaussian(9, random);
            Vector outside = SPACE.outside(x);
            assertThat(apart(x, SPACE.up(SPACE.down(x)).plus(outside))).isLessThan(1e-14);
            assertThat(SPACE.down(outside).norm()).isLessThan(1e-14);
        }
    }

    @Test
    void liftingWhatWasLoweredGivesTheNetworkBack() {
        ReluNetwork lowered = SPACE.lower(NETWORK);
        assertThat(lowered.widths()).containsExactly(4, 4, 5, 2);
        ReluNetwork back = SPACE.lift(lowered);
        assertThat(back.layers().subList(1, 3)).isEqualTo(NETWORK.layers().subList(1, 3));
        Layer first = NETWORK.layers().getFirst();
        for (int i = 0; i < first.outputs(); i++) {
            assertThat(apart(first.row(i), back.layers().getFirst().row(i))).isLessThan(1e-14);
            assertThat(back.layers().getFirst().bias(i)).isEqualTo(first.bias(i));
        }
    }

    @Test
    void loweringWhatWasLiftedGivesTheNetworkBack() {
        ReluNetwork small = TestGrounds.network(3, 4, 6, 2);
        Layer back = SPACE.lower(SPACE.lift(small)).layers().getFirst();
        for (int i = 0; i < back.outputs(); i++) {
            assertThat(apart(small.layers().getFirst().row(i), back.row(i))).isLessThan(1e-14);
        }
    }

    @Test
    void theFunctionOnTheSpaceIsTheFunctionAtTheProjection() {
        CountingOracle counter = new CountingOracle(RandomNetworks.oracle(NETWORK));
        Oracle restricted = SPACE.restrict(counter);
        assertThat(restricted.inputs()).isEqualTo(4);
        assertThat(restricted.outputs()).isEqualTo(2);
        SplittableRandom random = new SplittableRandom(4);
        List<Vector> x = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            x.add(Vector.gaussian(9, random));
        }
        Points f = restricted.ask(Points.of(x.stream().map(SPACE::down).toList()));
        for (int i = 0; i < x.size(); i++) {
            assertThat(apart(TestGrounds.at(NETWORK, x.get(i)), f.get(i))).isLessThan(1e-13);
        }
        assertThat(counter.total()).isEqualTo(30);
    }

    @Test
    void anAccountOnTheSpaceIsAnAccountOnTheWhole() {
        CountingOracle counter = new CountingOracle(RandomNetworks.oracle(NETWORK));
        SPACE.restrict(counter).chargedTo("Verify").ask(Points.of(Vector.zero(4)));
        assertThat(counter.byAccount()).containsEntry("Verify", 1L);
    }

    @Test
    void noQuestionsAreNotPassedOn() {
        CountingOracle counter = new CountingOracle(RandomNetworks.oracle(NETWORK));
        Points none = SPACE.restrict(counter).ask(Points.of(0, 4, new double[0]));
        assertThat(none.size()).isZero();
        assertThat(counter.byAccount()).isEmpty();
    }

    @Test
    void aBoundaryPointStaysOnItsPlane() {
        Layer first = NETWORK.layers().getFirst();
        SplittableRandom random = new SplittableRandom(5);
        Vector normal = first.row(2).unit();
        Vector x = Vector.gaussian(9, random);
        Vector on = x.plus(-first.neuron(2).distance(x), normal);
        BoundaryPoint down = SPACE.down(new BoundaryPoint(on, 1e-12, normal, 1e-11));
        assertThat(Math.abs(SPACE.down(first.neuron(2)).distance(down.position())))
                .isLessThan(1e-14);
        assertThat(down.normal().norm()).isCloseTo(1, within(1e-15));
        assertThat(apart(SPACE.up(down.normal()), normal)).isLessThan(1e-14);
    }

    /** Seeds 0 to 9 of 6 rows of 60 inputs: directions lead farther than along the rows themselves. */
    @Test
    void inABoxWaysThatFCannotTellFromTheRowsLeadFarther() {
        Box box = Box.cube(60, -1, 3);
        for (int seed = 0; seed < 10; seed++) {
            ReluNetwork network = TestGrounds.network(seed, 60, 6, 3);
            Layer first = network.layers().getFirst();
            RowSpace rows =
                    RowSpace.of(IntStream.range(0, 6).mapToObj(first::row).toList());
            RowSpace inside = rows.inside(box);
            Region seen = inside.seen(box);
            Vector middle = box.middle();
            Region plain = new RowSpace(rows.basis(), rows.outside(middle)).seen(box);
            assertThat(reach(seen) / reach(plain)).as("seed %d", seed).isBetween(1.0, 2.5);
            assertThat(apart(inside.up(inside.down(middle)), middle)).isLessThan(1e-12);
            Oracle restricted = inside.restrict(RandomNetworks.oracle(network));
            SplittableRandom random = new SplittableRandom(seed);
            for (int i = 0; i < 50; i++) {
                Vector u = seen.edge(Vector.direction(6, random));
                assertThat(box.contains(inside.up(u))).isTrue();
                assertThat(apart(u, inside.down(inside.up(u)))).isLessThan(1e-12);
                assertThat(apart(
                                restricted.ask(Points.of(u)).get(0),
                                inside.lower(network).evaluate(Points.of(u)).get(0)))
                        .isLessThan(1e-11);
            }
        }
    }

    /** The mean way from the middle to the edge. */
    private static double reach(Region region) {
        SplittableRandom random = new SplittableRandom(1);
        return IntStream.range(0, 200)
                .mapToDouble(i -> region.edge(Vector.direction(region.dimension(), random))
                        .distanceTo(region.middle()))
                .average()
                .orElseThrow();
    }

    /** What a row adds along the ways, which lie outside the space in part, has been seen along the basis. */
    @Test
    void aRowIsCompletedWithoutWhatItsWaysHaveShownAlready() {
        RowSpace inside = SPACE.inside(Box.cube(9, -1, 1));
        Vector rest = inside.outside(Vector.gaussian(9, new SplittableRandom(3)));
        Vector row = SPACE.basis().getFirst().plus(2, SPACE.basis().getLast());
        Vector whole = inside.completed(row, rest);
        for (int k = 0; k < 4; k++) {
            assertThat(whole.dot(inside.lifts().get(k)))
                    .isCloseTo(row.dot(inside.basis().get(k)), within(1e-12));
        }
        assertThat(apart(inside.outside(whole), rest)).isLessThan(1e-12);
    }
}
