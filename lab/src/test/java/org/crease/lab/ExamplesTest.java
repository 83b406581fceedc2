package org.crease.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.crease.network.Alignment;
import org.crease.network.Comparison;
import org.crease.network.ReluNetwork;
import org.crease.oracles.model.NetworkFile;
import org.crease.oracles.onnx.OnnxOracle;
import org.crease.recovery.Progress;
import org.crease.recovery.Recovery;
import org.crease.recovery.SearchSpace;
import org.crease.recovery.paper.PaperMethod;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The networks in examples/ can be recovered from their answers. */
class ExamplesTest {
    private static final String TWO_INPUTS = "2-4-3-2";

    @ParameterizedTest
    @ValueSource(strings = {"6-6-6-2", "4-8-6-2"})
    void anExampleIsRecoveredCompletely(String name) {
        assertThat(recovered(name)).isInstanceOf(Recovery.Complete.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"6-6-6-2", "4-8-6-2", TWO_INPUTS})
    void whatIsCalledCompleteIsTheExample(String name) {
        if (!(recovered(name) instanceof Recovery.Complete(var found))) {
            // examples/README.md says that this one is hard: it may be partial, but not wrong
            assertThat(name).isEqualTo(TWO_INPUTS);
            return;
        }
        Comparison comparison = compare(found.network(), NetworkFile.read(file(name, ".onnx")));
        assertThat(comparison.isomorphic()).isTrue();
        assertThat(comparison.functional().maxRel()).isLessThan(1e-8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"6-6-6-2", "4-8-6-2", TWO_INPUTS})
    void bothFilesOfAnExampleHoldTheSameNetwork(String name) {
        ReluNetwork onnx = NetworkFile.read(file(name, ".onnx"));
        ReluNetwork json = NetworkFile.read(file(name, ".json"));
        Comparison comparison = compare(onnx, json);
        assertThat(comparison.isomorphic()).isTrue();
        assertThat(comparison.functional().maxAbs()).isZero();
    }

    @Test
    void noExampleIsLeftOut() throws Exception {
        try (var files = Files.list(Repository.path("examples"))) {
            assertThat(files.map(Path::getFileName).map(Path::toString))
                    .containsExactlyInAnyOrder(
                            "README.md",
                            "classifier.onnx",
                            "classifier-float32.onnx",
                            "6-6-6-2.onnx",
                            "6-6-6-2.json",
                            "4-8-6-2.onnx",
                            "4-8-6-2.json",
                            TWO_INPUTS + ".onnx",
                            TWO_INPUTS + ".json");
        }
    }

    private static Recovery recovered(String name) {
        try (OnnxOracle oracle = OnnxOracle.open(file(name, ".onnx"))) {
            return PaperMethod.DEFAULTS.recover(oracle, SearchSpace.all(oracle.inputs()), 1, Progress.NONE);
        }
    }

    private static Comparison compare(ReluNetwork found, ReluNetwork truth) {
        SplittableRandom random = new SplittableRandom(1);
        Points samples = Points.of(Stream.generate(() -> Vector.gaussian(truth.inputs(), random))
                .limit(1000)
                .toList());
        return Comparison.of(found, truth, samples, Alignment.MATCH_TOLERANCE);
    }

    private static Path file(String name, String suffix) {
        return Repository.path("examples").resolve(name + suffix);
    }
}
