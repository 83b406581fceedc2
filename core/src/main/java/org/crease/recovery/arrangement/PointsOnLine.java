package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.crease.geometry.Points;
import org.crease.geometry.Segment;
import org.crease.geometry.Vector;
import org.crease.oracle.Oracle;
import org.crease.recovery.FalseAlarm;
import org.crease.recovery.Resolution;

/**
 * PointsOnLine (§4.1) by intersection: where the lines at both ends of an interval meet, f is asked, and once more on either
 * side. One kink is accepted if f there lies on both lines and each side point on its own: without the side points the test
 * is empty, since the intersection often falls on the last linear piece, and f there lies on both lines by construction.
 * Otherwise the interval is parted there. All outputs are used at once.
 *
 * @param step distance of the two points that make a line at the end of an interval, as a share of the interval
 * @param shortest the same where kinks are so many that each longer one holds some
 * @param narrowest length of an interval that is not parted further, as a share of the segment
 * @param confidence factor on η within which numbers count as equal
 */
record PointsOnLine(double step, double shortest, double narrowest, double confidence) {
    /** Float64 bears lines drawn out a thousandfold; with a shorter step fewer kinks fall into it. */
    static final PointsOnLine DEFAULTS = new PointsOnLine(1e-3, 1e-3, 1e-10, 6);

    /**
     * For answers with few digits: longer steps, and what is too short for them stays open. Their errors are random, so that sums are hardly
     * ever as far off as η, which bounds thousands of single ones, would allow: an answer and a line through two others differ by √2
     * standard errors of one, and {@link Piece#passes} allows 2η times the confidence there.
     */
    static final PointsOnLine COARSE = new PointsOnLine(
            2e-2, 1e-4, 1e-6, Math.sqrt(2) * FalseAlarm.GLANCE.standardErrors() / (2 * Resolution.BOUND));

    /** After so many steps that held a kink, and so many questions of a line, the next are shorter, and by how much each. */
    private static final int FAILURES = 4;

    private static final int MANY = 1000;

    private static final double SHORTER = 4;

    /** Where answers are coarse: of a piece, the share that is looked at once more if nothing was asked there. */
    private static final double UNSEEN = 0.5;

    /** And into how many parts it is divided if f is not on it there. */
    private static final int PARTS = 8;

    /** How near to where answers begin to have gaps a line is searched, as a share of its length. */
    private static final double GAP_EDGE = 1e-2;

    /** Far more than any line holds; what is open then stays unresolved. */
    private static final int MOST_POINTS = 1 << 15;

    /**
     * The maximal linear pieces found, in order. Between two neighbours lies one kink, or, where their intersection is not in
     * the gap between them, an unresolved place. Where answers have gaps stand pieces that are not visible.
     *
     * @param known where kinks are known to be, in order, inside the segment: the search begins between them
     */
    List<Piece> pieces(
            Oracle oracle, Resolution resolution, Segment segment, List<Double> known, RandomGenerator random) {
        return new Search(oracle, resolution, segment, MOST_POINTS, random).run(known);
    }

    /**
     * The same for a segment with a few kinks only.
     *
     * @return none where that takes more than {@code most} questions: what they tell is rounding
     */
    List<Piece> piecesOfFew(Oracle oracle, Resolution resolution, Segment segment, int most, RandomGenerator random) {
        Search search = new Search(oracle, resolution, segment, most, random);
        List<Piece> pieces = search.run(List.of());
        return search.asked > most ? List.of() : pieces;
    }

    /** The kinks between pieces; unresolved places have none. */
    List<Kink> kinks(List<Piece> pieces) {
        List<Kink> kinks = new ArrayList<>();
        for (int i = 1; i < pieces.size(); i++) {
            Kink kink = Kink.between(pieces.get(i - 1), pieces.get(i), confidence);
            double slack = kink.error();
            if (kink.t() >= pieces.get(i - 1).to() - slack
                    && kink.t() <= pieces.get(i).from() + slack) {
                kinks.add(kink);
            }
        }
        return kinks;
    }

    /** Two linear pieces with something unknown in between. */
    private record Interval(Piece left, Piece right, boolean halve, int failures) {
        Interval(Piece left, Piece right, boolean halve) {
            this(left, right, halve, 0);
        }

        double length() {
            return right.from() - left.to();
        }
    }

    private final class Search {
        private final Oracle oracle;
        private final Resolution resolution;
        private final Segment segment;
        private final int most;
        private final RandomGenerator random;
        private final List<Piece> done = new ArrayList<>();
        /** Two ends of what seems to be one piece, with so much between them that a bend may hide there. */
        private final List<Interval> seeming = new ArrayList<>();

        /** Pieces of two answers at the ends of intervals between known kinks: a kink that is nearly at a known one may lie in between. */
        private final Set<Piece> unproven = new HashSet<>();

        /** Intervals that are too narrow to be parted, at such a piece. */
        private final List<Interval> narrow = new ArrayList<>();

        private int asked;

        Search(Oracle oracle, Resolution resolution, Segment segment, int most, RandomGenerator random) {
            this.oracle = oracle;
            this.resolution = resolution;
            this.segment = segment;
            this.most = most;
            this.random = random;
        }

        List<Piece> run(List<Double> known) {
            List<Interval> open = start(known);
            while (!open.isEmpty() || !narrow.isEmpty() || !seeming.isEmpty()) {
                open = !open.isEmpty() ? refine(open) : !narrow.isEmpty() ? nearerToTheEnd() : lookedAt();
            }
            return merged();
        }

        private List<Interval> start(List<Double> known) {
            List<Double> cuts = new ArrayList<>();
            cuts.add(segment.from());
            cuts.addAll(known);
            cuts.add(segment.to());
            List<Double> ts = new ArrayList<>();
            for (int i = 1; i < cuts.size(); i++) {
                double a = cuts.get(i - 1);
                double b = cuts.get(i);
                double h = step * (b - a);
                if (h > narrowest * segment.length()) {
                    ts.addAll(after(a, h));
                    ts.addAll(before(b, h));
                }
            }
            List<Interval> open = new ArrayList<>();
            Points f = ask(ts);
            for (int i = 0; i < ts.size(); i += 4) {
                Interval interval = new Interval(piece(ts, f, i, i + 1), piece(ts, f, i + 2, i + 3), false);
                unproven.add(interval.left());
                unproven.add(interval.right());
                sort(interval, open);
            }
            return open;
        }

        /**
         * Narrow intervals with shorter pieces in the place of those at their ends: the narrower an interval is that holds a kink beside such a piece, the surer it is
         * that the kink is not there but in the piece, whose slope is none of f then.
         */
        private List<Interval> nearerToTheEnd() {
            List<Interval> all = List.copyOf(narrow);
            narrow.clear();
            List<Double> ts = new ArrayList<>();
            for (Interval interval : all) {
                Piece left = interval.left();
                Piece right = interval.right();
                ts.addAll(
                        canBeShorter(left)
                                ? after(left.from() - left.length() / 8, step * left.length())
                                : before(right.to() + right.length() / 8, step * right.length()));
            }
            List<Interval> open = new ArrayList<>();
            Points f = ask(ts);
            for (int i = 0; i < all.size(); i++) {
                Piece left = all.get(i).left();
                Piece right = all.get(i).right();
                Piece shorter = piece(ts, f, 2 * i, 2 * i + 1);
                boolean isLeft = canBeShorter(left);
                unproven.add(shorter);
                sort(new Interval(isLeft ? shorter : left, isLeft ? right : shorter, false), open);
            }
            return open;
        }

        /** Where to ask for a piece of length {@code h} right after a known kink. */
        private static List<Double> after(double kink, double h) {
            return List.of(kink + h / 8, kink + 9 * h / 8);
        }

        private static List<Double> before(double kink, double h) {
            return List.of(kink - 9 * h / 8, kink - h / 8);
        }

        private boolean canBeShorter(Piece piece) {
            return !resolution.isCoarse()
                    && unproven.contains(piece)
                    && step * piece.length() > narrowest * segment.length();
        }

        /** Puts an interval to what is done, if its two ends are one piece or it is too short, or to what is open. */
        private void sort(Interval interval, List<Interval> open) {
            boolean isOneSided = interval.left().isVisible() != interval.right().isVisible();
            if (isOneSided && interval.length() > GAP_EDGE * segment.length() && asked <= most) {
                open.add(new Interval(interval.left(), interval.right(), true));
            } else if (isOneSided || !interval.left().isVisible()) {
                done.add(interval.left());
                done.add(interval.right());
            } else if (interval.left().continues(interval.right(), confidence)) {
                Piece whole = interval.left().joined(interval.right());
                boolean isSeen = interval.length() <= UNSEEN * whole.length();
                if (isSeen || interval.halve() || !resolution.isCoarse() || asked > most) {
                    done.add(whole);
                } else {
                    seeming.add(interval);
                }
            } else if (interval.length() > narrowest * segment.length() && asked <= most) {
                open.add(interval);
            } else if (asked <= most && (canBeShorter(interval.left()) || canBeShorter(interval.right()))) {
                narrow.add(interval);
            } else {
                done.add(interval.left());
                done.add(interval.right());
            }
        }

        /** One round: three questions in every open interval, all in one batch. */
        private List<Interval> refine(List<Interval> open) {
            List<Double> ts = new ArrayList<>();
            List<Boolean> crossing = new ArrayList<>();
            for (Interval interval : open) {
                crossing.add(place(interval, ts));
            }
            Points f = ask(ts);
            List<Interval> next = new ArrayList<>();
            for (int i = 0; i < open.size(); i++) {
                part(open.get(i), ts, f, 3 * i, crossing.get(i), next);
            }
            return next;
        }

        /**
         * Whether f is on one line in the middle of what seems to be one piece. Short ends of coarse answers, drawn out to each other, tell a bend
         * only if it is fifty times as large as what an answer in the middle tells.
         */
        private List<Interval> lookedAt() {
            List<Interval> all = List.copyOf(seeming);
            seeming.clear();
            Points middle = ask(all.stream().map(i -> part(i, PARTS / 2)).toList());
            List<Interval> bent = new ArrayList<>();
            for (int i = 0; i < all.size(); i++) {
                Interval interval = all.get(i);
                Piece whole = interval.left().joined(interval.right());
                if (whole.passes(part(interval, PARTS / 2), middle.get(i), confidence)) {
                    done.add(whole);
                } else {
                    bent.add(interval);
                }
            }
            return bent.stream().flatMap(i -> longPieces(i).stream()).toList();
        }

        private static double part(Interval interval, int k) {
            return interval.left().to() + k * interval.length() / PARTS;
        }

        /** Two long pieces that meet, on which all answers in between lie, are done; else the interval is to be parted. */
        private Optional<Interval> longPieces(Interval interval) {
            List<Double> ts = new ArrayList<>(List.of(interval.left().from()));
            IntStream.range(1, PARTS).forEach(k -> ts.add(part(interval, k)));
            ts.add(interval.right().to());
            List<Vector> f = new ArrayList<>(List.of(interval.left().atFrom()));
            Points inside = ask(ts.subList(1, PARTS));
            IntStream.range(0, inside.size()).forEach(k -> f.add(inside.get(k)));
            f.add(interval.right().atTo());
            Vector eta = interval.left().joined(interval.right()).eta();
            // three answers on each at least: that they are on it tells that it is one
            for (int m = 2; m <= PARTS - 3; m++) {
                Piece left = new Piece(ts.getFirst(), f.getFirst(), ts.get(m), f.get(m), eta);
                Piece right = new Piece(ts.get(m + 1), f.get(m + 1), ts.getLast(), f.getLast(), eta);
                boolean straight = true;
                for (int k = 0; k <= PARTS; k++) {
                    straight &= (k <= m ? left : right).passes(ts.get(k), f.get(k), confidence);
                }
                Kink kink = Kink.between(left, right, confidence);
                boolean meets = kink.t() >= left.to() - kink.error() && kink.t() <= right.from() + kink.error();
                if (straight && meets && !left.continues(right, confidence)) {
                    done.add(left);
                    done.add(right);
                    return Optional.empty();
                }
            }
            return Optional.of(new Interval(interval.left(), interval.right(), true));
        }

        /** Adds where to ask: at the intersection (then true) or somewhere in the middle, and on both sides. */
        private boolean place(Interval interval, List<Double> ts) {
            Piece left = interval.left();
            Piece right = interval.right();
            Kink kink = Kink.between(left, right, confidence);
            double room = Math.min(kink.t() - left.to(), right.from() - kink.t());
            // the side points must be able to tell the two lines apart
            double side = Math.max(stepIn(interval) * room, 2 * kink.error());
            boolean crosses = !interval.halve() && room > 0 && side < room / 2;
            double t = crosses ? kink.t() : left.to() + interval.length() * (0.42 + 0.16 * random.nextDouble());
            double h = crosses ? side : stepIn(interval) * interval.length() / 2;
            ts.add(t - h);
            ts.add(t);
            ts.add(t + h);
            return crosses;
        }

        private void part(Interval interval, List<Double> ts, Points f, int i, boolean crossing, List<Interval> next) {
            Piece left = interval.left();
            Piece right = interval.right();
            double t = ts.get(i + 1);
            if (crossing
                    && left.passes(t, f.get(i + 1), 2 * confidence)
                    && right.passes(t, f.get(i + 1), 2 * confidence)
                    && left.passes(ts.get(i), f.get(i), confidence)
                    && right.passes(ts.get(i + 2), f.get(i + 2), confidence)) {
                done.add(left.upTo(ts.get(i), f.get(i)));
                done.add(right.backTo(ts.get(i + 2), f.get(i + 2)));
                return;
            }
            Piece before = piece(ts, f, i, i + 1);
            Piece after = piece(ts, f, i + 1, i + 2);
            if (!before.isVisible() || !after.isVisible()) {
                Piece hidden = before.isVisible() ? after : before;
                sort(new Interval(left, hidden, false), next);
                sort(new Interval(hidden, right, false), next);
                return;
            }
            if (!before.continues(after, confidence)) {
                // a kink between these three
                sort(new Interval(left, right, true, interval.failures() + 1), next);
                return;
            }
            Piece middle = before.joined(after);
            sort(new Interval(left, middle, false), next);
            sort(new Interval(middle, right, false), next);
        }

        /**
         * One that held a kink time and again is too long where kinks are many. Elsewhere it is a matter of luck, and a long one tells more.
         */
        private double stepIn(Interval interval) {
            int more = interval.failures() - FAILURES;
            return more < 0 || asked < MANY ? step : Math.max(shortest, step / Math.pow(SHORTER, more + 1));
        }

        private Piece piece(List<Double> ts, Points f, int i, int j) {
            Vector eta = Vector.of(resolution.eta(segment.at(Math.max(Math.abs(ts.get(i)), Math.abs(ts.get(j))))));
            return new Piece(ts.get(i), f.get(i), ts.get(j), f.get(j), eta);
        }

        /** The maximal pieces out of those done, which may overlap. */
        private List<Piece> merged() {
            done.sort(Comparator.comparingDouble(Piece::from));
            List<Piece> merged = new ArrayList<>();
            for (Piece piece : done) {
                if (!merged.isEmpty() && merged.getLast().continues(piece, confidence)) {
                    merged.set(merged.size() - 1, merged.getLast().joined(piece));
                } else {
                    merged.add(piece);
                }
            }
            return merged;
        }

        private Points ask(List<Double> ts) {
            asked += ts.size();
            return oracle.ask(Points.of(ts.stream().map(segment::at).toList()));
        }
    }
}
