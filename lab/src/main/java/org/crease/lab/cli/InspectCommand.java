package org.crease.lab.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.crease.oracle.CheckedOracle;
import org.crease.oracle.CountingOracle;
import org.crease.recovery.MeasureResolution;
import org.crease.recovery.SearchSpace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code crease inspect}: what can be asked of an oracle. */
@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = "Tells what can be asked of an oracle: shapes, precision measured, queries per second.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:done", "2:wrong arguments or unreadable input", "5:the oracle broke", "130:interrupted"})
final class InspectCommand implements Callable<Integer> {
    static final String FORMAT = "crease-inspection/1";
    private static final List<Integer> BATCHES = List.of(1, 64, 1024);

    private final Environment environment;

    @Parameters(paramLabel = "ORACLE", description = OpenOracle.ADDRESS_LINES + ".")
    private String address;

    @Mixin
    private SpaceOptions options;

    @Mixin
    private OracleOptions oracleOptions;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    InspectCommand(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        BooleanSupplier stopped = environment.stopSignal().get();
        try (OpenOracle opened = oracleOptions.open(
                address, n -> options.space(n).box(), OpenOracle::oracle, Limits.NONE, stopped, environment)) {
            SearchSpace space = options.space(opened);
            CountingOracle oracle = Limits.NONE.over(new CheckedOracle(opened.oracle()), space.box(), 0, stopped);
            RandomGenerator random = options.random();
            MeasureResolution.Outcome outcome = MeasureResolution.DEFAULTS.measure(oracle, space, random);
            Map<Integer, Double> speed = new LinkedHashMap<>();
            for (int size : BATCHES) {
                speed.put(size, Throughput.DEFAULTS.of(oracle, SpaceOptions.samples(space, size, random)));
            }
            tell(opened, oracle, outcome, speed);
            return ExitCode.OK;
        }
    }

    private void tell(
            OpenOracle opened, CountingOracle oracle, MeasureResolution.Outcome outcome, Map<Integer, Double> speed) {
        if (json) {
            environment.out().println(Json.text(json(opened, oracle, outcome, speed)));
        } else {
            environment.out().println("oracle:     " + opened.address());
            environment
                    .out()
                    .println("shapes:     " + count(oracle.inputs(), "input") + ", "
                            + count(oracle.outputs(), "output"));
            environment.out().println("arithmetic: " + opened.arithmetic() + " as declared");
            environment
                    .out()
                    .println("precision:  "
                            + switch (outcome) {
                                case MeasureResolution.Measured m ->
                                    RunSummary.precision(m.resolution()) + " (measured)";
                                case MeasureResolution.Curved curved -> curved.message();
                            });
            if (outcome instanceof MeasureResolution.Measured m) {
                RunSummary.repeats(m.resolution())
                        .ifPresent(text -> environment.out().println("repeats:    " + text));
            }
            environment
                    .out()
                    .println("speed:      "
                            + speed.entrySet().stream()
                                    .map(e -> String.format(
                                            Locale.ROOT, "%.0f/s in batches of %d", e.getValue(), e.getKey()))
                                    .collect(Collectors.joining(", ")));
        }
        environment.out().flush();
    }

    private static ObjectNode json(
            OpenOracle opened, CountingOracle oracle, MeasureResolution.Outcome outcome, Map<Integer, Double> speed) {
        ObjectNode json = Json.object();
        json.put("format", FORMAT);
        json.put("address", opened.address());
        json.put("input", oracle.inputs());
        json.put("output", oracle.outputs());
        json.put("arithmetic", opened.arithmetic());
        switch (outcome) {
            case MeasureResolution.Measured m -> {
                json.set("precision", RunJson.precision(m.resolution()));
                json.putNull("reason");
            }
            case MeasureResolution.Curved curved -> {
                json.putNull("precision");
                json.put("reason", curved.message());
            }
        }
        ObjectNode rates = json.putObject("queries_per_second");
        speed.forEach((size, rate) -> rates.set(String.valueOf(size), Json.number(rate)));
        json.put("queries", oracle.total());
        return json;
    }

    private static String count(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
