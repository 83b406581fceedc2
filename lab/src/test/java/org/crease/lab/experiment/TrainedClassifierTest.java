package org.crease.lab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.crease.network.Layer;
import org.junit.jupiter.api.Test;

class TrainedClassifierTest {
    private static final List<Integer> WIDTHS = List.of(10, 16, 10, 4);

    @Test
    void theSameSeedTrainsTheSameNetwork() {
        assertThat(TrainedClassifier.train(WIDTHS, 2)).isEqualTo(TrainedClassifier.train(WIDTHS, 2));
        assertThat(TrainedClassifier.train(WIDTHS, 2).network())
                .isNotEqualTo(TrainedClassifier.train(WIDTHS, 3).network());
    }

    /** Seeds 1 to 3: 0.990, 0.990 and 0.991; by chance it would be 0.25. */
    @Test
    void itHasLearntWhatItWasTaught() {
        for (int seed = 1; seed <= 3; seed++) {
            TrainedClassifier trained = TrainedClassifier.train(WIDTHS, seed);
            assertThat(trained.accuracy()).isBetween(0.97, 1.0);
            assertThat(trained.network().widths()).isEqualTo(WIDTHS);
        }
    }

    @Test
    void itsWeightsAreFloat32Numbers() {
        for (Layer layer : TrainedClassifier.train(WIDTHS, 1).network().layers()) {
            for (int i = 0; i < layer.outputs(); i++) {
                assertThat(Arrays.stream(layer.row(i).toArray()).allMatch(w -> w == (float) w))
                        .isTrue();
                assertThat(layer.bias(i) == (float) layer.bias(i)).isTrue();
            }
        }
    }

    @Test
    void widthsThatMakeNoClassifierAreRefused() {
        for (List<Integer> widths : List.of(List.of(3, 2), List.of(3, 4, 1), List.of(3, 0, 2))) {
            assertThatThrownBy(() -> TrainedClassifier.train(widths, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("widths must be inputs, hidden layers and at least 2 classes, got " + widths);
        }
    }
}
