package org.crease.recovery.arrangement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.network.RandomNetworks;
import org.crease.recovery.arrangement.Signs.Witness;
import org.junit.jupiter.api.Test;

/** Random layers of which neurons are lacking that were on wherever the witnesses were seen. */
class LinearRestTest {
    private static final int BELOW = 10;
    private static final int WIDTH = 9;
    private static final double TOLERANCE = 1e-6;

    /** A layer without the last of its neurons, the signs of the others, and witnesses that saw all. */
    private record Lacking(Layer layer, List<Vector> lacking, List<Integer> signs, RandomGenerator random) {
        static Lacking draw(int lacking, RandomGenerator random) {
            Layer all = RandomNetworks.draw(random, BELOW, WIDTH + lacking, 1)
                    .layers()
                    .getFirst();
            Layer found =
                    Layer.relu(IntStream.range(0, WIDTH).mapToObj(all::neuron).toList());
            List<Vector> rows =
                    IntStream.range(WIDTH, WIDTH + lacking).mapToObj(all::row).toList();
            List<Integer> signs = IntStream.range(0, WIDTH)
                    .mapToObj(i -> random.nextBoolean() ? 1 : -1)
                    .toList();
            return new Lacking(found, rows, signs, random);
        }

        /** With one neuron in ten not crossed. */
        Witness witness() {
            double[] alpha = Vector.gaussian(WIDTH, random).toArray();
            Map<Integer, Integer> open = new TreeMap<>();
            Vector c = Vector.zero(BELOW);
            for (int i = 0; i < WIDTH; i++) {
                c = c.plus(0.5 * signs.get(i) * alpha[i], layer.row(i));
                if (random.nextInt(10) == 0) {
                    open.put(i, 1);
                    alpha[i] = 0;
                }
            }
            for (Vector row : lacking) {
                c = c.plus(random.nextGaussian(), row);
            }
            return new Witness(Vector.of(alpha), open, c, List.of());
        }

        Optional<Signs> solved(List<Witness> witnesses) {
            return new SignSolver(layer, List.of(), Map.of(), Set.of(), TOLERANCE, random).solveButForRest(witnesses);
        }
    }

    private static List<Witness> witnesses(int count, Lacking truth) {
        return new ArrayList<>(
                IntStream.range(0, count).mapToObj(j -> truth.witness()).toList());
    }

    /** Seeds 0 to 19, one and two neurons, a dozen witnesses. In a trial of 400 all came out. */
    @Test
    void theSignsComeOutWithTheRowsThatAreLacking() {
        for (int seed = 0; seed < 20; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Lacking truth = Lacking.draw(1 + seed % 2, random);
            Signs signs = truth.solved(witnesses(14, truth)).orElseThrow();
            assertThat(signs.values()).isEqualTo(truth.signs());
            assertThat(signs.rest()).hasSize(truth.lacking().size());
            RowSpace span = RowSpace.of(signs.rest());
            for (Vector row : truth.lacking()) {
                assertThat(span.outside(row.unit()).norm()).isLessThan(1e-9);
            }
        }
    }

    /** Seeds 0 to 19. */
    @Test
    void aWrongWitnessIsNotHeard() {
        for (int seed = 0; seed < 20; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Lacking truth = Lacking.draw(1, random);
            List<Witness> witnesses = witnesses(16, truth);
            Witness wrong = witnesses.get(seed % 16);
            witnesses.set(seed % 16, new Witness(wrong.alpha(), Map.of(), Vector.gaussian(BELOW, random), List.of()));
            Signs signs = truth.solved(witnesses).orElseThrow();
            assertThat(signs.values()).isEqualTo(truth.signs());
            assertThat(signs.rest()).hasSize(1);
            assertThat(RowSpace.of(signs.rest())
                            .outside(truth.lacking().getFirst().unit())
                            .norm())
                    .isLessThan(1e-9);
        }
    }

    /** A neuron that leaves little, beside six wrong witnesses among 18: most equations tell the signs, and two of them what is left. Seeds 0 to 9. */
    @Test
    void aSmallRestIsToldAmongManyWrongWitnesses() {
        for (int seed = 0; seed < 10; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Lacking truth = Lacking.draw(1, random);
            Vector row = truth.lacking().getFirst();
            List<Witness> witnesses = new ArrayList<>();
            for (int j = 0; j < 18; j++) {
                Witness w = new Lacking(truth.layer(), List.of(), truth.signs(), random).witness();
                Vector c = j % 3 == 0 ? Vector.gaussian(BELOW, random) : w.c().plus(0.02 * random.nextGaussian(), row);
                witnesses.add(new Witness(w.alpha(), w.open(), c, w.free()));
            }
            Signs signs = truth.solved(witnesses).orElseThrow();
            assertThat(signs.values()).as("seed %d", seed).isEqualTo(truth.signs());
            assertThat(signs.rest()).hasSize(1);
            assertThat(RowSpace.of(signs.rest()).outside(row.unit()).norm()).isLessThan(1e-7);
        }
    }

    /** Seeds 0 to 19: coefficients that have nothing to do with the layer have no rest of few dimensions. */
    @Test
    void noiseHasNone() {
        for (int seed = 0; seed < 20; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Lacking truth = Lacking.draw(1, random);
            List<Witness> witnesses = witnesses(14, truth).stream()
                    .map(w -> new Witness(w.alpha(), w.open(), Vector.gaussian(BELOW, random), w.free()))
                    .toList();
            assertThat(truth.solved(witnesses)).isEmpty();
        }
    }

    /** Two witnesses have not enough equations for signs and a rest. */
    @Test
    void fewWitnessesGiveNone() {
        SplittableRandom random = new SplittableRandom(1);
        Lacking truth = Lacking.draw(1, random);
        assertThat(truth.solved(witnesses(2, truth))).isEmpty();
    }
}
