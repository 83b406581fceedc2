package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.crease.geometry.Cell;
import org.crease.geometry.Points;
import org.crease.geometry.Region;
import org.crease.geometry.Segment;
import org.crease.geometry.Vector;
import org.crease.network.ReluNetwork;
import org.crease.oracle.Oracle;
import org.crease.recovery.Resolution;
import org.crease.recovery.SearchSpace;

/**
 * What every subroutine asks and measures with.
 *
 * @param line how kinks are searched
 * @param others a network whose boundaries are not looked for: no window reaches over them
 */
record Ground(
        Oracle oracle,
        Resolution resolution,
        SearchSpace space,
        PointsOnLine line,
        RandomGenerator random,
        Optional<ReluNetwork> others) {
    /** The shortest step worth a question with exact answers, relative to the size of the place. */
    private static final double FINE = 1e-5;

    /** In units of what answers err by, relative to f: over a step as long as that, a bend of a thirtieth of the slope shows. */
    private static final double STEEP = 100;

    /** The longest, else there would hardly be a place without another kink. */
    private static final double LONGEST = 1e-2;

    /** Where answers are coarse and a kink does not show in a window, this times as much is tried next. */
    private static final double WIDER = 8;

    /** The widest half of a window, relative to the size of the place. */
    private static final double WIDEST = 0.02;

    /** The questions are asked two half windows out, at most. */
    private static final double CLEAR = 0.49;

    /** Questions for a short segment, at most: a dozen kinks. */
    private static final int FEW = 100;

    /** How much of a window a kink in it may be out, as a share of its half. */
    private static final double WITHIN = 0.999;

    /** Ways on which f must not be straight to be called bent, and by how many η. */
    private static final int BENT = 4;

    private static final double FAR_OFF = 100;

    Ground(Oracle oracle, Resolution resolution, SearchSpace space, PointsOnLine line, RandomGenerator random) {
        this(oracle, resolution, space, line, random, Optional.empty());
    }

    Ground chargedTo(String account) {
        return new Ground(oracle.chargedTo(account), resolution, space, line, random, others);
    }

    /** The same, for boundaries that are none of a network's. */
    Ground besides(ReluNetwork network) {
        return new Ground(oracle, resolution, space, line, random, Optional.of(network));
    }

    /**
     * The shortest step worth a question, relative to the size of the place, and half of the window in which a boundary is looked for
     * far from where it is known: the longer it is the smaller the error of a slope, and the more likely another kink within.
     */
    double grainAt(Vector x) {
        return Math.clamp(STEEP * resolution.relativeAt(x, sizeAt(x)), FINE, LONGEST);
    }

    /** Whether answers have few digits. */
    boolean isCoarse() {
        return resolution.isCoarse();
    }

    /** {@code fine}, a length for exact answers, made longer as {@link #grainAt} is, but not longer than {@code most}. */
    double longer(double fine, double most, Vector x) {
        return Math.max(fine, Math.min(most, fine * grainAt(x) / FINE));
    }

    int inputs() {
        return oracle.inputs();
    }

    /** The distance from the origin of a typical input. */
    double near() {
        return space.scale() * Math.sqrt(inputs());
    }

    /** The size of coordinates around {@code x}: relative errors are relative to it. */
    double sizeAt(Vector x) {
        return x.norm() + space.scale();
    }

    /**
     * The one kink near {@code x} along the unit vector {@code across}, at most {@code window} away; by four questions, two on
     * each side. Its t is measured from {@code x}.
     */
    Optional<Kink> locate(Vector x, Vector across, double window) {
        return locate(probe(x, across, window));
    }

    /** The one kink at a probe. */
    Optional<Kink> locate(Probe probe) {
        return locate(List.of(probe)).getFirst();
    }

    /** The distance from the origin of a far place: from half of {@link #near} to a dozen times as much, evenly over its digits. */
    double farDistance() {
        return near() * Math.pow(30, random.nextDouble() - 0.25);
    }

    /** A random place, evenly over the digits of its distance, from well inside {@link #near} to far beyond. */
    Vector anywhere() {
        double distance = near() * 0.3 * Math.pow(300, random.nextDouble());
        return space.pointAt(distance, random);
    }

    /** As {@link #room(Vector, Vector, double)}, and to stay in a cell, of which form {@code ignored} does not count. */
    double room(Cell cell, Vector x, Vector direction, int ignored, double most) {
        double inDomain = room(x, direction, most);
        return Math.min(
                inDomain,
                cell.nextFacet(x, direction, ignored).map(Cell.Facet::distance).orElse(inDomain));
    }

    /** How far a step from {@code x} along the unit vector {@code direction} may go, at most {@code most}, to stay in the domain. */
    double room(Vector x, Vector direction, double most) {
        return space.domain()
                .clip(new Segment(x, direction, 0, most))
                .map(Segment::to)
                .orElse(0.0);
    }

    /**
     * Half of a window around {@code x} that no facet of its cell reaches into, at most {@code most}: where one did, its kink would be taken
     * for the one looked for.
     */
    static double clear(Cell cell, Vector x, Vector across, double most) {
        double ahead = cell.nextFacet(x, across).map(Cell.Facet::distance).orElse(Double.MAX_VALUE);
        double back =
                cell.nextFacet(x, across.negated()).map(Cell.Facet::distance).orElse(Double.MAX_VALUE);
        return Math.min(most, CLEAR * Math.min(ahead, back));
    }

    private boolean isInside(Probe probe) {
        Vector reach = probe.across().times(2 * probe.window());
        return space.domain().contains(probe.x().plus(1, reach))
                && space.domain().contains(probe.x().plus(-1, reach));
    }

    /** Where a kink of a boundary is expected that goes through a cell, and no farther off than {@code most}: no facet of the cell is in the window. */
    Probe probe(Cell cell, Vector x, Vector across, double most) {
        double widest = Math.max(most, WIDEST * sizeAt(x));
        return besidesOthers(new Probe(x, across, clear(cell, x, across, most), clear(cell, x, across, widest)));
    }

    /** Where a kink is expected, no farther off than {@code window}. */
    Probe probe(Vector x, Vector across, double window) {
        return besidesOthers(new Probe(x, across, window, Math.max(window, WIDEST * sizeAt(x))));
    }

    private Probe besidesOthers(Probe probe) {
        return others.map(network -> {
                    Cell cell = network.cellOf(network.patternAt(probe.x()));
                    return new Probe(
                            probe.x(),
                            probe.across(),
                            clear(cell, probe.x(), probe.across(), probe.window()),
                            clear(cell, probe.x(), probe.across(), probe.widest()));
                })
                .orElse(probe);
    }

    /**
     * Where a kink is expected.
     *
     * @param window half of the one in which it is looked for
     * @param widest half of the one in which it is looked for if it is too weak to be seen in that
     */
    record Probe(Vector x, Vector across, double window, double widest) {
        Probe wider() {
            return new Probe(x, across, Math.min(widest, WIDER * window), widest);
        }

        /** The boundary point where a kink was met. */
        BoundaryPoint at(Kink kink, double tilt) {
            return new BoundaryPoint(x.plus(kink.t(), across), kink.error(), across, tilt);
        }
    }

    /**
     * What was seen at a probe.
     *
     * @param kink the one there
     * @param isFlat whether f does not change there at all, or answers have gaps: nothing that happens there can be seen
     * @param isCrowded whether there is more than one: a wider window shows no fewer
     */
    record Look(Optional<Kink> kink, boolean isFlat, boolean isCrowded) {
        static final Look NOTHING = new Look(Optional.empty(), false, false);

        /** Answers have gaps there. */
        static final Look HIDDEN = new Look(Optional.empty(), true, false);

        static final Look CROWDED = new Look(Optional.empty(), false, true);
    }

    /** As {@link #locate(Vector, Vector, double)}, all in one batch; what would ask outside the domain finds nothing. */
    List<Optional<Kink>> locate(List<Probe> all) {
        return look(all).stream().map(Look::kink).toList();
    }

    /** As {@link #locate(List)}, and where f is constant. Where answers are coarse, weak kinks show in wider windows only. */
    List<Look> look(List<Probe> all) {
        List<Look> looks = new ArrayList<>(lookOnce(all));
        List<Probe> current = new ArrayList<>(all);
        while (isCoarse()) {
            List<Integer> again = new ArrayList<>();
            for (int i = 0; i < current.size(); i++) {
                Probe probe = current.get(i);
                Look look = looks.get(i);
                if (look.kink().isEmpty() && !look.isCrowded() && probe.wider().window() > probe.window()) {
                    current.set(i, probe.wider());
                    again.add(i);
                }
            }
            if (again.isEmpty()) {
                return looks;
            }
            List<Look> wider = lookOnce(again.stream().map(current::get).toList());
            for (int i = 0; i < again.size(); i++) {
                looks.set(again.get(i), wider.get(i));
            }
        }
        return looks;
    }

    private List<Look> lookOnce(List<Probe> all) {
        List<Probe> probes = all.stream().filter(this::isInside).toList();
        if (probes.isEmpty()) {
            return Collections.nCopies(all.size(), Look.NOTHING);
        }
        double[] steps = {-2, -1, 1, 2};
        List<Vector> questions = new ArrayList<>();
        for (Probe probe : probes) {
            for (double step : steps) {
                questions.add(probe.x().plus(step * probe.window(), probe.across()));
            }
        }
        Points f = oracle.ask(Points.of(questions));
        List<Look> looks = new ArrayList<>();
        for (int i = 0; i < probes.size(); i++) {
            double h = probes.get(i).window();
            Vector eta = Vector.of(resolution.eta(questions.get(4 * i)));
            Piece left = new Piece(-2 * h, f.get(4 * i), -h, f.get(4 * i + 1), eta);
            Piece right = new Piece(h, f.get(4 * i + 2), 2 * h, f.get(4 * i + 3), eta);
            if (!left.isVisible() || !right.isVisible()) {
                looks.add(Look.HIDDEN);
                continue;
            }
            Kink kink = Kink.between(left, right, line.confidence());
            // of a kink beyond the window, between the two questions of a side, the lines show their meeting at its
            // very edge
            boolean inside = Math.abs(kink.t()) < WITHIN * h && kink.error() < h;
            boolean seen = inside && !left.continues(right, line.confidence()) && meet(left, right, kink.t());
            looks.add(new Look(
                    Optional.of(kink).filter(k -> seen), left.joined(right).isFlat(line.confidence()), false));
        }
        Iterator<Look> asked = (isCoarse() && f.dimension() == 1 ? alone(looks, probes) : looks).iterator();
        return all.stream()
                .map(probe -> isInside(probe) ? asked.next() : Look.NOTHING)
                .toList();
    }

    /**
     * The same, but for windows that hold several kinks. With one output any two lines meet: those beside two kinks do so between them, and
     * where answers are coarse windows are wide enough for two. Only f there, off both lines, tells.
     */
    private List<Look> alone(List<Look> looks, List<Probe> probes) {
        List<Integer> seen = IntStream.range(0, looks.size())
                .filter(i -> looks.get(i).kink().isPresent())
                .boxed()
                .toList();
        if (seen.isEmpty()) {
            return looks;
        }
        Points f = oracle.ask(Points.of(seen.stream()
                .map(i -> probes.get(i).at(looks.get(i).kink().orElseThrow(), 0).position())
                .toList()));
        List<Look> alone = new ArrayList<>(looks);
        for (int j = 0; j < seen.size(); j++) {
            Kink kink = looks.get(seen.get(j)).kink().orElseThrow();
            boolean single = kink.before().passes(kink.t(), f.get(j), line.confidence())
                    && kink.after().passes(kink.t(), f.get(j), line.confidence());
            if (!single) {
                alone.set(seen.get(j), Look.CROWDED);
            }
        }
        return alone;
    }

    private boolean meet(Piece left, Piece right, double t) {
        Vector a = left.at(t);
        Vector b = right.at(t);
        for (int o = 0; o < a.dimension(); o++) {
            double bound = line.confidence()
                    * (left.stretch(t) + right.stretch(t))
                    * left.eta().get(o);
            if (Math.abs(a.get(o) - b.get(o)) > bound) {
                return false;
            }
        }
        return true;
    }

    /** The linear pieces of f along a short segment; none if it shows more than a few kinks. */
    List<Piece> fewPieces(Segment segment) {
        return space.domain()
                .clip(segment)
                .map(inside -> line.piecesOfFew(oracle, resolution, inside, FEW, random))
                .orElse(List.of());
    }

    /** The linear pieces of f along a segment, clipped to the domain. */
    List<Piece> pieces(Segment segment, List<Double> known) {
        return space.domain()
                .clip(segment)
                .map(inside -> line.pieces(oracle, resolution, inside, within(inside, known), random))
                .orElse(List.of());
    }

    /** Whether f is straight on no way from one side of the middle to the other, by far more than answers err. */
    boolean isBent() {
        Region domain = space.domain();
        Vector middle = domain.isUnbounded() ? Vector.zero(inputs()) : domain.middle();
        for (int i = 0; i < BENT; i++) {
            Vector direction = Vector.direction(inputs(), random);
            double back = room(middle, direction.negated(), near());
            double step = Math.min(back, room(middle, direction, near()));
            Vector ahead = middle.plus(step, direction);
            Points f = oracle.ask(Points.of(ahead, middle, middle.plus(-step, direction)));
            double[] eta = resolution.eta(ahead);
            boolean bends = false;
            for (int o = 0; o < f.dimension(); o++) {
                bends |= Math.abs(f.get(0, o) - 2 * f.get(1, o) + f.get(2, o)) > FAR_OFF * eta[o];
            }
            if (!bends) {
                return false;
            }
        }
        return true;
    }

    private static List<Double> within(Segment segment, List<Double> ts) {
        return ts.stream().filter(t -> segment.from() < t && t < segment.to()).toList();
    }
}
