package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crease.geometry.Points;
import org.crease.geometry.Segment;
import org.crease.geometry.Vector;

/**
 * The normals of boundaries at kinks of a line: across a boundary the gradient of f jumps by an outer product
 * (∂f/∂ReLU(z)) ⊗ ∇z. Each linear piece between two kinks is asked for its gradient once, so that neighbouring kinks share it,
 * and only along {@code directions} that f depends on. The slope along the line, known already, checks it: a step that has
 * left the region makes a gradient that does not agree.
 */
final class LocalNormals {
    /**
     * How long steps are.
     *
     * @param shares of the length of the piece, tried in turn
     */
    record Steps(List<Double> shares) {
        /** Nine of ten first steps stay in their region. */
        static final Steps SAFE = new Steps(List.of(0.03, 0.003, 0.0003, 0.00003));

        /** For digits: the longer a step, the more exact the slope. */
        static final Steps LONG = new Steps(List.of(0.25, 0.08, 0.025, 0.0025));

        /** Those that the answers ask for. */
        static Steps in(Ground ground) {
            return ground.isCoarse() ? LONG : SAFE;
        }

        Steps {
            shares = List.copyOf(shares);
        }
    }

    static final String ACCOUNT = "LocalNormals";

    /** How much of the room in a bounded domain a step may take. */
    private static final double INSIDE = 0.9;

    /** Questions asked at a time: with hundreds of inputs, all of a line would fill the memory. */
    private static final int BATCH = 1024;

    /** Steps tried in a span, before all axes are, as long as nothing was found there. */
    private static final int TRIES_IN_SPAN = 2;

    /** With a larger error a normal is none. */
    private static final double BLUNT = 1e-2;

    /** The same where places farther and farther away tell the normal better. */
    private static final double ROUGH = 0.1;

    /** The bound of many random errors together, over that of each alone. */
    private static final double RANDOM = 0.2;

    private final Steps steps;
    private final Ground ground;
    private final Segment line;
    private final GradientSpan span;

    /**
     * Normals on one line.
     *
     * @param span of the gradients met on this line and others
     */
    LocalNormals(Ground ground, Segment line, Steps steps, GradientSpan span) {
        this.steps = steps;
        this.ground = ground;
        this.line = line;
        this.span = span;
    }

    /**
     * A normal for each kink; empty where no gradient was found, or the jump is not an outer product.
     *
     * @param directions for each kink an orthonormal basis of the space that f depends on there; kinks that share a piece and
     *     a list (the same object) share its gradient
     */
    List<Optional<BoundaryPoint>> at(List<Kink> kinks, List<List<Vector>> directions) {
        Map<Key, Gradient> gradients = new LinkedHashMap<>();
        for (int i = 0; i < kinks.size(); i++) {
            gradients.put(new Key(kinks.get(i).before(), directions.get(i), 0), null);
            gradients.put(new Key(kinks.get(i).after(), directions.get(i), 0), null);
        }
        if (span.isWorthIt(ground.inputs())) {
            gradients.replaceAll((key, none) -> oneByOne(key));
        } else {
            allAtOnce(gradients);
        }
        List<Optional<BoundaryPoint>> result = new ArrayList<>();
        for (int i = 0; i < kinks.size(); i++) {
            Gradient before = gradients.get(new Key(kinks.get(i).before(), directions.get(i), 0));
            Gradient after = gradients.get(new Key(kinks.get(i).after(), directions.get(i), 0));
            result.add(before == null || after == null ? Optional.empty() : normal(kinks.get(i), before, after));
        }
        return result;
    }

    private void allAtOnce(Map<Key, Gradient> gradients) {
        for (double step : steps.shares()) {
            List<Key> open = gradients.entrySet().stream()
                    .filter(e -> e.getValue() == null)
                    .map(Map.Entry::getKey)
                    .toList();
            List<Optional<Gradient>> found = measure(open, step);
            for (int i = 0; i < open.size(); i++) {
                gradients.put(open.get(i), found.get(i).orElse(null));
            }
        }
    }

    /** A gradient, in the span of those before if it seems to lie there; null if it is not found. */
    private Gradient oneByOne(Key key) {
        if (span.isWorthATry(ground.inputs()) && span.basis().size() < key.basis.size()) {
            Optional<Gradient> found = measured(
                    new Key(key.piece, span.basis(), span.tilt()),
                    span.isProven() ? steps.shares().size() : TRIES_IN_SPAN);
            span.note(found.isPresent());
            if (found.isPresent()) {
                return found.get();
            }
        }
        Optional<Gradient> found = measured(key, steps.shares().size());
        found.ifPresent(g -> {
            for (int o = 0; o < g.byOutput().size(); o++) {
                span.add(
                        g.byOutput().get(o),
                        Math.sqrt(key.basis.size()) * g.error().get(o));
            }
        });
        return found.orElse(null);
    }

    private Optional<Gradient> measured(Key key, int tries) {
        return steps.shares().stream()
                .limit(tries)
                .map(step -> measure(List.of(key), step).getFirst())
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** A gradient that is asked for once, and the angle by which the basis may miss it. */
    private record Key(Piece piece, List<Vector> basis, double tilt) {}

    /**
     * ∇f, as far as a basis shows it.
     *
     * @param byOutput one vector for each output
     * @param error of its component along one direction of the basis, by output
     * @param directions how many these are
     * @param tilt bound of the angle by which the basis may miss the gradient
     */
    private record Gradient(List<Vector> byOutput, Vector error, int directions, double tilt) {}

    private List<Optional<Gradient>> measure(List<Key> keys, double share) {
        List<Optional<Gradient>> found = new ArrayList<>();
        for (int from = 0; from < keys.size(); ) {
            // as many at a time as make a batch that is not too large
            int to = from;
            int size = 0;
            while (to < keys.size() && (to == from || size + keys.get(to).basis.size() <= BATCH)) {
                size += keys.get(to++).basis.size();
            }
            measure(keys.subList(from, to), share, found);
            from = to;
        }
        return found;
    }

    private void measure(List<Key> keys, double share, List<Optional<Gradient>> found) {
        List<Vector> questions = new ArrayList<>();
        for (Key key : keys) {
            Vector centre = centre(key.piece);
            for (Vector direction : key.basis) {
                questions.add(centre.plus(inDomain(centre, direction, step(key, share)), direction));
            }
        }
        if (questions.isEmpty()) {
            keys.forEach(key -> found.add(Optional.empty()));
            return;
        }
        Points f = ground.oracle().ask(Points.of(questions));
        int from = 0;
        for (Key key : keys) {
            int to = from + key.basis.size();
            found.add(gradient(key, step(key, share), f.slice(from, to)));
            from = to;
        }
    }

    /** A step, or one the other way or a shorter one where it would lead out of the domain. */
    private double inDomain(Vector centre, Vector direction, double step) {
        if (ground.space().domain().contains(centre.plus(step, direction))) {
            return step;
        }
        if (ground.space().domain().contains(centre.plus(-step, direction))) {
            return -step;
        }
        double ahead = ground.room(centre, direction, step);
        double back = ground.room(centre, direction.negated(), step);
        return INSIDE * (ahead > back ? ahead : -back);
    }

    private static double step(Key key, double share) {
        return share * key.piece.length();
    }

    private Vector centre(Piece piece) {
        return line.at((piece.from() + piece.to()) / 2);
    }

    private Optional<Gradient> gradient(Key key, double h, Points f) {
        Piece piece = key.piece;
        Vector middle = piece.at((piece.from() + piece.to()) / 2);
        Vector slope = piece.slope();
        int n = ground.inputs();
        double[] lengths = new double[f.size()];
        double shortest = h;
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = inDomain(centre(piece), key.basis.get(i), h);
            shortest = Math.min(shortest, Math.abs(lengths[i]));
        }
        Vector error = Vector.of(ground.resolution().eta(centre(piece))).times(2 / shortest);
        List<Vector> byOutput = new ArrayList<>();
        for (int o = 0; o < f.dimension(); o++) {
            double[] sum = new double[n];
            for (int i = 0; i < f.size(); i++) {
                double along = (f.get(i, o) - middle.get(o)) / lengths[i];
                if (f.size() == n) {
                    sum[i] = along; // the axes
                } else {
                    for (int j = 0; j < n; j++) {
                        sum[j] += along * key.basis.get(i).get(j);
                    }
                }
            }
            Vector gradient = Vector.of(sum);
            double bound = ground.line().confidence() * error.get(o) * 2 + key.tilt * gradient.norm();
            if (!(Math.abs(gradient.dot(line.direction()) - slope.get(o)) <= bound)) {
                return Optional.empty(); // or one of the answers has a gap
            }
            byOutput.add(gradient);
        }
        return Optional.of(new Gradient(byOutput, error, f.size(), key.tilt));
    }

    private Optional<BoundaryPoint> normal(Kink kink, Gradient before, Gradient after) {
        int r = Math.max(before.directions(), after.directions());
        int m = before.error().dimension();
        // the output that shows the jump most clearly points the way; the others are added to it with their signs
        List<Vector> jumps = new ArrayList<>();
        List<Double> noise = new ArrayList<>();
        int best = 0;
        for (int o = 0; o < m; o++) {
            jumps.add(after.byOutput().get(o).minus(before.byOutput().get(o)));
            noise.add(Math.max(before.error().get(o), after.error().get(o)));
            best = jumps.get(o).norm() / noise.get(o) > jumps.get(best).norm() / noise.get(best) ? o : best;
        }
        Vector clearest = jumps.get(best);
        double own = clearest.dot(clearest);
        Vector normal = Vector.zero(ground.inputs());
        double weights = 0;
        for (int o = 0; o < m; o++) {
            double share = clearest.dot(jumps.get(o)) / own;
            Vector unlike = jumps.get(o).plus(-share, clearest);
            double missed = missed(o, before, after);
            double bound = 4 * Math.sqrt(r) * (noise.get(o) + Math.abs(share) * noise.get(best))
                    + missed
                    + Math.abs(share) * missed(best, before, after);
            if (unlike.norm() > bound) {
                return Optional.empty(); // not an outer product: several boundaries
            }
            double weight = share / (noise.get(o) * noise.get(o));
            normal = normal.plus(weight, jumps.get(o));
            weights += weight * weight * noise.get(o) * noise.get(o);
        }
        double length = normal.norm();
        double tilt = (ground.isCoarse() ? RANDOM : 1) * Math.sqrt(r * weights) / length
                + missed(best, before, after) / Math.sqrt(own);
        if (!(tilt < (ground.isCoarse() ? ROUGH : BLUNT))) {
            return Optional.empty();
        }
        Vector position = line.at(kink.t());
        return Optional.of(new BoundaryPoint(position, kink.error(), normal.times(1 / length), tilt));
    }

    /** How much of the jump of an output the bases may have missed: if both are one, no more of it than of a gradient. */
    private static double missed(int output, Gradient before, Gradient after) {
        Vector a = before.byOutput().get(output);
        Vector b = after.byOutput().get(output);
        boolean one = before.directions() == after.directions() && before.tilt() > 0 && after.tilt() > 0;
        return one ? before.tilt() * b.minus(a).norm() : before.tilt() * a.norm() + after.tilt() * b.norm();
    }
}
