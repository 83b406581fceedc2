package org.crease.oracles.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.crease.geometry.Points;
import org.crease.oracles.http.ScriptedServer.Response;
import org.junit.jupiter.api.Test;

/** Not a bit is lost on the way, in either datatype and in either direction. */
class ExactNumbersTest {
    private static final int MANY = 3000;

    /** All kinds of finite numbers: random bits, and those at the edges. */
    private static double[] doubles(Random random) {
        double[] edges = {0.0, -0.0, Double.MIN_VALUE, Double.MAX_VALUE, Double.MIN_NORMAL, 1e23, 0.1, -1 / 3.0};
        double[] x = DoubleStream.generate(() -> Double.longBitsToDouble(random.nextLong()))
                .filter(Double::isFinite)
                .limit(MANY)
                .toArray();
        System.arraycopy(edges, 0, x, 0, edges.length);
        return x;
    }

    private static float[] floats(Random random) {
        float[] x = new float[MANY];
        for (int i = 0; i < MANY; i++) {
            do {
                x[i] = Float.intBitsToFloat(random.nextInt());
            } while (!Float.isFinite(x[i]));
        }
        float[] edges = {0.0f, -0.0f, Float.MIN_VALUE, Float.MAX_VALUE, 0.1f, 8388609f, 7.038531e-26f};
        System.arraycopy(edges, 0, x, 0, edges.length);
        return x;
    }

    @Test
    void float64GoesThereAndBackBitForBit() {
        double[] x = doubles(new Random(1));
        try (ScriptedServer server = echo("FP64", text -> Double.toString(Double.parseDouble(text)));
                InferenceServerOracle oracle = Asked.open(server)) {
            double[] y = oracle.ask(Points.of(MANY, 1, x)).toArray();
            for (int i = 0; i < MANY; i++) {
                assertThat(Double.doubleToRawLongBits(y[i])).isEqualTo(Double.doubleToRawLongBits(x[i]));
            }
        }
    }

    /** The server reads the decimals as float32 right away, and writes the shortest that tell its floats apart. */
    @Test
    void float32GoesThereAndBackBitForBit() {
        float[] x = floats(new Random(2));
        try (ScriptedServer server = echo("FP32", text -> Float.toString(Float.parseFloat(text)));
                InferenceServerOracle oracle = Asked.open(server)) {
            assertThat(oracle.arithmetic()).isEqualTo("float32");
            Points questions = Points.of(
                    MANY, 1, IntStream.range(0, MANY).mapToDouble(i -> x[i]).toArray());
            double[] y = oracle.ask(questions).toArray();
            for (int i = 0; i < MANY; i++) {
                assertThat(Double.doubleToRawLongBits(y[i])).isEqualTo(Double.doubleToRawLongBits(x[i]));
            }
        }
    }

    @Test
    void float32WrittenWithTheDigitsOfFloat64IsReadBitForBitToo() {
        float[] x = floats(new Random(3));
        try (ScriptedServer server = echo("FP32", text -> Double.toString((float) Double.parseDouble(text)));
                InferenceServerOracle oracle = Asked.open(server)) {
            double[] wide = IntStream.range(0, MANY).mapToDouble(i -> x[i]).toArray();
            assertThat(oracle.ask(Points.of(MANY, 1, wide)).toArray()).isEqualTo(wide);
        }
    }

    @Test
    void aQuestionIsRoundedToFloat32ForAModelThatTakesNoMore() {
        try (ScriptedServer server = echo("FP32", text -> text);
                InferenceServerOracle oracle = Asked.open(server)) {
            assertThat(oracle.ask(Points.of(1, 1, new double[] {0.1})).get(0, 0))
                    .isEqualTo(0.1f);
        }
    }

    /** f(x) = x for one input, the decimals passed through {@code written}. */
    private static ScriptedServer echo(String datatype, UnaryOperator<String> written) {
        return new ScriptedServer(request -> {
            if (!request.infers()) {
                return request.path().endsWith("/m")
                        ? ScriptedServer.metadata(datatype, "[-1,1]")
                        : Response.of(404, "");
            }
            String body = request.body();
            String data = body.substring(body.indexOf("\"data\":[") + 8, body.lastIndexOf("]}]}"));
            String answers = Arrays.stream(data.split(",")).map(written).collect(Collectors.joining("],[", "[", "]"));
            return Response.of(
                    200,
                    "{\"outputs\":[{\"data\":[" + answers + "],\"datatype\":\"" + datatype + "\",\"shape\":["
                            + request.rows() + ",1],\"name\":\"out\"}]}");
        });
    }
}
