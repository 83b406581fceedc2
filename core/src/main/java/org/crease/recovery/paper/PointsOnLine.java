package org.crease.recovery.paper;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.crease.geometry.Points;
import org.crease.geometry.Segment;
import org.crease.geometry.Vector;
import org.crease.oracle.Oracle;
import org.crease.recovery.Resolution;

/**
 * PointsOnLine (§4.1): the boundary points along a segment, by thirds. Three consecutive points whose slopes agree lose the
 * middle one; where they differ, (x₁ + 2x₂)/3 and (x₃ + 2x₂)/3 are asked.
 *
 * <p>The paper has no stopping rule and no "equal to within computation error"; ours are these. Slopes of neighbouring
 * intervals of lengths h and h′ are equal if no output differs by more than {@code confidence · η · (1/h + 1/h′)}. A
 * bracket is final when it is shorter than {@code narrowest} of the segment, or when asking inside it shows no bend any
 * more: there the resolution ends, and the bracket before that step is kept. The kink is then put where the linear pieces
 * on both sides of the bracket intersect, which uses their whole lengths and costs nothing; if they meet outside, the
 * bracket holds several kinks and its middle is reported with half its length as error.
 *
 * <p>Misses kinks whose jump is below the resolution of the interval that they lie in, and cannot part kinks closer than
 * {@code narrowest}.
 *
 * @param narrowest length of a final bracket, as a share of the segment
 * @param confidence factor on η within which numbers count as equal
 */
public record PointsOnLine(double narrowest, double confidence) {
    /** For long lines: a thousand kinks on one would still be apart. */
    public static final PointsOnLine ALONG_LINES = new PointsOnLine(1e-8, 2);

    /** For segments that are expected to hold one kink, where a bracket need only be clear of the intersection's sides. */
    public static final PointsOnLine ACROSS_A_BOUNDARY = new PointsOnLine(1.5e-1, 2);

    /** For the search beyond a known boundary, where foreign kinks may be near. */
    public static final PointsOnLine ALONG_A_FACET = new PointsOnLine(1e-4, 2);

    /** Far more than any line holds; a segment that reaches it is not refined further. */
    private static final int MOST_POINTS = 1 << 14;

    /** Checks the settings. */
    public PointsOnLine {
        if (!(narrowest > 0 && narrowest < 1 / 3.0)) {
            throw new IllegalArgumentException("narrowest must lie between 0 and 1/3, got " + narrowest);
        }
        if (!(confidence >= 1)) {
            throw new IllegalArgumentException("confidence must be at least 1, got " + confidence);
        }
    }

    /** A point that was asked: t, the answer f, and its error η, by output. */
    private static final class Node {
        final double t;
        final double[] f;
        final double[] eta;

        Node(double t, double[] f, double[] eta) {
            this.t = t;
            this.f = f;
            this.eta = eta;
        }
    }

    /** The kinks on the segment, in order. */
    public List<Kink> find(Oracle oracle, Resolution resolution, Segment segment) {
        return new Search(oracle, resolution, segment).run();
    }

    private final class Search {
        private final Oracle oracle;
        private final Resolution resolution;
        private final Segment segment;
        private int asked;

        Search(Oracle oracle, Resolution resolution, Segment segment) {
            this.oracle = oracle;
            this.resolution = resolution;
            this.segment = segment;
        }

        List<Kink> run() {
            double middle = (segment.from() + segment.to()) / 2;
            List<Node> start = ask(List.of(segment.from(), middle, segment.to()));
            List<List<Node>> open = List.of(start);
            List<List<Node>> brackets = new ArrayList<>();
            while (!open.isEmpty()) {
                open = refine(open, brackets);
            }
            brackets.sort(Comparator.comparingDouble(bracket -> bracket.getFirst().t));
            return intersections(start.getFirst(), brackets, start.getLast());
        }

        /** One step: asks the thirds of all open brackets in one batch; moves those that are done to {@code done}. */
        private List<List<Node>> refine(List<List<Node>> open, List<List<Node>> done) {
            List<List<Node>> wider = new ArrayList<>();
            List<Double> thirds = new ArrayList<>();
            for (List<Node> points : open) {
                for (List<Node> bracket : bentRuns(points)) {
                    if (bracket.getLast().t - bracket.getFirst().t <= narrowest * segment.length()
                            || asked > MOST_POINTS) {
                        done.add(bracket);
                        continue;
                    }
                    wider.add(bracket);
                    thirds.addAll(thirds(bracket));
                }
            }
            List<Node> answers = thirds.isEmpty() ? List.of() : ask(thirds);
            List<List<Node>> next = new ArrayList<>();
            int from = 0;
            for (List<Node> bracket : wider) {
                int to = from + thirds(bracket).size();
                List<Node> finer = new ArrayList<>(bracket);
                finer.addAll(answers.subList(from, to));
                finer.sort(Comparator.comparingDouble(node -> node.t));
                if (bentRuns(finer).isEmpty()) {
                    done.add(bracket); // the resolution ends here
                } else {
                    next.add(finer);
                }
                from = to;
            }
            return next;
        }

        /** The runs of consecutive points where the slope changes, each with the point before and the point after. */
        private List<List<Node>> bentRuns(List<Node> points) {
            List<List<Node>> runs = new ArrayList<>();
            int start = -1;
            for (int i = 1; i < points.size(); i++) {
                boolean bent = i < points.size() - 1 && bends(points.get(i - 1), points.get(i), points.get(i + 1));
                if (bent && start < 0) {
                    start = i;
                } else if (!bent && start >= 0) {
                    runs.add(points.subList(start - 1, i + 1));
                    start = -1;
                }
            }
            return runs;
        }

        private boolean bends(Node x1, Node x2, Node x3) {
            double h1 = x2.t - x1.t;
            double h2 = x3.t - x2.t;
            for (int o = 0; o < x2.f.length; o++) {
                double s1 = (x2.f[o] - x1.f[o]) / h1;
                double s2 = (x3.f[o] - x2.f[o]) / h2;
                double eta = Math.max(x1.eta[o], x3.eta[o]);
                if (Math.abs(s2 - s1) > confidence * eta * (1 / h1 + 1 / h2)) {
                    return true;
                }
            }
            return false;
        }

        private List<Double> thirds(List<Node> bracket) {
            List<Double> thirds = new ArrayList<>();
            for (int i = 1; i < bracket.size(); i++) {
                double a = bracket.get(i - 1).t;
                double b = bracket.get(i).t;
                // beside an end of the run only the third next to the bent point is asked, between bent points both
                if (i > 1) {
                    thirds.add((2 * a + b) / 3);
                }
                if (i < bracket.size() - 1) {
                    thirds.add((a + 2 * b) / 3);
                }
            }
            return thirds;
        }

        private List<Node> ask(List<Double> ts) {
            List<Vector> places = ts.stream().map(segment::at).toList();
            Points answers = oracle.ask(Points.of(places));
            asked += ts.size();
            List<Node> nodes = new ArrayList<>(ts.size());
            for (int i = 0; i < ts.size(); i++) {
                nodes.add(new Node(ts.get(i), answers.get(i).toArray(), resolution.eta(places.get(i))));
            }
            return nodes;
        }

        private List<Kink> intersections(Node first, List<List<Node>> brackets, Node last) {
            List<Kink> kinks = new ArrayList<>();
            for (int i = 0; i < brackets.size(); i++) {
                Node before = i == 0 ? first : brackets.get(i - 1).getLast();
                Node after =
                        i == brackets.size() - 1 ? last : brackets.get(i + 1).getFirst();
                intersection(before, brackets.get(i).getFirst(), brackets.get(i).getLast(), after)
                        .ifPresent(kinks::add);
            }
            return kinks;
        }

        /**
         * The kink between b and c, from the pieces a–b on its left and c–d on its right; empty if these are one line after
         * all, so that only an unlucky error made the bracket.
         */
        private Optional<Kink> intersection(Node a, Node b, Node c, Node d) {
            double left = b.t - a.t;
            double right = d.t - c.t;
            double width = c.t - b.t;
            double gap = Math.min(left, right);
            int m = b.f.length;
            double[] jump = new double[m];
            double dd = 0;
            double cd = 0;
            double stretch = left > 0 && right > 0 ? 2 + width / left + width / right : Double.POSITIVE_INFINITY;
            boolean straight = left > 0 && right > 0;
            for (int o = 0; o < m; o++) {
                double sl = left > 0 ? (b.f[o] - a.f[o]) / left : 0;
                double sr = right > 0 ? (d.f[o] - c.f[o]) / right : 0;
                jump[o] = sr - sl;
                double weight = 1 / Math.max(a.eta[o], d.eta[o]);
                dd += weight * weight * jump[o] * jump[o];
                // at b the right piece is above the left one by this much
                double step = c.f[o] - sr * width - b.f[o];
                cd += weight * weight * jump[o] * step;
                double bound = confidence / weight;
                straight &= Math.abs(jump[o]) <= bound * (1 / left + 1 / right) && Math.abs(step) <= bound * stretch;
            }
            if (straight) {
                return Optional.empty();
            }
            double t = b.t - cd / dd;
            double error = confidence * stretch / Math.sqrt(dd)
                    + 2 * Math.ulp(Math.max(Math.abs(b.t), segment.at(b.t).norm()));
            if (!(t >= b.t - error && t <= c.t + error) || !(error < width)) {
                return Optional.of(new Kink((b.t + c.t) / 2, width / 2, Vector.of(jump), gap, false));
            }
            return Optional.of(new Kink(t, error, Vector.of(jump), gap, true));
        }
    }
}
