package org.crease.lab.cli;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads durations: 5ms, 30s, 10m, 2h, or ISO 8601 as PT1H30M. */
final class TimeConverter implements ITypeConverter<Duration> {
    private static final Pattern SHORT = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|s|m|h)");

    @Override
    public Duration convert(String text) {
        try {
            Matcher matcher = SHORT.matcher(text);
            Duration time = Duration.parse(
                    matcher.matches() ? "PT" + inSeconds(matcher.group(1), matcher.group(2)) + "S" : text);
            if (time.isPositive()) {
                return time;
            }
        } catch (DateTimeException | ArithmeticException e) {
            // said below, for every kind of wrong value in the same words
        }
        throw new TypeConversionException(
                "time must be a positive duration like 30s, 10m, 2h or PT1H30M, got '" + text + "'");
    }

    private static String inSeconds(String number, String unit) {
        BigDecimal factor = switch (unit) {
            case "ms" -> new BigDecimal("0.001");
            case "s" -> BigDecimal.ONE;
            case "m" -> BigDecimal.valueOf(60);
            default -> BigDecimal.valueOf(3600);
        };
        return new BigDecimal(number)
                .multiply(factor)
                .setScale(9, RoundingMode.HALF_UP)
                .toPlainString();
    }
}
