package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.crease.geometry.Vector;
import org.crease.network.Isomorphism;
import org.crease.network.Layer;
import org.crease.network.NeuronId;
import org.crease.network.ReluNetwork;
import org.crease.recovery.Findings;
import org.crease.recovery.Resolution;
import org.crease.recovery.Verification;
import org.crease.recovery.fit.OutputLayer;
import org.crease.recovery.fit.StandardErrors;

/**
 * What is told of a network: its canonical form, how well each weight is known, and which are not.
 *
 * @param network on the inputs
 * @param output how its output layer was fitted
 * @param found its hidden layers as walks found them
 * @param errors the standard errors that a polish tells, if there was one
 * @param outside what the standard error of each weight of layer 1 owes to directions outside the space that was searched
 * @param span the space that was searched, if that was not all
 */
record Account(
        ReluNetwork network,
        OutputLayer output,
        FoundLayers found,
        Optional<StandardErrors> errors,
        Optional<List<Vector>> outside,
        Optional<RowSpace> span,
        Resolution resolution) {
    private static final String UNDECIDED = "no answer that the network was fitted to depends on it";

    /** In standard errors, how far a polished weight may be from what a walk measured. */
    private static final double AGREES = 4;

    /** What a run returns, with weights in the canonical form. */
    Findings findings(Optional<Verification> verification) {
        Isomorphism.Canonical canonical = Isomorphism.canonical(network);
        List<List<Integer>> orders = canonical.orders();
        int depth = found.depth();
        List<Findings.UnknownWeight> unknown = new ArrayList<>();
        for (int k = 0; k < depth; k++) {
            List<Neuron> neurons = found.layer(k);
            for (int i = 0; i < neurons.size(); i++) {
                if (neurons.get(i).isLinear()) {
                    unknown.addAll(linear(k, i, orders));
                }
                NeuronId neuron = new NeuronId(k, orders.get(k).indexOf(i));
                for (int input : neurons.get(i).open()) {
                    unknown.add(new Findings.UnknownWeight(
                            neuron,
                            orders.get(k - 1).indexOf(input),
                            "its boundary and that of this input were not seen to cross"));
                }
            }
        }
        int width = network.layers().get(depth - 1).outputs();
        for (int i = width - output.linearUnits(); i < width; i++) {
            unknown.addAll(linear(depth - 1, i, orders));
        }
        List<List<Vector>> standardErrors = standardErrors(orders);
        unknown.addAll(undecided(standardErrors, unknown));
        List<Findings.HiddenLayer> layers = new ArrayList<>();
        for (int k = 0; k < depth; k++) {
            OptionalDouble certificate = k == depth - 1 ? output.signCertificate() : found.certificate(k);
            layers.add(new Findings.HiddenLayer(network.layers().get(k).outputs(), certificate));
        }
        return new Findings(canonical.network(), standardErrors, resolution, layers, unknown, verification);
    }

    /** A neuron that was found, but of which no weight is known, since answers decide none of those that its walk did. */
    static Optional<NeuronId> undecidedNeuron(Findings findings) {
        Map<NeuronId, List<Findings.UnknownWeight>> byNeuron =
                findings.unknown().stream().collect(Collectors.groupingBy(Findings.UnknownWeight::neuron));
        return byNeuron.entrySet().stream()
                .filter(e -> e.getValue().size()
                        == findings.network().layers().get(e.getKey().layer()).inputs())
                .filter(e -> e.getValue().stream().anyMatch(w -> w.why().equals(UNDECIDED)))
                .map(Map.Entry::getKey)
                .min(Comparator.comparingInt(NeuronId::layer).thenComparingInt(NeuronId::index));
    }

    /** Weights of hidden layers, besides those that are unknown already, that answers to the polish do not decide. */
    private List<Findings.UnknownWeight> undecided(
            List<List<Vector>> standardErrors, List<Findings.UnknownWeight> unknown) {
        Set<Findings.UnknownWeight> listed = unknown.stream()
                .map(w -> new Findings.UnknownWeight(w.neuron(), w.input(), UNDECIDED))
                .collect(Collectors.toSet());
        List<Findings.UnknownWeight> undecided = new ArrayList<>();
        for (int k = 0; errors.isPresent() && k < found.depth(); k++) {
            List<Vector> rows = standardErrors.get(k);
            for (int i = 0; i < rows.size(); i++) {
                for (int j = 0; j < network.layers().get(k).inputs(); j++) {
                    Findings.UnknownWeight weight = new Findings.UnknownWeight(new NeuronId(k, i), j, UNDECIDED);
                    if (rows.get(i).get(j) == Double.POSITIVE_INFINITY && !listed.contains(weight)) {
                        undecided.add(weight);
                    }
                }
            }
        }
        return undecided;
    }

    /** The weights of a linear unit, none of which is that of a neuron found. */
    private List<Findings.UnknownWeight> linear(int layer, int unit, List<List<Integer>> orders) {
        NeuronId neuron = new NeuronId(layer, orders.get(layer).indexOf(unit));
        return IntStream.range(0, network.layers().get(layer).inputs())
                .mapToObj(j -> new Findings.UnknownWeight(
                        neuron,
                        layer == 0 ? j : orders.get(layer - 1).indexOf(j),
                        "stands for the linear rest that the signs of this layer leave open"))
                .toList();
    }

    /** Standard errors of the weights of the canonical form. */
    private List<List<Vector>> standardErrors(List<List<Integer>> orders) {
        List<List<Vector>> all = new ArrayList<>();
        List<Integer> inputs = IntStream.range(0, network.inputs()).boxed().toList();
        double[] below = inputs.stream().mapToDouble(j -> 1).toArray();
        for (int k = 0; k <= found.depth(); k++) {
            int layer = k;
            double[] from = below;
            boolean hidden = k < orders.size();
            Layer weights = network.layers().get(k);
            List<Integer> neurons = hidden
                    ? orders.get(k)
                    : IntStream.range(0, weights.outputs()).boxed().toList();
            double[] lengths = IntStream.range(0, weights.outputs())
                    .mapToDouble(i -> hidden ? weights.row(i).norm() : 1)
                    .toArray();
            List<Vector> rows = new ArrayList<>();
            for (int i : neurons) {
                rows.add(Vector.of(inputs.stream()
                        .mapToDouble(j -> standardError(layer, i, j) * from[j] / lengths[i])
                        .toArray()));
            }
            all.add(rows);
            inputs = neurons;
            below = lengths;
        }
        return all;
    }

    /** The standard error of a weight of layer 1 where that was searched in the space that its rows span. */
    private double onAllInputs(RowSpace searched, int neuron, int input) {
        boolean isBias = input == network.inputs();
        if (errors.isEmpty() || (!isBias && outside.isEmpty())) {
            double tilt = found.layer(0).get(neuron).tilt();
            return isBias ? found.layer(0).get(neuron).error(searched.dimension()) : tilt / Math.sqrt(network.inputs());
        }
        if (isBias) {
            return errors.get().bias(0, neuron);
        }
        double squares = Math.pow(outside.get().get(neuron).get(input), 2);
        for (int u = 0; u < searched.dimension(); u++) {
            squares += Math.pow(
                    errors.get().weight(0, neuron, u) * searched.basis().get(u).get(input), 2);
        }
        return Math.sqrt(squares);
    }

    /** Of a weight as the network stands, not in canonical form. */
    double standardError(int layer, int neuron, int input) {
        int depth = found.depth();
        boolean isFound = layer < depth && neuron < found.layer(layer).size();
        if (layer < depth && (!isFound || found.layer(layer).get(neuron).isOpen(input))) {
            return Double.POSITIVE_INFINITY;
        }
        if (layer == 0 && span.isPresent()) {
            return onAllInputs(span.get(), neuron, input);
        }
        if (errors.isPresent()) {
            double told = errors.get().weight(layer, neuron, input);
            boolean isWalked = Double.isInfinite(told) && layer < depth && !resolution.isCoarse();
            return isWalked ? walked(layer, neuron, input) : told;
        }
        if (layer < depth) {
            return found.layer(layer).get(neuron).error(input);
        }
        List<Neuron> last = found.layer(depth - 1);
        double own = output.errors().get(neuron).get(input);
        if (input >= last.size()) {
            return own;
        }
        // with a weight that is open the length of the row is, and so is what the output makes of it
        boolean isWhole = last.get(input).open().isEmpty();
        double inherited = Math.abs(network.outputLayer().weight(neuron, input))
                * last.get(input).tilt();
        return isWhole ? Math.hypot(own, inherited) : Double.POSITIVE_INFINITY;
    }

    /**
     * The standard error of a weight that answers do not decide, from where the boundary was met; infinite if the polish has moved it away from
     * there, as nothing held it.
     */
    private double walked(int layer, int neuron, int input) {
        Neuron walk = found.layer(layer).get(neuron);
        Layer weights = network.layers().get(layer);
        double product = 0;
        double square = 0;
        for (int i = 0; i < weights.inputs(); i++) {
            if (!walk.isOpen(i)) {
                double here = walk.form().gradient().get(i);
                product += here * weights.weight(neuron, i);
                square += here * here;
            }
        }
        double length = product / square;
        boolean isBias = input == weights.inputs();
        double before = length * walk.row().get(input);
        double now = isBias ? weights.bias(neuron) : weights.weight(neuron, input);
        double error = Math.abs(length) * walk.error(input);
        return Math.abs(now - before) <= AGREES * error ? error : Double.POSITIVE_INFINITY;
    }
}
