package org.crease.lab.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A Java process of its own with the class path of the tests, for what one process cannot be told about: how it ends. */
final class JavaProcess {
    private JavaProcess() {}

    /** @param output where what it prints goes, of both kinds; what is there already stays */
    static Process start(Class<?> main, Path output, String... args) throws IOException {
        List<String> java = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName());
        return new ProcessBuilder(Stream.concat(java.stream(), Stream.of(args)).toList())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                .start();
    }
}
