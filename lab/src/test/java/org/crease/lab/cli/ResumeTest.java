package org.crease.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.crease.lab.experiment.RandomVictim;
import org.crease.oracles.ledger.Ledger;
import org.crease.oracles.model.NetworkJson;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A run that was cut short goes on where it stopped, and ends as if nothing had happened. */
class ResumeTest {
    @TempDir
    private Path folder;

    private String address;

    @BeforeEach
    void writeTheVictim() {
        address = victim("victim.json", 3);
    }

    @Test
    void aRunInPiecesEndsAsOneInOneGo() throws IOException {
        assertThat(recover("whole").code()).isZero();
        assertThat(recover("pieces", "--budget", "150").code()).isEqualTo(4);
        assertThat(resume("pieces", "--budget", "700").code()).isIn(3, 4);
        assertThat(answersIn("pieces")).isBetween(600L, 700L);
        Cli last = resume("pieces");
        assertThat(last.code()).isZero();
        assertThat(network("pieces")).isEqualTo(network("whole"));
        assertThat(queries("pieces")).isEqualTo(queries("whole"));
        assertThat(answersIn("pieces")).isEqualTo(answersIn("whole"));
    }

    @Test
    void eachAnswerIsOnFileOnce() throws IOException {
        recover("run");
        JsonNode queries = queries("run");
        // the questions of MeasureResolution.kind are asked twice on purpose, and are two entries
        assertThat(answersIn("run"))
                .isEqualTo(queries.path("total").asLong()
                        - queries.path("repeated").asLong());
    }

    @Test
    void aStoppedRunSaysHowToGoOnAndDoes() throws IOException {
        AtomicInteger batches = new AtomicInteger();
        Cli stopped =
                Cli.run(Main.methods(), () -> batches.incrementAndGet() > 20, "recover", address, "--out", path("run"));
        assertThat(stopped.code()).isEqualTo(130);
        assertThat(stopped.out()).contains("to go on:     crease recover --resume " + path("run"));
        long before = answersIn("run");
        assertThat(resume("run").code()).isZero();
        recover("whole");
        assertThat(network("run")).isEqualTo(network("whole"));
        assertThat(answersIn("run")).isGreaterThan(before).isEqualTo(answersIn("whole"));
    }

    @Test
    void aFinishedRunResumedIsTheSameAndAsksNothing() throws IOException {
        recover("run");
        String network = network("run");
        long answers = answersIn("run");
        assertThat(resume("run").code()).isZero();
        assertThat(network("run")).isEqualTo(network);
        assertThat(answersIn("run")).isEqualTo(answers);
    }

    @Test
    void seedDomainAndScaleComeFromTheLedger() throws IOException {
        String[] options = {"--seed", "5", "--scale", "2", "--domain", "box:-20,30"};
        assertThat(recover("whole", options).code()).isZero();
        recover("run", join(options, "--budget", "400"));
        assertThat(resume("run").code()).isZero();
        JsonNode report = report("run");
        assertThat(report.path("seed").asInt()).isEqualTo(5);
        assertThat(report.path("settings").path("scale").asDouble()).isEqualTo(2);
        assertThat(report.path("settings").path("domain").asString()).isEqualTo("box:-20,30");
        assertThat(network("run")).isEqualTo(network("whole"));
    }

    @Test
    void whatTheLedgerSettlesCannotBeSaidAgain() {
        recover("run", "--budget", "200");
        for (String[] option :
                new String[][] {{"--seed", "1"}, {"--scale", "1"}, {"--method", "paper"}, {"--out", "x"}}) {
            Cli cli = resume("run", option);
            assertThat(cli.code()).isEqualTo(2);
            assertThat(cli.err())
                    .startsWith("crease: " + option[0].substring(2) + " must be that of the run with --resume");
        }
    }

    @Test
    void aLedgerOfAnotherModelIsRefused() {
        recover("run", "--budget", "200");
        Cli cli = resume("run", victim("other.json", 4));
        assertThat(cli.code()).isEqualTo(2);
        assertThat(cli.err()).contains("must be the model that the ledger holds answers of, got another one");
    }

    @Test
    void theModelMayMove() throws IOException {
        recover("run", "--budget", "200");
        Path moved = folder.resolve("moved.json");
        Files.move(folder.resolve("victim.json"), moved);
        assertThat(resume("run").code()).isEqualTo(2);
        assertThat(resume("run", "weights:" + moved).code()).isZero();
    }

    @Test
    void twoRunsCannotShareALedger() {
        recover("run", "--budget", "200");
        try (Ledger taken = Ledger.open(ledger("run"))) {
            assertThat(taken.size()).isPositive();
            Cli cli = resume("run");
            assertThat(cli.code()).isEqualTo(2);
            assertThat(cli.err()).contains("which another run is using").hasLineCount(1);
        }
    }

    @Test
    void aDamagedLedgerIsRefused() throws IOException {
        recover("run");
        try (RandomAccessFile file = new RandomAccessFile(ledger("run").toFile(), "rw")) {
            file.setLength(file.length() / 2);
        }
        Cli cli = resume("run");
        assertThat(cli.code()).isEqualTo(2);
        assertThat(cli.err())
                .contains("ledger must be whole, got a damaged one")
                .hasLineCount(1);
    }

    @Test
    void aFolderWithoutARunCannotBeResumed() {
        Cli cli = resume("nothing");
        assertThat(cli.code()).isEqualTo(2);
        assertThat(cli.err()).contains("run must be a folder that holds ledger.sqlite");
        assertThat(Cli.run("recover").err()).contains("oracle must be given, or a run to --resume");
    }

    @Test
    void aReplayNeedsNoModelAndFindsTheSameNetwork() throws IOException {
        recover("run");
        Files.delete(folder.resolve("victim.json"));
        Cli cli = Cli.run("replay", path("run"), "--out", path("again"));
        assertThat(cli.code()).isZero();
        assertThat(cli.err()).isEmpty();
        assertThat(network("again")).isEqualTo(network("run"));
        assertThat(queries("again")).isEqualTo(queries("run"));
        assertThat(Cli.run("recover", "replay:" + path("run"), "--out", path("third"))
                        .code())
                .isZero();
        assertThat(network("third")).isEqualTo(network("run"));
    }

    @Test
    void aReplayEndsWhereTheLedgerDoes() {
        recover("run", "--budget", "700");
        Cli cli = Cli.run("replay", path("run"), "--out", path("again"));
        assertThat(cli.code()).isEqualTo(5);
        assertThat(cli.out())
                .contains("ledger must hold the answer to every question", ", 0 of them asked now")
                .contains("recovery.json in " + path("again"), "to go on:     crease recover --resume " + path("run"));
    }

    private String victim(String name, long seed) {
        Path file = folder.resolve(name);
        NetworkJson.write(file, RandomVictim.draw(List.of(4, 6, 2), seed), List.of());
        return "weights:" + file;
    }

    private Cli recover(String run, String... options) {
        return Cli.run(join(new String[] {"recover", address, "--out", path(run)}, options));
    }

    private Cli resume(String run, String... options) {
        return Cli.run(join(new String[] {"recover", "--resume", path(run)}, options));
    }

    private static String[] join(String[] first, String... second) {
        return Stream.of(first, second).flatMap(Stream::of).toArray(String[]::new);
    }

    private String path(String run) {
        return folder.resolve(run).toString();
    }

    private Path ledger(String run) {
        return folder.resolve(run).resolve("ledger.sqlite");
    }

    private long answersIn(String run) {
        try (Ledger ledger = Ledger.open(ledger(run))) {
            return ledger.size();
        }
    }

    private String network(String run) throws IOException {
        return Files.readString(folder.resolve(run).resolve("network.json"));
    }

    private JsonNode report(String run) {
        return JsonMapper.shared().readTree(folder.resolve(run).resolve("recovery.json"));
    }

    private JsonNode queries(String run) {
        return report(run).path("queries");
    }
}
