package org.crease.lab.cli;

import picocli.CommandLine.Command;

/** {@code crease train}: the group of commands that make victims. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Makes a network for experiments.")
final class TrainCommand {}
