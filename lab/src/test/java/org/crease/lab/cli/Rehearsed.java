package org.crease.lab.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.random.RandomGeneratorFactory;
import org.crease.geometry.Points;
import org.crease.geometry.Vector;
import org.crease.network.NeuronId;
import org.crease.network.ReluNetwork;
import org.crease.oracle.Oracle;
import org.crease.oracle.OracleException;
import org.crease.recovery.Findings;
import org.crease.recovery.MeasureResolution;
import org.crease.recovery.Progress;
import org.crease.recovery.Reason;
import org.crease.recovery.Recovery;
import org.crease.recovery.RecoveryMethod;
import org.crease.recovery.SearchSpace;
import org.crease.recovery.Verification;

/**
 * A method that has learnt its network by heart, and asks without listening: for tests of what is around a method.
 *
 * @param questions to ask after the precision is measured, one by one
 */
record Rehearsed(ReluNetwork network, int questions) implements RecoveryMethod {
    static Map<String, RecoveryMethod> methods(ReluNetwork network, int questions) {
        return Map.of("arrangement", new Rehearsed(network, questions));
    }

    @Override
    public String name() {
        return "arrangement";
    }

    @Override
    public Recovery recover(Oracle oracle, SearchSpace space, long seed, Progress progress) {
        MeasureResolution.Outcome outcome;
        try {
            outcome = MeasureResolution.DEFAULTS.measure(
                    oracle, space, RandomGeneratorFactory.of("L64X128MixRandom").create(seed));
        } catch (OracleException e) {
            return new Recovery.Failed(reason(e), Optional.empty());
        }
        MeasureResolution.Measured measured = (MeasureResolution.Measured) outcome;
        Findings found = new Findings(
                network,
                List.of(),
                measured.resolution(),
                List.of(new Findings.HiddenLayer(3, OptionalDouble.of(1e-12))),
                List.of(new Findings.UnknownWeight(new NeuronId(1, 0), 2, "only in combination")),
                Optional.of(new Verification(500, 1e-13, Double.NaN, 40, 30, 0)));
        try {
            for (int i = 0; i < questions; i++) {
                oracle.chargedTo("Asking").ask(Points.of(Vector.zero(oracle.inputs())));
                progress.at("Asking", List.of(i));
            }
        } catch (OracleException e) {
            return new Recovery.Partial(found, reason(e));
        }
        return new Recovery.Complete(found);
    }

    private static Reason reason(OracleException e) {
        return new Reason(Reason.Cause.of(e), e.getMessage());
    }
}
