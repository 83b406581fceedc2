package org.crease.recovery.arrangement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Box;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.network.ReluNetwork;
import org.crease.recovery.SearchSpace;
import org.junit.jupiter.api.Test;

/** Places that tell which of the rows that a neuron may have is right. */
class AlternativesTest {
    /** Layer 1 hears every input; h₂ is on where the first is more than 10. */
    private static final List<AffineForm> FIRST = List.of(
            new AffineForm(Vector.of(1, 0), 0),
            new AffineForm(Vector.of(0, 1), 0),
            new AffineForm(Vector.of(1, 0), -10));

    /** z = x − 20 y − 5 + w h₂ with w open, met at x = 5. */
    private static Neuron neuron(double weight, Set<Integer> open) {
        Spot spot = new Spot(Vector.of(5, -1), 0, Vector.axis(2, 0), null, null, List.of());
        return new Neuron(
                new AffineForm(Vector.of(1, -20, weight), -5), open, Set.of(), 1e-9, Vector.zero(4), List.of(spot));
    }

    private static FoundLayers found(Neuron neuron) {
        FoundLayers found = new FoundLayers(1);
        found.addLayer(FIRST.stream()
                .map(form -> new Neuron(
                        form,
                        Set.of(),
                        Set.of(),
                        1e-9,
                        Vector.zero(3),
                        List.of(neuron.spots().getFirst())))
                .toList());
        found.addLayer(List.of(neuron));
        return found;
    }

    private static Ground ground(FoundLayers found) {
        return TestGrounds.of(found.network(), 1);
    }

    private static double value(Neuron neuron, Vector x) {
        return neuron.row().dot(Neuron.activations(x, new ReluNetwork(List.of(Layer.relu(FIRST)))));
    }

    @Test
    void someAreWhereTheRightRowIsOnAnotherSide() {
        Neuron truth = neuron(-1.2, Set.of());
        Neuron taken = neuron(-1, Set.of(2));
        FoundLayers found = found(taken);
        Ground ground = ground(found);
        List<Vector> parting = new Alternatives(found, List::of, ground).parting();
        assertThat(parting)
                .anySatisfy(x -> assertThat(value(truth, x) > 0).isNotEqualTo(value(taken, x) > 0))
                .allSatisfy(x -> assertThat(x.get(0)).isGreaterThan(10));
    }

    /** Walks go to the very edge of a box: before rounding was looked at, one of seed 39 was outside. */
    @Test
    void noneIsOutsideTheDomain() {
        FoundLayers found = found(neuron(-1, Set.of(2)));
        Ground all = ground(found);
        int places = 0;
        for (int seed = 0; seed < 40; seed++) {
            Box box = new Box(Vector.of(-0.3, -1.1), Vector.of(10.1, 0.7));
            Ground ground = new Ground(
                    all.oracle(), all.resolution(), new SearchSpace(box, 1), all.line(), new SplittableRandom(seed));
            List<Vector> parting = new Alternatives(found, List::of, ground).parting();
            places += parting.size();
            assertThat(parting).as("seed %d", seed).allMatch(box::contains);
        }
        assertThat(places).isPositive();
    }

    @Test
    void placesThatAgreeNarrowThemDown() {
        FoundLayers found = found(neuron(-1, Set.of(2)));
        Ground ground = ground(found);
        List<Vector> asked = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        for (int round = 0; round < 8; round++) {
            List<Vector> parting = new Alternatives(found, () -> asked, ground).parting();
            sizes.add(parting.size());
            asked.addAll(parting);
        }
        assertThat(sizes.getFirst()).isPositive();
        assertThat(sizes.getLast()).isLessThan(sizes.getFirst() / 2);
    }

    @Test
    void aNeuronOfWhichEveryWeightIsKnownHasNone() {
        FoundLayers found = found(neuron(-1, Set.of()));
        List<Vector> asked = IntStream.range(0, 10)
                .mapToObj(i -> Vector.direction(2, new SplittableRandom(i)))
                .toList();
        assertThat(new Alternatives(found, () -> asked, ground(found)).parting())
                .isEmpty();
    }
}
