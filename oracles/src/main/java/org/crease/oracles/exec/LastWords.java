package org.crease.oracles.exec;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The end of what a process writes to its standard error. It is read all the time, so that the process never waits for it. */
final class LastWords implements Runnable {
    private static final int LINES = 5;
    private static final int CHARACTERS = 500;

    private final InputStream source;
    private final StringBuilder tail = new StringBuilder();

    LastWords(InputStream source) {
        this.source = source;
    }

    @Override
    public void run() {
        char[] buffer = new char[1024];
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(source, StandardCharsets.UTF_8))) {
            for (int n = reader.read(buffer); n >= 0; n = reader.read(buffer)) {
                keep(buffer, n);
            }
        } catch (IOException e) {
            // the process was killed; what it said before is kept
        }
    }

    private synchronized void keep(char[] buffer, int n) {
        tail.append(buffer, 0, n);
        tail.delete(0, Math.max(0, tail.length() - CHARACTERS));
    }

    /** The last lines in one, with slashes between them; empty if nothing was said. */
    synchronized String text() {
        List<String> lines = tail.toString()
                .lines()
                .map(line -> line.replaceAll("\\p{Cntrl}", "").strip())
                .filter(line -> !line.isEmpty())
                .toList();
        return String.join(" / ", lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
    }
}
