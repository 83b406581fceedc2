package org.crease.lab.cli;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.crease.oracles.http.ServerSettings;

/**
 * What it takes to ask a server, where the oracle is one.
 *
 * @param token a supplier, so that nobody who prints this record prints the token
 * @param stopped whether to stop waiting
 */
record ServerAccess(ServerSettings settings, Supplier<Optional<String>> token, BooleanSupplier stopped) {}
