package org.crease.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.crease.lab.Repository;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the README and the other pages tell the reader to type works, and the files are as described. */
class ReadmeTest {
    @TempDir
    private Path folder;

    @Test
    void theCommandsOfTheReadmeRun() {
        List<List<String>> commands = Repository.commands("README.md");
        assertThat(commands)
                .extracting(List::getFirst)
                .contains("recover", "compare", "inspect", "replay")
                .containsOnlyOnce("serve");
        List<String> serve = commands.stream()
                .filter(command -> command.getFirst().equals("serve"))
                .findFirst()
                .orElseThrow();
        // the port may be taken here
        assertThat(serve).containsExactly("serve", "examples/6-6-6-2.onnx", "--port", "8123", "&");
        try (Serving server =
                Serving.of(Repository.path("examples/6-6-6-2.onnx").toString())) {
            for (List<String> command : commands) {
                if (command.equals(serve)) {
                    continue;
                }
                Cli cli = run(command.stream()
                        .map(word -> word.replace("http://127.0.0.1:8123/v2/models/6-6-6-2", server.address()))
                        .toList());
                assertThat(cli.code()).as("%s: %s", command, cli.err()).isZero();
                assertThat(cli.out()).isNotBlank();
            }
        }
    }

    /** Run as the README says, by the JDK that runs this test, on its class path. */
    @Test
    void theJavaOfTheReadmeRuns() throws IOException, InterruptedException {
        List<String> programs = Repository.blocks("README.md", "java");
        assertThat(programs).hasSize(1);
        Path source = Files.writeString(folder.resolve("First.java"), programs.getFirst());
        Path output = folder.resolve("output");
        Process java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        source.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(java.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(Files.readString(output))
                .startsWith(Repository.blocks("README.md", "text").getFirst());
        assertThat(java.exitValue()).isZero();
    }

    @Test
    void theFilesOfTheReadmeAreThere() {
        for (String file : List.of(
                "docs/figures/bent-hyperplane.svg",
                "docs/PAPER.md",
                "docs/formats.md",
                "examples/README.md",
                "CITATION.cff")) {
            assertThat(Repository.text("README.md")).contains("(" + file + ")");
            assertThat(Repository.path(file)).isRegularFile();
        }
    }

    @Test
    void theExamplesAreWhatTheirCommandsDraw() throws IOException {
        List<List<String>> commands = Repository.commands("examples/README.md").stream()
                .filter(command -> command.getFirst().equals("train"))
                .toList();
        assertThat(commands).hasSize(8);
        for (List<String> command : commands) {
            Path drawn = folder.resolve(Path.of(command.getLast()).getFileName());
            List<String> elsewhere = command.stream()
                    .map(argument -> argument.equals(command.getLast()) ? drawn.toString() : argument)
                    .toList();
            assertThat(Cli.run(elsewhere.toArray(String[]::new)).code()).isZero();
            assertThat(drawn).hasSameBinaryContentAs(Repository.path(command.getLast()));
        }
    }

    @Test
    void formatsNamesEveryFieldThatIsWritten() throws IOException {
        Cli cli = run(List.of("recover", "examples/6-6-6-2.onnx", "--out", "run", "--json"));
        JsonNode recovery = cli.json();
        JsonNode network = JsonMapper.shared().readTree(Files.readString(folder.resolve("run/network.json")));
        JsonNode comparison = run(List.of("compare", "run/network.json", "examples/6-6-6-2.json", "--json"))
                .json();
        Set<String> fields = new TreeSet<>();
        collect(recovery, fields);
        collect(network, fields);
        collect(comparison, fields);
        assertThat(fields).contains("kinks_explained", "weight", "max_row_error");
        String formats = Repository.text("docs/formats.md");
        assertThat(fields).allSatisfy(field -> assertThat(formats).contains("`" + field + "`"));
    }

    /** The names of all fields; those in {@code by_step} are accounts, not fields. */
    private static void collect(JsonNode node, Set<String> fields) {
        node.forEachEntry((name, value) -> {
            fields.add(name);
            if (!name.equals("by_step")) {
                collect(value, fields);
            }
        });
        if (node.isArray()) {
            node.forEach(value -> collect(value, fields));
        }
    }

    /** With the examples where they are, and runs in a folder of this test. */
    private Cli run(List<String> command) {
        return Cli.run(command.stream()
                .map(argument ->
                        argument.replaceFirst("^(weights:|onnx:)?(?=examples/)", "$1" + Repository.path("") + "/"))
                .map(argument ->
                        argument.matches("run.*") ? folder.resolve(argument).toString() : argument)
                .toArray(String[]::new));
    }
}
