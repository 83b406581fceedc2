package org.crease.geometry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImmutabilityTest {
    @Test
    void laterChangesOfTheArrayThatAVectorWasMadeOfDoNotShow() {
        double[] entries = {1, 2, 3};
        Vector v = Vector.of(entries);
        entries[1] = 99;
        assertThat(v).isEqualTo(Vector.of(1, 2, 3));
    }

    @Test
    void changesOfTheArrayThatAVectorGivesOutDoNotShow() {
        Vector v = Vector.of(1, 2, 3);
        v.toArray()[0] = 99;
        assertThat(v.get(0)).isEqualTo(1);
    }

    @Test
    void laterChangesOfTheArrayThatPointsWereMadeOfDoNotShow() {
        double[] rows = {1, 2, 3, 4, 5, 6};
        Points points = Points.of(3, 2, rows);
        rows[3] = 99;
        assertThat(points.get(1)).isEqualTo(Vector.of(3, 4));
    }

    @Test
    void changesOfTheArrayThatPointsGiveOutDoNotShow() {
        Points points = Points.of(3, 2, new double[] {1, 2, 3, 4, 5, 6});
        points.toArray()[0] = 99;
        points.get(0).toArray()[1] = 99;
        points.slice(0, 1).toArray()[0] = 99;
        assertThat(points.toArray()).containsExactly(1, 2, 3, 4, 5, 6);
    }

    @Test
    void laterChangesOfTheSignsAndFormsOfACellDoNotShow() {
        BitSet positive = new BitSet();
        List<AffineForm> forms = new ArrayList<>(List.of(new AffineForm(Vector.of(1, 0), 0)));
        Cell cell = new Cell(forms, positive);
        positive.set(0);
        forms.clear();
        assertThat(cell.isPositive(0)).isFalse();
        assertThat(cell.forms()).hasSize(1);
    }
}
