package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;

/**
 * By how much the slope of f changes across a plane, from second differences at many places of it, over ways of several lengths: their median,
 * since other boundaries are in the way at some. Below other layers it is another one in each of their cells.
 *
 * @param change of the slope of each output
 * @param error the standard error of that of the worst output
 * @param share of the places at which it is the same
 */
record Bend(Vector change, double error, double share) {
    private static final int PLACES = 32;

    /** How long the ways are, in units of the shortest step that is worth a question. */
    private static final double[] LENGTHS = {1, 4, 16, 64, 256};

    /** The standard error of a median of normal numbers, over their median distance from it. */
    private static final double MEDIAN = 1.2533 / 0.6745;

    /** Two bends are the same that differ by less than this share, or by so many errors. */
    private static final double SAME = 0.1;

    private static final double ERRORS = 4;

    static Optional<Bend> of(BoundaryPoint plane, Ground ground) {
        List<Vector> at = new ArrayList<>();
        for (int i = 0; i < PLACES; i++) {
            double distance = ground.near() * Math.pow(30, ground.random().nextDouble() - 0.5);
            Vector x = plane.plane().project(ground.space().pointAt(distance, ground.random()));
            if (ground.space().domain().contains(x)) {
                at.add(x);
            }
        }
        Optional<Bend> best = Optional.empty();
        for (double length : LENGTHS) {
            Optional<Bend> bend = of(plane, at, length, ground);
            if (bend.isPresent()
                    && (best.isEmpty() || bend.get().error() < best.get().error())) {
                best = bend;
            }
        }
        return best;
    }

    private static Optional<Bend> of(BoundaryPoint plane, List<Vector> places, double length, Ground ground) {
        List<Vector> questions = new ArrayList<>();
        List<Double> ways = new ArrayList<>();
        for (Vector x : places) {
            double way = length * ground.grainAt(x) * ground.sizeAt(x);
            if (Math.min(
                            ground.room(x, plane.normal(), way),
                            ground.room(x, plane.normal().negated(), way))
                    < way) {
                continue;
            }
            ways.add(way);
            questions.add(x.plus(-way, plane.normal()));
            questions.add(x);
            questions.add(x.plus(way, plane.normal()));
        }
        if (2 * ways.size() < PLACES) {
            return Optional.empty();
        }
        Points f = ground.oracle().ask(Points.of(questions));
        int m = f.dimension();
        double[] change = new double[m];
        double worst = 0;
        double[][] bends = new double[m][ways.size()];
        for (int o = 0; o < m; o++) {
            for (int i = 0; i < ways.size(); i++) {
                bends[o][i] = (f.get(3 * i, o) - 2 * f.get(3 * i + 1, o) + f.get(3 * i + 2, o)) / ways.get(i);
            }
            change[o] = median(bends[o]);
            double middle = change[o];
            double spread = median(
                    Arrays.stream(bends[o]).map(b -> Math.abs(b - middle)).toArray());
            worst = Math.max(worst, MEDIAN * spread / Math.sqrt(ways.size()));
        }
        int same = 0;
        double size = Vector.of(change).norm();
        double error = ERRORS * worst;
        for (int i = 0; i < ways.size(); i++) {
            double square = 0;
            for (int o = 0; o < m; o++) {
                square += Math.pow(bends[o][i] - change[o], 2);
            }
            same += Math.sqrt(square) <= SAME * size + error ? 1 : 0;
        }
        return Optional.of(new Bend(Vector.of(change), worst, same / (double) ways.size()));
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
