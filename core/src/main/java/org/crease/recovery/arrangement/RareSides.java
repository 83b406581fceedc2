package org.crease.recovery.arrangement;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.network.ReluNetwork;

/**
 * Answers on both sides of every neuron of some layers: where some are drawn of many, there may be none on the side on which a neuron hardly ever is,
 * although walks along its boundary have asked there. Those farthest from the boundary tell the most.
 *
 * @param known layers 1 to the last of them
 * @param first of these layers, from 0
 * @param least answers on each side
 */
record RareSides(ReluNetwork known, int first, int least) {
    /** Answers on each side for fits: a neuron that is hardly ever on would seem to be of no use. */
    static final int ENOUGH = 24;

    /** Those of the last layer. */
    static RareSides ofLast(ReluNetwork known, int least) {
        return new RareSides(known, known.layers().size() - 1, least);
    }

    /** An answer, and how far from the boundary it lies. */
    private record At(Vector x, Vector f, double distance) {}

    /** What was drawn, and what it lacks as far as that is among the answers; all of it once. */
    Answers.Sample added(Answers.Sample drawn, Answers answers) {
        int neurons = known.layers().subList(first, known.layers().size()).stream()
                .mapToInt(Layer::outputs)
                .sum();
        int[] counts = new int[2 * neurons];
        drawn.exactly().x().forEach(x -> {
            double[] z = preactivations(x);
            IntStream.range(0, neurons).forEach(i -> counts[side(i, z)]++);
        });
        List<Integer> rare = IntStream.range(0, counts.length)
                .filter(side -> counts[side] < least)
                .boxed()
                .toList();
        if (rare.isEmpty()) {
            return drawn;
        }
        List<PriorityQueue<At>> best = rare.stream()
                .map(side -> new PriorityQueue<>(Comparator.comparingDouble(At::distance)))
                .toList();
        answers.forEachBatch(true, (places, values) -> {
            for (int p = 0; p < places.size(); p++) {
                double[] z = preactivations(places.get(p));
                for (int r = 0; r < rare.size(); r++) {
                    if (side(rare.get(r) / 2, z) == rare.get(r)) {
                        double distance = Math.abs(z[rare.get(r) / 2]);
                        best.get(r).add(new At(places.get(p), values.get(p), distance));
                        if (best.get(r).size() > least) {
                            best.get(r).poll();
                        }
                    }
                }
            }
        });
        Set<At> more = new LinkedHashSet<>();
        best.forEach(queue -> queue.forEach(a -> more.add(new At(a.x(), a.f(), 0))));
        return with(more, drawn);
    }

    /** The side of a neuron: twice its index where it is on, one more where it is off. */
    private static int side(int neuron, double[] z) {
        return 2 * neuron + (z[neuron] > 0 ? 0 : 1);
    }

    private double[] preactivations(Vector x) {
        return known.preactivations(x).stream()
                .skip(first)
                .flatMapToDouble(z -> Arrays.stream(z.toArray()))
                .toArray();
    }

    private static Answers.Sample with(Set<At> more, Answers.Sample drawn) {
        Set<Vector> already = Set.copyOf(drawn.x());
        List<At> fresh = more.stream().filter(a -> !already.contains(a.x())).toList();
        return new Answers.Sample(
                Stream.concat(fresh.stream().map(At::x), drawn.x().stream()).toList(),
                Stream.concat(fresh.stream().map(At::f), drawn.f().stream()).toList(),
                drawn.exact() + fresh.size());
    }
}
