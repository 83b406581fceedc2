package org.crease.lab.cli;

import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.crease.oracle.NotKeptException;
import org.crease.oracle.OracleException;
import org.crease.oracles.http.InferenceServerOracle;
import org.crease.oracles.ledger.UnusableLedgerException;
import org.crease.oracles.model.UnreadableModelException;
import org.crease.recovery.Reason;
import org.crease.recovery.RecoveryMethod;
import org.crease.recovery.arrangement.ArrangementMethod;
import org.crease.recovery.paper.PaperMethod;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code crease}. */
@Command(
        name = "crease",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Recovers the architecture, weights and biases of a deep ReLU network from its answers alone.")
public final class Main {
    /** Every method there is. */
    private static final List<RecoveryMethod> METHODS = List.of(ArrangementMethod.DEFAULTS, PaperMethod.DEFAULTS);

    private Main() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] args) {
        Environment environment = new Environment(
                new PrintWriter(System.out, true, System.out.charset()),
                new PrintWriter(System.err, true, System.err.charset()),
                isWatched(),
                methods(),
                StopSignal::listen,
                () -> Optional.ofNullable(System.getenv(InferenceServerOracle.TOKEN_VARIABLE)));
        System.exit(run(environment, args));
    }

    /** With a console, input and output are a terminal; standard error cannot be asked, but nearly always is one too. */
    private static boolean isWatched() {
        return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    }

    /** Every method by its name. */
    static Map<String, RecoveryMethod> methods() {
        return METHODS.stream().collect(Collectors.toMap(RecoveryMethod::name, method -> method));
    }

    /** Runs one command; trouble of any kind becomes one line on the environment's {@code err} and an exit code. */
    static int run(Environment environment, String... args) {
        CommandLine train = new CommandLine(new TrainCommand())
                .addSubcommand(new TrainRandomCommand(environment))
                .addSubcommand(new TrainClassifierCommand(environment));
        CommandLine experiment = new CommandLine(new ExperimentCommand())
                .addSubcommand(new PaperExperimentCommand(environment))
                .addSubcommand(new LadderCommand(environment))
                .addSubcommand(new ReliabilityCommand(environment))
                .addSubcommand(new PrecisionCommand(environment));
        CommandLine crease = new CommandLine(new Main())
                .addSubcommand(new RecoverCommand(environment))
                .addSubcommand(new ReplayCommand(environment))
                .addSubcommand(new CompareCommand(environment))
                .addSubcommand(new InspectCommand(environment))
                .addSubcommand(new ServeCommand(environment))
                .addSubcommand(train)
                .addSubcommand(experiment);
        crease.setOut(environment.out());
        crease.setErr(environment.err());
        crease.setCaseInsensitiveEnumValuesAllowed(true);
        NumberConverter.register(crease);
        crease.setParameterExceptionHandler((trouble, ignored) -> usage(environment, trouble));
        crease.setExecutionExceptionHandler((trouble, command, ignored) -> explain(environment, trouble));
        try {
            return crease.execute(args);
        } catch (Error trouble) {
            return explain(environment, trouble);
        }
    }

    private static int usage(Environment environment, ParameterException trouble) {
        CommandLine line = trouble.getCommandLine();
        String command = line.getCommandSpec().qualifiedName();
        String message = noSuchCommand(trouble).orElseGet(trouble::getMessage);
        say(environment, message + ". Try '" + command + " --help'.");
        return ExitCode.USAGE;
    }

    /** Where a command is expected, picocli calls another word an unmatched argument. */
    private static Optional<String> noSuchCommand(ParameterException trouble) {
        Set<String> commands = trouble.getCommandLine().getSubcommands().keySet();
        return trouble instanceof UnmatchedArgumentException unmatched && !commands.isEmpty()
                ? unmatched.getUnmatched().stream()
                        .filter(word -> !word.startsWith("-"))
                        .findFirst()
                        .map(word -> "there is no command '" + word + "'; there are " + String.join(", ", commands))
                : Optional.empty();
    }

    private static int explain(Environment environment, Throwable trouble) {
        int code = switch (trouble) {
            case UsageException e -> ExitCode.USAGE;
            case UnreadableModelException e -> ExitCode.USAGE;
            case UnusableLedgerException e -> ExitCode.USAGE;
            case NotKeptException e -> ExitCode.INTERNAL;
            case OracleException e when Reason.Cause.of(e) == Reason.Cause.INTERRUPTED -> ExitCode.INTERRUPTED;
            case OracleException e -> ExitCode.ORACLE_BROKE;
            default -> ExitCode.INTERNAL;
        };
        String message = switch (trouble) {
            case IOException e -> FileTrouble.explain(e);
            case UncheckedIOException e -> e.getMessage();
            case NotKeptException e -> e.getMessage();
            default ->
                code == ExitCode.INTERNAL ? "internal error: " + trouble + "; please report" : trouble.getMessage();
        };
        say(environment, message);
        if (code == ExitCode.INTERNAL && "1".equals(System.getenv("CREASE_DEBUG"))) {
            trouble.printStackTrace(environment.err());
            environment.err().flush();
        }
        return code;
    }

    private static void say(Environment environment, String message) {
        environment.err().println("crease: " + message.strip().replaceAll("\\s*\\R\\s*", " "));
        environment.err().flush();
    }
}
