package org.crease.lab.cli;

import java.time.Duration;
import java.util.Optional;
import org.crease.oracles.http.ServerSettings;
import picocli.CommandLine.Option;

/** How a server is asked, where the oracle is one: the options that {@code recover} and {@code inspect} share. */
final class ServerOptions {
    @Option(
            names = "--concurrency",
            paramLabel = "REQUESTS",
            defaultValue = "4",
            description = "Server: the most requests under way at once. Default: ${DEFAULT-VALUE}.")
    private int concurrency;

    @Option(
            names = "--rate",
            paramLabel = "QUERIES",
            description = "Server: the most queries a second. Default: no limit of ours.")
    private Double rate;

    @Option(
            names = "--batch",
            paramLabel = "QUERIES",
            defaultValue = "256",
            description = "Server: the most queries in one request. Default: ${DEFAULT-VALUE}.")
    private int batch;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "30s",
            converter = TimeConverter.class,
            description =
                    "Server: how long one request may take; process: how long one answer. Default: ${DEFAULT-VALUE}.")
    private Duration timeout;

    @Option(
            names = "--retries",
            paramLabel = "N",
            defaultValue = "8",
            description =
                    "Server: how often a request is repeated if the server is busy or gone. Default: ${DEFAULT-VALUE}.")
    private int retries;

    @Option(
            names = "--output-tensor",
            paramLabel = "NAME",
            description = "Server: which output to ask for, of a model that has several.")
    private String output;

    ServerSettings settings() {
        ServerSettings defaults = ServerSettings.DEFAULTS;
        try {
            return new ServerSettings(
                    batch,
                    defaults.requestBytes(),
                    concurrency,
                    rate == null ? defaults.rate() : rate,
                    timeout,
                    retries,
                    defaults.firstPause(),
                    defaults.longestPause(),
                    Optional.ofNullable(output));
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
        }
    }
}
