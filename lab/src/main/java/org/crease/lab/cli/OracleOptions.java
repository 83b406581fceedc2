package org.crease.lab.cli;

import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import org.crease.geometry.Box;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What an address does not say: the options that {@code recover} and {@code inspect} share. */
final class OracleOptions {
    @Option(
            names = "--inputs",
            paramLabel = "N",
            description =
                    "How many inputs the oracle takes; needed with exec:COMMAND, since it cannot be read from it.")
    private Integer inputs;

    @Mixin
    private ServerOptions server;

    /**
     * Opens an address.
     *
     * @param domain where it may be asked, by the number of inputs
     */
    OpenOracle open(String address, IntFunction<Box> domain, BooleanSupplier stopped, Environment environment) {
        if (inputs != null && inputs < 1) {
            throw new UsageException("inputs must be at least 1, got " + inputs);
        }
        OptionalInt said = inputs == null ? OptionalInt.empty() : OptionalInt.of(inputs);
        return OpenOracle.at(address, new Access(said, domain, server.settings(), environment.token(), stopped));
    }

    /** Opens the oracle of a plan, at its address or at another one. */
    OpenOracle open(String address, RunPlan plan, BooleanSupplier stopped, Environment environment) {
        if (inputs == null) {
            inputs = plan.inputs();
        }
        return open(address, n -> plan.space().domain(), stopped, environment);
    }
}
