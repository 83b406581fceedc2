package org.crease.lab.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code crease serve} in this process, from its first line until it is closed. */
final class Serving implements AutoCloseable {
    private static final Pattern LINE = Pattern.compile("serving (\\S+)\\R");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final CompletableFuture<Integer> code;
    private final HttpClient client = HttpClient.newHttpClient();

    private Serving(Optional<String> token, String... args) {
        Environment environment = new Environment(
                new PrintWriter(out), new PrintWriter(err), false, Main.methods(), () -> stopped::get, () -> token);
        String[] all = Stream.concat(Stream.of("serve"), Arrays.stream(args)).toArray(String[]::new);
        code = CompletableFuture.supplyAsync(
                () -> Main.run(environment, all), command -> Thread.ofPlatform().start(command));
        while (!code.isDone() && !LINE.matcher(out.toString()).find()) {
            pause();
        }
    }

    static Serving of(String... args) {
        return new Serving(Optional.empty(), args);
    }

    static Serving withToken(String token, String... args) {
        return new Serving(Optional.of(token), args);
    }

    private static void pause() {
        try {
            Thread.sleep(5);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    String address() {
        Matcher line = LINE.matcher(out.toString());
        if (!line.matches()) {
            throw new AssertionError("no server: " + out + err);
        }
        return line.group(1);
    }

    /** All that was printed so far. */
    String printed() {
        return out + "" + err;
    }

    /** By a path from the model on, which may lead upwards. */
    HttpResponse<String> get(String path) {
        return send(
                HttpRequest.newBuilder(URI.create(address() + path).normalize()).build());
    }

    HttpResponse<String> post(String body) {
        return send(HttpRequest.newBuilder(URI.create(address() + "/infer"))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    /** Asks float64 questions, a row each. */
    HttpResponse<String> ask(double[]... rows) {
        String data = Arrays.stream(rows).map(Arrays::toString).collect(Collectors.joining(","));
        return post("{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP64\",\"shape\":[" + rows.length + ","
                + rows[0].length + "],\"data\":[" + data + "]}]}");
    }

    /** The numbers in a response. */
    static double[] data(HttpResponse<String> response) {
        JsonNode data = JsonMapper.shared()
                .readTree(response.body())
                .path("outputs")
                .path(0)
                .path("data");
        double[] numbers = new double[data.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = data.get(i).asDouble();
        }
        return numbers;
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Says stop, and waits for the exit code. */
    int stop() {
        stopped.set(true);
        return code.join();
    }

    @Override
    public void close() {
        stop();
        client.close();
    }
}
