package org.crease.lab.cli;

import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads numbers, and says in plain words what would have been one.
 *
 * @param kind what the text must be
 * @param parse throws {@link NumberFormatException} if it is not
 */
record NumberConverter<T>(String kind, Function<String, T> parse) implements ITypeConverter<T> {
    /** Makes a command and its subcommands read all numbers so. */
    static void register(CommandLine command) {
        NumberConverter<Long> longs = new NumberConverter<>("a whole number", Long::valueOf);
        NumberConverter<Integer> integers =
                new NumberConverter<>("a whole number up to " + Integer.MAX_VALUE, Integer::valueOf);
        command.registerConverter(Long.class, longs).registerConverter(long.class, longs);
        command.registerConverter(Integer.class, integers).registerConverter(int.class, integers);
        command.registerConverter(double.class, new NumberConverter<>("a number", Double::valueOf));
    }

    @Override
    public T convert(String text) {
        try {
            return parse.apply(text);
        } catch (NumberFormatException e) {
            throw new TypeConversionException("must be " + kind + ", got '" + text + "'");
        }
    }
}
