package org.crease.lab.cli;

import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.crease.recovery.RecoveryMethod;

/**
 * What the commands find around them.
 *
 * @param out for results
 * @param err for trouble and progress
 * @param interactive whether a person is watching {@code err}
 * @param methods by name
 * @param stopSignal for a command that has something to show when it is stopped: from its call on, Ctrl-C ends nothing but
 *     makes the result true
 * @param token for servers, if there is one; a supplier, so that nobody who prints this record prints the token
 */
record Environment(
        PrintWriter out,
        PrintWriter err,
        boolean interactive,
        Map<String, RecoveryMethod> methods,
        Supplier<BooleanSupplier> stopSignal,
        Supplier<Optional<String>> token) {
    /** The method of a name. */
    RecoveryMethod method(String name) {
        RecoveryMethod method = methods.get(name);
        if (method == null) {
            throw new UsageException(
                    "method must be one of " + String.join(", ", methods.keySet()) + ", got '" + name + "'");
        }
        return method;
    }
}
