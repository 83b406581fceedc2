package org.crease.recovery.arrangement;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.crease.geometry.Segment;
import org.crease.geometry.Vector;
import org.crease.recovery.arrangement.Ground.Probe;

/**
 * Where a boundary is not seen on its plane any more: there it bends away, or what is behind it is dead. A loop around the spot,
 * spanned by the normal and the way along the plane, tells by the boundaries that it meets. Where two cross it meets four rays; if
 * one of them is the boundary as it came and none is its plane going on, it bends at the other one and belongs to a deeper layer. Of a plane
 * that ends three rays are left, its own and two of the neuron above that bends there. These say nothing, since each of the three may be the one that
 * ends.
 */
final class PlaneEnd {
    /** Halvings of the way between a place where the boundary is seen and one where it is not. */
    private static final int HALVINGS = 32;

    /** Half the side of the widest loop, as a share of the distance to where the boundary was met. */
    private static final double WIDEST = 0.25;

    /** The next is smaller by this factor, if the loop meets more than one crossing. */
    private static final double SMALLER = 4;

    /** How many times as long as the last halving a side must be. */
    private static final double COARSER = 32;

    /** And as a share of the size of the place: probes are as wide. */
    private static final double LEAST = 1e-5;

    /** Rays where one ends at another one. */
    private static final int FORK = 3;

    /** Rays where two boundaries cross. */
    private static final int CROSS = 4;

    /** A ray that is off the plane by so many times its error does not lie on it. */
    private static final double CLEAR = 8;

    private final BoundaryPoint candidate;
    private final Vector far;
    private double seen = 0;
    private double missing = 1;

    /** @param far a place on the candidate's plane at which its boundary is not seen */
    PlaneEnd(BoundaryPoint candidate, Vector far) {
        this.candidate = candidate;
        this.far = far;
    }

    BoundaryPoint candidate() {
        return candidate;
    }

    private Vector at(double share) {
        return candidate.position().plus(share, far.minus(candidate.position()));
    }

    /** The candidates that bend away at one of their ends; {@link #HALVINGS} probes an end, and loops of four short segments each. */
    static Set<BoundaryPoint> bending(List<PlaneEnd> ends, Ground ground) {
        for (int round = 0; round < HALVINGS; round++) {
            List<Probe> probes = ends.stream()
                    .map(end -> end.candidate.probe(end.at((end.seen + end.missing) / 2), ground))
                    .toList();
            List<Optional<Kink>> kinks = ground.locate(probes);
            for (int i = 0; i < ends.size(); i++) {
                ends.get(i)
                        .halve(ends.get(i)
                                .candidate
                                .isMet(kinks.get(i), probes.get(i).x()));
            }
        }
        Set<BoundaryPoint> bending = new LinkedHashSet<>();
        for (PlaneEnd end : ends) {
            if (!bending.contains(end.candidate) && end.bends(ground)) {
                bending.add(end.candidate);
            }
        }
        return bending;
    }

    private void halve(boolean isSeen) {
        double middle = (seen + missing) / 2;
        seen = isSeen ? middle : seen;
        missing = isSeen ? missing : middle;
    }

    /**
     * Whether loops show it from some size on, all of those that are smaller too. Where two ends are near each other a wide loop shows
     * what a crossing does, and a smaller one a fork; where the spot is not the end itself, since the other boundary was in the way of a
     * probe, the smallest loops do not hold it.
     */
    private boolean bends(Ground ground) {
        Vector spot = at(missing);
        double least = Math.max(
                COARSER * (missing - seen) * candidate.position().distanceTo(far), LEAST * ground.sizeAt(spot));
        boolean leaves = false;
        boolean crosses = false;
        for (double side = WIDEST * candidate.position().distanceTo(spot); side > least; side /= SMALLER) {
            Rays rays = around(side, ground);
            if (rays.isFork()) {
                return false;
            }
            // the wider a loop, the farther a bend has led from the plane; but an odd number leaves open which of them
            // ends
            leaves = rays.count() % 2 == 0 && (leaves || rays.leaves());
            crosses = leaves && (crosses || rays.isCross());
        }
        return crosses;
    }

    /**
     * What a loop meets.
     *
     * @param count of all rays; odd if some are not resolved
     * @param behind those on the plane on the side where it was met
     * @param ahead those on the plane beyond the spot
     */
    private record Rays(int count, int behind, int ahead) {
        static final Rays UNRESOLVED = new Rays(Integer.MAX_VALUE, 0, 0);

        /** Whether the boundary ends where another one bends. */
        boolean isFork() {
            return count == FORK && leaves();
        }

        boolean isCross() {
            return count == CROSS && behind == 1;
        }

        /** Whether the boundary came and its plane does not go on. */
        boolean leaves() {
            return behind == 1 && ahead == 0;
        }
    }

    private Rays around(double side, Ground ground) {
        Vector spot = at(missing);
        Vector along = far.minus(candidate.position()).unit();
        Vector ahead = along.times(side);
        Vector across = candidate.normal().times(side);
        List<Vector> corners = List.of(
                spot.plus(1, ahead).plus(1, across),
                spot.plus(1, ahead).plus(-1, across),
                spot.plus(-1, ahead).plus(-1, across),
                spot.plus(-1, ahead).plus(1, across));
        int count = 0;
        int behind = 0;
        int beyond = 0;
        for (int i = 0; i < corners.size(); i++) {
            Segment edge = Segment.between(corners.get(i), corners.get((i + 1) % corners.size()));
            List<Piece> pieces = ground.fewPieces(edge);
            List<Kink> kinks = ground.line().kinks(pieces);
            if (pieces.isEmpty() || kinks.size() < pieces.size() - 1) {
                return Rays.UNRESOLVED;
            }
            for (Kink kink : kinks) {
                Vector x = edge.at(kink.t());
                double error = kink.error() + candidate.offset(x);
                boolean onPlane = Math.abs(candidate.plane().distance(x)) <= CLEAR * error;
                boolean isAhead = x.minus(spot).dot(along) > 0;
                count++;
                beyond += onPlane && isAhead ? 1 : 0;
                behind += onPlane && !isAhead ? 1 : 0;
            }
        }
        return new Rays(count, behind, beyond);
    }
}
