package org.crease.recovery.arrangement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.crease.geometry.Box;
import org.crease.geometry.Points;
import org.crease.geometry.Region;
import org.crease.geometry.Vector;
import org.crease.oracle.CountingOracle;
import org.crease.oracle.Ending;
import org.crease.oracle.FunctionOracle;
import org.crease.oracle.LogRatioOracle;
import org.crease.oracle.Oracle;
import org.junit.jupiter.api.Test;

/** What is searched of a row space: no more than what answers show, and no question where they show everything. */
class VisiblePartTest {
    private static final RowSpace ROWS = RowSpace.of(List.of(Vector.of(1, 0, 1), Vector.of(0, 1, 0)));
    private static final Box DOMAIN = Box.cube(3, -4, 4);

    private static Region visible(Oracle oracle, Box domain) {
        return VisiblePart.DEFAULTS.of(ROWS, domain, oracle, new SplittableRandom(1));
    }

    /** Two classes, of which the second is gone where ‖x‖ is above {@code radius}. */
    private static CountingOracle classes(double radius) {
        Oracle probabilities = new FunctionOracle(3, 2, x -> {
            double[] p = new double[2 * x.size()];
            for (int i = 0; i < x.size(); i++) {
                p[2 * i + 1] = x.get(i).norm() > radius ? 0 : 0.5;
                p[2 * i] = 1 - p[2 * i + 1];
            }
            return Points.of(x.size(), 2, p);
        });
        return new CountingOracle(new LogRatioOracle(probabilities, Ending.SOFTMAX, 0, 0, 0));
    }

    @Test
    void allOfItIsSearchedAndNothingAskedWhereAnswersHaveNoGaps() {
        CountingOracle plain =
                new CountingOracle(new FunctionOracle(3, 1, x -> Points.of(x.size(), 1, new double[x.size()])));
        assertThat(visible(plain, DOMAIN)).isEqualTo(ROWS.seen(DOMAIN));
        assertThat(plain.total()).isZero();
    }

    @Test
    void anUnboundedDomainIsNotLookedAt() {
        CountingOracle oracle = classes(1);
        assertThat(visible(oracle, Box.unbounded(3)).isUnbounded()).isTrue();
        assertThat(oracle.total()).isZero();
    }

    @Test
    void gapsAtNoPlaceOfTheEdgeLeaveTheWholeOfIt() {
        CountingOracle oracle = classes(100);
        assertThat(visible(oracle, DOMAIN)).isEqualTo(ROWS.seen(DOMAIN));
        assertThat(oracle.byAccount()).containsEntry("VisiblePart", 96L).hasSize(1);
    }

    @Test
    void gapsAtTheEdgeMakeItSmallerUntilTheyAreFew() {
        double radius = 3;
        Region visible = visible(classes(radius), DOMAIN);
        SplittableRandom random = new SplittableRandom(2);
        double farthest = 0;
        for (int i = 0; i < 1000; i++) {
            Vector edge = visible.edge(Vector.direction(2, random));
            farthest = Math.max(farthest, ROWS.up(edge).norm());
        }
        assertThat(farthest).isBetween(0.7 * radius, 1.2 * radius);
    }
}
