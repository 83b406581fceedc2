package org.crease.recovery.arrangement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.crease.geometry.Box;
import org.crease.geometry.Segment;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.recovery.SearchSpace;
import org.junit.jupiter.api.Test;

/** The patterns of the first layer along the lines that are meant to show them. */
class PatternLinesTest {
    private static Layer layer(long seed, int inputs, int width) {
        return TestGrounds.network(seed, inputs, width, 1).layers().getFirst();
    }

    private static List<Integer> active(Layer layer, Vector x) {
        return IntStream.range(0, layer.outputs())
                .filter(i -> layer.neuron(i).at(x) > 0)
                .boxed()
                .toList();
    }

    private static List<Segment> lines(Layer layer, int count, long seed) {
        return PatternLines.through(layer, count, SearchSpace.all(layer.inputs()), new SplittableRandom(seed));
    }

    /** Seeds 0 to 19, as many neurons as inputs, and fewer. */
    @Test
    void ifRowsAreIndependentEachNeuronIsActiveAloneAtTheEndOfALine() {
        for (int seed = 0; seed < 20; seed++) {
            int width = 5 + seed % 4;
            Layer layer = layer(seed, 8, width);
            List<Segment> lines = lines(layer, 100, seed).subList(0, Math.ceilDiv(width, 2));
            boolean[] alone = new boolean[width];
            for (Segment line : lines) {
                assertThat(active(layer, line.at(0))).as("seed %d", seed).isEmpty();
                List<Integer> from = active(layer, line.at(line.from()));
                List<Integer> to = active(layer, line.at(line.to()));
                assertThat(from).as("seed %d", seed).hasSize(1);
                assertThat(to).as("seed %d", seed).hasSize(1).isNotEqualTo(from);
                alone[from.getFirst()] = true;
                alone[to.getFirst()] = true;
            }
            assertThat(alone).as("seed %d", seed).containsOnly(true);
        }
    }

    /** Of 20 planes in five dimensions, four are never crossed: these stay as they are along the whole line. */
    @Test
    void asManyNeuronsAsPossibleStayAsTheyAreOnARay() {
        int fewest = 20;
        for (int seed = 0; seed < 10; seed++) {
            Layer layer = layer(seed, 5, 20);
            List<Segment> lines = lines(layer, 12, seed);
            assertThat(lines).hasSize(12);
            for (Segment line : lines) {
                List<Integer> from = active(layer, line.at(line.from()));
                List<Integer> to = active(layer, line.at(line.to()));
                long switching = IntStream.range(0, 20)
                        .filter(i -> from.contains(i) != to.contains(i))
                        .count();
                assertThat(switching).as("seed %d", seed).isLessThanOrEqualTo(16);
                fewest = Math.min(fewest, from.size());
            }
        }
        assertThat(fewest).isLessThanOrEqualTo(5); // rare patterns are among the ends: 10 on average
    }

    @Test
    void thereAreAtMostAsManyAsAskedFor() {
        assertThat(lines(layer(1, 8, 8), 3, 1)).hasSize(3);
        assertThat(lines(layer(1, 8, 8), 20, 1)).hasSize(4 + 5);
        assertThat(lines(layer(1, 3, 8), 20, 1)).hasSize(20);
    }

    @Test
    void aLayerOfOneNeuronHasLinesToo() {
        assertThat(lines(layer(1, 4, 1), 5, 1)).hasSize(5);
    }

    /** Seed 1: 20 of 20 lines, or as many as meet the box. */
    @Test
    void noLineLeavesTheDomain() {
        Box box = Box.cube(8, -2, 3);
        List<Segment> lines =
                PatternLines.through(layer(1, 8, 6), 20, new SearchSpace(box, 1), new SplittableRandom(1));
        assertThat(lines).isNotEmpty();
        for (Segment line : lines) {
            double slack = 1e-12 * line.length();
            for (double t : new double[] {line.from() + slack, 0.5 * (line.from() + line.to()), line.to() - slack}) {
                assertThat(box.contains(line.at(t))).isTrue();
            }
        }
    }

    @Test
    void theSameSeedDrawsTheSameLines() {
        Layer layer = layer(1, 5, 9);
        assertThat(lines(layer, 10, 4)).isEqualTo(lines(layer, 10, 4));
    }
}
