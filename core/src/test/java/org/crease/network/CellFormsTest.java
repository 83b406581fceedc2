package org.crease.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Cell;
import org.crease.geometry.Vector;
import org.junit.jupiter.api.Test;

class CellFormsTest {
    private final SplittableRandom random = new SplittableRandom(11);

    @Test
    void insideTheWholeCellTheFormsAreThePreactivations() {
        for (int trial = 0; trial < 200; trial++) {
            ReluNetwork network = network(trial);
            Vector x = Vector.gaussian(4, random).times(3);
            Cell cell = network.cellOf(network.patternAt(x));
            Vector v = Vector.direction(4, random);
            double way = cell.nextFacet(x, v).map(Cell.Facet::distance).orElse(10.0);
            for (double share : new double[] {0, 0.5, 0.999}) {
                Vector y = x.plus(share * way, v);
                List<List<AffineForm>> forms = network.formsIn(network.patternAt(x));
                List<Vector> z = network.preactivations(y);
                for (int k = 0; k < forms.size(); k++) {
                    for (int i = 0; i < forms.get(k).size(); i++) {
                        assertThat(forms.get(k).get(i).at(y))
                                .isCloseTo(z.get(k).get(i), within(1e-12 * (1 + y.norm())));
                    }
                }
            }
        }
    }

    @Test
    void theCellHoldsThePointsOfItsPatternAndBeyondAFacetTheFlippedPatternHolds() {
        int crossed = 0;
        for (int trial = 0; trial < 300; trial++) {
            ReluNetwork network = network(trial);
            Vector x = Vector.gaussian(4, random).times(3);
            ActivationPattern pattern = network.patternAt(x);
            Cell cell = network.cellOf(pattern);
            assertThat(cell.contains(x)).isTrue();
            Vector v = Vector.direction(4, random);
            if (cell.nextFacet(x, v).isEmpty()) {
                continue;
            }
            Cell.Facet facet = cell.nextFacet(x, v).get();
            NeuronId neuron = network.neuronAt(facet.form());
            assertThat(network.patternAt(x.plus(facet.distance() * (1 - 1e-9), v)))
                    .isEqualTo(pattern);
            ActivationPattern beyond = network.patternAt(x.plus(facet.distance() * (1 + 1e-9), v));
            assertThat(beyond).isEqualTo(pattern.flipped(neuron)).isNotEqualTo(pattern);
            assertThat(beyond.isActive(neuron)).isNotEqualTo(pattern.isActive(neuron));
            assertThat(cell.isPositive(facet.form())).isEqualTo(pattern.isActive(neuron));
            assertThat(pattern.flipped(neuron).flipped(neuron)).isEqualTo(pattern);
            crossed++;
        }
        assertThat(crossed).isGreaterThan(200);
    }

    @Test
    void neuronsAndFormsAreNumberedLayerAfterLayer() {
        ReluNetwork network = RandomNetworks.draw(random, 4, 3, 5, 2);
        int flat = 0;
        for (int k = 0; k < 3; k++) {
            for (int i = 0; i < network.layers().get(k).outputs(); i++) {
                assertThat(network.neuronAt(flat)).isEqualTo(new NeuronId(k, i));
                assertThat(network.formOf(new NeuronId(k, i))).isEqualTo(flat);
                flat++;
            }
        }
        Vector x = Vector.gaussian(4, random);
        ActivationPattern pattern = network.patternAt(x);
        Cell cell = network.cellOf(pattern);
        assertThat(cell.forms()).hasSize(flat);
        for (int form = 0; form < flat; form++) {
            NeuronId neuron = network.neuronAt(form);
            assertThat(cell.forms().get(form))
                    .isEqualTo(network.formsIn(pattern).get(neuron.layer()).get(neuron.index()));
            assertThat(cell.isPositive(form)).isEqualTo(pattern.isActive(neuron));
        }
    }

    private ReluNetwork network(int trial) {
        return trial % 2 == 0 ? RandomNetworks.draw(random, 4, 6, 5, 2) : RandomNetworks.drawLeaky(random, 4, 6, 5, 2);
    }
}
