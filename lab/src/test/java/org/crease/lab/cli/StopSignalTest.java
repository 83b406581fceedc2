package org.crease.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.crease.lab.experiment.RandomVictim;
import org.crease.network.ReluNetwork;
import org.crease.oracle.Oracle;
import org.crease.oracles.model.NetworkJson;
import org.crease.recovery.Progress;
import org.crease.recovery.Recovery;
import org.crease.recovery.RecoveryMethod;
import org.crease.recovery.SearchSpace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real process is told to stop, once it is under way. By SIGTERM, since a build in the background starts its processes with SIGINT ignored. */
@Timeout(180)
class StopSignalTest {
    private static final ReluNetwork NETWORK = RandomVictim.draw(List.of(4, 3, 1), 7);
    /** What the process prints once it is under way, however long a busy machine takes to start it. */
    private static final String ASKING = "asking";

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
            while (!Files.readString(output).contains(ASKING) && process.isAlive()) {
                Thread.sleep(50);
            }
            assertThat(process.isAlive()).isTrue();
            process.destroy();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(130);
            assertThat(Files.readString(output)).startsWith(ASKING + "\npartial: the run was stopped");
            assertThat(out.toFile().list())
                    .containsExactlyInAnyOrder("network.onnx", "network.json", "recovery.json", "ledger.sqlite");
        } finally {
            process.destroyForcibly();
        }
    }

    /** The command line with a method that asks for years, and says so when it has begun. */
    record Endless(RecoveryMethod rehearsed, PrintWriter console) implements RecoveryMethod {
        @Override
        public String name() {
            return rehearsed.name();
        }

        @Override
        public Recovery recover(Oracle oracle, SearchSpace space, long seed, Progress progress) {
            AtomicBoolean said = new AtomicBoolean();
            return rehearsed.recover(oracle, space, seed, (step, neurons) -> {
                if (!said.getAndSet(true)) {
                    console.println(ASKING);
                }
            });
        }

        public static void main(String[] args) {
            PrintWriter console = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
            Environment environment = new Environment(
                    console,
                    console,
                    false,
                    Map.of("arrangement", new Endless(new Rehearsed(NETWORK, Integer.MAX_VALUE), console)),
                    StopSignal::listen,
                    Optional::empty);
            System.exit(Main.run(environment, args));
        }
    }
}
