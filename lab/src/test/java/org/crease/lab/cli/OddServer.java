package org.crease.lab.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A model server over a real socket that is sound for a while and then odd. Its model is f(x) = (max(x₀, 0), x₁ + x₂).
 */
final class OddServer implements AutoCloseable {
    static final String METADATA = metadata("[-1,3]");
    /** What {@link #answer} takes for no response, ever. */
    static final String SILENCE = "";

    private final String metadata;
    private final int sound;
    private final Function<double[], String> odd;
    private final AtomicInteger asked = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<Socket> connections = new CopyOnWriteArrayList<>();
    private final ServerSocket socket;

    /**
     * @param sound how many requests to infer are answered before it gets odd
     * @param odd the response's body by the questions' numbers
     */
    OddServer(String metadata, int sound, Function<double[], String> odd) {
        this.metadata = metadata;
        this.sound = sound;
        this.odd = odd;
        try {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    static String metadata(String inputShape) {
        return """
                {"name":"m","platform":"test","inputs":[{"name":"x","datatype":"FP64","shape":%s}],
                 "outputs":[{"name":"y","datatype":"FP64","shape":[-1,2]}]}""".formatted(inputShape);
    }

    /** A response with these numbers. */
    static String response(int rows, int columns, String data) {
        return """
                {"model_name":"m","outputs":[{"name":"y","shape":[%d,%d],"datatype":"FP64","data":[%s]}]}""".formatted(rows, columns, data);
    }

    String address() {
        return "http://127.0.0.1:" + socket.getLocalPort() + "/v2/models/m";
    }

    private static String model(double[] x) {
        StringBuilder data = new StringBuilder();
        for (int i = 0; i < x.length; i += 3) {
            data.append(i == 0 ? "" : ",").append(Math.max(x[i], 0)).append(',').append(x[i + 1] + x[i + 2]);
        }
        return response(x.length / 3, 2, data.toString());
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
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
            for (String request = line(in); !request.isEmpty(); request = line(in)) {
                int length = 0;
                for (String header = line(in); !header.isEmpty(); header = line(in)) {
                    if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                        length = Integer.parseInt(
                                header.substring(header.indexOf(':') + 1).strip());
                    }
                }
                String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
                String path = request.split(" ", -1)[1];
                String said = path.endsWith("/infer") ? answer(body) : path.endsWith("/m") ? metadata : null;
                if (SILENCE.equals(said)) {
                    closed.await();
                    return;
                }
                send(connection, said);
            }
        } catch (IOException | InterruptedException e) {
            // the client went away, or the test is over
        }
    }

    private String answer(String body) {
        JsonNode data =
                JsonMapper.shared().readTree(body).path("inputs").path(0).path("data");
        double[] x = new double[data.size()];
        for (int i = 0; i < x.length; i++) {
            x[i] = data.get(i).asDouble();
        }
        return asked.incrementAndGet() <= sound ? model(x) : odd.apply(x);
    }

    private static void send(Socket connection, String said) throws IOException {
        byte[] body = (said == null ? "{\"error\":\"no such path\"}" : said).getBytes(StandardCharsets.UTF_8);
        String head = "HTTP/1.1 " + (said == null ? 404 : 200) + " said\r\nContent-Length: " + body.length + "\r\n\r\n";
        connection.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
        connection.getOutputStream().write(body);
        connection.getOutputStream().flush();
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

    @Override
    public void close() {
        closed.countDown();
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
