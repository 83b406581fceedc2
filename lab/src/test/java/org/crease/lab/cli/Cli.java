package org.crease.lab.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
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
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Environment environment = new Environment(
                new PrintWriter(out), new PrintWriter(err), false, methods, () -> stopped, Optional::empty);
        int code = Main.run(environment, args);
        return new Cli(code, out.toString(), err.toString());
    }

    /** With a token in the environment. */
    static Cli withToken(String token, String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Environment environment = new Environment(
                new PrintWriter(out),
                new PrintWriter(err),
                false,
                Main.methods(),
                () -> () -> false,
                () -> Optional.of(token));
        int code = Main.run(environment, args);
        return new Cli(code, out.toString(), err.toString());
    }

    JsonNode json() {
        return JsonMapper.shared().readTree(out);
    }
}
