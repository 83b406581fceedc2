package org.crease.recovery.arrangement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.network.RandomNetworks;
import org.crease.network.ReluNetwork;
import org.crease.oracle.NoisyOracle;
import org.crease.oracle.Oracle;
import org.crease.recovery.arrangement.PairedPlaces.Way;
import org.junit.jupiter.api.Test;

/** The normal of the plane x₀ = 0, told by places on both sides of the origin through answers with noise. */
class PairedPlacesTest {
    private static final int INPUTS = 9;
    private static final double SIGMA = 1e-6;
    private static final double TURNED = 1e-3;

    /** ReLU(x₀), and one at a second plane, x₁ = 0.998 + x₀ / 2, if that is wanted. */
    private static Ground ground(boolean withOther, long seed) {
        double[] rows = new double[2 * INPUTS];
        rows[0] = 1;
        rows[INPUTS] = -0.5;
        rows[INPUTS + 1] = 1;
        ReluNetwork network = new ReluNetwork(List.of(
                Layer.relu(2, INPUTS, rows, new double[] {0, withOther ? -0.998 : 1e6}),
                Layer.linear(1, 2, new double[] {1, withOther ? 1 : 0.1}, new double[1])));
        Oracle noisy = new NoisyOracle(RandomNetworks.oracle(network), SIGMA, new SplittableRandom(seed));
        return TestGrounds.of(noisy, seed);
    }

    private static BoundaryPoint turned(int seed) {
        Vector aside = Vector.direction(INPUTS, new SplittableRandom(seed)).orthogonalTo(Vector.axis(INPUTS, 0));
        Vector normal = Vector.axis(INPUTS, 0).plus(TURNED, aside.unit()).unit();
        return new BoundaryPoint(Vector.zero(INPUTS), 1e-5, normal, 2 * TURNED);
    }

    private static List<Way> ways(BoundaryPoint point, Ground ground) {
        Tangents tangents = new Tangents(point.normal(), ground.random());
        return IntStream.range(0, tangents.count())
                .mapToObj(i -> new Way(tangents.get(i), 1))
                .toList();
    }

    /** Seeds 0 to 29. A bound of 2.5 standard errors along each of eight directions: that their sum exceeds it has odds below 1 in 10⁶. */
    @Test
    void theNormalIsAsExactAsItSays() {
        for (int seed = 0; seed < 30; seed++) {
            Ground ground = ground(false, seed);
            BoundaryPoint point = turned(seed);
            PairedPlaces places = new PairedPlaces(point, ground);
            assertThat(places.ask(ways(point, ground))).isEmpty();
            BoundaryPoint better = places.turned(INPUTS - 1).orElseThrow();
            double error = better.normal().minus(Vector.axis(INPUTS, 0)).norm();
            assertThat(better.tilt()).isBetween(1e-7, 1e-4);
            assertThat(error).isLessThan(2 * better.tilt());
            assertThat(Math.abs(better.position().get(0))).isLessThan(1e-5);
        }
    }

    /** Seeds 0 to 29. Along x₁ the other plane is 0.004 off, in the same window: taken for this one it would turn the normal by 0.002. */
    @Test
    void anotherBoundaryInOneWindowDoesNotTurnIt() {
        for (int seed = 0; seed < 30; seed++) {
            Ground ground = ground(true, seed);
            BoundaryPoint point = turned(seed);
            PairedPlaces places = new PairedPlaces(point, ground);
            places.ask(IntStream.range(1, INPUTS)
                    .mapToObj(j -> Vector.axis(INPUTS, j).orthogonalTo(point.normal()))
                    .map(along -> new Way(along.unit(), 1))
                    .toList());
            Vector normal = places.turned(INPUTS - 1).orElseThrow().normal();
            assertThat(Math.abs(normal.get(1))).isLessThan(1.01 * TURNED);
            for (int j = 2; j < INPUTS; j++) {
                assertThat(Math.abs(normal.get(j))).isLessThan(5e-5);
            }
        }
    }

    @Test
    void whereNothingIsMetNothingIsTold() {
        Ground ground = ground(false, 1);
        BoundaryPoint nowhere = new BoundaryPoint(
                Vector.axis(INPUTS, 0).times(3), 1e-5, turned(1).normal(), TURNED);
        PairedPlaces places = new PairedPlaces(nowhere, ground);
        List<Way> ways = ways(nowhere, ground);
        assertThat(places.ask(ways)).hasSameSizeAs(ways);
        assertThat(places.turned(INPUTS - 1)).isEmpty();
    }
}
