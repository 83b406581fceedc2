package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Cell;
import org.crease.geometry.Segment;
import org.crease.geometry.Vector;
import org.crease.network.ActivationPattern;
import org.crease.network.NeuronId;
import org.crease.network.ReluNetwork;

/**
 * The kinks of f along a line, parted into those that a network explains and those that it does not. Kinks of known
 * neurons are computed, not searched.
 *
 * @param line where
 * @param explained predicted kinks that are there
 * @param missing predicted kinks at which f does not bend, although it is not constant there
 * @param unexplained kinks that are not predicted
 */
record Survey(Segment line, List<Met> explained, List<Crossed> missing, List<Kink> unexplained) {
    private static final String ACCOUNT = "PointsOnLine";

    /** A kink of the known network on a line. */
    record Crossed(double t, NeuronId neuron) {}

    /** A kink of f that a neuron explains. */
    record Met(NeuronId neuron, Kink kink) {}

    /** Searches a line. With no network known, all kinks are unexplained. */
    static Survey of(Segment line, Optional<ReluNetwork> known, Ground ground) {
        Ground charged = ground.chargedTo(ACCOUNT);
        List<Crossed> predicted = known.map(network -> crossings(network, line)).orElse(List.of());
        List<Piece> pieces =
                charged.pieces(line, predicted.stream().map(Crossed::t).toList());
        List<Met> explained = new ArrayList<>();
        List<Crossed> missing = new ArrayList<>();
        List<Kink> unexplained = new ArrayList<>();
        List<Kink> kinks = charged.line().kinks(pieces);
        int next = 0;
        for (Kink kink : kinks) {
            Optional<Crossed> match = Optional.empty();
            while (next < predicted.size()
                    && predicted.get(next).t() < kink.before().to()) {
                missing.add(predicted.get(next++));
            }
            if (next < predicted.size()
                    && predicted.get(next).t() <= kink.after().from()) {
                match = Optional.of(predicted.get(next++));
            }
            match.ifPresentOrElse(c -> explained.add(new Met(c.neuron(), kink)), () -> unexplained.add(kink));
        }
        missing.addAll(predicted.subList(next, predicted.size()));
        missing.removeIf(c -> isUnseen(c.t(), pieces) || isFlat(c.t(), pieces, ground));
        return new Survey(line, explained, missing, unexplained);
    }

    /**
     * Whether the next piece on one side is not visible, or there is none: at the very end of a line, which may have been taken to a kink, nothing is
     * seen of it.
     */
    private static boolean isUnseen(double t, List<Piece> pieces) {
        Optional<Piece> before = pieces.stream().filter(p -> p.from() < t).reduce((a, b) -> b);
        Optional<Piece> after = pieces.stream().filter(p -> p.to() > t).findFirst();
        return Stream.of(before, after).anyMatch(p -> p.filter(Piece::isVisible).isEmpty());
    }

    private static boolean isFlat(double t, List<Piece> pieces, Ground ground) {
        return pieces.stream()
                .filter(p -> p.from() <= t && t <= p.to())
                .anyMatch(p -> p.isFlat(ground.line().confidence()));
    }

    /** Where the boundaries of a network meet a segment, in order; the last layer's included. */
    static List<Crossed> crossings(ReluNetwork network, Segment line) {
        List<Crossed> crossings = new ArrayList<>();
        Vector at = line.at(line.from());
        ActivationPattern pattern = network.patternAt(at);
        double t = line.from();
        int ignored = -1;
        while (true) {
            Cell cell = network.cellOf(pattern);
            Optional<Cell.Facet> facet = cell.nextFacet(at, line.direction(), ignored);
            if (facet.isEmpty() || t + facet.get().distance() >= line.to()) {
                return crossings;
            }
            t += facet.get().distance();
            at = line.at(t);
            ignored = facet.get().form();
            NeuronId neuron = network.neuronAt(ignored);
            crossings.add(new Crossed(t, neuron));
            pattern = pattern.flipped(neuron);
        }
    }

    /** The boundary point at one of the kinks; the line's direction stands for its normal, which is not known. */
    BoundaryPoint at(Kink kink) {
        return new BoundaryPoint(line.at(kink.t()), kink.error(), line.direction(), 1);
    }

    /** This survey with some of the unexplained kinks only. */
    Survey only(List<Kink> some) {
        return new Survey(line, explained, missing, List.copyOf(some));
    }

    /** A boundary point with its normal for each unexplained kink where one is found. */
    List<BoundaryPoint> points(Optional<ReluNetwork> closed, Ground ground) {
        return points(closed, LocalNormals.Steps.in(ground), GradientSpan.none(), ground);
    }

    /**
     * As {@link #points(Optional, Ground)}.
     *
     * @param steps how long they are
     * @param span of the gradients met so far
     */
    List<BoundaryPoint> points(
            Optional<ReluNetwork> closed, LocalNormals.Steps steps, GradientSpan span, Ground ground) {
        List<List<Vector>> directions = new ArrayList<>();
        int n = ground.inputs();
        List<Vector> axes =
                IntStream.range(0, n).mapToObj(i -> Vector.axis(n, i)).toList();
        for (Kink kink : unexplained) {
            directions.add(closed.map(network -> span(network, line.at(kink.t()), axes))
                    .orElse(axes));
        }
        LocalNormals normals = new LocalNormals(ground.chargedTo(LocalNormals.ACCOUNT), line, steps, span);
        List<Optional<BoundaryPoint>> found = normals.at(unexplained, directions);
        // a neuron that is missing below the last layer is not in the span
        List<Kink> outside = new ArrayList<>();
        for (int i = 0; i < unexplained.size(); i++) {
            if (found.get(i).isEmpty() && directions.get(i).size() < axes.size()) {
                outside.add(unexplained.get(i));
            }
        }
        List<Optional<BoundaryPoint>> others =
                normals.at(outside, outside.stream().map(kink -> axes).toList());
        return Stream.concat(found.stream(), others.stream())
                .flatMap(Optional::stream)
                .toList();
    }

    /** An orthonormal basis of the directions in which the activations of the last layer change; {@code axes} if that is all. */
    private static List<Vector> span(ReluNetwork network, Vector x, List<Vector> axes) {
        ActivationPattern pattern = network.patternAt(x);
        int last = network.layers().size() - 1;
        List<AffineForm> forms = network.formsIn(pattern).get(last);
        List<Vector> gradients = IntStream.range(0, network.outputs())
                .filter(i -> pattern.isActive(last, i))
                .mapToObj(i -> forms.get(i).gradient())
                .toList();
        return gradients.size() >= axes.size() ? axes : RowSpace.of(gradients).basis();
    }
}
