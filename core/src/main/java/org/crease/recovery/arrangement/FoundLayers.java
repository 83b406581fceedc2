package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.network.NeuronId;
import org.crease.network.ReluNetwork;
import org.crease.recovery.fit.OpenDirection;

/** S₁, S₂, …: the layers known so far. The signs of the last are open until neurons of the next fix them. */
final class FoundLayers {
    private final double scale;
    private final List<List<Neuron>> layers = new ArrayList<>();
    private final List<OptionalDouble> certificates = new ArrayList<>();
    /** When each layer, or the signs of it, last changed. */
    private final List<Long> stamps = new ArrayList<>();

    private long changes;
    private ReluNetwork network;

    FoundLayers(double scale) {
        this.scale = scale;
    }

    /** These layers as they are now. */
    FoundLayers copy() {
        FoundLayers copy = new FoundLayers(scale);
        layers.forEach(neurons -> copy.layers.add(new ArrayList<>(neurons)));
        copy.certificates.addAll(certificates);
        copy.stamps.addAll(stamps);
        copy.changes = changes;
        return copy;
    }

    int depth() {
        return layers.size();
    }

    List<Integer> widths() {
        return layers.stream().map(List::size).toList();
    }

    /** The neurons of a layer, from 0. */
    List<Neuron> layer(int layer) {
        return List.copyOf(layers.get(layer));
    }

    OptionalDouble certificate(int layer) {
        return certificates.get(layer);
    }

    /** Whether the signs of the last layer are open. */
    boolean isOpen() {
        return certificates.getLast().isEmpty();
    }

    /** Changes whenever one of the first {@code count} layers, or its signs, does. */
    long version(int count) {
        return stamps.subList(0, count).stream()
                .mapToLong(Long::longValue)
                .max()
                .orElse(0);
    }

    private void changed() {
        stamps.set(stamps.size() - 1, ++changes);
        network = null;
    }

    void addLayer(List<Neuron> neurons) {
        layers.add(new ArrayList<>(neurons));
        certificates.add(OptionalDouble.empty());
        stamps.add(0L);
        changed();
    }

    /** Adds neurons to the last layer, whose signs are open then. */
    void addNeurons(List<Neuron> neurons) {
        layers.getLast().removeIf(Neuron::isLinear); // the signs will tell what is still needed
        layers.getLast().addAll(neurons);
        certificates.set(certificates.size() - 1, OptionalDouble.empty());
        changed();
    }

    void removeLast() {
        layers.removeLast();
        certificates.removeLast();
        stamps.removeLast();
        network = null;
    }

    /** Weights of the last layer that hold fillers. */
    List<Signs.Untouched> untouched() {
        List<Signs.Untouched> untouched = new ArrayList<>();
        List<Neuron> neurons = layers.getLast();
        for (int z = 0; z < neurons.size(); z++) {
            for (int i : neurons.get(z).filled()) {
                int side = neurons.get(z).form().gradient().get(i) > 0 ? 1 : -1;
                untouched.add(new Signs.Untouched(z, i, side));
            }
        }
        return untouched;
    }

    /** The space in which boundaries of the layer above the first {@code count} are hyperplanes. */
    FeatureSpace space(int count) {
        boolean open = count == depth() && isOpen();
        List<FeatureSpace.Doubt> doubts = new ArrayList<>();
        for (int k = 1; k < (open ? count - 1 : count); k++) {
            ReluNetwork below = network(k);
            List<Neuron> neurons = layers.get(k);
            for (int z = 0; z < neurons.size(); z++) {
                Neuron neuron = neurons.get(z);
                for (int i : neuron.open()) {
                    if (neuron.isInDoubt(i)) {
                        Vector seen = below.preactivations(
                                        neuron.spots().getFirst().position())
                                .getLast();
                        doubts.add(new FeatureSpace.Doubt(new NeuronId(k, z), new NeuronId(k - 1, i), seen.get(i) > 0));
                    }
                }
            }
        }
        return new FeatureSpace(network(count), open, doubts);
    }

    /** For neurons of the last layer, the inputs whose weights are open and hold no filler. */
    Map<Integer, Set<Integer>> unheard() {
        Map<Integer, Set<Integer>> unheard = new TreeMap<>();
        List<Neuron> neurons = layers.getLast();
        for (int z = 0; z < neurons.size(); z++) {
            Set<Integer> inputs = new TreeSet<>(neurons.get(z).open());
            inputs.removeAll(neurons.get(z).filled());
            if (!inputs.isEmpty()) {
                unheard.put(z, inputs);
            }
        }
        return unheard;
    }

    /** What neurons of the last layer lack. */
    List<OpenDirection> openDirections() {
        return openDirections(layers.getLast());
    }

    /** What neurons of one layer lack. */
    static List<OpenDirection> openDirections(List<Neuron> neurons) {
        return IntStream.range(0, neurons.size())
                .boxed()
                .flatMap(z -> neurons.get(z).freedom().stream().map(way -> new OpenDirection(z, way)))
                .toList();
    }

    /**
     * Gives the neurons of the last layer what their fillers lacked, turns them to their right sides, drops those that turned out to
     * be none, and adds what stands for those that are lacking.
     */
    void fixSigns(Signs signs, List<Neuron> linear) {
        List<Neuron> neurons = layers.getLast();
        signs.lacking().forEach((weight, lacking) -> {
            Neuron z = neurons.get(weight.neuron());
            double value = z.form().gradient().get(weight.input()) + lacking;
            neurons.set(weight.neuron(), z.with(weight.input(), value));
        });
        for (int i = 0; i < neurons.size(); i++) {
            if (signs.values().get(i) < 0) {
                neurons.set(i, neurons.get(i).turned());
            }
        }
        for (int i = neurons.size() - 1; i >= 0; i--) {
            if (signs.values().get(i) == 0) {
                neurons.remove(i);
            }
        }
        neurons.addAll(linear);
        certificates.set(certificates.size() - 1, OptionalDouble.of(signs.certificate()));
        changed();
    }

    /** Counts the weights known, of neurons that are no linear units. */
    long known() {
        return layers.stream()
                .flatMap(List::stream)
                .filter(z -> !z.isLinear())
                .mapToLong(z -> z.form().gradient().dimension() - z.open().size())
                .sum();
    }

    /** The layers found, as a network whose outputs are the preactivations of the last of them. */
    ReluNetwork network() {
        if (network == null) {
            network = with(List.of());
        }
        return network;
    }

    /** The first {@code count} layers. */
    ReluNetwork network(int count) {
        return count == depth() ? network() : new ReluNetwork(network().layers().subList(0, count));
    }

    /** The layers found, with other neurons in the last. */
    ReluNetwork withLast(List<Neuron> neurons) {
        List<Layer> all = new ArrayList<>(network().hidden());
        all.add(Layer.relu(neurons.stream().map(Neuron::form).toList()));
        return new ReluNetwork(all);
    }

    /** Puts the same neurons in the place of a layer's, from 0, with weights that were open. */
    void replace(int layer, List<Neuron> neurons) {
        layers.set(layer, new ArrayList<>(neurons));
        stamps.set(layer, ++changes);
        network = null;
    }

    /** Puts the same neurons in the place of a layer's, from 0, measured better; which way round they are stays. */
    void sharpen(int layer, List<Neuron> neurons) {
        List<Neuron> better = new ArrayList<>();
        for (int i = 0; i < neurons.size(); i++) {
            Neuron neuron = neurons.get(i);
            Vector before = layers.get(layer).get(i).form().gradient();
            better.add(neuron.form().gradient().dot(before) < 0 ? neuron.turned() : neuron);
        }
        layers.set(layer, better);
        network = null;
    }

    /** The layers found, and one more. */
    ReluNetwork with(List<Neuron> next) {
        List<Layer> all = new ArrayList<>();
        for (List<Neuron> neurons : layers) {
            all.add(Layer.relu(neurons.stream().map(Neuron::form).toList()));
        }
        if (!next.isEmpty()) {
            all.add(Layer.relu(next.stream().map(Neuron::form).toList()));
        }
        return new ReluNetwork(all);
    }

    List<List<Vector>> seenAt() {
        return layers.getLast().stream().map(Neuron::seenAt).toList();
    }

    /** The relative error of positions that the first {@code count} layers bring with them: that of the neuron known least exactly. */
    double accuracy(int count) {
        return layers.subList(0, count).stream()
                .flatMap(List::stream)
                .mapToDouble(Neuron::accuracy)
                .reduce(Neuron.FINEST, Math::max);
    }

    /** Whether a place lies on a known boundary, within an error. */
    boolean explains(Vector x, double error) {
        ReluNetwork known = network();
        List<List<AffineForm>> forms = known.formsIn(known.patternAt(x));
        double size = x.norm() + scale;
        for (int k = 0; k < forms.size(); k++) {
            for (int i = 0; i < forms.get(k).size(); i++) {
                AffineForm form = forms.get(k).get(i);
                double bound = 2 * (error + layers.get(k).get(i).accuracy() * size);
                if (Math.abs(form.at(x)) <= bound * form.gradient().norm()) {
                    return true;
                }
            }
        }
        return false;
    }
}
