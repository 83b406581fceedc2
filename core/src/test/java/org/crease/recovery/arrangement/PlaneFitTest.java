package org.crease.recovery.arrangement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.crease.geometry.Hyperplane;
import org.crease.geometry.Vector;
import org.crease.network.ReluNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Planes of layer 1, known with a tilt, and places that lie on them exactly, and some that do not. */
class PlaneFitTest {
    private static final int INPUTS = 6;
    private static final double TILT = 1e-8;
    private static final double ERROR = 1e-14;
    private static final Ground GROUND = TestGrounds.of(TestGrounds.network(1, INPUTS, 4, 1), 1);

    /**
     * A plane, a measurement of it that is exact in one place and tilted by {@link #TILT}, and what draws more.
     *
     * @param plane the true one
     * @param measured as it was measured
     */
    private record Case(Hyperplane plane, Neuron measured, RandomGenerator random) {
        static Case draw(int seed) {
            SplittableRandom random = new SplittableRandom(seed);
            Vector spot = Vector.gaussian(INPUTS, random);
            Hyperplane plane = Hyperplane.through(spot, Vector.direction(INPUTS, random));
            Vector tilt = Vector.direction(INPUTS, random)
                    .orthogonalTo(plane.normal())
                    .unit()
                    .times(TILT);
            Vector normal = plane.normal().plus(tilt).unit();
            return new Case(plane, Neuron.of(new BoundaryPoint(spot, ERROR, normal, TILT), GROUND), random);
        }

        Vector farPlace() {
            return plane.project(GROUND.space().pointAt(GROUND.near() * (0.5 + 5 * random.nextDouble()), random));
        }

        /** Places on the plane, the first {@code foreign} of them so far beside it. */
        List<BoundaryPoint> places(int count, int foreign, double beside) {
            return new ArrayList<>(IntStream.range(0, count)
                    .mapToObj(i -> farPlace().plus(i < foreign ? beside : 0, plane.normal()))
                    .map(x -> new BoundaryPoint(x, ERROR, measured.form().gradient(), TILT))
                    .toList());
        }

        Neuron fit(List<BoundaryPoint> places) {
            return PlaneFit.of(measured, places, GROUND);
        }

        /** The largest distance from the boundary of a neuron among a hundred places of the true one, relative to their sizes. */
        double off(Neuron neuron) {
            return IntStream.range(0, 100)
                    .mapToObj(i -> farPlace())
                    .mapToDouble(x -> Math.abs(neuron.form().distance(x)) / GROUND.sizeAt(x))
                    .max()
                    .orElseThrow();
        }
    }

    /** Seeds 0 to 49. */
    @Test
    void aTiltedPlaneIsRightOnceItsPlacesDetermineIt() {
        for (int seed = 0; seed < 50; seed++) {
            Case one = Case.draw(seed);
            assertThat(one.off(one.measured())).isGreaterThan(1e-9);
            Neuron fitted = one.fit(one.places(INPUTS + 4, 0, 0));
            assertThat(one.off(fitted)).as("seed %d", seed).isLessThan(1e-12);
            assertThat(TestGrounds.angle(fitted.form().gradient(), one.plane().normal()))
                    .isLessThan(1e-12);
            assertThat(fitted.form().gradient().norm()).isBetween(1 - 1e-14, 1 + 1e-14);
            assertThat(fitted.accuracy()).isLessThan(1e-12);
            assertThat(fitted.spots()).isEqualTo(one.measured().spots());
        }
    }

    /** Seeds 0 to 49. */
    @ParameterizedTest
    @ValueSource(doubles = {1e-5, 1e-3, 1})
    void aForeignPlaceAmongThemDoesNotMatter(double beside) {
        for (int seed = 0; seed < 50; seed++) {
            Case one = Case.draw(seed);
            Neuron fitted = one.fit(one.places(INPUTS + 4, 1, beside));
            assertThat(one.off(fitted)).as("seed %d", seed).isLessThan(1e-12);
            assertThat(fitted.accuracy()).isLessThan(1e-12);
        }
    }

    /** Seeds 0 to 49: one place so little beside the plane that the tilt hides it. What is wrong is not called exact. */
    @ParameterizedTest
    @ValueSource(doubles = {1e-9, 1e-8, 1e-7})
    void aForeignPlaceNearByIsNotBelieved(double beside) {
        for (int seed = 0; seed < 50; seed++) {
            Case one = Case.draw(seed);
            Neuron fitted = one.fit(one.places(INPUTS + 4, 1, beside));
            assertThat(one.off(fitted)).as("seed %d", seed).isLessThan(10 * fitted.accuracy());
        }
    }

    /** Seeds 0 to 49, a third of twelve places. */
    @Test
    void aThirdOfForeignPlacesLeavesTheNeuronAsItWas() {
        for (int seed = 0; seed < 50; seed++) {
            Case one = Case.draw(seed);
            assertThat(one.fit(one.places(12, 4, 1e-3))).as("seed %d", seed).isSameAs(one.measured());
        }
    }

    /** Seeds 0 to 49: each place lies on a plane of its own. */
    @Test
    void placesThatDoNotAgreeLeaveTheNeuronAsItWas() {
        for (int seed = 0; seed < 50; seed++) {
            Case one = Case.draw(seed);
            List<BoundaryPoint> places = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                places.addAll(one.places(1, 1, 1e-6 * one.random().nextGaussian()));
            }
            assertThat(one.fit(places)).as("seed %d", seed).isSameAs(one.measured());
        }
    }

    @Test
    void withoutPlacesTheNeuronIsAsItWas() {
        Case one = Case.draw(1);
        assertThat(one.fit(List.of())).isSameAs(one.measured());
    }

    /** Seeds 0 to 49: three places for six inputs. The rest of the tilt stays, and with it the accuracy. */
    @Test
    void fewPlacesCorrectTheOffsetThereAndNotTheAccuracy() {
        for (int seed = 0; seed < 50; seed++) {
            Case one = Case.draw(seed);
            List<BoundaryPoint> places = one.places(3, 0, 0);
            Neuron fitted = one.fit(places);
            for (BoundaryPoint p : places) {
                assertThat(Math.abs(fitted.form().distance(p.position())))
                        .as("seed %d", seed)
                        .isLessThan(1e-12);
            }
            assertThat(fitted.accuracy()).isEqualTo(one.measured().accuracy());
            assertThat(one.off(fitted)).isLessThan(2 * fitted.accuracy());
        }
    }

    /** Seeds 0 to 9: the places that lines meet are on the true plane, and make the plane right. */
    @Test
    void thePlacesMetAreOnThePlane() {
        for (int seed = 0; seed < 10; seed++) {
            ReluNetwork truth = TestGrounds.network(seed, INPUTS, 4, 2);
            Ground ground = TestGrounds.of(truth, seed);
            Hyperplane plane = new Hyperplane(
                    truth.layers().getFirst().row(0),
                    truth.layers().getFirst().neuron(0).constant());
            SplittableRandom random = new SplittableRandom(seed);
            Vector spot = plane.project(Vector.gaussian(INPUTS, random));
            Vector normal = plane.normal()
                    .plus(TILT, Vector.direction(INPUTS, random).orthogonalTo(plane.normal()))
                    .unit();
            Neuron measured = Neuron.of(new BoundaryPoint(spot, ERROR, normal, TILT), ground);
            List<BoundaryPoint> met = PlaneFit.met(measured, ground);
            assertThat(met).hasSizeBetween(INPUTS + 2, INPUTS + 4);
            for (BoundaryPoint p : met) {
                assertThat(Math.abs(plane.distance(p.position())))
                        .as("seed %d", seed)
                        .isLessThan(p.error() + 1e-13 * ground.sizeAt(p.position()));
            }
            assertThat(TestGrounds.angle(
                            PlaneFit.of(measured, met, ground).form().gradient(), plane.normal()))
                    .isLessThan(1e-11);
        }
    }

    /** Seeds 0 to 49: there is nothing that outvotes it but the first measurement. */
    @Test
    void oneForeignPlaceAloneIsNotBelieved() {
        for (int seed = 0; seed < 50; seed++) {
            Case drawn = Case.draw(seed);
            assertThat(drawn.fit(drawn.places(1, 1, 1e-4))).isEqualTo(drawn.measured());
        }
    }
}
