package org.crease.recovery.arrangement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Box;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.junit.jupiter.api.Test;

/** Corners of a box of many inputs at which layer 1 is farthest out. */
class FarCornersTest {
    private static final int INPUTS = 300;
    private static final Box BOX = Box.cube(INPUTS, -0.5, 0.5);

    /** Seeds 0 to 9: along a row places that are drawn evenly have a standard deviation of 0.29, corners one of 0.5, and the box ends at about 7. */
    @Test
    void rowsAreAsFarOutAsTheBoxGoesAndCombinationsFartherThanChance() {
        for (int seed = 0; seed < 10; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            List<Vector> rows = rows(5, random);
            List<Vector> corners = new FarCorners(layer(rows), RowSpace.of(rows), BOX).draw(random);
            assertThat(corners).allMatch(BOX::contains).hasSize(2 * 5 + 8 * 5);
            for (Vector row : rows) {
                double most = corners.stream().mapToDouble(row::dot).max().orElseThrow();
                double least = corners.stream().mapToDouble(row::dot).min().orElseThrow();
                assertThat(most).isEqualTo(-least).isBetween(6.0, 8.0);
            }
            // of the image of the box: the lengths of the projections to the rows
            assertThat(corners).allMatch(x -> RowSpace.of(rows).down(x).norm() > 5);
        }
    }

    /** Seeds 0 to 9: of six directions that f depends on one has no row; a neuron of it that begins at 2.2 is on at some corner. */
    @Test
    void directionsWithoutARowAreCombinedToo() {
        for (int seed = 0; seed < 10; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            List<Vector> all = rows(6, random);
            Layer found = layer(all.subList(0, 5));
            List<Vector> corners = new FarCorners(found, RowSpace.of(all), BOX).draw(random);
            assertThat(corners).hasSize(2 * 5 + 8 * 5 + 32);
            assertThat(corners.stream().filter(x -> all.getLast().dot(x) > 2.2).count())
                    .as("seed %d", seed)
                    .isGreaterThan(8);
        }
    }

    private static List<Vector> rows(int count, SplittableRandom random) {
        return IntStream.range(0, count)
                .mapToObj(i -> Vector.direction(INPUTS, random))
                .toList();
    }

    private static Layer layer(List<Vector> rows) {
        return Layer.relu(rows.stream().map(row -> new AffineForm(row, 0.1)).toList());
    }
}
