package org.crease.recovery.fit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.network.RandomNetworks;
import org.junit.jupiter.api.Test;

/** Output layers on a layer with a weight that is not known. */
class LastSignsTest {
    private static final int WIDTH = 4;
    private static final int BELOW = 7;
    private static final int OUTPUTS = 3;
    private static final int INPUT = 2;
    private static final double DOUBT = 1e-6;

    private static LeastSquares.Matrix beta(SplittableRandom random) {
        LeastSquares.Matrix beta = new LeastSquares.Matrix(WIDTH, OUTPUTS);
        for (int o = 0; o < OUTPUTS; o++) {
            for (int i = 0; i < WIDTH; i++) {
                beta.set(i, o, random.nextGaussian());
            }
        }
        return beta;
    }

    /** C = ½ Σ_i s_i β_i A_i. */
    private static LeastSquares.Matrix c(LeastSquares.Matrix beta, List<Integer> signs, Layer truth) {
        LeastSquares.Matrix c = new LeastSquares.Matrix(BELOW, OUTPUTS);
        for (int o = 0; o < OUTPUTS; o++) {
            for (int i = 0; i < WIDTH; i++) {
                for (int j = 0; j < BELOW; j++) {
                    c.set(j, o, c.get(j, o) + beta.get(i, o) * signs.get(i) * truth.weight(i, j) / 2);
                }
            }
        }
        return c;
    }

    /** Seeds 0 to 49: 18 equations for four signs; that all are within 10⁻³ of ±1 by chance has odds of 1 in 10¹⁰. */
    @Test
    void signsComeOutWithoutTheInputOfAWeightThatIsNotKnown() {
        for (int seed = 0; seed < 50; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Layer truth = RandomNetworks.draw(random, BELOW, WIDTH, 1).layers().getFirst();
            List<Integer> signs = IntStream.range(0, WIDTH)
                    .mapToObj(i -> random.nextBoolean() ? 1 : -1)
                    .toList();
            LeastSquares.Matrix beta = beta(random);
            LeastSquares.Matrix c = c(beta, signs, truth);
            List<AffineForm> rows = new ArrayList<>(
                    IntStream.range(0, WIDTH).mapToObj(truth::neuron).toList());
            Vector wrong = rows.getFirst().gradient().plus(1, Vector.axis(BELOW, INPUT));
            rows.set(0, new AffineForm(wrong, rows.getFirst().constant()));
            Layer known = Layer.relu(rows);
            assertThat(LastSigns.solve(beta, c, known, DOUBT, DOUBT)).isEmpty();
            assertThat(LastSigns.solveWithout(List.of(), beta, c, known, DOUBT, DOUBT))
                    .isEmpty();
            assertThat(LastSigns.solveWithout(
                                    List.of(new OpenDirection(0, Vector.axis(BELOW + 1, INPUT))),
                                    beta,
                                    c,
                                    known,
                                    DOUBT,
                                    DOUBT)
                            .map(LastSigns::values))
                    .contains(signs);
        }
    }

    /** Seeds 0 to 49: one neuron lacks all of its weights, so that no input is known of all; 21 equations for four signs and seven weights. */
    @Test
    void signsComeOutIfNoInputIsKnownOfAllNeurons() {
        for (int seed = 0; seed < 50; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Layer truth = RandomNetworks.draw(random, BELOW, WIDTH, 1).layers().getFirst();
            LeastSquares.Matrix beta = beta(random);
            LeastSquares.Matrix c = c(beta, Collections.nCopies(WIDTH, -1), truth);
            List<AffineForm> rows = new ArrayList<>(
                    IntStream.range(0, WIDTH).mapToObj(truth::neuron).toList());
            rows.set(0, new AffineForm(Vector.gaussian(BELOW, random), 0));
            List<OpenDirection> open = IntStream.range(0, BELOW)
                    .mapToObj(i -> new OpenDirection(0, Vector.axis(BELOW + 1, i)))
                    .toList();
            List<Integer> signs = LastSigns.solveWithout(open, beta, c, Layer.relu(rows), DOUBT, DOUBT)
                    .orElseThrow()
                    .values();
            assertThat(signs.subList(1, WIDTH)).as("seed %d", seed).containsOnly(-1);
            Set<Integer> all = IntStream.range(0, BELOW).boxed().collect(Collectors.toSet());
            assertThat(LastSigns.linearShares(0, all, beta, c, Layer.relu(rows), signs))
                    .isEmpty();
            assertThat(LastSigns.solveWithoutButForRank(all, 1, beta, c, Layer.relu(rows), DOUBT, random))
                    .isEmpty();
        }
    }

    /**
     * Seeds 0 to 19: nine neurons of ten, two outputs. What the tenth adds has rank one for one choice of 512; for another nine products would be
     * equal to ten digits by chance.
     */
    @Test
    void signsComeOutBesideANeuronThatNeverSwitchesIfThereAreTwoOutputs() {
        for (int seed = 0; seed < 20; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Layer all = RandomNetworks.draw(random, 10, 10, 1).layers().getFirst();
            List<Integer> signs = IntStream.range(0, 9)
                    .mapToObj(i -> random.nextBoolean() ? 1 : -1)
                    .toList();
            LeastSquares.Matrix beta = new LeastSquares.Matrix(9, 2);
            LeastSquares.Matrix c = new LeastSquares.Matrix(10, 2);
            for (int o = 0; o < 2; o++) {
                double always = random.nextGaussian();
                for (int j = 0; j < 10; j++) {
                    c.set(j, o, always * all.weight(9, j));
                }
                for (int i = 0; i < 9; i++) {
                    beta.set(i, o, random.nextGaussian());
                    for (int j = 0; j < 10; j++) {
                        c.set(j, o, c.get(j, o) + beta.get(i, o) * signs.get(i) * all.weight(i, j) / 2);
                    }
                }
            }
            Layer known = Layer.relu(IntStream.range(0, 9).mapToObj(all::neuron).toList());
            assertThat(LastSigns.solve(beta, c, known, DOUBT, DOUBT))
                    .as("seed %d", seed)
                    .isEmpty();
            assertThat(LastSigns.solveButForRank(1, beta, c, known, 1e-8, random)
                            .map(LastSigns::values))
                    .as("seed %d", seed)
                    .contains(signs);
        }
    }
}
