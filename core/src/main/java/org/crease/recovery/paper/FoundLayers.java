package org.crease.recovery.paper;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.network.ReluNetwork;
import org.crease.recovery.Progress;
import org.crease.recovery.SearchSpace;

/**
 * S₁, S₂, …: what a run knows so far. It grows as the run goes on, so that a run that is cut short can tell what it had learnt.
 * The signs of the last layer are open until those of the next fix them.
 */
final class FoundLayers {
    private final double scale;
    private final Progress progress;
    private final List<List<Neuron>> layers = new ArrayList<>();
    private final List<OptionalDouble> certificates = new ArrayList<>();
    private ReluNetwork network;
    private int changes;

    /**
     * Nothing yet.
     *
     * @param progress told of every neuron
     */
    FoundLayers(SearchSpace space, Progress progress) {
        this.scale = space.scale();
        this.progress = progress;
    }

    void addLayer(List<Neuron> neurons) {
        layers.add(new ArrayList<>(neurons));
        certificates.add(OptionalDouble.empty());
        network = null;
        progress.at("AdditionalLayer", widths());
    }

    /** Adds a neuron to the last layer. */
    void addNeuron(Neuron neuron) {
        layers.getLast().add(neuron);
        network = null;
        changes++;
        progress.at("AdditionalLayer", widths());
    }

    void replaceNeuron(int index, Neuron neuron) {
        layers.getLast().set(index, neuron);
        network = null;
        changes++;
    }

    /** Turns the neurons of a layer (from 0) to their right sides. */
    void fixSigns(int layer, Signs signs) {
        List<Neuron> neurons = layers.get(layer);
        for (int i = 0; i < neurons.size(); i++) {
            neurons.set(i, neurons.get(i).withSign(signs.values().get(i)));
        }
        certificates.set(layer, OptionalDouble.of(signs.certificate()));
        network = null;
    }

    /** How often a neuron of the last layer has been added or replaced by a better known one. */
    int changes() {
        return changes;
    }

    int depth() {
        return layers.size();
    }

    List<Neuron> layer(int layer) {
        return List.copyOf(layers.get(layer));
    }

    OptionalDouble certificate(int layer) {
        return certificates.get(layer);
    }

    List<Integer> widths() {
        return layers.stream().map(List::size).toList();
    }

    /** The layers found, as a network whose outputs are the preactivations of the last of them. */
    ReluNetwork network() {
        if (network == null) {
            network = new ReluNetwork(layers.stream()
                    .map(neurons ->
                            Layer.relu(neurons.stream().map(Neuron::form).toList()))
                    .toList());
        }
        return network;
    }

    /** For each neuron of the last layer, points of its boundary. */
    List<List<Vector>> seenAt() {
        return layers.getLast().stream().map(Neuron::seenAt).toList();
    }

    /** The accuracy of the neuron that is known least exactly. */
    double worstAccuracy() {
        return layers.stream()
                .flatMap(List::stream)
                .mapToDouble(Neuron::accuracy)
                .max()
                .orElse(0);
    }

    /** Whether a boundary point lies on the boundary of a neuron found so far, within both their errors. */
    boolean explain(BoundaryPoint p) {
        return errorAt(p).isPresent();
    }

    /**
     * How far along {@code p.across()} the boundary on which a point lies may be from the true one; empty if it lies on no
     * boundary found so far, within the error of the point and of the boundary.
     */
    OptionalDouble errorAt(BoundaryPoint p) {
        ReluNetwork known = network();
        Vector x = p.position();
        List<List<AffineForm>> forms = known.formsIn(known.patternAt(x));
        double size = x.norm() + scale;
        for (int k = 0; k < forms.size(); k++) {
            for (int i = 0; i < forms.get(k).size(); i++) {
                AffineForm form = forms.get(k).get(i);
                double cosine = Math.abs(form.gradient().dot(p.across()));
                double error = form.gradient().norm() * layers.get(k).get(i).accuracy() * size;
                if (Math.abs(form.at(x)) <= 2 * (cosine * p.error() + error)) {
                    return OptionalDouble.of(error / cosine);
                }
            }
        }
        return OptionalDouble.empty();
    }
}
