package org.crease.lab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.crease.network.Layer;
import org.crease.network.ReluNetwork;
import org.junit.jupiter.api.Test;

class RandomVictimTest {
    @Test
    void theSameSeedDrawsTheSameNetwork() {
        List<Integer> widths = List.of(10, 20, 20, 1);
        assertThat(RandomVictim.draw(widths, 4)).isEqualTo(RandomVictim.draw(widths, 4));
        assertThat(RandomVictim.draw(widths, 4)).isNotEqualTo(RandomVictim.draw(widths, 5));
        assertThat(RandomVictim.draw(widths, 4).widths()).isEqualTo(widths);
    }

    @Test
    void weightsHaveVarianceTwoOverFanInAndBiasesOne() {
        ReluNetwork network = RandomVictim.draw(List.of(50, 400, 400, 1), 1);
        Layer second = network.layers().get(1);
        double weights = IntStream.range(0, 400)
                .mapToDouble(i -> second.row(i).dot(second.row(i)))
                .sum();
        // 160 000 weights of variance 1/200, and 800 biases: ten standard deviations
        assertThat(weights / 160_000).isCloseTo(1.0 / 200, within(10 * Math.sqrt(2.0 / 160_000) / 200));
        double biases = network.hidden().stream()
                .flatMapToDouble(layer -> IntStream.range(0, 400).mapToDouble(i -> layer.bias(i) * layer.bias(i)))
                .average()
                .orElseThrow();
        assertThat(biases).isCloseTo(1, within(10 * Math.sqrt(2.0 / 800)));
    }

    @Test
    void widthsThatMakeNoNetworkAreRefused() {
        assertThatThrownBy(() -> RandomVictim.draw(List.of(3), 1))
                .hasMessage("widths must be at least 2 positive numbers, got [3]");
        assertThatThrownBy(() -> RandomVictim.draw(List.of(3, 0, 1), 1)).hasMessageContaining("[3, 0, 1]");
        assertThatThrownBy(() -> RandomVictim.draw(List.of(1_000_000, 1_000_000), 1))
                .hasMessageContaining("at most 100000000 parameters");
    }
}
