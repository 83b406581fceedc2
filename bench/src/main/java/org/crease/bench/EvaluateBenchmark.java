package org.crease.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.crease.geometry.Points;
import org.crease.network.Layer;
import org.crease.network.ReluNetwork;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What one question to a network in this process costs, by how many are asked at once. One method a batch size, because JMH
 * divides by a number that must be a constant.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class EvaluateBenchmark {
    private static final long SEED = 20;

    /** The widths, from the input to the output. */
    @Param({"10-20-20-1", "784-128-1"})
    public String widths;

    private ReluNetwork network;
    private Points one;
    private Points batch64;
    private Points batch1024;

    /** He-scaled random weights, standard normal questions. */
    @Setup
    public void setUp() {
        SplittableRandom random = new SplittableRandom(SEED);
        String[] sizes = widths.split("-", -1);
        List<Layer> layers = new ArrayList<>();
        for (int k = 1; k < sizes.length; k++) {
            int inputs = Integer.parseInt(sizes[k - 1]);
            int outputs = Integer.parseInt(sizes[k]);
            double[] weights = normal(random, inputs * outputs, Math.sqrt(2.0 / inputs));
            double[] bias = normal(random, outputs, 0.1);
            layers.add(
                    k == sizes.length - 1
                            ? Layer.linear(outputs, inputs, weights, bias)
                            : Layer.relu(outputs, inputs, weights, bias));
        }
        network = new ReluNetwork(layers);
        one = questions(random, 1);
        batch64 = questions(random, 64);
        batch1024 = questions(random, 1024);
    }

    @Benchmark
    public Points batchOf1() {
        return network.evaluate(one);
    }

    @Benchmark
    @OperationsPerInvocation(64)
    public Points batchOf64() {
        return network.evaluate(batch64);
    }

    @Benchmark
    @OperationsPerInvocation(1024)
    public Points batchOf1024() {
        return network.evaluate(batch1024);
    }

    private Points questions(SplittableRandom random, int size) {
        return Points.of(size, network.inputs(), normal(random, size * network.inputs(), 1));
    }

    private static double[] normal(SplittableRandom random, int size, double sigma) {
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
            values[i] = sigma * random.nextGaussian();
        }
        return values;
    }
}
