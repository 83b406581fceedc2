package org.crease.lab.cli;

import java.nio.file.Path;
import java.util.function.IntFunction;
import org.crease.geometry.Box;
import org.crease.geometry.Vector;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The value of {@code --domain}.
 *
 * @param text as it was given
 * @param boxes the box for a number of inputs
 */
record Domain(String text, IntFunction<Box> boxes) {
    private static final String BOX = "box:";

    /** The box that it is for an oracle or a network with so many inputs. */
    Box box(int inputs) {
        Box box = boxes.apply(inputs);
        if (box.dimension() != inputs) {
            throw new UsageException("domain must have a bound for each of " + inputs + " inputs, got "
                    + box.dimension() + " in '" + text + "'");
        }
        return box;
    }

    /** Reads {@code all}, {@code box:LO,HI} and {@code box:FILE}. */
    static final class Converter implements ITypeConverter<Domain> {
        @Override
        public Domain convert(String text) {
            if (text.equals("all")) {
                return new Domain(text, Box::unbounded);
            }
            if (!text.startsWith(BOX)) {
                throw new TypeConversionException("domain must be all, box:LO,HI or box:FILE, got '" + text + "'");
            }
            String bounds = text.substring(BOX.length());
            try {
                if (bounds.matches("[-+.\\deE]+,[-+.\\deE]+")) {
                    return cube(text, bounds.split(","));
                }
                Box box = read(OpenOracle.existing("box", bounds));
                return new Domain(text, inputs -> box);
            } catch (IllegalArgumentException | UsageException | JacksonException e) {
                throw new TypeConversionException("domain '" + text + "': " + e.getMessage());
            }
        }

        private static Domain cube(String text, String[] bounds) {
            double low = Double.parseDouble(bounds[0]);
            double high = Double.parseDouble(bounds[1]);
            if (!(low < high) || Double.isInfinite(low) || Double.isInfinite(high)) {
                throw new IllegalArgumentException("box must have finite LO < HI");
            }
            return new Domain(text, inputs -> Box.cube(inputs, low, high));
        }

        private static Box read(Path file) {
            JsonNode json = JsonMapper.shared().readTree(file);
            return new Box(vector(json, "low"), vector(json, "high"));
        }

        private static Vector vector(JsonNode json, String name) {
            JsonNode array = json.path(name);
            double[] values = new double[array.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = array.get(i).isNumber() ? array.get(i).asDouble() : Double.NaN;
                if (!Double.isFinite(values[i])) {
                    throw new IllegalArgumentException(
                            name + "[" + i + "] must be a finite number, got " + array.get(i));
                }
            }
            if (!array.isArray() || values.length == 0) {
                throw new IllegalArgumentException("file must hold {\"low\":[…],\"high\":[…]}, got no " + name);
            }
            return Vector.of(values);
        }
    }
}
