package org.crease.lab.cli;

import picocli.CommandLine.Command;

/** {@code crease experiment}: the group of commands that measure. */
@Command(
        name = "experiment",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Repeats a measurement and prints its table.")
final class ExperimentCommand {}
