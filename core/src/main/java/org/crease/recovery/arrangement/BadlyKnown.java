package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.network.ReluNetwork;
import org.crease.recovery.fit.StandardErrors;
import org.crease.recovery.fit.Zeros;

/**
 * Places where answers tell about the hidden neurons that a polish leaves badly known: where these are on, near their boundaries and
 * far from them. A neuron that is hardly ever on is so at few of the places that were asked for other reasons.
 */
final class BadlyKnown {
    /** For each weight of a row. */
    private static final int PLACES = 4;

    private static final int PLACES_OFF = 2;

    /** Ways searched for a place, at most, for each that is wanted. */
    private static final int TRIES = 20;

    private final ReluNetwork network;
    private final StandardErrors errors;
    private final List<List<Neuron>> found;
    private final double wanted;
    private final Ground ground;

    /**
     * Places for some neurons.
     *
     * @param found those of each hidden layer that are no linear units, as walks left them
     * @param wanted the standard error of a row of length one that is good enough
     */
    BadlyKnown(ReluNetwork network, StandardErrors errors, List<List<Neuron>> found, double wanted, Ground ground) {
        this.network = network;
        this.errors = errors;
        this.found = found;
        this.wanted = wanted;
        this.ground = ground;
    }

    List<Vector> places() {
        List<Vector> places = new ArrayList<>();
        for (int k = 0; k < network.hidden().size(); k++) {
            Layer layer = network.layers().get(k);
            for (int i = 0; i < layer.outputs(); i++) {
                if (error(k, i) > wanted * layer.row(i).norm()) {
                    places.addAll(beside(k, i, 1, PLACES * (layer.inputs() + 1)));
                    // what is on nearly everywhere is told from something linear by places where it is off
                    places.addAll(beside(k, i, -1, PLACES_OFF * (layer.inputs() + 1)));
                }
            }
        }
        return places;
    }

    /** Of a row; infinite if the answers do not decide all of it. */
    private double error(int layer, int neuron) {
        return Math.sqrt(IntStream.range(0, network.layers().get(layer).inputs())
                .mapToDouble(j -> Math.pow(errors.weight(layer, neuron, j), 2))
                .sum());
    }

    /** Places on one side of a neuron's boundary, 1 or −1: half of them from where it was met, all if that is hardly anywhere. */
    private List<Vector> beside(int layer, int neuron, int side, int count) {
        ReluNetwork part = new ReluNetwork(network.layers().subList(0, layer + 1));
        List<Spot> met =
                neuron < found.get(layer).size() ? found.get(layer).get(neuron).spots() : List.of();
        List<Vector> places = new ArrayList<>();
        for (int tries = 0; tries < TRIES * count && places.size() < count; tries++) {
            double distance = ground.farDistance();
            Optional<Vector> zero = tries % 2 == 1 && !met.isEmpty()
                    ? Optional.of(met.get(ground.random().nextInt(met.size())).position())
                    : Zeros.random(part, neuron, distance, ground.space(), ground.random());
            zero.map(x -> aside(x, part, neuron, side))
                    .filter(x -> side * part.preactivations(x).getLast().get(neuron) > 0)
                    .filter(ground.space().domain()::contains)
                    .ifPresent(places::add);
        }
        return places;
    }

    /** Off the boundary by a hundredth of the size of the place, or as much as that, up the slope of the neuron more or less, or down. */
    private Vector aside(Vector x, ReluNetwork part, int neuron, int side) {
        Vector slope = part.formsIn(part.patternAt(x)).getLast().get(neuron).gradient();
        double step = ground.sizeAt(x) * Math.pow(100, ground.random().nextDouble() - 1);
        Vector aside = Vector.direction(x.dimension(), ground.random());
        // where everything below is off, there is no slope
        return x.plus(step, slope.norm() > 0 ? slope.unit().times(side).plus(1, aside) : aside);
    }
}
