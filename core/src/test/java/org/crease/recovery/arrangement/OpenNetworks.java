package org.crease.recovery.arrangement;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.network.ReluNetwork;

/** Networks with rare neurons in layer 1, and what is found of them where weights of layer 2 on these are open. */
final class OpenNetworks {
    private OpenNetworks() {}

    /** The network with the planes of some neurons of layer 1 so far from the origin. */
    static ReluNetwork withRare(ReluNetwork drawn, Set<Integer> rare, double distance) {
        Layer first = drawn.layers().getFirst();
        List<AffineForm> forms = IntStream.range(0, first.outputs())
                .mapToObj(i -> rare.contains(i)
                        ? new AffineForm(first.row(i), -distance * first.row(i).norm())
                        : first.neuron(i))
                .toList();
        return TestGrounds.with(drawn, 0, Layer.relu(forms));
    }

    /**
     * All hidden layers, but for the weights that are open; their signs are known below the last one.
     *
     * @param open for neurons of layer 2, the inputs
     */
    static FoundLayers found(ReluNetwork truth, Map<Integer, Set<Integer>> open) {
        FoundLayers found = new FoundLayers(1);
        for (int k = 0; k < truth.hidden().size(); k++) {
            Layer layer = truth.layers().get(k);
            Map<Integer, Set<Integer>> here = k == 1 ? open : Map.of();
            if (k > 0) {
                int width = found.layer(k - 1).size();
                found.fixSigns(new Signs(Collections.nCopies(width, 1), 0, Map.of(), List.of()), List.of());
            }
            found.addLayer(IntStream.range(0, layer.outputs())
                    .mapToObj(z -> neuron(layer.neuron(z), here.getOrDefault(z, Set.of()), truth.inputs()))
                    .toList());
        }
        return found;
    }

    private static Neuron neuron(AffineForm form, Set<Integer> open, int inputs) {
        double[] row = form.gradient().toArray();
        open.forEach(i -> row[i] = 0);
        Spot spot = new Spot(Vector.zero(inputs), 0, Vector.axis(inputs, 0), null, null, List.of());
        return new Neuron(
                new AffineForm(Vector.of(row), form.constant()),
                open,
                Set.of(),
                1e-12,
                Vector.zero(row.length + 1),
                List.of(spot));
    }
}
