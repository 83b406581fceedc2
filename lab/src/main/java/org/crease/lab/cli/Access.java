package org.crease.lab.cli;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.crease.geometry.Box;
import org.crease.oracle.Oracle;
import org.crease.oracles.http.ServerSettings;

/**
 * What it takes to get at an oracle, beside its address.
 *
 * @param inputs how many the user says it has; needed where it cannot tell
 * @param domain where it may be asked, by the number of inputs
 * @param server how to ask one
 * @param token for a server; a supplier, so that nobody who prints this record prints the token
 * @param opening hears the questions that open it
 * @param stopped ends the wait for an answer
 */
record Access(
        OptionalInt inputs,
        IntFunction<Box> domain,
        ServerSettings server,
        Supplier<Optional<String>> token,
        Function<OpenOracle, Oracle> opening,
        BooleanSupplier stopped) {}
