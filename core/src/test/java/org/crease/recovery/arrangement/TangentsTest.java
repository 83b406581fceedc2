package org.crease.recovery.arrangement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.crease.geometry.Vector;
import org.junit.jupiter.api.Test;

class TangentsTest {
    @Test
    void theyAreAnOrthonormalBasisWithTheNormal() {
        for (int n = 1; n <= 12; n++) {
            SplittableRandom random = new SplittableRandom(n);
            Vector normal = Vector.direction(n, random);
            assertOrthonormal(normal, new Tangents(normal, random));
        }
    }

    /** A normal that is an axis, either way round, is where reflections may cancel. */
    @Test
    void soTheyAreForAnAxis() {
        for (int i = 0; i < 4; i++) {
            for (int sign : new int[] {1, -1}) {
                Vector normal = Vector.axis(4, i).times(sign);
                assertOrthonormal(normal, new Tangents(normal, new SplittableRandom(i)));
            }
        }
    }

    private static void assertOrthonormal(Vector normal, Tangents tangents) {
        List<Vector> all = new ArrayList<>(tangents.from(0, tangents.count()));
        all.add(normal);
        assertThat(all).hasSize(normal.dimension());
        for (int i = 0; i < all.size(); i++) {
            for (int j = 0; j <= i; j++) {
                assertThat(all.get(i).dot(all.get(j))).isEqualTo(i == j ? 1 : 0, within(1e-14));
            }
        }
    }
}
