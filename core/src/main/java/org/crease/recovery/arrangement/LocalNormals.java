package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crease.geometry.Points;
import org.crease.geometry.Segment;
import org.crease.geometry.Vector;
import org.crease.recovery.fit.LeastSquares;

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

        Steps {
            shares = List.copyOf(shares);
        }
    }

    static final String ACCOUNT = "LocalNormals";

    /** Questions asked at a time: with hundreds of inputs, all of a line would fill the memory. */
    private static final int BATCH = 1024;

    private final Steps steps;
    private final Ground ground;
    private final Segment line;

    LocalNormals(Ground ground, Segment line, Steps steps) {
        this.steps = steps;
        this.ground = ground;
        this.line = line;
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
            gradients.put(new Key(kinks.get(i).before(), directions.get(i)), null);
            gradients.put(new Key(kinks.get(i).after(), directions.get(i)), null);
        }
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
        List<Optional<BoundaryPoint>> result = new ArrayList<>();
        for (int i = 0; i < kinks.size(); i++) {
            Gradient before = gradients.get(new Key(kinks.get(i).before(), directions.get(i)));
            Gradient after = gradients.get(new Key(kinks.get(i).after(), directions.get(i)));
            result.add(
                    before == null || after == null
                            ? Optional.empty()
                            : normal(kinks.get(i), before, after, directions.get(i)));
        }
        return result;
    }

    /** A gradient that is asked for once. */
    private record Key(Piece piece, List<Vector> basis) {}

    /** df along each direction of the basis, directions × outputs, and its error by output. */
    private record Gradient(LeastSquares.Matrix values, Vector error) {}

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
                questions.add(centre.plus(step(key, share), direction));
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

    private static double step(Key key, double share) {
        return share * key.piece.length();
    }

    private Vector centre(Piece piece) {
        return line.at((piece.from() + piece.to()) / 2);
    }

    private Optional<Gradient> gradient(Key key, double h, Points f) {
        Piece piece = key.piece;
        Vector middle = piece.at((piece.from() + piece.to()) / 2);
        LeastSquares.Matrix values = new LeastSquares.Matrix(f.size(), f.dimension());
        Vector along = Vector.zero(f.dimension());
        for (int i = 0; i < f.size(); i++) {
            Vector slope = f.get(i).minus(middle).times(1 / h);
            double cosine = key.basis.get(i).dot(line.direction());
            along = along.plus(cosine, slope);
            for (int o = 0; o < f.dimension(); o++) {
                values.set(i, o, slope.get(o));
            }
        }
        Vector error = Vector.of(ground.resolution().eta(centre(piece))).times(2 / h);
        Vector slope = piece.slope();
        for (int o = 0; o < f.dimension(); o++) {
            double bound = ground.line().confidence() * error.get(o) * 2;
            if (Math.abs(along.get(o) - slope.get(o)) > bound) {
                return Optional.empty();
            }
        }
        return Optional.of(new Gradient(values, error));
    }

    private Optional<BoundaryPoint> normal(Kink kink, Gradient before, Gradient after, List<Vector> basis) {
        int r = basis.size();
        int m = before.error().dimension();
        // the output that shows the jump most clearly points the way; the others are added to it with their signs
        double[] strength = new double[m];
        int best = 0;
        for (int o = 0; o < m; o++) {
            double square = 0;
            for (int i = 0; i < r; i++) {
                square += Math.pow(jumpOf(before, after, i, o), 2);
            }
            strength[o] = Math.sqrt(square)
                    / Math.max(before.error().get(o), after.error().get(o));
            best = strength[o] > strength[best] ? o : best;
        }
        double[] jump = new double[r];
        double weights = 0;
        for (int o = 0; o < m; o++) {
            double cross = 0;
            double own = 0;
            for (int i = 0; i < r; i++) {
                cross += jumpOf(before, after, i, best) * jumpOf(before, after, i, o);
                own += Math.pow(jumpOf(before, after, i, best), 2);
            }
            double unlike = 0;
            for (int i = 0; i < r; i++) {
                double rest = jumpOf(before, after, i, o) - cross / own * jumpOf(before, after, i, best);
                unlike += rest * rest;
            }
            double noise = Math.max(before.error().get(o), after.error().get(o));
            double noiseOfBest =
                    Math.max(before.error().get(best), after.error().get(best));
            if (Math.sqrt(unlike) > 4 * Math.sqrt(r) * (noise + Math.abs(cross / own) * noiseOfBest)) {
                return Optional.empty(); // not an outer product: several boundaries
            }
            double weight = cross / own / (noise * noise);
            for (int i = 0; i < r; i++) {
                jump[i] += weight * jumpOf(before, after, i, o);
            }
            weights += weight * weight * noise * noise;
        }
        Vector normal = Vector.zero(ground.inputs());
        for (int i = 0; i < r; i++) {
            normal = normal.plus(jump[i], basis.get(i));
        }
        double length = normal.norm();
        double tilt = Math.sqrt(r * weights) / length;
        if (!(tilt < 1e-2)) {
            return Optional.empty();
        }
        Vector position = line.at(kink.t());
        return Optional.of(new BoundaryPoint(position, kink.error(), normal.times(1 / length), tilt));
    }

    private static double jumpOf(Gradient before, Gradient after, int direction, int output) {
        return after.values().get(direction, output) - before.values().get(direction, output);
    }
}
