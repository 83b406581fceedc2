package org.crease.oracles.http;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLException;
import org.crease.oracle.OracleException;
import org.crease.oracles.http.PassingException.Kind;
import org.crease.oracles.model.OneLine;
import org.crease.oracles.model.UnreadableModelException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Requests to one server, and what its responses and failures mean. The only place that knows the token. */
final class Wire implements AutoCloseable {
    /** Of a response that is an error, this much is read. */
    private static final int MOST_ERROR_BYTES = 1 << 16;
    /** Where errors have their words: the protocol's field, and those of the frameworks in which servers are written. */
    private static final List<String> REASONS = List.of("error", "detail", "message");

    private final HttpClient client;
    private final ModelAddress address;
    private final Optional<String> token;
    private final InstantSource clock;

    /**
     * @param connectTimeout for the connection alone
     * @param clock for dates in {@code Retry-After}
     * @throws UnreadableModelException if the token does not fit into a header; it is not repeated
     */
    Wire(ModelAddress address, Optional<String> token, Duration connectTimeout, InstantSource clock) {
        if (token.filter(secret -> !secret.matches("[!-~]+")).isPresent()) {
            throw new UnreadableModelException("token in " + InferenceServerOracle.TOKEN_VARIABLE
                    + " must be visible ASCII characters without spaces, got others");
        }
        this.address = address;
        this.token = token;
        this.clock = clock;
        // No redirects: the token and the questions are meant for this server and no other. HTTP/1.1 because the switch
        // to HTTP/2 of an unencrypted connection costs a round trip that servers answer in different ways.
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(connectTimeout)
                .build();
    }

    ModelAddress address() {
        return address;
    }

    /**
     * Sends a request and does not wait.
     *
     * @param json what to post; empty to get
     * @param mostBytes of the response, which is not read any further
     * @return completed as the response, or the trouble, comes; {@link #body} tells what it means
     */
    CompletableFuture<HttpResponse<BoundedBody.Body>> send(URI uri, Optional<byte[]> json, int mostBytes) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).header("Accept", "application/json");
        token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        json.ifPresent(body ->
                request.header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofByteArray(body)));
        return client.sendAsync(
                request.build(), head -> new BoundedBody(isFine(head.statusCode()) ? mostBytes : MOST_ERROR_BYTES));
    }

    private static boolean isFine(int status) {
        return status / 100 == 2;
    }

    /**
     * The body of a response that has come.
     *
     * @throws OracleException if it is none: {@link PassingException}, {@link RefusedException} or a final one
     */
    byte[] body(CompletableFuture<HttpResponse<BoundedBody.Body>> done) {
        HttpResponse<BoundedBody.Body> response;
        try {
            response = done.get();
        } catch (ExecutionException e) {
            throw trouble(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OracleException("server must be waited for, got an interrupt: " + address, e);
        }
        if (!isFine(response.statusCode())) {
            throw trouble(response);
        }
        BoundedBody.Body body = response.body();
        if (!body.whole()) {
            throw new OracleException(
                    "response must have at most " + body.bytes().length + " bytes, got more: " + address);
        }
        if (startsAsHtml(body.bytes())) {
            throw new OracleException("server must answer in JSON, got an HTML page: " + address);
        }
        return body.bytes();
    }

    /** The time for a response was over. */
    PassingException tooLate(Duration timeout) {
        return new PassingException(
                Kind.BROKEN,
                "server must answer within " + timeout.toMillis() / 1000.0 + " s, got nothing: " + address,
                Optional.empty());
    }

    private OracleException trouble(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        if (root instanceof UnresolvedAddressException || root instanceof UnknownHostException) {
            return new PassingException(Kind.UNREACHABLE, "host must be known, got an unknown one: " + address, cause);
        }
        if (cause instanceof HttpConnectTimeoutException) {
            return new PassingException(
                    Kind.UNREACHABLE, "server must be reached, got no connection: " + address, cause);
        }
        if (cause instanceof ConnectException) {
            return new PassingException(
                    Kind.UNREACHABLE, "server must be there, got connection refused: " + address, cause);
        }
        if (cause instanceof SSLException) {
            return new OracleException(
                    "server must speak TLS that this machine trusts, got " + said(root) + ": " + address, cause);
        }
        if (cause instanceof IOException) {
            return new PassingException(Kind.BROKEN, "server must answer, got a dropped connection: " + address, cause);
        }
        return new OracleException("server must be asked, got " + said(cause) + ": " + address, cause);
    }

    private OracleException trouble(HttpResponse<BoundedBody.Body> response) {
        int status = response.statusCode();
        String got = "got " + status + said(response.body().bytes()) + ": " + address;
        return switch (status) {
            case 301, 302, 303, 307, 308 ->
                new RefusedException(
                        status,
                        "server must answer itself, got a redirect (" + status + ") to "
                                + response.headers()
                                        .firstValue("Location")
                                        .map(this::quoted)
                                        .orElse("nowhere")
                                + ", which is not followed: " + address);
            case 401, 403 ->
                new RefusedException(
                        status,
                        "server must accept the token in " + InferenceServerOracle.TOKEN_VARIABLE
                                + (token.isPresent() ? "" : ", which is not set") + ", " + got);
            case 404 -> new RefusedException(status, "server must know the model, " + got);
            case 429 -> new PassingException(Kind.THROTTLED, "server must answer, " + got, retryAfter(response));
            case 502, 503, 504 ->
                new PassingException(Kind.UNAVAILABLE, "server must answer, " + got, retryAfter(response));
            default -> new RefusedException(status, "server must answer, " + got);
        };
    }

    private Optional<Duration> retryAfter(HttpResponse<?> response) {
        return response.headers()
                .firstValue("Retry-After")
                .flatMap(header -> RetryAfter.parse(header, clock.instant()));
    }

    /** What a body says of an error, in parentheses; nothing if it says nothing to people. */
    private String said(byte[] body) {
        if (body.length == 0) {
            return "";
        }
        if (startsAsHtml(body)) {
            return " (an HTML page)";
        }
        String text = new String(body, StandardCharsets.UTF_8);
        try {
            JsonNode error = JsonMapper.shared().readTree(body);
            text = REASONS.stream()
                    .map(error::path)
                    .filter(JsonNode::isString)
                    .findFirst()
                    .map(JsonNode::asString)
                    .orElse(text);
        } catch (JacksonException e) {
            // not the protocol's form of an error; then all of it is quoted
        }
        return " (" + quoted(text) + ")";
    }

    private String said(Throwable trouble) {
        String message = trouble.getMessage();
        return message == null ? trouble.getClass().getSimpleName() : quoted(message);
    }

    /** As one line, and without the token if somebody repeats it. */
    private String quoted(String text) {
        return OneLine.of(token.map(secret -> text.replace(secret, "…")).orElse(text));
    }

    private static boolean startsAsHtml(byte[] body) {
        for (byte b : body) {
            if (!Character.isWhitespace(b)) {
                return b == '<';
            }
        }
        return false;
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
