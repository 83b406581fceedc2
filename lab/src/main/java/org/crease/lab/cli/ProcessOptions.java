package org.crease.lab.cli;

import java.util.function.BooleanSupplier;
import org.crease.geometry.Box;
import org.crease.geometry.Vector;
import org.crease.oracles.exec.ProcessOracle;
import org.crease.oracles.exec.ProcessSettings;
import picocli.CommandLine.Option;

/** What an {@code exec:} address does not say: the option that {@code recover} and {@code inspect} share. */
final class ProcessOptions {
    static final String EXEC = "exec:";

    @Option(
            names = "--inputs",
            paramLabel = "N",
            description = "How many inputs the COMMAND of " + EXEC
                    + "COMMAND takes; needed there, since it cannot be read" + " from it.")
    private Integer inputs;

    /**
     * The oracle behind an address.
     *
     * @param space where a process may be asked its first question
     * @param stopped ends the wait for an answer
     */
    OpenOracle open(String address, SpaceOptions space, BooleanSupplier stopped) {
        if (!address.startsWith(EXEC)) {
            OpenOracle opened = OpenOracle.at(address);
            agree(opened);
            return opened;
        }
        String command = address.substring(EXEC.length());
        if (command.isBlank()) {
            throw new UsageException("oracle must name a command after " + EXEC + ", got '" + address + "'");
        }
        if (inputs == null) {
            throw new UsageException("inputs must be given with " + EXEC + ", got none: write --inputs N");
        }
        if (inputs < 1) {
            throw new UsageException("inputs must be at least 1, got " + inputs);
        }
        Vector first = nearestToOrigin(space.space(inputs).domain());
        ProcessOracle oracle = ProcessOracle.open(command, first, ProcessSettings.DEFAULTS, stopped);
        return new OpenOracle(address, "decimal", oracle, oracle::close);
    }

    private void agree(OpenOracle opened) {
        if (inputs != null && inputs != opened.oracle().inputs()) {
            int actual = opened.oracle().inputs();
            opened.close();
            throw new UsageException("inputs must be the oracle's " + actual + ", got " + inputs);
        }
    }

    private static Vector nearestToOrigin(Box domain) {
        double[] x = new double[domain.dimension()];
        for (int i = 0; i < x.length; i++) {
            x[i] = Math.clamp(0.0, domain.low().get(i), domain.high().get(i));
        }
        return Vector.of(x);
    }
}
