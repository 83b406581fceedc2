package org.crease.recovery.fit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.recovery.SearchSpace;

/**
 * Points at which the number of active neurons of a known first layer is spread evenly from none to all. At random points it is
 * about half of them, always; a neuron behind that needs nearly all of them on, or nearly all off, is then never met. The
 * preactivations are drawn, and the input that has them is solved for.
 */
public final class RarePatterns {
    /** Neurons prescribed at once, so that wide inputs stay cheap; the others fall as they like. */
    private static final int MOST_PRESCRIBED = 32;

    /** Points that share one choice of neurons, and so one decomposition. */
    private static final int POINTS_A_CHOICE = 40;

    private RarePatterns() {}

    /**
     * At most {@code count} points of the domain; fewer where the solutions fall outside.
     *
     * @param first the first layer, its rows of length one
     */
    public static List<Vector> points(Layer first, int count, SearchSpace space, RandomGenerator random) {
        List<Vector> points = new ArrayList<>();
        for (int made = 0; made < count; made += POINTS_A_CHOICE) {
            List<Integer> neurons = choice(first, random);
            LeastSquares.Matrix rows =
                    LeastSquares.Matrix.ofRows(neurons.stream().map(first::row).toList());
            LeastSquares.Matrix wanted = new LeastSquares.Matrix(neurons.size(), POINTS_A_CHOICE);
            for (int p = 0; p < POINTS_A_CHOICE; p++) {
                prescribe(wanted, p, first, neurons, space.scale(), random);
            }
            LeastSquares.Matrix solved = LeastSquares.solve(rows, wanted).solution();
            for (int p = 0; p < POINTS_A_CHOICE && points.size() < count; p++) {
                Vector x = solved.column(p);
                if (space.domain().contains(x)) {
                    points.add(x);
                }
            }
        }
        return points;
    }

    private static List<Integer> choice(Layer first, RandomGenerator random) {
        List<Integer> all =
                new ArrayList<>(IntStream.range(0, first.outputs()).boxed().toList());
        Collections.shuffle(all, random);
        int size = Math.min(MOST_PRESCRIBED, Math.min(first.outputs(), first.inputs()));
        return all.subList(0, size);
    }

    /** Preactivations at a random distance, so many of them positive as is drawn. */
    private static void prescribe(
            LeastSquares.Matrix wanted,
            int point,
            Layer first,
            List<Integer> neurons,
            double scale,
            RandomGenerator random) {
        double distance = scale * Math.pow(1000, random.nextDouble() - 0.25);
        int active = random.nextInt(neurons.size() + 1);
        for (int i = 0; i < neurons.size(); i++) {
            // the choice is shuffled only once for many points: which ones are active must not follow its order
            boolean on = random.nextInt(neurons.size() - i) < active;
            active -= on ? 1 : 0;
            double z = (on ? 1 : -1) * distance * Math.abs(random.nextGaussian());
            wanted.set(i, point, z - first.bias(neurons.get(i)));
        }
    }
}
