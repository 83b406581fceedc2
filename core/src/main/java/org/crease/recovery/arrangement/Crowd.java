package org.crease.recovery.arrangement;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.crease.geometry.Segment;
import org.crease.recovery.arrangement.Known.Fold;

/**
 * The planes of one hidden layer that are so many that hardly one of them is seen alone through few digits. What is known of them is taken
 * off the answers, and shows the others better: each line begins with fewer kinks than the one before. It works as long as f bends by the
 * same amount wherever a plane is crossed; below further layers it does not, and nothing is found here.
 */
final class Crowd {
    /** So many kinks of a line for each input are a crowd. */
    private static final int CROWDED = 20;

    private static final int MOST_LINES = 48;

    /** Lines with hardly a new plane that end the search. */
    private static final int QUIET = 6;

    /** The share of places at which the bend of a plane must be the same. */
    private static final double SAME = 0.4;

    /** By how much it may be off, as a share. */
    private static final double TOLD = 0.1;

    /**
     * The same where nothing is known yet: half of the planes of one hidden layer are told to 0.002, in the crowd, and those below another layer to
     * 0.04 to 0.6.
     */
    private static final double CLEAR = 0.01;

    /** Two planes are one that differ by less: what is left of one that is known inexactly. */
    private static final double ONE = 1e-2;

    private final Supplier<Segment> lines;
    private final Ground ground;
    private final List<Fold> known = new ArrayList<>();

    Crowd(Supplier<Segment> lines, Ground ground) {
        this.lines = lines;
        this.ground = ground.chargedTo(FirstLayer.ACCOUNT);
    }

    static boolean isOne(int kinks, Ground ground) {
        return ground.isCoarse() && kinks > CROWDED * ground.inputs();
    }

    /** The planes; empty where most of those on the first line do not bend f by the same amount everywhere. */
    List<BoundaryPoint> planes(Survey first) {
        List<BoundaryPoint> seen = followed(first, ground);
        long clear = seen.stream()
                .flatMap(plane -> Bend.of(plane, ground).stream())
                .filter(b -> b.error() <= CLEAR * b.change().norm())
                .count();
        if (2 * clear <= seen.size()) {
            return List.of();
        }
        addAll(seen);
        searched();
        return known.stream().map(Fold::plane).toList();
    }

    private void searched() {
        int quiet = 0;
        for (int i = 1; i < MOST_LINES && quiet < QUIET; i++) {
            Ground rest = rest(known);
            Survey survey = Survey.of(lines.get(), Optional.empty(), rest);
            quiet = addAll(followed(survey, rest)) > 0 ? 0 : quiet + 1;
        }
    }

    private static List<BoundaryPoint> followed(Survey survey, Ground ground) {
        List<BoundaryPoint> points =
                survey.points(Optional.empty(), LocalNormals.Steps.in(ground), GradientSpan.none(), ground);
        CrowdedPlane plane = new CrowdedPlane(ground);
        return points.stream().flatMap(p -> plane.through(p).stream()).toList();
    }

    private int addAll(List<BoundaryPoint> planes) {
        int added = 0;
        for (BoundaryPoint plane : planes) {
            if (known.stream().noneMatch(k -> isOne(k.plane(), plane))) {
                Optional<Bend> bend = Bend.of(plane, rest(known))
                        .filter(b -> b.share() >= SAME)
                        .filter(b -> b.error() <= TOLD * b.change().norm());
                bend.ifPresent(b -> known.add(new Fold(plane, b.change())));
                added += bend.isPresent() ? 1 : 0;
            }
        }
        return added;
    }

    private static boolean isOne(BoundaryPoint a, BoundaryPoint b) {
        return FirstLayer.angle(a, b) < ONE && Math.abs(a.plane().distance(b.position())) < ONE;
    }

    /** What answers leave without these planes. */
    private Ground rest(List<Fold> folds) {
        return new Ground(
                new Known(ground.oracle(), folds), ground.resolution(), ground.space(), ground.line(), ground.random());
    }
}
