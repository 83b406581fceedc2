package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Segment;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.recovery.fit.LeastSquares;

/**
 * The vertices of the arrangement of layer 1 and far ends of its unbounded edges. A preactivation of layer 2 is linear in each cell, and a cell is spanned by
 * its vertices and such edges: a neuron that is on anywhere is on at one of them.
 *
 * @param planes more than the dimension of the space
 */
record Vertices(List<AffineForm> planes, Ground ground) {
    /** A vertex farther away, in multiples of the scale, is one of planes that are parallel but for rounding. */
    private static final double FARTHEST = 1e6;

    /** How much farther than the last vertex an edge's end is taken, where its slope outweighs its start. */
    private static final double BEYOND = 30;

    static Vertices of(Layer first, Ground ground) {
        return new Vertices(
                IntStream.range(0, first.outputs()).mapToObj(first::neuron).toList(), ground);
    }

    /** How many planes meet in a vertex. */
    private int dimension() {
        return ground.inputs();
    }

    /** How many there are, in general position; as a floating-point number, since it may be large. */
    double count() {
        return choices(planes.size(), dimension()) + 2 * choices(planes.size(), dimension() - 1);
    }

    private static double choices(int from, int of) {
        double choices = of < 0 ? 0 : 1;
        for (int i = 0; i < of; i++) {
            choices *= (double) (from - i) / (i + 1);
        }
        return choices;
    }

    /** All of them in the domain. */
    List<Vector> all() {
        return all(IntStream.range(0, planes.size()).toArray());
    }

    /** At most so many of them, drawn at random. */
    List<Vector> some(int most) {
        return some(most, IntStream.range(0, planes.size()).toArray());
    }

    /** Those on one of the planes, at most about {@code most} of them. */
    List<Vector> on(int plane, int most) {
        int[] others = IntStream.range(0, planes.size()).filter(i -> i != plane).toArray();
        double count = choices(others.length, dimension() - 1) + 2 * choices(others.length, dimension() - 2);
        return count <= most ? all(others, plane) : some(most, others, plane);
    }

    /** Those of given planes and any choices of others. */
    private List<Vector> all(int[] others, int... given) {
        List<Vector> places = new ArrayList<>();
        for (int of = dimension() - given.length; of >= dimension() - given.length - 1 && of >= 0; of--) {
            int[] choice = IntStream.range(0, of).toArray();
            do {
                add(choice, others, given, places);
            } while (next(choice, others.length));
        }
        return places;
    }

    private List<Vector> some(int most, int[] others, int... given) {
        int of = dimension() - given.length;
        double vertices = choices(others.length, of);
        double edges = 2 * choices(others.length, of - 1);
        List<Vector> places = new ArrayList<>();
        for (int tries = 0; tries < most && places.size() < most; tries++) {
            boolean isEdge = ground.random().nextDouble() * (vertices + edges) < edges;
            add(choice(isEdge ? of - 1 : of, others.length), others, given, places);
        }
        return places.subList(0, Math.min(most, places.size()));
    }

    private int[] choice(int of, int from) {
        int[] order = IntStream.range(0, from).toArray();
        for (int i = 0; i < of; i++) {
            int j = i + ground.random().nextInt(order.length - i);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
        return Arrays.copyOf(order, of);
    }

    /** The choice after this one, in lexical order; false after the last. */
    private static boolean next(int[] choice, int from) {
        for (int i = choice.length - 1; i >= 0; i--) {
            if (choice[i] < from - choice.length + i) {
                choice[i]++;
                for (int j = i + 1; j < choice.length; j++) {
                    choice[j] = choice[j - 1] + 1;
                }
                return true;
            }
        }
        return false;
    }

    private void add(int[] choice, int[] others, int[] given, List<Vector> places) {
        int[] meeting = IntStream.concat(
                        Arrays.stream(given), Arrays.stream(choice).map(i -> others[i]))
                .toArray();
        if (meeting.length == dimension()) {
            common(meeting).filter(ground.space().domain()::contains).ifPresent(places::add);
        } else {
            edge(meeting)
                    .flatMap(ground.space().domain()::clip)
                    .ifPresent(edge -> places.addAll(List.of(edge.at(edge.from()), edge.at(edge.to()))));
        }
    }

    /** The point of planes that is nearest to the origin; empty if they are parallel. */
    private Optional<Vector> common(int[] choice) {
        if (choice.length == 0) {
            return Optional.of(Vector.zero(dimension()));
        }
        LeastSquares fit = LeastSquares.solve(
                Arrays.stream(choice).mapToObj(i -> planes.get(i).gradient()).toList(),
                Arrays.stream(choice).mapToObj(i -> -planes.get(i).constant()).toList());
        Vector x = fit.solution().column(0);
        return Optional.of(x).filter(p -> fit.rank() == choice.length && p.norm() <= FARTHEST * ground.near());
    }

    /** The line that planes have in common, beyond all of its vertices. */
    private Optional<Segment> edge(int[] choice) {
        return common(choice).map(point -> {
            RowSpace normals = RowSpace.of(Arrays.stream(choice)
                    .mapToObj(i -> planes.get(i).gradient())
                    .toList());
            Vector along = normals.outside(Vector.direction(dimension(), ground.random()))
                    .unit();
            double last = ground.sizeAt(point);
            for (AffineForm plane : planes) {
                double crossing = -plane.at(point) / plane.gradient().dot(along);
                if (Math.abs(crossing) < FARTHEST * ground.near()) {
                    last = Math.max(last, Math.abs(crossing));
                }
            }
            return Segment.around(point, along, BEYOND * last);
        });
    }
}
