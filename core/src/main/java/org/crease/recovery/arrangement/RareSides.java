package org.crease.recovery.arrangement;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.crease.geometry.Vector;
import org.crease.network.ReluNetwork;

/**
 * Answers on both sides of every neuron of the last layer: where some are drawn of many, there may be none on the side on which a neuron hardly ever is,
 * although walks along its boundary have asked there. Those farthest from the boundary tell the most.
 *
 * @param known layers 1 to that one
 * @param least answers on each side
 */
record RareSides(ReluNetwork known, int least) {
    /** An answer, and how far from the boundary it lies. */
    private record At(Vector x, Vector f, double distance) {}

    /** What was drawn, and what it lacks as far as that is among the answers; all of it once. */
    Answers.Sample added(Answers.Sample drawn, Answers answers) {
        int[] counts = new int[2 * known.outputs()];
        drawn.exactly().x().forEach(x -> {
            Vector z = known.preactivations(x).getLast();
            IntStream.range(0, known.outputs()).forEach(i -> counts[side(i, z)]++);
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
                Vector z = known.preactivations(places.get(p)).getLast();
                for (int r = 0; r < rare.size(); r++) {
                    if (side(rare.get(r) / 2, z) == rare.get(r)) {
                        double distance = Math.abs(z.get(rare.get(r) / 2));
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
    private static int side(int neuron, Vector z) {
        return 2 * neuron + (z.get(neuron) > 0 ? 0 : 1);
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
