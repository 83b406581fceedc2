package org.crease.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.crease.geometry.Box;
import org.crease.geometry.Vector;
import org.crease.lab.experiment.RandomVictim;
import org.crease.lab.serve.InferenceServer;
import org.crease.lab.serve.ProbabilitiesOracle;
import org.crease.lab.serve.ServeSettings;
import org.crease.lab.serve.ServedModel;
import org.crease.network.ReluNetwork;
import org.crease.oracle.FunctionOracle;
import org.crease.oracle.Oracle;
import org.crease.oracles.http.Datatype;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/**
 * Nothing that {@code recover} and {@code inspect} ask of a server lies outside a bounded domain, by not one bit: not what opens it, not
 * the look for probabilities, nor what a method asks; also where the server rounds questions to float32.
 */
@Timeout(300)
class DomainOverAServerTest {
    /** Enough for the search of layers to be under way; the smallest networks are complete by then. */
    private static final String BUDGET = "4000";

    @TempDir
    private Path folder;

    private final List<String> outside = Collections.synchronizedList(new ArrayList<>());
    private final AtomicLong asked = new AtomicLong();

    static Stream<Arguments> runs() {
        return Main.methods().keySet().stream()
                .flatMap(method -> Stream.of(Datatype.values())
                        .flatMap(datatype -> Stream.of(1, 2, 3)
                                .flatMap(outputs -> Stream.of(false, true)
                                        .map(probabilities ->
                                                Arguments.of(method, datatype, outputs, probabilities)))));
    }

    @ParameterizedTest
    @MethodSource("runs")
    void noQuestionLeavesTheBox(String method, Datatype datatype, int outputs, boolean probabilities)
            throws IOException {
        for (int seed = 0; seed < 4; seed++) {
            ReluNetwork network = RandomVictim.draw(List.of(3, 4, outputs), seed);
            Box box = box(network.inputs(), seed);
            String domain = "box:" + written(box, seed);
            try (InferenceServer server = serve(network, datatype, probabilities, box)) {
                String address = server.address().toString();
                Cli cli = Cli.run(
                        "recover",
                        address,
                        "--method",
                        method,
                        "--domain",
                        domain,
                        "--budget",
                        BUDGET,
                        "--out",
                        folder.resolve("run" + seed).toString());
                assertThat(outside).as("seed %d: %s", seed, cli).isEmpty();
                assertThat(cli.code()).as(cli.toString()).isIn(ExitCode.OK, ExitCode.PARTIAL, ExitCode.FAILED);
            }
        }
        assertThat(asked.get()).isGreaterThan(1000);
    }

    @ParameterizedTest
    @EnumSource
    void norDoesOneOfInspect(Datatype datatype) throws IOException {
        Box box = box(3, 1);
        try (InferenceServer server = serve(RandomVictim.draw(List.of(3, 4, 2), 1), datatype, false, box)) {
            Cli cli = Cli.run("inspect", server.address().toString(), "--domain", "box:" + written(box, 1));
            assertThat(outside).as(cli.toString()).isEmpty();
            assertThat(cli.code()).isZero();
        }
    }

    @Test
    void aBoxThatHoldsNoTwoNumbersOfTheModelIsRefused() throws IOException {
        Box box = new Box(Vector.of(0, 1, 0), Vector.of(1, 1 + 1e-9, 1));
        try (InferenceServer server = serve(RandomVictim.draw(List.of(3, 4, 1), 1), Datatype.FP32, false, box)) {
            Cli.recover(folder.resolve("run"), server.address().toString(), "--domain", "box:" + written(box, 0))
                    .refused(
                            folder.resolve("run"),
                            "domain must hold at least two numbers of float32 along each input, got 1.0 to 1.000000001"
                                    + " along input 1");
        }
        assertThat(asked).hasValue(0);
    }

    private InferenceServer serve(ReluNetwork network, Datatype datatype, boolean probabilities, Box box) {
        Oracle watched = new FunctionOracle(network.inputs(), network.outputs(), questions -> {
            asked.addAndGet(questions.size());
            for (int p = 0; p < questions.size(); p++) {
                if (!box.contains(questions.get(p))) {
                    outside.add(questions.get(p) + " is not in " + box);
                }
            }
            return network.evaluate(questions);
        });
        Oracle served = probabilities ? new ProbabilitiesOracle(watched) : watched;
        return InferenceServer.start(new ServedModel("m", datatype, served), ServeSettings.DEFAULTS, Optional.empty());
    }

    /** With bounds that are no float32 numbers; around the origin, away from it on either side, and narrow along one input. */
    private static Box box(int inputs, int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] low = new double[inputs];
        double[] high = new double[inputs];
        for (int i = 0; i < inputs; i++) {
            double shift = seed % 4 == 1 ? 3 : seed % 4 == 2 ? -7 : 0;
            low[i] = shift - random.nextDouble(0.2, 4);
            high[i] = shift + random.nextDouble(0.2, 4);
        }
        if (seed % 4 == 3) {
            high[1] = low[1] + 0.01;
        }
        return new Box(Vector.of(low), Vector.of(high));
    }

    private Path written(Box box, int seed) throws IOException {
        String json = JsonMapper.shared()
                .writeValueAsString(
                        Map.of("low", box.low().toArray(), "high", box.high().toArray()));
        return Files.writeString(folder.resolve("box" + seed + ".json"), json);
    }
}
