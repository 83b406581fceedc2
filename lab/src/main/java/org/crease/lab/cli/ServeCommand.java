package org.crease.lab.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.crease.geometry.Box;
import org.crease.lab.serve.InferenceServer;
import org.crease.lab.serve.ProbabilitiesOracle;
import org.crease.lab.serve.ServeSettings;
import org.crease.lab.serve.ServedModel;
import org.crease.oracle.Ending;
import org.crease.oracle.NoisyOracle;
import org.crease.oracle.Oracle;
import org.crease.oracle.RoundedOracle;
import org.crease.oracles.http.Datatype;
import org.crease.oracles.http.InferenceServerOracle;
import org.crease.oracles.http.ServerSettings;
import org.crease.oracles.model.Arithmetic;
import org.crease.oracles.model.NetworkFile;
import org.crease.oracles.model.NetworkOnnx;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code crease serve}: a network behind a server of this machine, with the defences and the trouble that one asks for. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = "Serves a network on 127.0.0.1 by the Open Inference Protocol, version 2, until Ctrl-C."
                + " The address for recover is printed when it can be asked.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:ended by Ctrl-C or SIGTERM", "2:wrong arguments or unreadable input"})
final class ServeCommand implements Callable<Integer> {
    /** How often it looks whether to end. */
    private static final Duration GLANCE = Duration.ofMillis(50);

    private final Environment environment;

    @Parameters(
            paramLabel = "NET",
            description = "A network: an ONNX file, asked in its own arithmetic, or a JSON file, in float64.")
    private String file;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "0",
            description = "Port to listen on. Default: any that is free.")
    private int port;

    @Option(names = "--name", paramLabel = "NAME", description = "Name of the model. Default: that of the file.")
    private String name;

    @Option(
            names = "--softmax",
            description = "Answer with probabilities; of one output, the sigmoid."
                    + " A file that ends in either keeps it, and gets no other.")
    private boolean softmax;

    @Option(names = "--noise", paramLabel = "SIGMA", description = "Add normal noise to every answer.")
    private Double noise;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of the noise. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--round", paramLabel = "DIGITS", description = "Round answers to so many decimals.")
    private Integer round;

    @Option(
            names = "--rate",
            paramLabel = "QUERIES",
            description = "The most queries a second; more get 429 with Retry-After.")
    private Double rate;

    @Option(
            names = "--max-batch",
            paramLabel = "QUERIES",
            description = "The most queries in one request; more get 413.")
    private Integer maxBatch;

    @Option(
            names = "--require-token",
            description =
                    "Demand the bearer token in the environment variable " + InferenceServerOracle.TOKEN_VARIABLE + ".")
    private boolean requireToken;

    @Option(names = "--fail-every", paramLabel = "N", description = "Every N-th request gets 503.")
    private Integer failEvery;

    @Option(
            names = "--drop-every",
            paramLabel = "N",
            description = "Every N-th connection is closed without a response.")
    private Integer dropEvery;

    @Option(
            names = "--delay",
            paramLabel = "DURATION",
            converter = TimeConverter.class,
            description = "Wait before each answer: 0.1s.")
    private Duration delay;

    ServeCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws InterruptedException {
        ServeSettings settings = settings();
        Optional<String> token = token();
        BooleanSupplier stopped = environment.stopSignal().get();
        Access plain = new Access(
                OptionalInt.empty(),
                Box::unbounded,
                ServerSettings.DEFAULTS,
                Optional::empty,
                OpenOracle::oracle,
                stopped);
        try (OpenOracle opened = OpenOracle.at(address(), plain);
                InferenceServer server = start(model(opened), settings, token)) {
            environment.out().println("serving " + server.address());
            environment.out().flush();
            while (!stopped.getAsBoolean()) {
                Thread.sleep(GLANCE);
            }
            return ExitCode.OK;
        }
    }

    private ServeSettings settings() {
        ServeSettings defaults = ServeSettings.DEFAULTS;
        positive("fail-every", failEvery);
        positive("drop-every", dropEvery);
        try {
            return new ServeSettings(
                    port,
                    rate == null ? defaults.rate() : rate,
                    maxBatch == null ? defaults.maxBatch() : maxBatch,
                    failEvery == null ? defaults.failEvery() : failEvery,
                    dropEvery == null ? defaults.dropEvery() : dropEvery,
                    delay == null ? defaults.delay() : delay);
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
        }
    }

    private static void positive(String option, Integer value) {
        if (value != null && value < 1) {
            throw new UsageException(option + " must be at least 1, got " + value);
        }
    }

    private Optional<String> token() {
        if (!requireToken) {
            return Optional.empty();
        }
        Optional<String> token = environment.token().get().filter(secret -> !secret.isEmpty());
        if (token.isEmpty()) {
            throw new UsageException(
                    "require-token must find a token in " + InferenceServerOracle.TOKEN_VARIABLE + ", got none");
        }
        return token;
    }

    private String address() {
        if (!file.endsWith(".onnx") && !file.endsWith(".json")) {
            throw new UsageException("network must be a file .onnx or .json, got '" + file + "'");
        }
        return file.endsWith(".json") ? "weights:" + file : file;
    }

    private ServedModel model(OpenOracle opened) {
        Datatype datatype = opened.arithmetic().equals(Arithmetic.FLOAT32.toString()) ? Datatype.FP32 : Datatype.FP64;
        String fileName = OpenOracle.existing("network", file).getFileName().toString();
        String modelName = name == null ? fileName.substring(0, fileName.lastIndexOf('.')) : name;
        if (modelName.isEmpty() || modelName.contains("/")) {
            throw new UsageException("name must be one word of a path, got '" + modelName + "'");
        }
        return new ServedModel(modelName, datatype, disguised(opened.oracle()));
    }

    /** In the order in which a service would do it: probabilities, noise, and then as many digits as it prints. */
    private Oracle disguised(Oracle bare) {
        Oracle oracle = softmax ? probabilities(bare) : bare;
        try {
            if (noise != null) {
                oracle = new NoisyOracle(oracle, noise, SpaceOptions.random(seed));
            }
            return round == null ? oracle : new RoundedOracle(oracle, round);
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
        }
    }

    /** Of logits; a model file that makes probabilities itself is left alone, since a softmax of these would be something else. */
    private Oracle probabilities(Oracle bare) {
        if (file.endsWith(".json")) { // only its layers have been run
            Ending ending = NetworkFile.of(Path.of(file)).ending();
            return ending == Ending.SIGMOID ? ProbabilitiesOracle.ofEach(bare) : new ProbabilitiesOracle(bare);
        }
        Ending ending = NetworkOnnx.ending(Path.of(file));
        if (ending == Ending.LOGITS) {
            return new ProbabilitiesOracle(bare);
        }
        environment
                .err()
                .println("crease: network ends in a " + ending.name().toLowerCase(Locale.ROOT)
                        + " already, so that --softmax adds none");
        environment.err().flush();
        return bare;
    }

    private static InferenceServer start(ServedModel model, ServeSettings settings, Optional<String> token) {
        try {
            return InferenceServer.start(model, settings, token);
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
        }
    }
}
