package org.crease.lab.cli;

import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.Optional;
import org.crease.lab.serve.InferenceServer;
import org.crease.lab.serve.ServeSettings;
import org.crease.lab.serve.ServedModel;
import org.crease.oracles.http.Datatype;
import org.crease.oracles.onnx.OnnxOracle;

/**
 * What the launcher has a JVM do once after a build, to keep which classes it loaded and which of their methods were hot: a
 * recovery from a model file and the same from a server. A later run then need not find that out again, which saves it a third of
 * its time if it is short.
 */
final class Rehearsal {
    private Rehearsal() {}

    /**
     * Rehearses.
     *
     * @param args a model file, and a folder for the results, which must not exist
     */
    public static void main(String[] args) {
        Path model = Path.of(args[0]);
        Path out = Path.of(args[1]);
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        Environment environment =
                new Environment(nowhere, nowhere, false, Main.methods(), () -> () -> false, Optional::empty);
        Main.run(environment, "serve", "--help");
        Main.run(
                environment,
                "recover",
                model.toString(),
                "--out",
                out.resolve("file").toString());
        try (OnnxOracle oracle = OnnxOracle.open(model);
                InferenceServer server = InferenceServer.start(
                        new ServedModel("model", Datatype.FP64, oracle), ServeSettings.DEFAULTS, Optional.empty())) {
            Main.run(
                    environment,
                    "recover",
                    server.address().toString(),
                    "--out",
                    out.resolve("server").toString());
        }
    }
}
