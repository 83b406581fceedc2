package org.crease.lab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
    private final StringWriter terminal = new StringWriter();
    private final AtomicLong clock = new AtomicLong();
    private final ProgressLine progress = new ProgressLine(new PrintWriter(terminal), () -> 300, clock::get);

    @Test
    void stepNeuronsQueriesAndRateAreOnOneLine() {
        clock.set(2_000_000_000);
        progress.at("InferHyperplane", List.of(10, 3));
        assertThat(terminal.toString()).isEqualTo("\r\u001b[2KInferHyperplane  neurons 10-3  300 queries  150/s");
        progress.close();
        assertThat(terminal.toString()).endsWith("\r\u001b[2K").doesNotContain("\n");
    }

    @Test
    void itIsNotRedrawnMoreThanTenTimesASecond() {
        for (int i = 0; i < 1000; i++) {
            clock.addAndGet(1_000_000);
            progress.at("PointsOnLine", List.of());
        }
        assertThat(terminal.toString().split("\r")).hasSizeBetween(10, 12);
    }

    @Test
    void itIsNeverWiderThanATerminal() {
        progress.at("x".repeat(200), List.of());
        assertThat(terminal.toString()).hasSize(79 + "\r\u001b[2K".length());
    }
}
