package org.crease.lab.serve;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.NotFoundResponse;
import io.javalin.http.UnauthorizedResponse;
import io.javalin.util.JavalinException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Optional;
import org.crease.oracle.OracleException;
import org.crease.oracles.http.MalformedMessageException;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The Open Inference Protocol, version 2, in JSON over HTTP on 127.0.0.1, for one model. Errors are {@code {"error":…}} with a
 * fitting status. The trouble that {@link ServeSettings} asks for comes to requests to infer only.
 */
public final class InferenceServer implements AutoCloseable {
    private static final String HOST = "127.0.0.1";
    /** About three million coordinates as decimals. */
    private static final long MOST_REQUEST_BYTES = 64L << 20;

    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int TOO_LARGE = 413;
    private static final int TOO_MANY = 429;
    private static final int INTERNAL = 500;
    private static final int UNAVAILABLE = 503;

    private final ServedModel model;
    private final ServeSettings settings;
    private final Optional<String> token;
    private final Turnstile turnstile;
    private final Faults faults;
    private final Javalin server;

    private InferenceServer(ServedModel model, ServeSettings settings, Optional<String> token) {
        this.model = model;
        this.settings = settings;
        this.token = token;
        this.turnstile = new Turnstile(settings.rate(), System::nanoTime);
        this.faults = new Faults(settings);
        this.server = Javalin.create(this::configure);
    }

    /**
     * Begins to serve.
     *
     * @param token demanded as bearer token wherever the model is concerned; empty if none is
     * @throws IllegalArgumentException if the port is taken
     */
    public static InferenceServer start(ServedModel model, ServeSettings settings, Optional<String> token) {
        InferenceServer result = new InferenceServer(model, settings, token);
        try {
            result.server.start(HOST, settings.port());
        } catch (JavalinException e) {
            throw new IllegalArgumentException("port must be free, got " + settings.port(), e);
        }
        return result;
    }

    /** The address of the model. */
    public URI address() {
        String name = URLEncoder.encode(model.name(), StandardCharsets.UTF_8).replace("+", "%20");
        return URI.create("http://" + HOST + ":" + server.port() + "/v2/models/" + name);
    }

    private void configure(JavalinConfig config) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.http.maxRequestSize = MOST_REQUEST_BYTES;
        config.http.compressionStrategy = CompressionStrategy.NONE;
        RoutesConfig routes = config.routes;
        routes.before("/v2/models/*", this::authorize);
        routes.get("/v2", context -> answer(context, OK, Descriptions.server()));
        routes.get("/v2/health/live", context -> answer(context, OK, object().put("live", true)));
        routes.get("/v2/health/ready", context -> answer(context, OK, object().put("ready", true)));
        for (String version : new String[] {"", "/versions/{version}"}) {
            String path = "/v2/models/{model}" + version;
            routes.get(path, context -> describe(context, Descriptions.metadata(model)));
            routes.get(path + "/config", context -> describe(context, Descriptions.configuration(model, settings)));
            routes.get(
                    path + "/ready",
                    context ->
                            describe(context, object().put("name", model.name()).put("ready", true)));
            routes.post(path + "/infer", this::infer);
        }
        routes.exception(HttpResponseException.class, (e, context) -> fail(context, e.getStatus(), e.getMessage()));
        routes.exception(MalformedMessageException.class, (e, context) -> fail(context, BAD_REQUEST, e.getMessage()));
        routes.exception(OracleException.class, (e, context) -> fail(context, INTERNAL, e.getMessage()));
    }

    private void authorize(Context context) {
        if (token.isEmpty()) {
            return;
        }
        byte[] given = String.valueOf(context.header("Authorization")).getBytes(StandardCharsets.UTF_8);
        // compared in constant time, as secrets are
        if (!MessageDigest.isEqual(given, ("Bearer " + token.get()).getBytes(StandardCharsets.UTF_8))) {
            throw new UnauthorizedResponse("token must be the server's, got "
                    + (context.header("Authorization") == null ? "none" : "another"));
        }
    }

    private void describe(Context context, ObjectNode body) {
        checkName(context);
        answer(context, OK, body);
    }

    private void checkName(Context context) {
        String name = context.pathParam("model");
        String version = context.pathParamMap().getOrDefault("version", ServedModel.VERSION);
        if (!name.equals(model.name()) || !version.equals(ServedModel.VERSION)) {
            throw new NotFoundResponse("model must be '" + model.name() + "' version " + ServedModel.VERSION + ", got '"
                    + name + "' version " + version);
        }
    }

    private void infer(Context context) throws InterruptedException {
        checkName(context);
        Faults.Fate fate = faults.next();
        ServedModel.Questions questions = model.questions(context.bodyAsBytes());
        if (questions.size() > settings.maxBatch()) {
            throw new HttpResponseException(
                    TOO_LARGE, "batch must be at most " + settings.maxBatch() + ", got " + questions.size());
        }
        switch (fate) {
            case DROPPED -> drop(context);
            case FAILED -> fail(context, UNAVAILABLE, "server must fail now and then, as it was told to");
            case ANSWERED -> answer(context, questions);
        }
    }

    private void answer(Context context, ServedModel.Questions questions) throws InterruptedException {
        Duration wait = turnstile.enter(questions.size());
        if (wait.isPositive()) {
            context.header("Retry-After", String.valueOf(wait.plusMillis(999).toSeconds()));
            fail(context, TOO_MANY, "rate must be at most " + settings.rate() + " questions a second, got more");
            return;
        }
        if (settings.delay().isPositive()) { // to sleep for no time is to let others go first
            Thread.sleep(settings.delay());
        }
        try {
            context.contentType("application/json").result(model.response(questions));
        } catch (MalformedMessageException e) {
            fail(context, INTERNAL, "model must answer with finite numbers: " + e.getMessage());
        }
    }

    /** Closes the connection under the response. */
    private static void drop(Context context) {
        ServletContextRequest.getServletContextRequest(context.req())
                .getConnectionMetaData()
                .getConnection()
                .getEndPoint()
                .close();
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static void answer(Context context, int status, ObjectNode body) {
        context.status(status).contentType("application/json").result(body.toString());
    }

    private static void fail(Context context, int status, String message) {
        answer(context, status, object().put("error", message));
    }

    @Override
    public void close() {
        server.stop();
    }
}
