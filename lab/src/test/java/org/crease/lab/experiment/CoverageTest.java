package org.crease.lab.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.crease.network.ReluNetwork;
import org.crease.oracle.Oracle;
import org.crease.recovery.Findings;
import org.crease.recovery.Progress;
import org.crease.recovery.Recovery;
import org.crease.recovery.SearchSpace;
import org.crease.recovery.arrangement.ArrangementMethod;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whether true weights lie within two of the standard errors that whole runs tell, over many networks: 95 % would if errors were
 * normal and rightly told.
 */
class CoverageTest {
    private static final List<Integer> WIDTHS = List.of(8, 7, 2);
    private static final int NETWORKS = 20;

    @ParameterizedTest
    @CsvSource({"float32", "decimals:6", "decimals:4", "noise:1e-6", "noise:1e-4"})
    void nineOfTenTrueWeightsLieWithinTwoStandardErrorsAndNotAllDo(String answers) {
        Coverage coverage = Coverage.NONE;
        int complete = 0;
        for (long seed = 0; seed < NETWORKS; seed++) {
            ReluNetwork truth = RandomVictim.draw(WIDTHS, seed);
            Oracle oracle = Coarseness.parse(answers).orElseThrow().box().of(truth, seed);
            Recovery recovery =
                    ArrangementMethod.DEFAULTS.recover(oracle, SearchSpace.all(truth.inputs()), seed, Progress.NONE);
            if (recovery instanceof Recovery.Complete found) {
                Findings findings = found.findings().orElseThrow();
                coverage = coverage.plus(Coverage.of(findings, truth));
                complete++;
            }
        }
        assertThat(complete).isGreaterThanOrEqualTo(NETWORKS / 2);
        double share = coverage.within() / (double) coverage.weights();
        assertThat(share).as("of %d weights", coverage.weights()).isBetween(0.9, 0.99);
    }
}
