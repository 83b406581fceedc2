package org.crease.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.crease.geometry.Points;
import org.crease.oracle.AnsweredInPartException;
import org.crease.oracle.NotKeptException;
import org.crease.oracle.OracleException;
import org.crease.oracle.StoppedException;
import org.junit.jupiter.api.Test;

class ReasonTest {
    @Test
    void aBatchThatWasAnsweredInPartEndedForTheReasonThatEndedIt() {
        assertThat(Reason.Cause.of(partly(new StoppedException()))).isEqualTo(Reason.Cause.INTERRUPTED);
        assertThat(Reason.Cause.of(partly(new OracleException("gone")))).isEqualTo(Reason.Cause.ORACLE);
        assertThat(Reason.Cause.of(partly(new NotKeptException("full", null)))).isEqualTo(Reason.Cause.NOT_KEPT);
    }

    private static OracleException partly(OracleException end) {
        Points answer = Points.of(1, 1, new double[] {1});
        return new AnsweredInPartException(List.of(new AnsweredInPartException.Part(0, answer)), end);
    }
}
