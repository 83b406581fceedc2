package org.crease.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.crease.recovery.RecoveryMethod;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One call of the command line, in this process: its exit code and what it printed. */
record Cli(int code, String out, String err) {
    static Cli run(String... args) {
        return run(Main.methods(), () -> false, args);
    }

    /** With other methods to choose from. */
    static Cli run(Map<String, RecoveryMethod> methods, BooleanSupplier stopped, String... args) {
        return run(methods, stopped, Optional.empty(), args);
    }

    /** With a token in the environment. */
    static Cli withToken(String token, String... args) {
        return run(Main.methods(), () -> false, Optional.of(token), args);
    }

    private static Cli run(
            Map<String, RecoveryMethod> methods, BooleanSupplier stopped, Optional<String> token, String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Environment environment =
                new Environment(new PrintWriter(out), new PrintWriter(err), false, methods, () -> stopped, () -> token);
        int code = Main.run(environment, args);
        return new Cli(code, out.toString(), err.toString());
    }

    /** Recovers into a folder. */
    static Cli recover(Path out, String address, String... options) {
        Stream<String> fixed = Stream.of("recover", address, "--out", out.toString());
        return run(Stream.concat(fixed, Stream.of(options)).toArray(String[]::new));
    }

    /** It must have been refused: in one line that holds all of {@code parts}, with nothing printed besides and no folder {@code out} made. */
    void refused(Path out, String... parts) {
        assertThat(err).startsWith("crease: ").contains(parts).hasLineCount(1);
        assertThat(this.out).isEmpty();
        assertThat(code).isEqualTo(2);
        assertThat(out).doesNotExist();
    }

    JsonNode json() {
        return JsonMapper.shared().readTree(out);
    }
}
