package org.crease.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.crease.lab.experiment.RandomVictim;
import org.crease.network.ReluNetwork;
import org.crease.oracles.model.NetworkJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real process is told to stop. By SIGTERM, since a build in the background starts its processes with SIGINT ignored. */
class StopSignalTest {
    private static final ReluNetwork NETWORK = RandomVictim.draw(List.of(4, 3, 1), 7);

    @TempDir
    private Path folder;

    @Test
    void aStoppedProcessWritesWhatIsKnownAndSaysSo() throws IOException, InterruptedException {
        Path victim = folder.resolve("victim.json");
        NetworkJson.write(victim, NETWORK, List.of());
        Path out = folder.resolve("run");
        Path output = folder.resolve("output");
        Process process =
                JavaProcess.start(Endless.class, output, "recover", "weights:" + victim, "--out", out.toString());
        try {
            for (int i = 0; i < 600 && !Files.exists(out) && process.isAlive(); i++) {
                Thread.sleep(50);
            }
            Thread.sleep(500);
            assertThat(process.isAlive()).isTrue();
            process.destroy();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(130);
            assertThat(Files.readString(output)).startsWith("partial: the run was stopped");
            assertThat(out.toFile().list())
                    .containsExactlyInAnyOrder("network.onnx", "network.json", "recovery.json", "ledger.sqlite");
        } finally {
            process.destroyForcibly();
        }
    }

    /** The command line with a method that asks for years. */
    static final class Endless {
        private Endless() {}

        public static void main(String[] args) {
            PrintWriter console = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
            Environment environment = new Environment(
                    console,
                    console,
                    false,
                    Rehearsed.methods(NETWORK, Integer.MAX_VALUE),
                    StopSignal::listen,
                    Optional::empty);
            System.exit(Main.run(environment, args));
        }
    }
}
