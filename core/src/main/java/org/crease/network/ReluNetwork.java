package org.crease.network;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Cell;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;

/**
 * A fully connected network 𝒩 (§3): layers 1…d of ReLUs, then one without activation. Also a part of one: the layers found
 * so far are a network whose outputs are the preactivations of the last of them.
 *
 * @param layers from the input to the output, each fed by the one before; at least one
 */
public record ReluNetwork(List<Layer> layers) {
    /** Points of a batch that are worked on at a time. */
    private static final int SHARE = 32;

    /** Multiplications that are worth handing to another core: some 200 µs. */
    private static final long WORTH_IT = 500_000;

    public ReluNetwork {
        layers = List.copyOf(layers);
        if (layers.isEmpty()) {
            throw new IllegalArgumentException("layers must number at least 1, got 0");
        }
        for (int k = 1; k < layers.size(); k++) {
            if (layers.get(k).inputs() != layers.get(k - 1).outputs()) {
                throw new IllegalArgumentException(
                        "layer " + (k + 1) + " must have " + layers.get(k - 1).outputs() + " inputs, got "
                                + layers.get(k).inputs());
            }
        }
    }

    public int inputs() {
        return layers.getFirst().inputs();
    }

    public int outputs() {
        return layers.getLast().outputs();
    }

    /** n_in, n₁, …, n_d, n_out. */
    public List<Integer> widths() {
        List<Integer> widths = new ArrayList<>(List.of(inputs()));
        layers.forEach(layer -> widths.add(layer.outputs()));
        return widths;
    }

    /** Weights and biases of all layers. */
    public int parameters() {
        return layers.stream().mapToInt(Layer::parameters).sum();
    }

    /** The hidden layers, in order: all but the last. */
    public List<Layer> hidden() {
        return layers.subList(0, layers.size() - 1);
    }

    public Layer outputLayer() {
        return layers.getLast();
    }

    /** The same network but for layer {@code k}, from 0. */
    public ReluNetwork withLayer(int k, Layer layer) {
        List<Layer> changed = new ArrayList<>(layers);
        changed.set(k, layer);
        return new ReluNetwork(changed);
    }

    /** The same network but for the last layer. */
    public ReluNetwork withOutputLayer(Layer layer) {
        return withLayer(layers.size() - 1, layer);
    }

    /** 𝒩(x) for every point of a batch: size × n_in in, size × n_out out. */
    public Points evaluate(Points x) {
        int shares = Math.ceilDiv(x.size(), SHARE);
        if (shares < 2 || (long) x.size() * parameters() < 2 * WORTH_IT) {
            return Points.of(x.size(), outputs(), activations(x.toArray(), x.size()));
        }
        // points do not depend on each other: whoever works on them, the values are the same
        double[] values = new double[x.size() * outputs()];
        IntStream.range(0, shares).parallel().forEach(i -> {
            Points some = x.slice(i * SHARE, Math.min(x.size(), (i + 1) * SHARE));
            double[] f = activations(some.toArray(), some.size());
            System.arraycopy(f, 0, values, i * SHARE * outputs(), f.length);
        });
        return Points.of(x.size(), outputs(), values);
    }

    private double[] activations(double[] inputs, int size) {
        double[] activations = inputs;
        for (Layer layer : layers) {
            double[] above = new double[size * layer.outputs()];
            layer.forward(activations, size, above, above);
            activations = above;
        }
        return activations;
    }

    /** The preactivations z(x) of every layer at one point, the last layer's included. */
    public List<Vector> preactivations(Vector x) {
        List<Vector> result = new ArrayList<>();
        double[] activations = x.toArray();
        for (Layer layer : layers) {
            double[] z = new double[layer.outputs()];
            double[] above = new double[layer.outputs()];
            layer.forward(activations, 1, z, above);
            result.add(Vector.of(z));
            activations = above;
        }
        return result;
    }

    /** Which preactivations are positive at {@code x}, the last layer's included. */
    public ActivationPattern patternAt(Vector x) {
        List<BitSet> active = new ArrayList<>();
        for (Vector z : preactivations(x)) {
            BitSet on = new BitSet(z.dimension());
            for (int i = 0; i < z.dimension(); i++) {
                on.set(i, z.get(i) > 0);
            }
            active.add(on);
        }
        return new ActivationPattern(active);
    }

    /**
     * The preactivation of every neuron as an affine function of the input, as it is wherever {@code pattern} holds: one list
     * a layer, the last layer's included.
     */
    public List<List<AffineForm>> formsIn(ActivationPattern pattern) {
        List<List<AffineForm>> result = new ArrayList<>();
        List<AffineForm> below = null;
        for (int k = 0; k < layers.size(); k++) {
            Layer layer = layers.get(k);
            List<AffineForm> forms = new ArrayList<>(layer.outputs());
            for (int i = 0; i < layer.outputs(); i++) {
                forms.add(k == 0 ? layer.neuron(i) : composed(k, i, below, pattern));
            }
            result.add(forms);
            below = forms;
        }
        return result;
    }

    private AffineForm composed(int k, int i, List<AffineForm> below, ActivationPattern pattern) {
        Layer layer = layers.get(k);
        double[] gradient = new double[inputs()];
        double constant = layer.bias(i);
        for (int j = 0; j < layer.inputs(); j++) {
            double slope = pattern.isActive(k - 1, j) ? 1 : layers.get(k - 1).negativeSlope(j);
            double factor = layer.weight(i, j) * slope;
            if (factor == 0) {
                continue;
            }
            Vector g = below.get(j).gradient();
            for (int c = 0; c < gradient.length; c++) {
                gradient[c] += factor * g.get(c);
            }
            constant += factor * below.get(j).constant();
        }
        return new AffineForm(Vector.of(gradient), constant);
    }

    /** The cell in which {@code pattern} holds. Its forms are the neurons, layer after layer ({@link #neuronAt}). */
    public Cell cellOf(ActivationPattern pattern) {
        List<AffineForm> forms = new ArrayList<>();
        formsIn(pattern).forEach(forms::addAll);
        return new Cell(forms, pattern.flat(layers.stream().map(Layer::outputs).toList()));
    }

    /** The neuron behind form {@code flat} of {@link #cellOf}. */
    public NeuronId neuronAt(int flat) {
        int k = 0;
        int i = flat;
        while (i >= layers.get(k).outputs()) {
            i -= layers.get(k).outputs();
            k++;
        }
        return new NeuronId(k, i);
    }

    /** The form of {@link #cellOf} that belongs to a neuron. */
    public int formOf(NeuronId neuron) {
        int form = neuron.index();
        for (int k = 0; k < neuron.layer(); k++) {
            form += layers.get(k).outputs();
        }
        return form;
    }
}
