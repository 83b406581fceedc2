package org.crease.recovery.arrangement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.crease.network.ReluNetwork;
import org.crease.oracle.Oracle;
import org.crease.oracle.OracleWrapper;
import org.crease.oracle.StoppedException;
import org.crease.recovery.fit.OutputLayer;
import org.junit.jupiter.api.Test;

/** What a stop leaves of fits: seed 0, networks with rare neurons in layer 1. */
class OutputFitTest {
    private static final double NEAR = 4;
    private static final int PLACES = 3000;

    private static Looked looked(ReluNetwork truth) {
        return new Looked(TestGrounds.of(truth, 0).oracle());
    }

    private static OutputFit fit(ReluNetwork truth, FoundLayers found, Looked looked) {
        Answers answers = new Answers();
        SplittableRandom random = new SplittableRandom(1);
        List<Vector> places = Stream.generate(() -> Vector.gaussian(4, random).times(NEAR))
                .limit(PLACES)
                .toList();
        answers.keeping(looked).ask(Points.of(places));
        Ground measured = TestGrounds.of(truth, 0);
        Ground ground = new Ground(looked, measured.resolution(), measured.space(), measured.line(), random);
        return new OutputFit(found, answers, ground, ground.random());
    }

    /** 4-6-6-6-1 of which the weights of two neurons of layer 2 on a rare one are open. */
    @Test
    void weightsThatAnswersTellAreOpenAfterAStop() {
        ReluNetwork truth = OpenNetworks.withRare(TestGrounds.network(0, 4, 6, 6, 6, 1), Set.of(0), 2 * NEAR);
        FoundLayers found = OpenNetworks.found(truth, Map.of(0, Set.of(0), 1, Set.of(0)));
        Looked looked = looked(truth);
        OutputFit fit = fit(truth, found, looked);
        OutputLayer output = fit.on(found.network());
        List<Neuron> before = found.layer(1);
        looked.left = 0;
        assertThatThrownBy(() -> fit.completeInner(output)).isInstanceOf(StoppedException.class);
        assertThat(found.layer(1)).isEqualTo(before);
        looked.left = Integer.MAX_VALUE;
        assertThat(fit.completeInner(output)).hasValue(2);
        assertThat(found.layer(1)).isNotEqualTo(before);
    }

    /** 4-8-6-2, seed 3, of which weights of two neurons of the last hidden layer are open; stopped at each look, until it comes to its end. */
    @Test
    void weightsThatWereOnTrialAtAStopAreOpenAgain() {
        ReluNetwork truth = OpenNetworks.withRare(TestGrounds.network(3, 4, 8, 6, 2), Set.of(0, 1), 1.6 * NEAR);
        int stops = 0;
        boolean isStopped = true;
        while (isStopped) {
            FoundLayers found = OpenNetworks.found(truth, Map.of(0, Set.of(0), 1, Set.of(1)));
            List<Neuron> before = found.layer(1);
            Looked looked = looked(truth);
            OutputFit fit = fit(truth, found, looked);
            looked.left = stops;
            isStopped = isStopped(fit);
            assertThat(found.layer(1).equals(before)).as("stop %d", stops).isEqualTo(isStopped);
            stops += isStopped ? 1 : 0;
        }
        assertThat(stops).as("a fit, what answers tell, and the trial").isGreaterThanOrEqualTo(3);
    }

    private static boolean isStopped(OutputFit fit) {
        try {
            fit.best();
            return false;
        } catch (StoppedException stopped) {
            return true;
        }
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
