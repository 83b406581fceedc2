package org.crease.recovery.arrangement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Box;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.network.ReluNetwork;
import org.crease.oracle.CountingOracle;
import org.crease.oracle.FunctionOracle;
import org.crease.oracle.Oracle;
import org.crease.recovery.SearchSpace;
import org.crease.recovery.TestOracles;
import org.junit.jupiter.api.Test;

/** What f depends on, of 120 inputs in a box, out of gradients in float32. */
class ActiveSubspaceTest {
    private static final int INPUTS = 120;

    private static Ground ground(Oracle oracle, long seed) {
        Ground all = TestGrounds.of(oracle, seed);
        SearchSpace box = new SearchSpace(Box.cube(INPUTS, -3, 3), 1);
        return new Ground(oracle, all.resolution(), box, all.line(), all.random());
    }

    /** Seeds 0 to 4, a box in which all neurons switch: what of a row lies outside the space is 10⁻⁵ to 10⁻⁴ of it. */
    @Test
    void theRowsOfTheFirstLayerSpanIt() {
        for (int seed = 0; seed < 5; seed++) {
            ReluNetwork truth = TestGrounds.network(seed, INPUTS, 6, 5, 3);
            ActiveSubspace.Found found = ActiveSubspace.DEFAULTS
                    .of(ground(TestOracles.float32(truth), seed))
                    .orElseThrow();
            assertThat(found.rows().dimension()).as("seed %d", seed).isEqualTo(6);
            assertThat(found.tilt()).isBetween(1e-8, 1e-2);
            for (int i = 0; i < 6; i++) {
                Vector row = truth.layers().getFirst().row(i);
                assertThat(found.rows().outside(row).norm() / row.norm())
                        .as("seed %d", seed)
                        .isLessThan(1e-3);
            }
        }
    }

    /**
     * Seeds 0 to 4, neuron 0 of layer 1 eight standard deviations off for places that are drawn evenly in ±0.5, so that it is on at none of them: its row is
     * seen in boxes that are larger, and only if questions may be asked there.
     */
    @Test
    void aRowWhoseNeuronIsOffInAllOfTheBoxShowsWhereQuestionsMayBeAskedBeyond() {
        Box box = Box.cube(INPUTS, -0.5, 0.5);
        for (int seed = 0; seed < 5; seed++) {
            ReluNetwork drawn = TestGrounds.network(seed, INPUTS, 6, 5, 3);
            Layer first = drawn.layers().getFirst();
            List<AffineForm> forms = new ArrayList<>(
                    IntStream.range(0, 6).mapToObj(first::neuron).toList());
            Vector row = first.row(0);
            forms.set(0, new AffineForm(row, -8 * 0.5 / Math.sqrt(3) * row.norm()));
            Oracle oracle = TestOracles.float32(TestGrounds.with(drawn, 0, Layer.relu(forms)));
            Ground all = TestGrounds.of(oracle, seed);
            for (boolean beyond : new boolean[] {true, false}) {
                SearchSpace space = new SearchSpace(box, 0.5, beyond ? Box.unbounded(INPUTS) : box);
                Ground ground = new Ground(oracle, all.resolution(), space, all.line(), all.random());
                RowSpace rows = ActiveSubspace.DEFAULTS.of(ground).orElseThrow().rows();
                assertThat(rows.dimension()).as("seed %d", seed).isEqualTo(beyond ? 6 : 5);
                double outside = rows.outside(row.unit()).norm();
                assertThat(outside < 1e-2).as("seed %d", seed).isEqualTo(beyond);
            }
        }
    }

    @Test
    void whereFDependsOnMostOfItsInputsThereIsNone() {
        ReluNetwork truth = TestGrounds.network(1, INPUTS, 100, 3);
        assertThat(ActiveSubspace.DEFAULTS.of(ground(TestOracles.float32(truth), 1)))
                .isEmpty();
    }

    @Test
    void noQuestionLeavesTheBoxAndAllAreBooked() {
        ReluNetwork truth = TestGrounds.network(2, INPUTS, 6, 3);
        Box box = Box.cube(INPUTS, -3, 3);
        Oracle inner = TestOracles.float32(truth);
        Oracle boxed = new FunctionOracle(INPUTS, 3, x -> {
            for (int i = 0; i < x.size(); i++) {
                assertThat(box.contains(x.get(i))).isTrue();
            }
            return inner.ask(x);
        });
        CountingOracle counter = new CountingOracle(boxed);
        Ground ground = ground(inner, 2);
        assertThat(ActiveSubspace.DEFAULTS.of(TestGrounds.counted(ground, counter)))
                .isPresent();
        assertThat(counter.byAccount()).containsOnlyKeys("ActiveSubspace");
        assertThat(counter.total()).isLessThan(32L * (1 + 2 * 3 * INPUTS) + 2000 + 1);
    }
}
