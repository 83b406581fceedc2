package org.crease.recovery.arrangement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.crease.geometry.AffineForm;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.crease.network.Layer;
import org.crease.network.ReluNetwork;
import org.crease.oracle.Oracle;
import org.crease.oracle.OracleWrapper;
import org.crease.oracle.StoppedException;
import org.crease.recovery.fit.OutputLayer;
import org.junit.jupiter.api.Test;

/** What a stop leaves of fits: seed 0, a 4-6-6-6-1 of which the weights of two neurons of layer 2 on a rare one of layer 1 are open. */
class OutputFitTest {
    private static final double NEAR = 4;
    private static final int RARE = 0;
    private static final Set<Integer> OPEN = Set.of(0, 1);
    private static final int PLACES = 3000;

    private final ReluNetwork truth = truth();
    private final FoundLayers found = found(truth);
    private final Answers answers = new Answers();
    private final Looked looked = new Looked(TestGrounds.of(truth, 0).oracle());
    private final Ground ground = onAnswers();

    private static ReluNetwork truth() {
        ReluNetwork drawn = TestGrounds.network(0, 4, 6, 6, 6, 1);
        Layer first = drawn.layers().getFirst();
        List<AffineForm> forms = new ArrayList<>(
                IntStream.range(0, first.outputs()).mapToObj(first::neuron).toList());
        forms.set(
                RARE,
                new AffineForm(first.row(RARE), -2 * NEAR * first.row(RARE).norm()));
        return TestGrounds.with(drawn, 0, Layer.relu(forms));
    }

    private static FoundLayers found(ReluNetwork truth) {
        FoundLayers found = new FoundLayers(1);
        for (int k = 0; k < 3; k++) {
            Layer layer = truth.layers().get(k);
            boolean isSecond = k == 1;
            found.addLayer(IntStream.range(0, layer.outputs())
                    .mapToObj(z -> neuron(layer.neuron(z), isSecond && OPEN.contains(z)))
                    .toList());
            found.fixSigns(new Signs(Collections.nCopies(layer.outputs(), 1), 0, Map.of(), List.of()), List.of());
        }
        return found;
    }

    private static Neuron neuron(AffineForm form, boolean isOpen) {
        Vector row = form.gradient();
        Vector known = isOpen ? row.orthogonalTo(Vector.axis(row.dimension(), RARE)) : row;
        Spot spot = new Spot(Vector.zero(4), 0, Vector.axis(4, 0), null, null, List.of());
        return new Neuron(
                new AffineForm(known, form.constant()),
                isOpen ? Set.of(RARE) : Set.of(),
                Set.of(),
                1e-12,
                Vector.zero(row.dimension() + 1),
                List.of(spot));
    }

    private Ground onAnswers() {
        SplittableRandom random = new SplittableRandom(1);
        List<Vector> places = Stream.generate(() -> Vector.gaussian(4, random).times(NEAR))
                .limit(PLACES)
                .toList();
        answers.keeping(looked).ask(Points.of(places));
        Ground measured = TestGrounds.of(truth, 0);
        return new Ground(looked, measured.resolution(), measured.space(), measured.line(), random);
    }

    @Test
    void weightsThatWereOnTrialAtAStopAreOpenAgain() {
        OutputFit fit = new OutputFit(found, answers, ground, ground.random());
        OutputLayer output = fit.on(found.network());
        List<Neuron> before = found.layer(1);
        looked.left = 0;
        assertThatThrownBy(() -> fit.completeInner(output)).isInstanceOf(StoppedException.class);
        assertThat(found.layer(1)).isEqualTo(before);
        looked.left = Integer.MAX_VALUE;
        assertThat(fit.completeInner(output)).hasValue(2);
        assertThat(found.layer(1)).isNotEqualTo(before);
    }

    /** Is stopped once it was looked at so often. */
    private static final class Looked extends OracleWrapper {
        private int left = Integer.MAX_VALUE;

        private Looked(Oracle inner) {
            super(inner);
        }

        @Override
        protected OracleWrapper around(Oracle other) {
            return new Looked(other);
        }

        @Override
        protected Points answer(Points batch, UnaryOperator<Points> next) {
            return next.apply(batch);
        }

        @Override
        public void checkOpen() {
            if (left-- <= 0) {
                throw new StoppedException();
            }
        }
    }
}
