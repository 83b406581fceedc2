package org.crease.oracles.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A server that does what a test says, over a real socket, and knows nothing of the client's classes. Its model is f(x) = (Σ
 * xⱼ, x₀) unless the script says otherwise.
 */
final class ScriptedServer implements AutoCloseable {
    private final ServerSocket socket;
    private final List<Socket> connections = new CopyOnWriteArrayList<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Function<Request, Response> script;

    /** A request as it came. */
    record Request(String method, String path, Map<String, String> headers, String body) {
        boolean infers() {
            return path.endsWith("/infer");
        }

        private JsonNode input() {
            return JsonMapper.shared().readTree(body).path("inputs").path(0);
        }

        int rows() {
            return input().path("shape").path(0).asInt();
        }

        /** All numbers of the questions. */
        double[] data() {
            return StreamSupport.stream(input().path("data").spliterator(), false)
                    .mapToDouble(JsonNode::asDouble)
                    .toArray();
        }
    }

    /** What is sent; a null body drops the connection instead. */
    record Response(int status, Map<String, String> headers, String body) {
        static final Response DROPPED = new Response(0, Map.of(), null);

        static Response of(int status, String body) {
            return new Response(status, Map.of(), body);
        }

        Response with(String header, String value) {
            return new Response(status, Map.of(header, value), body);
        }
    }

    /** @param script null where it leaves a request to the model */
    ScriptedServer(Function<Request, Response> script) {
        this.script = script;
        try {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /** Only the requests to infer are scripted. */
    static ScriptedServer answering(Function<Request, Response> infer) {
        return new ScriptedServer(request -> request.infers() ? infer.apply(request) : null);
    }

    /** Metadata of a model with these shapes. */
    static Response metadata(String datatype, String inputShape) {
        return Response.of(200, """
                {"name":"m","platform":"test",
                 "inputs":[{"name":"in","datatype":"%s","shape":%s}],
                 "outputs":[{"name":"out","datatype":"%s","shape":[-1,2]}]}""".formatted(datatype, inputShape, datatype));
    }

    /** Answers written as the JDK writes them, row by row. */
    static Response answers(String datatype, int rows, double... values) {
        String data = DoubleStream.of(values).mapToObj(Double::toString).collect(Collectors.joining(","));
        return Response.of(200, """
                {"model_name":"m","outputs":[{"name":"out","shape":[%d,%d],"datatype":"%s","data":[%s]}]}""".formatted(rows, values.length / rows, datatype, data));
    }

    /** What the model answers. */
    static Response model(Request request) {
        double[] x = request.data();
        int rows = request.rows();
        int n = x.length / rows;
        double[] y = new double[2 * rows];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < n; j++) {
                y[2 * i] += x[i * n + j];
            }
            y[2 * i + 1] = x[i * n];
        }
        return answers("FP64", rows, y);
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/v2/models/m");
    }

    /** The requests to infer, as they came. */
    List<Request> questions() {
        return requests.stream().filter(Request::infers).toList();
    }

    List<Request> requests() {
        return requests;
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                connection.setTcpNoDelay(true);
                connections.add(connection);
                Thread.ofVirtual().start(() -> serve(connection));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            InputStream in = new BufferedInputStream(connection.getInputStream());
            for (Request request = read(in); request != null; request = read(in)) {
                requests.add(request);
                Response response = script.apply(request);
                if (response == null) {
                    response = byDefault(request);
                }
                if (response.body() == null) {
                    return;
                }
                connection.getOutputStream().write(bytes(response));
                connection.getOutputStream().flush();
            }
        } catch (IOException e) {
            // the client went away
        }
    }

    private static Response byDefault(Request request) {
        if (request.infers()) {
            return model(request);
        }
        return request.path().endsWith("/m")
                ? metadata("FP64", "[-1,3]")
                : Response.of(404, "{\"error\":\"no such path\"}");
    }

    private static Request read(InputStream in) throws IOException {
        String first = line(in);
        if (first.isEmpty()) {
            return null;
        }
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            headers.put(
                    line.substring(0, line.indexOf(':')),
                    line.substring(line.indexOf(':') + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        List<String> words = List.of(first.split(" ", -1));
        return new Request(words.get(0), words.get(1), Collections.unmodifiableMap(headers), body);
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(Response response) {
        byte[] body = response.body().getBytes(StandardCharsets.UTF_8);
        StringBuilder head = new StringBuilder("HTTP/1.1 " + response.status() + " said\r\n");
        response.headers().forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
        head.append(String.format(Locale.ROOT, "Content-Length: %d\r\n\r\n", body.length));
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
        all.writeBytes(body);
        return all.toByteArray();
    }

    @Override
    public void close() {
        try {
            socket.close();
            for (Socket connection : connections) {
                connection.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
