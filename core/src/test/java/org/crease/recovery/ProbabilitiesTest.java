package org.crease.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.crease.geometry.Box;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.crease.network.RandomNetworks;
import org.crease.network.ReluNetwork;
import org.crease.oracle.CountingOracle;
import org.crease.oracle.Ending;
import org.crease.oracle.FunctionOracle;
import org.crease.oracle.LogRatioOracle;
import org.crease.oracle.Oracle;
import org.crease.oracle.OracleException;
import org.crease.recovery.arrangement.ArrangementMethod;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Seeds 1 to 3 of 4-6-3 and 10-10-10-4; what is drawn with them was looked at once and does not change. */
class ProbabilitiesTest {
    @Test
    void logitsAreNoProbabilitiesAndCostFourQuestions() {
        CountingOracle logits = new CountingOracle(RandomNetworks.oracle(network(1, 4, 6, 3)));
        assertThat(recognized(logits, SearchSpace.all(4))).isEmpty();
        assertThat(logits.total()).isEqualTo(4);
    }

    @Test
    void aConstantIsNoProbability() {
        Oracle constant = new FunctionOracle(3, 2, x -> Points.of(x.size(), 2, filled(2 * x.size(), 0.5)));
        assertThat(recognized(constant, SearchSpace.all(3))).isEmpty();
    }

    @Test
    void aSoftmaxIsTakenOffAndTheNetworkIsFoundUpToACommonShift() {
        for (long seed = 1; seed <= 3; seed++) {
            ReluNetwork network = network(seed, 4, 6, 3);
            Oracle oracle = ending(network, Ending.SOFTMAX, DoubleUnaryOperator.identity());
            Probabilities probabilities = recognized(oracle, SearchSpace.all(4)).orElseThrow();
            assertThat(probabilities.ending()).isEqualTo(Ending.SOFTMAX);
            assertThat(probabilities.uncertainty()).isZero();
            ReluNetwork found = complete(oracle, probabilities);
            assertThat(found.outputs()).isEqualTo(3);
            assertThat(difference(found, network, probabilities)).isLessThan(1e-11);
        }
    }

    @Test
    void twoHiddenLayersBehindASoftmaxInFloat32AreFound() {
        ReluNetwork network = network(1, 10, 10, 3);
        Oracle oracle = ending(network, Ending.SOFTMAX, p -> (float) p);
        Probabilities probabilities = recognized(oracle, SearchSpace.all(10)).orElseThrow();
        assertThat(difference(complete(oracle, probabilities), network, probabilities))
                .isLessThan(1e-5);
    }

    /** The space that 120 inputs act through is found before anything else, and the rows outside it at the end. */
    @Test
    void manyInputsBehindASoftmaxInFloat32AreFound() {
        for (long seed = 1; seed <= 2; seed++) {
            ReluNetwork network = network(seed, 120, 8, 5, 4);
            CountingOracle oracle = new CountingOracle(ending(network, Ending.SOFTMAX, p -> (float) p));
            Probabilities probabilities =
                    recognized(oracle, SearchSpace.all(120)).orElseThrow();
            assertThat(difference(complete(oracle, probabilities), network, probabilities))
                    .isLessThan(1e-6);
            assertThat(oracle.byAccount()).containsKey("ActiveSubspace");
        }
    }

    @Test
    void sigmoidsAreTakenOffOneByOne() {
        ReluNetwork network = network(3, 4, 6, 3);
        Oracle oracle = ending(network, Ending.SIGMOID, DoubleUnaryOperator.identity());
        Probabilities probabilities = recognized(oracle, SearchSpace.all(4)).orElseThrow();
        assertThat(probabilities.ending()).isEqualTo(Ending.SIGMOID);
        assertThat(probabilities.uncertainty()).isBetween(1e-16, 1e-9);
        assertThat(difference(complete(oracle, probabilities), network, probabilities))
                .isLessThan(1e-9);
    }

    @ParameterizedTest
    @CsvSource({"-1,3", "0,1"})
    void theBoxIsPartOfTheDomain(double low, double high) {
        Box box = Box.cube(4, low, high);
        Oracle oracle = new FunctionOracle(4, 3, x -> {
            for (int i = 0; i < x.size(); i++) {
                assertThat(box.contains(x.get(i))).isTrue();
            }
            return ending(network(2, 4, 6, 3), Ending.SOFTMAX, DoubleUnaryOperator.identity())
                    .ask(x);
        });
        Probabilities found = recognized(oracle, new SearchSpace(box, 1)).orElseThrow();
        assertThat(box.contains(found.space().box().low())).isTrue();
        assertThat(box.contains(found.space().box().high())).isTrue();
    }

    /** A logarithm of a number that is written to six decimals: half a unit of it, over the smallest that was met. */
    @Test
    void roundedProbabilitiesMakeLogarithmsUncertain() {
        Oracle oracle = ending(network(1, 4, 6, 3), Ending.SOFTMAX, p -> Math.rint(p * 1e6) / 1e6);
        Probabilities found = recognized(oracle, SearchSpace.all(4)).orElseThrow();
        assertThat(found.uncertainty()).isBetween(0.5e-6, 1e-2);
        Oracle logits = found.logits(oracle);
        MeasureResolution.Outcome measured =
                MeasureResolution.DEFAULTS.measure(logits, found.space(), new SplittableRandom(1));
        assertThat(((MeasureResolution.Measured) measured).resolution().eta(0, 0))
                .isGreaterThanOrEqualTo(found.uncertainty());
    }

    @Test
    void aClassThatIsGoneIsSaidAndNotMadeUp() {
        Oracle oracle = new FunctionOracle(2, 2, x -> Points.of(Vector.of(0, 1)));
        assertThatExceptionOfType(OracleException.class)
                .isThrownBy(() -> new LogRatioOracle(oracle, Ending.SOFTMAX, 1, 0, 0).ask(Points.of(Vector.of(3, 4))))
                .withMessageContaining("every class visible, got 0 or 1 for output 0 at a point of norm 5.0");
    }

    /** Where a class is below the floor it is compared with nothing; where the reference is, nothing is. */
    @Test
    void whoCanDoWithGapsGetsThemInPlaceOfClassesThatAreGone() {
        Oracle oracle = new FunctionOracle(
                1, 3, x -> Points.of(Vector.of(0.25, 0, 0.75), Vector.of(0, 0.5, 0.5), Vector.of(1e-40, 0.1, 0.9)));
        Points x = Points.of(Vector.of(1), Vector.of(2), Vector.of(3));
        Points seen = new LogRatioOracle(oracle, Ending.SOFTMAX, 0, 0, Float.MIN_NORMAL)
                .withGaps()
                .chargedTo("test")
                .ask(x);
        assertThat(seen.get(0, 0)).isNaN();
        assertThat(seen.get(0, 1)).isEqualTo(Math.log(0.75) - Math.log(0.25));
        for (int i = 1; i <= 2; i++) {
            assertThat(seen.get(i).toArray()).containsOnly(Double.NaN);
        }
    }

    private static ReluNetwork network(long seed, int... widths) {
        return RandomNetworks.draw(new SplittableRandom(seed), widths);
    }

    private static Optional<Probabilities> recognized(Oracle oracle, SearchSpace space) {
        return RecognizeProbabilities.DEFAULTS.recognize(oracle, space, new SplittableRandom(1));
    }

    private static ReluNetwork complete(Oracle oracle, Probabilities probabilities) {
        Recovery recovery = probabilities.whole(ArrangementMethod.DEFAULTS.recover(
                probabilities.logits(oracle), probabilities.space(), 1, Progress.NONE));
        assertThat(recovery).isInstanceOf(Recovery.Complete.class);
        return recovery.findings().orElseThrow().network();
    }

    /** Of logits, in units of the largest, at 1000 places of the box; after a softmax with those of the reference class at zero. */
    private static double difference(ReluNetwork f, ReluNetwork g, Probabilities probabilities) {
        SplittableRandom random = new SplittableRandom(2);
        Box box = probabilities.space().box();
        double worst = 0;
        double largest = 0;
        for (int i = 0; i < 1000; i++) {
            double[] x = new double[box.dimension()];
            for (int j = 0; j < x.length; j++) {
                x[j] = random.nextDouble(box.low().get(j), box.high().get(j));
            }
            double[] u = f.evaluate(Points.of(Vector.of(x))).toArray();
            double[] v = g.evaluate(Points.of(Vector.of(x))).toArray();
            boolean softmax = probabilities.ending() == Ending.SOFTMAX;
            double shift = softmax ? u[probabilities.reference()] - v[probabilities.reference()] : 0;
            for (int o = 0; o < u.length; o++) {
                worst = Math.max(worst, Math.abs(u[o] - v[o] - shift));
                largest = Math.max(largest, Math.abs(v[o]));
            }
        }
        return worst / largest;
    }

    private static Oracle ending(ReluNetwork network, Ending ending, DoubleUnaryOperator rounding) {
        return new FunctionOracle(network.inputs(), network.outputs(), x -> {
            Points logits = network.evaluate(x);
            double[] answers = new double[logits.size() * logits.dimension()];
            for (int i = 0; i < logits.size(); i++) {
                double[] p =
                        Arrays.stream(logits.get(i).toArray()).map(Math::exp).toArray();
                double sum = Arrays.stream(p).sum();
                for (int o = 0; o < p.length; o++) {
                    double of = ending == Ending.SOFTMAX ? p[o] / sum : p[o] / (1 + p[o]);
                    answers[i * p.length + o] = Double.isNaN(of) ? 1 : rounding.applyAsDouble(of);
                }
            }
            return Points.of(logits.size(), logits.dimension(), answers);
        });
    }

    private static double[] filled(int size, double value) {
        double[] values = new double[size];
        Arrays.fill(values, value);
        return values;
    }
}
