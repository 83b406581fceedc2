package org.crease.recovery.arrangement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.network.ReluNetwork;
import org.junit.jupiter.api.Test;

/** What is linear in each cell of an arrangement takes its largest value at a vertex, or at the far end of an edge. */
class VerticesTest {
    /** x = 0, y = 0 and x + y = 1: a triangle. */
    private static final List<AffineForm> TRIANGLE = List.of(
            new AffineForm(Vector.of(1, 0), 0),
            new AffineForm(Vector.of(0, 1), 0),
            new AffineForm(Vector.of(1, 1), -1));

    private static Vertices vertices(long seed) {
        return new Vertices(TRIANGLE, TestGrounds.of(new ReluNetwork(List.of(Layer.relu(TRIANGLE))), seed));
    }

    private static long planesThrough(Vector x) {
        return TRIANGLE.stream()
                .filter(plane -> Math.abs(plane.distance(x)) < 1e-9 * (1 + x.norm()))
                .count();
    }

    @Test
    void threeLinesHaveThreeVerticesAndSixEdgesWithoutEnd() {
        Vertices vertices = vertices(1);
        assertThat(vertices.count()).isEqualTo(9);
        List<Vector> all = vertices.all();
        assertThat(all).hasSize(9);
        assertThat(all.stream().filter(x -> planesThrough(x) == 2)).hasSize(3);
        assertThat(all.stream().filter(x -> planesThrough(x) == 1)).hasSize(6).allMatch(x -> x.norm() > 10);
    }

    @Test
    void thoseOfOnePlaneLieOnIt() {
        List<Vector> on = vertices(1).on(2, 100);
        assertThat(on).hasSize(4).allMatch(x -> Math.abs(TRIANGLE.get(2).distance(x)) < 1e-9 * (1 + x.norm()));
    }

    /** Seed 2; one drawn at random of nine, forty times: that a vertex is missed has a probability of 10⁻² at most. */
    @Test
    void someAreDrawnOfThem() {
        assertThat(vertices(2).some(40)).hasSize(40).allMatch(x -> planesThrough(x) > 0);
    }
}
