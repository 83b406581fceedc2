package org.crease.recovery.arrangement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.network.ReluNetwork;
import org.crease.oracle.CountingOracle;
import org.junit.jupiter.api.Test;

/** Fillers in a plane where every sign can be told by hand. */
class FillersTest {
    /** h₀ = x, h₁ = y, h₂ = x − 10, h₃ = x − 12. */
    private static final ReluNetwork BELOW = below(10);

    /** The weight at h₂ is open: whatever it is, z = 5 − x + 3 ReLU(x − 12) is −5 where h₂ switches. */
    private static final Vector OFF = Vector.of(-1, 0, 0, 3);

    private static ReluNetwork below(double third) {
        return new ReluNetwork(List.of(Layer.relu(List.of(
                new AffineForm(Vector.of(1, 0), 0),
                new AffineForm(Vector.of(0, 1), 0),
                new AffineForm(Vector.of(1, 0), -third),
                new AffineForm(Vector.of(1, 0), -12)))));
    }

    private static Neuron neuron(Vector row, double bias, Vector seen) {
        Spot spot = new Spot(seen, 0, Vector.axis(2, 0), null, null, List.of());
        return new Neuron(
                new AffineForm(row, bias), Set.of(2), Set.of(), 1e-9, Vector.zero(row.dimension() + 1), List.of(spot));
    }

    private static List<Neuron> inputs(ReluNetwork below) {
        Layer last = below.layers().getLast();
        return IntStream.range(0, last.outputs())
                .mapToObj(i -> Neuron.linear(last.row(i), last.neuron(i).constant(), 1e-9))
                .toList();
    }

    private static Neuron filled(Neuron z) {
        return new Fillers(BELOW, inputs(BELOW), TestGrounds.of(BELOW, 1)).fill(z);
    }

    private static double at(Neuron z, Vector x) {
        Vector h = BELOW.preactivations(x).getLast();
        double sum = z.form().constant();
        for (int i = 0; i < h.dimension(); i++) {
            sum += z.form().gradient().get(i) * Math.max(0, h.get(i));
        }
        return sum;
    }

    /** Seed 1, 1000 places with x between 10 and 200: z has the sign at each. */
    private static void assertSign(Neuron z, int sign) {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 1000; i++) {
            Vector x = Vector.of(10 + 190 * random.nextDouble(), 100 * random.nextGaussian());
            assertThat(sign * at(z, x)).as("z at %s", x).isPositive();
        }
    }

    @Test
    void aNeuronThatIsOffWhereItsInputSwitchesStaysOffWhereverThatIsOn() {
        Neuron z = neuron(OFF, 5, Vector.of(5, 0.3));
        assertThat(at(z, Vector.of(100, 0))).isPositive();
        Neuron filled = filled(z);
        assertThat(filled.form().gradient().get(2)).isNegative();
        assertSign(filled, -1);
    }

    @Test
    void aNeuronThatIsOnWhereItsInputSwitchesStaysOnWhereverThatIsOn() {
        Neuron z = neuron(OFF.negated(), -5, Vector.of(5, 0.3));
        assertThat(at(z, Vector.of(100, 0))).isNegative();
        Neuron filled = filled(z);
        assertThat(filled.form().gradient().get(2)).isPositive();
        assertSign(filled, 1);
    }

    /** To keep z = 5 − x + 30 ReLU(x − 12) negative the weight at h₂ would have to be 30 times all others. */
    @Test
    void aWeightThatWouldHaveToBeHugeIsNotFilled() {
        Neuron z = neuron(Vector.of(-1, 0, 0, 30), 5, Vector.of(5, 0.3));
        assertThat(filled(z)).isEqualTo(z);
    }

    /** z = y − 1 has both signs where h₂ switches: it was crossed where nobody looked. */
    @Test
    void aNeuronWithBothSignsWhereItsInputSwitchesIsNotFilled() {
        Neuron z = neuron(Vector.of(0, 1, 0, 0), -1, Vector.of(5, 1));
        assertThat(filled(z)).isEqualTo(z);
    }

    /** Without an open weight that would spoil the sign, the filler has it all the same. */
    @Test
    void aFillerThatNothingDemandsStillShowsTheSide() {
        Vector plain = Vector.of(-1, 0, 0, 0);
        assertThat(filled(neuron(plain, 5, Vector.of(5, 0.3))).form().gradient().get(2))
                .isNegative();
        assertThat(filled(neuron(plain.negated(), -5, Vector.of(5, 0.3)))
                        .form()
                        .gradient()
                        .get(2))
                .isPositive();
    }

    @Test
    void theWeightStaysOpenAndNothingElseChanges() {
        Neuron z = neuron(OFF, 5, Vector.of(5, 0.3));
        Neuron filled = filled(z);
        assertThat(filled.filled()).containsExactly(2);
        assertThat(filled.open()).containsExactly(2);
        assertThat(filled.form().constant()).isEqualTo(5);
        assertThat(filled.accuracy()).isEqualTo(z.accuracy());
        assertThat(filled.spots()).isEqualTo(z.spots());
        for (int i : List.of(0, 1, 3)) {
            assertThat(filled.form().gradient().get(i)).isEqualTo(OFF.get(i));
        }
    }

    /** What the row holds at an open weight is not a share of z. */
    @Test
    void whatAnOpenWeightHeldBeforeDoesNotMatter() {
        Neuron z = neuron(OFF.plus(50, Vector.axis(4, 2)), 5, Vector.of(5, 0.3));
        assertSign(filled(z), -1);
    }

    private static void assertNoFiller(Neuron z, Neuron filled) {
        assertThat(filled.filled()).isEmpty();
        assertThat(filled.open()).containsExactly(2);
        assertThat(filled.form()).isEqualTo(z.form());
    }

    /** z = ReLU(y) − 1 is zero at (10, 1). */
    @Test
    void aNeuronWithBothSignsWhereItsInputSwitchesGetsNoFiller() {
        Neuron z = neuron(Vector.of(0, 1, 0, 0), -1, Vector.of(5, 1));
        assertNoFiller(z, filled(z));
    }

    /** z = x − 11 was seen at x = 11, beyond x = 10. */
    @Test
    void anInputThatIsOnWhereTheNeuronWasSeenGetsNoFiller() {
        Neuron z = neuron(Vector.of(1, 0, 0, 0), -11, Vector.of(11, 0.3));
        assertNoFiller(z, filled(z));
    }

    @Test
    void anInputThatNeverSwitchesGetsNoFiller() {
        ReluNetwork far = below(1e6);
        Neuron z = neuron(OFF, 5, Vector.of(5, 0.3));
        assertNoFiller(z, new Fillers(far, inputs(far), TestGrounds.of(far, 1)).fill(z));
    }

    @Test
    void fillersAreComputedWithoutQuestions() {
        Ground ground = TestGrounds.of(BELOW, 1);
        CountingOracle counter = new CountingOracle(ground.oracle());
        Neuron filled = new Fillers(BELOW, inputs(BELOW), TestGrounds.counted(ground, counter))
                .fill(neuron(OFF, 5, Vector.of(5, 0.3)));
        assertThat(filled.filled()).isNotEmpty();
        assertThat(counter.total()).isZero();
    }
}
