package org.crease.lab.cli;

import io.javalin.Javalin;
import io.javalin.http.Context;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A model server over a real socket that is sound for a while and then odd. Its model is f(x) = (max(x₀, 0), x₁ + x₂). */
final class OddServer implements AutoCloseable {
    static final String METADATA = metadata("[-1,3]");
    /** What {@link #answer} takes for no response, ever. */
    static final String SILENCE = "";

    private final int sound;
    private final Function<double[], String> odd;
    private final AtomicInteger asked = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Javalin server;

    /**
     * @param sound how many requests to infer are answered before it gets odd
     * @param odd the response's body by the questions' numbers
     */
    OddServer(String metadata, int sound, Function<double[], String> odd) {
        this.sound = sound;
        this.odd = odd;
        this.server = Javalin.create(config -> {
                    config.startup.showJavalinBanner = false;
                    config.startup.showOldJavalinVersionWarning = false;
                    config.startup.startupWatcherEnabled = false;
                    config.routes.get("/v2/models/m", context -> context.result(metadata));
                    config.routes.post("/v2/models/m/infer", this::answer);
                })
                .start("127.0.0.1", 0);
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
        return "http://127.0.0.1:" + server.port() + "/v2/models/m";
    }

    private static String model(double[] x) {
        StringBuilder data = new StringBuilder();
        for (int i = 0; i < x.length; i += 3) {
            data.append(i == 0 ? "" : ",").append(Math.max(x[i], 0)).append(',').append(x[i + 1] + x[i + 2]);
        }
        return response(x.length / 3, 2, data.toString());
    }

    private void answer(Context context) throws InterruptedException {
        JsonNode data = JsonMapper.shared()
                .readTree(context.body())
                .path("inputs")
                .path(0)
                .path("data");
        double[] x = new double[data.size()];
        for (int i = 0; i < x.length; i++) {
            x[i] = data.get(i).asDouble();
        }
        String said = asked.incrementAndGet() <= sound ? model(x) : odd.apply(x);
        if (said.equals(SILENCE)) {
            closed.await();
        }
        context.result(said);
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop();
    }
}
