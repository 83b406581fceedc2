package org.crease.oracles.http;

import java.util.OptionalLong;
import java.util.regex.Pattern;

/** A number of a shape. Servers behind a gateway that was generated from gRPC write it as a text, as protobuf's JSON does with all 64-bit integers. */
final class Dimension {
    private static final Pattern WHOLE = Pattern.compile("-?\\d{1,18}");

    private Dimension() {}

    /** Empty if it is not a whole number. */
    static OptionalLong parse(String text) {
        return WHOLE.matcher(text).matches() ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }
}
