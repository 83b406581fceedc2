package org.crease.lab.cli;

import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import org.crease.geometry.Box;

/**
 * What it takes to get at an oracle, beside its address.
 *
 * @param inputs how many the user says it has; needed where it cannot tell
 * @param domain where it may be asked, by the number of inputs
 * @param stopped ends the wait for an answer
 */
record Access(OptionalInt inputs, IntFunction<Box> domain, BooleanSupplier stopped) {}
