package org.crease.lab.cli;

import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.crease.geometry.Box;
import org.crease.oracle.Oracle;
import org.crease.oracle.StoppedException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What an address does not say: the options that {@code recover} and {@code inspect} share. */
final class OracleOptions {
    @Option(
            names = "--inputs",
            paramLabel = "N",
            description = "How many inputs the oracle takes; needed with a process, which cannot tell.")
    private Integer inputs;

    @Mixin
    private ServerOptions server;

    /**
     * Opens an address.
     *
     * @param domain where it may be asked, by the number of inputs
     * @param opening what the questions that open it are put to, in place of the oracle as far as it is known then
     * @param limits the time among them ends the wait for answers, now and later
     * @throws UsageException if it is over before the oracle is open
     */
    OpenOracle open(
            String address,
            IntFunction<Box> domain,
            Function<OpenOracle, Oracle> opening,
            Limits limits,
            BooleanSupplier stopped,
            Environment environment) {
        if (inputs != null && inputs < 1) {
            throw new UsageException("inputs must be at least 1, got " + inputs);
        }
        OptionalInt said = inputs == null ? OptionalInt.empty() : OptionalInt.of(inputs);
        Access access =
                new Access(said, domain, server.settings(), environment.token(), opening, limits.endsWaiting(stopped));
        try {
            return OpenOracle.at(address, access);
        } catch (StoppedException e) {
            if (limits.time().isEmpty() || stopped.getAsBoolean()) {
                throw e;
            }
            throw new UsageException("oracle must be open before the time is over, got no answer within "
                    + limits.time().get().time().toMillis() / 1000.0 + " s");
        }
    }

    /** Opens the oracle of a plan, at its address or at another one. */
    OpenOracle open(
            String address,
            RunPlan plan,
            Function<OpenOracle, Oracle> opening,
            Limits limits,
            BooleanSupplier stopped,
            Environment environment) {
        if (inputs == null) {
            inputs = plan.inputs();
        }
        return open(address, n -> plan.space().box(), opening, limits, stopped, environment);
    }
}
