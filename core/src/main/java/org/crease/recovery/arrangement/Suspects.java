package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.network.ReluNetwork;

/**
 * Boundary points whose bend is so weak that no place alone tells where their plane goes on: where answers are coarse, and layer 1 is the
 * only one known, each is put to the network as the neuron that it seems to be, and all answers together decide. Their polish turns the
 * row, and tells the neuron's output weight from none. They are believed together, once nothing is left unexplained; else none is.
 */
final class Suspects {
    /** Points tried at a time, those with the best normals: more of them belong to another layer. */
    private static final int MOST = 4;

    private final ArrangementRun run;
    private final Set<BoundaryPoint> heard = new HashSet<>();

    Suspects(ArrangementRun run) {
        this.run = run;
    }

    /**
     * The planes that explain what a network does not.
     *
     * @param left boundary points that belong to none of its neurons
     * @return none if these points do not explain everything, or have been tried before
     */
    List<BoundaryPoint> proven(Outcome outcome, List<BoundaryPoint> left) {
        List<BoundaryPoint> tried = left.stream()
                .sorted(Comparator.comparingDouble(BoundaryPoint::tilt))
                .limit(MOST)
                .toList();
        if (!heard.addAll(tried)) {
            return List.of();
        }
        Outcome current = outcome;
        List<BoundaryPoint> believed = new ArrayList<>();
        for (BoundaryPoint point : tried) {
            Outcome with = with(current, point.plane().form(), believed.size());
            Optional<BoundaryPoint> plane = plane(with, point, believed.size());
            if (plane.isPresent()) {
                believed.add(plane.get());
                current = with;
                if (with.isExplained() && with.unexplained().isEmpty()) {
                    return planes(with, believed);
                }
            }
        }
        return List.of();
    }

    /** The network with one neuron more, polished. */
    private Outcome with(Outcome outcome, AffineForm neuron, int others) {
        List<AffineForm> neurons = new ArrayList<>();
        Layer first = outcome.searched().layers().getFirst();
        for (int i = 0; i < found() + others; i++) {
            neurons.add(first.neuron(i));
        }
        neurons.add(neuron);
        Outcome with = new Outcome(run, run.outputs().on(new ReluNetwork(List.of(Layer.relu(neurons)))));
        with.polish();
        return with;
    }

    private int found() {
        return run.found().layer(0).size();
    }

    /** The plane of a suspect, if the answers tell its bend from none; with the errors that they leave. */
    private Optional<BoundaryPoint> plane(Outcome outcome, BoundaryPoint point, int others) {
        int neuron = found() + others;
        boolean told = IntStream.range(0, outcome.outputErrors().size())
                .anyMatch(o -> Math.abs(outcome.outputLayer().weight(o, neuron))
                        > Peeling.TOLD * outcome.outputErrors().get(o).get(neuron));
        return told ? Optional.of(polished(outcome, point, neuron)) : Optional.empty();
    }

    private List<BoundaryPoint> planes(Outcome outcome, List<BoundaryPoint> points) {
        return IntStream.range(0, points.size())
                .mapToObj(i -> polished(outcome, points.get(i), found() + i))
                .toList();
    }

    private static BoundaryPoint polished(Outcome outcome, BoundaryPoint point, int neuron) {
        AffineForm form = outcome.searched().layers().getFirst().neuron(neuron);
        double length = form.gradient().norm();
        Vector normal = form.gradient().times(1 / length);
        Vector position = point.position().plus(-form.at(point.position()) / length, normal);
        double tilt = outcome.rowError(neuron) / length;
        return new BoundaryPoint(position, outcome.biasError(neuron) / length + tilt * position.norm(), normal, tilt);
    }
}
