package org.crease.recovery.arrangement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Segment;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.network.ReluNetwork;
import org.crease.recovery.fit.OutputLayer;
import org.crease.recovery.fit.Zeros;
import org.junit.jupiter.api.Test;

/** Networks of which all is known but the first neuron of layer 2: a linear unit stands for it. */
class LinearUnitsTest {
    private static final int INPUTS = 6;
    private static final int SEEDS = 20;

    /** Such a network, and what is found of it. */
    private static final class Lacking {
        private final ReluNetwork truth;
        private final Ground ground;
        private final FoundLayers found;
        private final LinearUnits units;

        Lacking(int seed) {
            this(seed, true);
        }

        /** With {@code inner}, the unit is one of the layer; else it is what an output layer left. */
        Lacking(int seed, boolean inner) {
            truth = TestGrounds.network(seed, INPUTS, 5, 4, 1);
            ground = TestGrounds.of(truth, seed);
            found = new FoundLayers(1);
            units = new LinearUnits(found, ground);
            found.addLayer(neurons(0, 0));
            found.fixSigns(turnedNone(5), List.of());
            found.addLayer(neurons(1, 1));
            if (!inner) {
                units.leftOf(output());
                return;
            }
            found.fixSigns(
                    turnedNone(3), units.of(List.of(truth.layers().get(1).row(0).unit()), 1e-13));
        }

        /** On the neurons that are known, and a unit in place of the first. */
        private OutputLayer output() {
            Layer second = truth.layers().get(1);
            List<AffineForm> forms = new ArrayList<>();
            for (int i = 1; i < second.outputs(); i++) {
                forms.add(second.neuron(i));
            }
            forms.add(new AffineForm(second.row(0).times(-3), 10));
            return new OutputLayer(
                    List.of(truth.layers().getFirst(), Layer.relu(forms)),
                    truth.outputLayer(),
                    List.of(),
                    OptionalDouble.of(0),
                    1,
                    0,
                    List.of(),
                    List.of());
        }

        private List<Neuron> neurons(int layer, int from) {
            Spot somewhere = new Spot(Vector.zero(INPUTS), 0, Vector.axis(INPUTS, 0), null, null, List.of());
            return IntStream.range(from, truth.layers().get(layer).outputs())
                    .mapToObj(i -> new Neuron(
                            truth.layers().get(layer).neuron(i),
                            Set.of(),
                            Set.of(),
                            1e-13,
                            Vector.zero(truth.layers().get(layer).inputs() + 1),
                            List.of(somewhere)))
                    .toList();
        }

        private static Signs turnedNone(int width) {
            return new Signs(IntStream.range(0, width).mapToObj(i -> 1).toList(), 0, Map.of(), List.of());
        }

        private ReluNetwork two() {
            return TestGrounds.below(truth, 2);
        }

        /** Points of the boundary of a neuron of layer 2, as lines meet them. */
        private List<BoundaryPoint> boundary(int neuron) {
            List<BoundaryPoint> points = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                Optional<Vector> zero = Zeros.random(two(), neuron, 3, ground.space(), ground.random());
                zero.ifPresent(x -> {
                    AffineForm form =
                            two().formsIn(two().patternAt(x)).getLast().get(neuron);
                    points.add(new BoundaryPoint(x, 1e-14, form.gradient().unit(), 1e-14));
                });
            }
            return points;
        }
    }

    /** Seeds 0 to 19, up to ten points each. */
    @Test
    void theSlopeOfABoundaryTellsTheNeuronBehindAUnit() {
        int seen = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            Lacking at = new Lacking(seed);
            AffineForm lacking = at.truth.layers().get(1).neuron(0);
            double unit = 1 / lacking.gradient().norm();
            for (BoundaryPoint point : at.boundary(0)) {
                AffineForm form = at.units.behind(point, 1).orElseThrow();
                double scale = unit
                        * form.gradient().dot(lacking.gradient())
                        / lacking.gradient().norm();
                assertThat(form.gradient()
                                .minus(lacking.gradient().times(scale))
                                .norm())
                        .isLessThan(1e-9 * form.gradient().norm());
                assertThat(Math.abs(form.constant() - scale * lacking.constant()))
                        .isLessThan(1e-9 * Math.abs(scale));
                seen++;
            }
        }
        assertThat(seen).isGreaterThan(SEEDS);
    }

    /** Seeds 0 to 19, up to ten points each. */
    @Test
    void whatAnOutputLayerLeftTellsItTheSameWay() {
        int seen = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            Lacking at = new Lacking(seed, false);
            AffineForm lacking = at.truth.layers().get(1).neuron(0);
            for (BoundaryPoint point : at.boundary(0)) {
                AffineForm form = at.units.behind(point, 1).orElseThrow();
                assertThat(form.gradient()
                                .orthogonalTo(lacking.gradient().unit())
                                .norm())
                        .isLessThan(1e-9 * form.gradient().norm());
                seen++;
            }
        }
        assertThat(seen).isGreaterThan(SEEDS);
    }

    /** Seeds 0 to 19: of five weights two are open, and the bias is known with them. */
    @Test
    void openWeightsAreWhatAnOutputLayerLeftSaysIfTheOthersAre() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Lacking at = new Lacking(seed, false);
            Layer second = at.truth.layers().get(1);
            Neuron same = open(second.neuron(0), at);
            AffineForm filled = at.units.filled(same).orElseThrow().form();
            assertThat(filled.gradient().minus(second.row(0)).norm()).isLessThan(1e-12);
            assertThat(filled.constant()).isCloseTo(second.bias(0), within(1e-12));
            assertThat(at.units.filled(open(second.neuron(1), at))).isEmpty();
        }
    }

    /** The neuron with its first weights unknown, and the second of them by as much as the bias. */
    private static Neuron open(AffineForm form, Lacking at) {
        double[] row = form.gradient().toArray();
        row[0] += 0.5;
        row[1] -= 2;
        int inputs = row.length;
        return new Neuron(
                new AffineForm(Vector.of(row), form.constant() - 2),
                Set.of(0, 1),
                Set.of(),
                List.of(
                        Vector.axis(inputs + 1, 0),
                        Vector.axis(inputs + 1, 1).plus(1, Vector.axis(inputs + 1, inputs))),
                1e-13,
                Vector.zero(inputs + 1),
                at.neurons(1, 0).getFirst().spots());
    }

    /** Seeds 0 to 19: in these cells no boundary of another neuron is parallel to it. */
    @Test
    void otherBoundariesAreNotBehindIt() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Lacking at = new Lacking(seed);
            for (BoundaryPoint point : at.boundary(2)) {
                long on = Arrays.stream(at.found
                                .network(1)
                                .preactivations(point.position())
                                .getLast()
                                .toArray())
                        .filter(z -> z > 0)
                        .count();
                if (on > 1) { // where one neuron of layer 1 alone is on, all are parallel
                    assertThat(at.units.behind(point, 1)).isEmpty();
                }
            }
        }
    }

    /** Seeds 0 to 19: where it switches at all, one of eight lines shows it. */
    @Test
    void linesDownItsSlopeMeetItsBoundaryAndAreDrawnOnce() {
        int switching = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            Lacking at = new Lacking(seed);
            boolean switches = !at.boundary(0).isEmpty();
            List<Segment> lines = at.units.descents();
            boolean met = lines.stream()
                    .anyMatch(line -> Survey.crossings(at.two(), line).stream()
                            .anyMatch(c -> c.neuron().layer() == 1 && c.neuron().index() == 0));
            assertThat(met || !switches).as("seed %d", seed).isTrue();
            assertThat(at.units.descents()).isEmpty();
            switching += switches ? 1 : 0;
        }
        assertThat(switching).isGreaterThan(SEEDS / 2);
    }

    @Test
    void aUnitIsOnWhereverItIsAsked() {
        Lacking at = new Lacking(3);
        int unit = at.found.layer(1).size() - 1;
        assertThat(at.found.layer(1).get(unit).isLinear()).isTrue();
        for (int i = 0; i < 200; i++) {
            assertThat(at.found
                            .network(2)
                            .preactivations(at.ground.anywhere())
                            .getLast()
                            .get(unit))
                    .isPositive();
        }
    }
}
